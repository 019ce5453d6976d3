import { type Command, Option } from "commander";
import { helpAfter } from "./help.ts";
import { runs } from "./run-command.ts";
import { addSubcommand, type Fill, type Tree } from "./tree.ts";

function fillDoctor({ world, exit }: Tree, doctor: Command): void {
  doctor
    .option("--policy", "print the least policy that the stack needs, and ask AWS nothing")
    .action(runs(world, exit, "document", async () => (await import("./commands/doctor.ts")).doctor));
  helpAfter(doctor, {
    guide: "Prerequisites",
    makes: "nothing",
    minutes: "seconds",
    examples: ["doctor", "doctor --policy > policy.json"],
  });
}

function fillEnv({ world, exit }: Tree, env: Command): void {
  env
    .addOption(
      new Option("--format <format>", "how to write them (default: sh)").choices([
        "sh",
        "dotenv",
        "docker",
        "json",
        "powershell",
        "ecs",
        "k8s",
      ]),
    )
    .option("--prefix <text>", "put this before each name")
    .option(
      "--show-secrets [pipe]",
      "the secrets themselves, on a terminal or with --out; into a pipe with =pipe",
    )
    .option("--out <file>", "write them to a file that only you can read")
    .action(runs(world, exit, "document", async () => (await import("./commands/env.ts")).env));
  helpAfter(env, {
    guide: "Environment Variables",
    makes: "nothing in AWS",
    minutes: "seconds",
    examples: ["env", "env --format dotenv --show-secrets --out .env"],
  });
}

const collect = (value: string, before: readonly string[] = []): string[] => [...before, value];

function fillVerify({ world, exit }: Tree, verify: Command): void {
  verify
    .addOption(
      new Option("--route <route>", "how to reach private services (default: auto)").choices([
        "auto",
        "direct",
        "ssm",
      ]),
    )
    .option("--only <names>", "only these, with commas: db, cache, kafka, app, control")
    .addOption(
      new Option("--endpoint <name=host:port>", "test it at this place, such as a tunnel").argParser(collect),
    )
    .option("--watch", "look again every 10 seconds, until Ctrl-C")
    .action(runs(world, exit, "document", async () => (await import("./commands/verify.ts")).verify));
  helpAfter(verify, {
    guide: "Verification",
    makes: "nothing; --route ssm runs a script on an application instance",
    minutes: "seconds",
    examples: ["verify", "verify --only db --endpoint db=127.0.0.1:15432"],
  });
}

function fillTunnel({ world, exit }: Tree, tunnel: Command): void {
  tunnel
    .option("--port <number>", "local port (default: one that is free)")
    .action(runs(world, exit, "document", async () => (await import("./commands/tunnel.ts")).tunnel));
  helpAfter(tunnel, {
    guide: "none",
    makes: "a session of AWS Systems Manager through an application instance, which ends with it",
    minutes: "seconds",
    examples: ["tunnel db", "tunnel cache --port 6379"],
  });
}

function fillSandbox({ world, exit }: Tree, sandbox: Command): void {
  const list = addSubcommand(sandbox, "list", "Show what exists in the simulated account.");
  list.action(runs(world, exit, "document", async () => (await import("./commands/sandbox.ts")).listSandbox));
  const nothing = { guide: "none", makes: "nothing in AWS", minutes: "no time" };
  helpAfter(list, { ...nothing, examples: ["sandbox list", "sandbox list --json"] });
  const forget = "Forget the simulated account, its state and its settings.";
  const reset = addSubcommand(sandbox, "reset", forget);
  reset.action(
    runs(world, exit, "document", async () => (await import("./commands/sandbox.ts")).resetSandbox),
  );
  helpAfter(reset, { ...nothing, examples: ["sandbox reset", "sandbox reset --config shop.yaml"] });
  helpAfter(sandbox, { ...nothing, examples: ["sandbox list", "sandbox reset"] });
}

function fillCompletion(tree: Tree, completion: Command): void {
  const { world, exit } = tree;
  completion.action(async (shell: string) => {
    const { completion: print } = await import("./commands/completion.ts");
    exit.code = print(world, tree.whole(), shell);
  });
  helpAfter(completion, {
    guide: "none",
    makes: "nothing",
    minutes: "no time",
    examples: ["completion bash > /etc/bash_completion.d/flashsale-setup", "completion fish | source"],
  });
}

/** How the commands are filled in that look at the stack or stand beside it. */
export const toolFills: Readonly<Record<string, Fill>> = {
  doctor: fillDoctor,
  verify: fillVerify,
  env: fillEnv,
  tunnel: fillTunnel,
  sandbox: fillSandbox,
  completion: fillCompletion,
};
