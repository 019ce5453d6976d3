import { Argument, Option } from "commander";
import { addGlobals } from "./globals.ts";
import { helpAfter } from "./help.ts";
import { runs } from "./run-command.ts";
import { addCommand, type Tree } from "./tree.ts";

/** Adds what looks at or stands beside the stack: `doctor`, `verify`, `env`, `tunnel`, `sandbox`, `completion`. */
export function addTools(tree: Tree): void {
  addDoctor(tree);
  addVerify(tree);
  addEnv(tree);
  addTunnel(tree);
  addSandbox(tree);
  addCompletion(tree);
}

function addDoctor(tree: Tree): void {
  const { world, exit } = tree;
  const doctor = addCommand(
    tree.program,
    "doctor",
    "Check every prerequisite, and say what mends it.",
  ).option("--policy", "print the least policy that the stack needs, and ask AWS nothing");
  doctor.action(runs(world, exit, "document", async () => (await import("./commands/doctor.ts")).doctor));
  helpAfter(doctor, {
    guide: "Prerequisites",
    makes: "nothing",
    minutes: "seconds",
    examples: ["doctor", "doctor --policy > policy.json"],
  });
}

function addEnv(tree: Tree): void {
  const { world, exit } = tree;
  const env = addCommand(tree.program, "env", "Print the environment variables of the application.")
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
    .option("--out <file>", "write them to a file that only you can read");
  env.action(runs(world, exit, "document", async () => (await import("./commands/env.ts")).env));
  helpAfter(env, {
    guide: "Environment Variables",
    makes: "nothing in AWS",
    minutes: "seconds",
    examples: ["env", "env --format dotenv --show-secrets --out .env"],
  });
}

const collect = (value: string, before: readonly string[] = []): string[] => [...before, value];

function addVerify(tree: Tree): void {
  const { world, exit } = tree;
  const verify = addCommand(tree.program, "verify", "Test whether what stands works, and say why not.")
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
    .option("--watch", "look again every 10 seconds, until Ctrl-C");
  verify.action(runs(world, exit, "document", async () => (await import("./commands/verify.ts")).verify));
  helpAfter(verify, {
    guide: "Verification",
    makes: "nothing; --route ssm runs a script on an application instance",
    minutes: "seconds",
    examples: ["verify", "verify --only db --endpoint db=127.0.0.1:15432"],
  });
}

function addTunnel(tree: Tree): void {
  const { world, exit } = tree;
  const tunnel = addCommand(tree.program, "tunnel", "Open a local port to a private service, until Ctrl-C.")
    .addArgument(new Argument("<target>", "where it leads").choices(["db", "cache", "app"]))
    .option("--port <number>", "local port (default: one that is free)");
  tunnel.action(runs(world, exit, "document", async () => (await import("./commands/tunnel.ts")).tunnel));
  helpAfter(tunnel, {
    guide: "none",
    makes: "a session of AWS Systems Manager through an application instance, which ends with it",
    minutes: "seconds",
    examples: ["tunnel db", "tunnel cache --port 6379"],
  });
}

function addSandbox(tree: Tree): void {
  const { world, exit } = tree;
  const sandbox = addCommand(tree.program, "sandbox", "Look at the simulated account, or empty it.");
  const list = addGlobals(
    sandbox.command("list").description("Show what exists in the simulated account.").exitOverride(),
  );
  list.action(runs(world, exit, "document", async () => (await import("./commands/sandbox.ts")).listSandbox));
  const nothing = { guide: "none", makes: "nothing in AWS", minutes: "no time" };
  helpAfter(list, { ...nothing, examples: ["sandbox list", "sandbox list --json"] });
  const reset = addGlobals(
    sandbox
      .command("reset")
      .description("Forget the simulated account, its state and its settings.")
      .exitOverride(),
  );
  reset.action(
    runs(world, exit, "document", async () => (await import("./commands/sandbox.ts")).resetSandbox),
  );
  helpAfter(reset, { ...nothing, examples: ["sandbox reset", "sandbox reset --config shop.yaml"] });
  helpAfter(sandbox, { ...nothing, examples: ["sandbox list", "sandbox reset"] });
}

function addCompletion(tree: Tree): void {
  const { world, exit, program } = tree;
  const completion = addCommand(
    tree.program,
    "completion",
    "Print a completion script for a shell.",
  ).addArgument(
    new Argument("<shell>", "whose script to print").choices(["bash", "zsh", "fish", "powershell"]),
  );
  completion.action(async (shell: string) => {
    const { completion: print } = await import("./commands/completion.ts");
    exit.code = print(world, program, shell);
  });
  helpAfter(completion, {
    guide: "none",
    makes: "nothing",
    minutes: "no time",
    examples: ["completion bash > /etc/bash_completion.d/flashsale-setup", "completion fish | source"],
  });
}
