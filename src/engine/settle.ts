import { PlanError, PostponedError, WaitTimeoutError } from "../errors.ts";
import type { Change } from "./change.ts";
import { canonicalText } from "./compare.ts";
import { diff } from "./diff.ts";
import { everSent, inputOf } from "./entry.ts";
import { livingBase, type Make } from "./make-entries.ts";
import { withRemembered } from "./observe.ts";
import type { Work } from "./plan-item.ts";
import type { Observed, Props } from "./resource.ts";
import { checkSignal, LOOK_SECONDS, READ_LAG_SECONDS, VISIBLE_SECONDS, watchOf } from "./run.ts";

/** What stands at the end, and what AWS takes only later. */
export interface Settled {
  readonly observed: Observed;
  readonly postponed?: PostponedError | undefined;
}

/** Updates what differs and waits until AWS shows it. */
export async function bringToDesired<Env>(context: Make<Env>, id: string, fresh: boolean): Promise<Settled> {
  await letLastChangeShow(context);
  const first = await lookUntil(context, id, {
    seconds: fresh ? VISIBLE_SECONDS : 0,
    ...sentBefore(context, fresh),
  });
  if (first.changes.length === 0) return { observed: first.observed };
  refuseHarsher(context, first.changes);
  const begun = context.run.clock.now();
  const postponed = await update(context, id, first);
  const settled = await lookUntil(context, id, {
    seconds: READ_LAG_SECONDS,
    last: context.props,
    ever: context.props,
    except: postponed?.props,
  });
  if (settled.changes.length === 0) return { observed: settled.observed, postponed };
  throw await didNotTake(context, settled.changes, { id, since: new Date(begun) });
}

/** What was sent before this look, as the journal has it: an intent of an earlier run may have been another input. */
function sentBefore<Env>({ slot, work, props }: Make<Env>, fresh: boolean): Pick<Patience, "last" | "ever"> {
  const living = slot.read();
  const last = inputOf(living) ?? props;
  const ever = everSent(living) ?? props;
  if (living?.status !== "creating" || fresh)
    return { last: fresh ? { ...last, ...lateOf(work, props) } : last, ever };
  // A kill may have come before what the create call cannot set was sent.
  const late = work.type.afterCreate ?? [];
  return { last: Object.fromEntries(Object.entries(last).filter(([prop]) => !late.includes(prop))), ever };
}

/** What was sent right after the create, from the present settings. */
const lateOf = <Env>({ type }: Work<Env>, props: Props): Props =>
  Object.fromEntries(Object.entries(props).filter(([prop]) => type.afterCreate?.includes(prop)));

/** A change whose end nobody saw may still turn up: where something else is wanted by now, reads are given time. */
async function letLastChangeShow<Env>({ run, slot, props }: Make<Env>): Promise<void> {
  const living = slot.read();
  if (living?.status !== "updating") return;
  const { changes, input, sentAt } = living;
  if (changes.every((prop) => canonicalText(input[prop]) === canonicalText(props[prop]))) return;
  const rest = VISIBLE_SECONDS - run.clock.secondsSince(Date.parse(sentAt));
  if (rest > 0) await run.clock.sleep(rest, run.signal);
}

interface Looked {
  readonly observed: Observed;
  readonly changes: readonly Change[];
}

interface Patience {
  /** Seconds of the account's time during which a difference may be a lagging read. */
  readonly seconds: number;
  /** What was last sent: the measure of props that AWS never tells back. */
  readonly last: Props;
  /** What may ever have been sent: the keys that are ours to drop. */
  readonly ever: Props;
  /** Props whose difference AWS leaves for later. @default none */
  readonly except?: readonly string[] | undefined;
}

async function findNow<Env>({ run, work, slot }: Make<Env>, id: string): Promise<Observed | undefined> {
  const seen = await work.type.get(run.env, id);
  return seen === undefined ? undefined : withRemembered(seen, slot.read());
}

