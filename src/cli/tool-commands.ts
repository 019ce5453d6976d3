import type { Command } from "commander";
import { Flag } from "./flag.ts";
import { helpAfter } from "./help.ts";
import { wishKind } from "./permissions/purposes.ts";
import { addSubcommand, does, type Fill, runs, type Tree } from "./tree.ts";
import { oneOf } from "./value-kind.ts";
import { endpointKind, onlyKind } from "./verify/endpoints.ts";

function fillDoctor(tree: Tree, doctor: Command): void {
  doctor.addOption(
    new Flag(
      "--policy [for]",
      "print the least policies for: plan, verify, change, or all (default), and ask AWS nothing",
      { kind: wishKind },
    ),
  );
  runs(tree, doctor, { kind: "document", load: async () => (await import("./commands/doctor.ts")).doctor });
  helpAfter(doctor, {
    guide: "Prerequisites",
    makes: "nothing",
    minutes: "seconds",
    examples: ["doctor", "doctor --policy plan > plan.json"],
  });
}

function fillEnv(tree: Tree, env: Command): void {
  env
    .addOption(
      new Flag("--format <format>", "how to write them (default: sh)", {
        kind: oneOf(["sh", "dotenv", "docker", "json", "powershell", "ecs", "k8s"]),
      }),
    )
    .addOption(new Flag("--prefix <prefix>", "put this before each name"))
    .addOption(
      new Flag(
        "--show-secrets [pipe]",
        "the secrets themselves, on a terminal or with --out; into a pipe with =pipe",
      ),
    )
    .addOption(new Flag("--out <file>", "write them to a file that only you can read"));
  runs(tree, env, { kind: "document", load: async () => (await import("./commands/env.ts")).env });
  helpAfter(env, {
    guide: "Environment Variables",
    makes: "nothing in AWS",
    minutes: "seconds",
    examples: ["env", "env --format dotenv --show-secrets --out .env"],
  });
}

function fillVerify(tree: Tree, verify: Command): void {
  verify
    .addOption(
      new Flag("--route <route>", "how to reach private services (default: auto)", {
        kind: oneOf(["auto", "direct", "ssm"]),
      }),
    )
    .addOption(
      new Flag("--only <names>", "only these, with commas: db, cache, kafka, app, control", {
        kind: onlyKind,
      }),
    )
    .addOption(
      new Flag("--endpoint <name=host:port>", "test it at this place, such as a tunnel", {
        kind: endpointKind,
        isRepeatable: true,
      }),
    )
    .addOption(new Flag("--watch", "look again every 10 seconds, until Ctrl-C"));
  runs(tree, verify, { kind: "document", load: async () => (await import("./commands/verify.ts")).verify });
  helpAfter(verify, {
    guide: "Verification",
    makes: "nothing; --route ssm runs a script on an application instance",
    minutes: "seconds",
    examples: ["verify", "verify --only db --endpoint db=127.0.0.1:15432"],
  });
}

function fillTunnel(tree: Tree, tunnel: Command): void {
  tunnel.addOption(new Flag("--port <port>", "local port (default: one that is free)"));
  runs(tree, tunnel, { kind: "document", load: async () => (await import("./commands/tunnel.ts")).tunnel });
  helpAfter(tunnel, {
    guide: "none",
    makes: "a session of AWS Systems Manager through an application instance, which ends with it",
    minutes: "seconds",
    examples: ["tunnel db", "tunnel cache --port 6379"],
  });
}

function fillSandbox(tree: Tree, sandbox: Command): void {
  const list = addSubcommand(sandbox, "list", "Show what exists in the simulated account.");
  runs(tree, list, {
    kind: "document",
    load: async () => (await import("./commands/sandbox.ts")).listSandbox,
  });
  const nothing = { guide: "none", makes: "nothing in AWS", minutes: "no time" };
  helpAfter(list, { ...nothing, examples: ["sandbox list", "sandbox list --json"] });
  const forget = "Forget the simulated account, its state and its settings.";
  const reset = addSubcommand(sandbox, "reset", forget);
  runs(tree, reset, {
    kind: "document",
    load: async () => (await import("./commands/sandbox.ts")).resetSandbox,
  });
  helpAfter(reset, { ...nothing, examples: ["sandbox reset", "sandbox reset --config shop.yaml"] });
  helpAfter(sandbox, { ...nothing, examples: ["sandbox list", "sandbox reset"] });
}

function fillCompletion(tree: Tree, completion: Command): void {
  // Shells run it when they start: it opens no desk, which would load all that speaks to AWS.
  does(tree, completion, {
    kind: "document",
    run: async ({ command, globals }) => {
      const { completion: print } = await import("./commands/completion.ts");
      return print(tree.world, tree.whole(), { shell: command.args[0] ?? "", json: globals.json });
    },
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
