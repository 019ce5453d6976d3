import { resolve } from "node:path";
import type { Command } from "commander";
import { readPlain } from "../../disk/plain.ts";
import { isEmpty, type Plan } from "../../engine/plan-item.ts";
import { isEnabled, sections } from "../../sections/index.ts";
import type { Edit } from "../../settings/commented.ts";
import { confirmChanges, showAndCarryOut } from "../carry-out.ts";
import { type ChangeFlags, planOptionsOf, readChangeFlags } from "../change-flags.ts";
import { type Context, type Desk, openContext } from "../context.ts";
import { demandAffordable } from "../cost-limit.ts";
import { usingFile } from "../flag-file.ts";
import { afterUp } from "../next-steps.ts";
import { demandSame, type PlanFile, parsePlanFile } from "../plan-file.ts";
import { planStack, type StackPlan } from "../planning.ts";
import { remember } from "../remember.ts";

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
  /** What the command sets in the settings first; written down once the change is confirmed. */
  readonly edits?: readonly Edit[];
}

/** Plans, shows, asks, carries out; the body of `up` and of every section command. */
export async function bringUp(desk: Desk, request: UpRequest): Promise<number> {
  const { flags, section, saved, edits = [] } = request;
  const context = await openContext(desk, { writes: true, edits });
  const rememberEdits = rememberOnce(context, edits);
  try {
    if (section !== undefined) tellSwitchedOff(context, section);
    const isAsked =
      section === undefined ? undefined : (address: string) => address.startsWith(`${section}.`);
    // Who sets a number asks for it, also where others have added to it since.
    const mayShrink = edits.length > 0;
    const options = { ...planOptionsOf(flags), mayShrink, ...(isAsked === undefined ? {} : { isAsked }) };
    const replan = () =>
      planStack(context, { options, upgrade: flags.upgrade, checkQuotas: !flags.skipPreflight });
    const planned = await replan();
    if (saved !== undefined) demandSame(context, saved, planned);
    const code = await showAndCarryOut(context, planned, {
      confirm: async (plan) => {
        await confirm(context, { planned, plan, request });
        await rememberEdits();
      },
      applyAt: flags.applyAt,
      force: false,
      deleteAdopted: false,
      adopt: flags.adopt,
      title: "Setting up",
      resumeCommand: desk.advisor.again(),
      next: afterUp(section),
      nothing: "Nothing to do: everything is as wanted.",
      replan,
    });
    if (code === 0) await rememberEdits();
    return code;
  } finally {
    await context.close();
  }
}

/** A section that is switched off declares nothing; what still stands of it goes. */
function tellSwitchedOff({ settings, output }: Context, name: string): void {
  const section = sections.find((one) => one.name === name);
  if (section === undefined || isEnabled(section, settings)) return;
  const edit = section.edits?.find(({ sets = [] }) => sets.some(([key]) => key === `${name}.enabled`));
  const way = edit === undefined ? "" : ` flashsale-setup ${name} ${edit.name} switches it on.`;
  const text = `The section ${name} is off (${name}.enabled: false): nothing of it is made.${way}`;
  output.tell(output.complete(text));
}

/** Writes the edits into the settings file, the first time it is called; before the change, so that a kill leaves both. */
function rememberOnce(context: Context, edits: readonly Edit[]): () => Promise<void> {
  let isDone = edits.length === 0;
  return async () => {
    if (isDone) return;
    isDone = true;
    await remember(context, edits);
  };
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
  return parsePlanFile(path, await usingFile(path, () => readPlain(path)));
}
