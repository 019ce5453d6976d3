import { type Command, Option } from "commander";
import { contents } from "../sections/contents.ts";
import { addApplyFlags, addChangeFlags } from "./change-flags.ts";
import { helpAfter } from "./help.ts";
import { runs } from "./run-command.ts";
import type { Fill, Tree } from "./tree.ts";

function fillPlan({ world, exit }: Tree, plan: Command): void {
  addChangeFlags(plan)
    .option("--out <file>", "save the plan, to be carried out as shown: up FILE")
    .option("--detailed-exitcode", "exit 2 when there are changes")
    .action(runs(world, exit, "document", async () => (await import("./commands/plan.ts")).plan));
  helpAfter(plan, {
    guide: "all chapters",
    makes: "nothing",
    minutes: "seconds",
    examples: ["plan --sandbox", "plan --out plan.json"],
  });
}

function fillUp({ world, exit }: Tree, up: Command): void {
  addApplyFlags(up).action(runs(world, exit, "events", async () => (await import("./commands/up.ts")).up));
  const minutes = `about ${Math.max(...contents.map(({ typicalMinutes }) => typicalMinutes)) + 2} minutes`;
  helpAfter(up, {
    guide: "all chapters",
    makes: "every section that is enabled",
    minutes,
    examples: ["up --sandbox --yes", "up --apply-at window"],
  });
}

function fillStatus({ world, exit }: Tree, status: Command): void {
  status.action(runs(world, exit, "document", async () => (await import("./commands/status.ts")).status));
  helpAfter(status, {
    guide: "all chapters",
    makes: "nothing",
    minutes: "seconds",
    examples: ["status", "status --json"],
  });
}

function fillDestroy({ world, exit }: Tree, destroy: Command): void {
  destroy
    .option("--delete-data", "with --yes: data stores may go, too")
    .addOption(
      new Option("--no-final-snapshot", "leave no final snapshot and no secret in its recovery window"),
    )
    .option("--delete-adopted", "delete what was adopted, too")
    .action(runs(world, exit, "events", async () => (await import("./commands/destroy.ts")).destroy));
  helpAfter(destroy, {
    guide: "all chapters",
    makes: "nothing; leaves a final snapshot and a restorable secret for each data store",
    minutes: "about 12 minutes",
    examples: ["destroy", "destroy db --yes --delete-data"],
  });
}

/** How the commands that concern the whole stack are filled in. */
export const stackFills: Readonly<Record<string, Fill>> = {
  plan: fillPlan,
  up: fillUp,
  status: fillStatus,
  destroy: fillDestroy,
};
