import type { Command } from "commander";
import { contents } from "../sections/contents.ts";
import { addApplyFlags, addChangeFlags } from "./change-flags.ts";
import { Flag } from "./flag.ts";
import { helpAfter } from "./help.ts";
import { type Fill, runs, type Tree } from "./tree.ts";

function fillPlan(tree: Tree, plan: Command): void {
  addChangeFlags(plan)
    .addOption(new Flag("--out <file>", "save the plan, to be carried out as shown: up FILE"))
    .addOption(new Flag("--detailed-exitcode", "exit 2 when there are changes"));
  runs(tree, plan, { kind: "document", load: async () => (await import("./commands/plan.ts")).plan });
  helpAfter(plan, {
    guide: "all chapters",
    makes: "nothing",
    minutes: "seconds",
    examples: ["plan --sandbox", "plan --out plan.json"],
  });
}

function fillUp(tree: Tree, up: Command): void {
  runs(tree, addApplyFlags(up), {
    kind: "events",
    load: async () => (await import("./commands/up.ts")).up,
  });
  const minutes = `about ${Math.max(...contents.map(({ typicalMinutes }) => typicalMinutes)) + 2} minutes`;
  helpAfter(up, {
    guide: "all chapters",
    makes: "every section that is enabled",
    minutes,
    examples: ["up --sandbox --yes", "up --apply-at window"],
  });
}

function fillStatus(tree: Tree, status: Command): void {
  runs(tree, status, { kind: "document", load: async () => (await import("./commands/status.ts")).status });
  helpAfter(status, {
    guide: "all chapters",
    makes: "nothing",
    minutes: "seconds",
    examples: ["status", "status --json"],
  });
}

function fillDestroy(tree: Tree, destroy: Command): void {
  destroy
    .addOption(new Flag("--delete-data", "with --yes: data stores may go, too"))
    .addOption(
      new Flag("--no-final-snapshot", "leave no final snapshot and no secret in its recovery window"),
    )
    .addOption(new Flag("--delete-adopted", "delete what was adopted, too"));
  runs(tree, destroy, { kind: "events", load: async () => (await import("./commands/destroy.ts")).destroy });
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
