import type { Entry } from "../../engine/entry.ts";
import { isDark, type LeftOut, type PlanItem } from "../../engine/plan-item.ts";
import type { Stuck } from "../../engine/resource.ts";
import { drawLeftOut, toLeftOutDocument } from "../../ui/left-out-view.ts";
import { sayInline } from "../../ui/page.ts";
import { drawAccount } from "../../ui/plan-view.ts";
import { drawStatus, type StatusRow } from "../../ui/status-view.ts";
import { NOT_READABLE } from "../carry-out.ts";
import { planOptionsOf } from "../change-flags.ts";
import { type Context, type Desk, openContext } from "../context.ts";
import { NOTHING_CHOSEN } from "../nothing-chosen.ts";
import { planStack } from "../planning.ts";

/** `status`: what stands, AWS's status of it, drift, age. Reads only. */
export async function status(desk: Desk): Promise<number> {
  const context = await openContext(desk, { writes: false });
  const { plan, account } = await planStack(context, { options: planOptionsOf(NOTHING_CHOSEN) });
  for (const { text, ways } of plan.problems.filter(({ code }) => code === "OtherState"))
    context.output.tell([text, ...ways.map((way) => `  ${way}`)]);
  for (const { address, stuck } of [...plan.items, ...plan.others])
    if (stuck !== undefined) tellStuck(context, address, stuck);
  const { leftOut = [] } = plan;
  const items = [...plan.items, ...plan.others, ...leftOut.flatMap(toItem)];
  const rows = items
    .filter((item) => item.id !== undefined || item.status !== undefined || isKnown(context, item))
    .map((item) => toRow(context, item));
  if (context.globals.json) context.output.document(toDocument({ ...context, account }, rows, leftOut));
  else show({ ...context, account }, rows, leftOut);
  return isDark(plan) ? NOT_READABLE : 0;
}

/** What could not be read and has no id may stand all the same. */
const toItem = ({ item, refusal }: LeftOut): PlanItem[] =>
  item === undefined ? [] : [refusal === undefined ? item : { ...item, status: "not readable" }];

const isKnown = ({ store }: Context, { address }: PlanItem): boolean => store.entries().has(address);

function toRow(context: Context, item: PlanItem): StatusRow {
  const made = madeAt(context.store.entries().get(item.address));
  return {
    address: item.address,
    title: item.title,
    ...(item.status === "not readable" ? {} : { drift: driftOf(item) }),
    ...(item.id === undefined ? {} : { id: item.id }),
    ...(item.status === undefined ? {} : { status: item.status }),
    ...(made === undefined ? {} : { ageSeconds: context.clock.secondsSince(made) }),
  };
}

/** What somebody has to mend is said beside the table. */
function tellStuck({ output }: Context, address: string, { text, ways }: Stuck): void {
  const page = output.page("stderr");
  output.tell([sayInline(page, `${address} ${text}.`), ...ways.map((way) => `  ${sayInline(page, way)}`)]);
}

/** What others added is no change that would be made, and yet differs. */
const driftOf = ({ changes, added = [] }: PlanItem): string[] => [
  ...changes.map(({ prop }) => prop),
  ...added,
];

function madeAt(entry: Entry | undefined): number | undefined {
  const instant = entry !== undefined && "madeAt" in entry ? entry.madeAt : undefined;
  return instant === undefined ? undefined : Date.parse(instant);
}

function show(context: Context, rows: readonly StatusRow[], leftOut: readonly LeftOut[]): void {
  const { output, account, store } = context;
  const page = output.page("stdout");
  const retained = store.retained.map(({ type, id, until }) =>
    sayInline(page, `Kept by destroy: ${type} ${id}${until === undefined ? "" : ` until ${until}`}`),
  );
  output.data([
    ...drawAccount(account, page),
    "",
    ...drawStatus(rows, page),
    ...drawLeftOut(
      leftOut.filter(({ refusal }) => refusal !== undefined),
      page,
    ),
    ...(retained.length > 0 ? ["", ...retained] : []),
  ]);
}

const toDocument = (
  { account, store }: Context,
  rows: readonly StatusRow[],
  leftOut: readonly LeftOut[],
): object => ({
  schema: 1,
  account,
  resources: rows.map((row) => ({
    ...row,
    ...(row.ageSeconds === undefined ? {} : { ageSeconds: Math.round(row.ageSeconds) }),
  })),
  notReadable: leftOut.filter(({ refusal }) => refusal !== undefined).map(toLeftOutDocument),
  retained: store.retained,
});
