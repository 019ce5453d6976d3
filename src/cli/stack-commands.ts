import { Option } from "commander";
import { contents } from "../sections/contents.ts";
import { addApplyFlags, addChangeFlags } from "./change-flags.ts";
import { helpAfter } from "./help.ts";
import { runs } from "./run-command.ts";
import { addCommand, type Tree } from "./tree.ts";

/** Adds what concerns the whole stack: `plan`, `up`, `status`, `destroy`. */
export function addWholeStack(tree: Tree): void {
  const { world, exit } = tree;
  const plan = addChangeFlags(addCommand(tree.program, "plan", "Show what up would change; change nothing."))
    .option("--out <file>", "save the plan, to be carried out as shown: up FILE")
    .option("--detailed-exitcode", "exit 2 when there are changes");
  plan.action(runs(world, exit, "document", async () => (await import("./commands/plan.ts")).plan));
  helpAfter(plan, {
    guide: "all chapters",
    makes: "nothing",
    minutes: "seconds",
    examples: ["plan --sandbox", "plan --out plan.json"],
  });
  const up = addApplyFlags(
    addCommand(tree.program, "up", "Bring everything to what the settings say."),
  ).argument("[planfile]", "a plan saved by plan --out");
  up.action(runs(world, exit, "events", async () => (await import("./commands/up.ts")).up));
  const minutes = `about ${Math.max(...contents.map(({ typicalMinutes }) => typicalMinutes)) + 2} minutes`;
  helpAfter(up, {
    guide: "all chapters",
    makes: "every section that is enabled",
    minutes,
    examples: ["up --sandbox --yes", "up --apply-at window"],
  });
  const status = addCommand(tree.program, "status", "Show what stands: live status, drift, age.");
  status.action(runs(world, exit, "document", async () => (await import("./commands/status.ts")).status));
  helpAfter(status, {
    guide: "all chapters",
    makes: "nothing",
    minutes: "seconds",
    examples: ["status", "status --json"],
  });
  addDestroy(tree);
}

function addDestroy(tree: Tree): void {
  const { world, exit } = tree;
  const destroy = addCommand(tree.program, "destroy", "Take everything down, or some sections.")
    .argument("[section...]", "sections to take down; they are switched off in the settings")
    .option("--delete-data", "with --yes: data stores may go, too")
    .addOption(
      new Option("--no-final-snapshot", "leave no final snapshot and no secret in its recovery window"),
    )
    .option("--delete-adopted", "delete what was adopted, too");
  destroy.action(runs(world, exit, "events", async () => (await import("./commands/destroy.ts")).destroy));
  helpAfter(destroy, {
    guide: "all chapters",
    makes: "nothing; leaves a final snapshot and a restorable secret for each data store",
    minutes: "about 12 minutes",
    examples: ["destroy", "destroy db --yes --delete-data"],
  });
}