/** Looks until nothing differs, at most so long; the last look is the answer. */
async function lookUntil<Env>(
  context: Make<Env>,
  id: string,
  { seconds, last, ever, except = [] }: Patience,
): Promise<Looked> {
  const { run, work, props } = context;
  const begun = run.clock.now();
  const planned = new Set(work.item.changes.map(({ prop }) => prop));
  const known = {
    type: work.type,
    desired: props,
    last,
    ever,
    mayShrink: (prop: string) => planned.has(prop),
  };
  const differing = (observed: Observed): Change[] =>
    diff({ ...known, observed }).filter(({ prop }) => !except.includes(prop));
  for (;;) {
    const observed = await findNow(context, id);
    const changes = observed === undefined ? [] : differing(observed);
    const isOver = run.clock.secondsSince(begun) >= seconds;
    if (observed === undefined && isOver) throw vanished(work);
    if (observed !== undefined && (changes.length === 0 || isOver)) return { observed, changes };
    await run.clock.sleep(LOOK_SECONDS, run.signal);
  }
}

/** What was confirmed may turn out milder, never harsher. */
function refuseHarsher<Env>({ work }: Make<Env>, changes: readonly Change[]): void {
  const { type, item } = work;
  const planned = new Set(item.changes.map(({ prop }) => prop));
  const harsher = changes.filter(({ prop }) => {
    const forces = type.replaceOn.includes(prop);
    const interrupts = type.outage?.includes(prop) === true && !planned.has(prop);
    return forces || interrupts;
  });
  if (harsher.length === 0) return;
  throw new PlanError({
    code: "ChangedSincePlan",
    summary: "Changed since the plan",
    detail: `${item.address}: ${harsher.map(({ prop }) => prop).join(", ")} would need more than what the plan showed. Look at a new plan first.`,
    fix: ["flashsale-setup plan"],
  });
}

/** Answers what AWS takes only later, if anything. */
async function update<Env>(
  context: Make<Env>,
  id: string,
  looked: Looked,
): Promise<PostponedError | undefined> {
  const { run, work, slot, props } = context;
  checkSignal(run);
  const base = livingBase(context);
  await slot.write({
    ...base,
    status: "updating",
    // What it needed before it may still need until the update is known to have taken.
    needs: [...new Set([...base.needs, ...(slot.read()?.needs ?? [])])],
    id,
    attributes: looked.observed.attributes,
    changes: looked.changes.map(({ prop }) => prop),
    before: pick(
      everSent(slot.read()) ?? {},
      looked.changes.map(({ prop }) => prop),
    ),
    sentAt: new Date(run.clock.now()).toISOString(),
  });
  const { applyAt } = run.options;
  const watch = watchOf(run, work.item.address);
  const how = { ...watch, observed: looked.observed, props, applyAt };
  const postponed = await work.type
    .update(run.env, id, looked.changes, how)
    .then(() => undefined)
    .catch((error: unknown) => {
      if (error instanceof PostponedError) return error;
      throw error;
    });
  await work.type.ready(run.env, id, watch);
  return postponed;
}

const pick = (props: Props, keys: readonly string[]): Props =>
  Object.fromEntries(Object.entries(props).filter(([prop]) => keys.includes(prop)));

function vanished<Env>({ item }: Work<Env>): PlanError {
  return new PlanError({
    code: "Vanished",
    summary: "The resource vanished",
    detail: `${item.address}: AWS no longer shows it although it was there a moment ago. Run the same command again.`,
  });
}

async function didNotTake<Env>(
  { run, work }: Make<Env>,
  changes: readonly Change[],
  { id, since }: { readonly id: string; readonly since: Date },
): Promise<WaitTimeoutError> {
  const props = changes.map(({ prop }) => prop).join(", ");
  // Why it failed would be good to know; that it stays unknown must not hide that it did.
  const news = (await work.type.news?.(run.env, id, since).catch(() => [])) ?? [];
  const said = news.length === 0 ? "" : ` AWS says of it: ${news.map((one) => `"${one}"`).join(" ")}`;
  return new WaitTimeoutError({
    code: "DidNotTake",
    summary: "A change did not take",
    detail: `${work.item.address}: AWS accepted the change of ${props}, but still shows the old value after ${READ_LAG_SECONDS} s.${said}`,
    fix: ["flashsale-setup plan"],
  });
}
