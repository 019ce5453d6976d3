import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Command } from "commander";
import { isEmpty, type Plan } from "../../engine/plan-item.ts";
import { confirmChanges, showAndCarryOut } from "../carry-out.ts";
import { type ChangeFlags, planOptionsOf, readChangeFlags } from "../change-flags.ts";
import { type Context, type Desk, openContext } from "../context.ts";
import { demandAffordable } from "../cost-limit.ts";
import { demandSame, type PlanFile, parsePlanFile } from "../plan-file.ts";
import { planStack, type StackPlan } from "../planning.ts";
import { advice } from "../words.ts";

/** `up [PLANFILE]`: brings everything to what the settings say. */
export async function up(desk: Desk, command: Command): Promise<number> {
  const [file] = command.args;
  const saved = file === undefined ? undefined : await readPlanFile(desk, file);
  return bringUp(desk, { flags: readChangeFlags(command), ...(saved === undefined ? {} : { saved }) });
}

/** What a bringing-up command may narrow. */
export interface UpRequest {
  readonly flags: ChangeFlags;
  /** Only the addresses of this section and what they need. */
  readonly section?: string;
  readonly saved?: PlanFile;
}

/** Plans, shows, asks, carries out; the body of `up` and of every section command. */
export async function bringUp(desk: Desk, request: UpRequest): Promise<number> {
  const context = await openContext(desk, { writes: true });
  try {
    const { flags, section, saved } = request;
    const isAsked =
      section === undefined ? undefined : (address: string) => address.startsWith(`${section}.`);
    const options = { ...planOptionsOf(flags), ...(isAsked === undefined ? {} : { isAsked }) };
    const replan = () => planStack(context, { options, upgrade: flags.upgrade });
    const planned = await replan();
    if (saved !== undefined) demandSame(context, saved, planned);
    return await showAndCarryOut(context, planned, {
      confirm: (plan) => confirm(context, { planned, plan, request }),
      applyAt: flags.applyAt,
      force: false,
      deleteAdopted: false,
      adopt: flags.adopt,
      title: "Setting up",
      resumeCommand: ["flashsale-setup", ...desk.world.argv].join(" "),
      next: advice(context).afterUp,
      replan,
    });
  } finally {
    await context.close();
  }
}

/** A saved plan was confirmed when it was read; only what it would not cover is asked again. */
async function confirm(
  context: Context,
  asked: { planned: StackPlan; plan: Plan; request: UpRequest },
): Promise<void> {
  if (isEmpty(asked.plan)) return;
  await demandAffordable(context, asked.planned, asked.request.flags.acceptCost);
  if (asked.request.saved !== undefined) return;
  const { account } = asked.planned;
  const where = account.sandbox
    ? "the sandbox"
    : `account ${account.accountId}${account.alias === undefined ? "" : ` (${account.alias})`}`;
  await confirmChanges(context, `Make these changes in ${where}?`);
}

async function readPlanFile(desk: Desk, file: string): Promise<PlanFile> {
  const path = resolve(desk.world.cwd, file);
  return parsePlanFile(path, await readFile(path, "utf8").catch(() => undefined));
}
