import { resolve } from "node:path";
import type { Command } from "commander";
import { isDark, isEmpty } from "../../engine/plan-item.ts";
import { quoteForShell } from "../../ui/env-format/sh.ts";
import { toPlanDocument } from "../../ui/json-view.ts";
import { sayInline } from "../../ui/page.ts";
import { drawPlan } from "../../ui/plan-view.ts";
import { NOT_READABLE, problemsError, viewOf } from "../carry-out.ts";
import { planOptionsOf, readChangeFlags } from "../change-flags.ts";
import { type Context, type Desk, openContext } from "../context.ts";
import { toPlanFile } from "../plan-file.ts";
import { planStack, type StackPlan } from "../planning.ts";
import { writePrivately } from "../private-file.ts";

/** `plan`: shows what `up` would change; changes nothing, not even a file, but for `--out`. */
export async function plan(desk: Desk, command: Command): Promise<number> {
  const options = command.opts<{ out?: string; detailedExitcode?: boolean }>();
  const flags = readChangeFlags(command);
  const context = await openContext(desk, { writes: false });
  const planned = await planStack(context, {
    options: planOptionsOf(flags),
    upgrade: flags.upgrade,
    checkQuotas: !flags.skipPreflight,
  });
  show(context, planned);
  if (planned.plan.problems.length > 0) throw await problemsError(context, planned.plan);
  if (options.out !== undefined) await save(context, planned, options.out);
  if (isDark(planned.plan)) return NOT_READABLE;
  return options.detailedExitcode === true && !isEmpty(planned.plan) ? 2 : 0;
}

function show(context: Context, planned: StackPlan): void {
  const { output, globals } = context;
  const view = viewOf(planned);
  if (!globals.json) output.data(drawPlan(planned.plan, view, output.page("stdout")));
  else output.document(toPlanDocument(planned.plan, view));
}

async function save(context: Context, planned: StackPlan, file: string): Promise<void> {
  const path = resolve(context.world.cwd, file);
  const text = `${JSON.stringify(toPlanFile(context, planned), undefined, 2)}\n`;
  await writePrivately("--out", path, text);
  const { output } = context;
  const command = output.complete(`flashsale-setup up ${quoteForShell(file)}`);
  output.tell(["Saved. To carry out just this:", "", `    ${sayInline(output, command)}`]);
}
