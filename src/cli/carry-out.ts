import { again } from "../advice.ts";
import { apply } from "../engine/apply.ts";
import type { EngineEvent, Summary } from "../engine/events.ts";
import { tellLeftOut, withLeftOut } from "../engine/left-out.ts";
import { isEmpty, type Plan } from "../engine/plan-item.ts";
import type { ApplyAt } from "../engine/resource.ts";
import { Cancelled, FlashsaleError, PlanError } from "../errors.ts";
import { resourceTypes } from "../resources/index.ts";
import { createBoard } from "../ui/board.ts";
import { toEventLine } from "../ui/json-view.ts";
import type { PlanContext } from "../ui/plan-context.ts";
import { drawPlan } from "../ui/plan-view.ts";
import { RunRecord } from "../ui/run-record.ts";
import { type Advice, drawSummary } from "../ui/summary-view.ts";
import type { Context } from "./context.ts";
import { digest } from "./digest.ts";
import { noteMade } from "./note-made.ts";
import { explainer, type StackPlan } from "./planning.ts";
import { isRenewed, tellIfTooShort } from "./renewal.ts";
import { adviseState } from "./state-file.ts";

/** How a plan is confirmed and carried out. */
export interface CarryOut {
  /** Asks for the yes; not called with an empty plan. */
  readonly confirm: (plan: Plan) => Promise<void>;
  /** Undefined: asked on a terminal, else the window. */
  readonly applyAt: ApplyAt | undefined;
  readonly force: boolean;
  readonly deleteAdopted: boolean;
  readonly adopt: ReadonlyMap<string, string>;
  readonly title: string;
  readonly resumeCommand: string;
  readonly next: readonly Advice[];
  /** What is said where there is nothing to do. */
  readonly nothing: string;
  /** Plans anew, for a run that goes on after its credentials were renewed. */
  readonly replan: () => Promise<StackPlan>;
}

/** Shows a plan, has it confirmed, carries it out, and answers the exit code. */
export async function showAndCarryOut(context: Context, planned: StackPlan, how: CarryOut): Promise<number> {
  const { plan } = planned;
  const { leftOut = [] } = plan;
  showPlan(context, planned);
  if (plan.problems.length > 0) throw await problemsError(context, plan);
  const applyAt = isEmpty(plan) ? "now" : await confirmAll(context, planned, how);
  if (planned.freshPins.size > 0) await context.store.putPins(planned.freshPins);
  if (isEmpty(plan) && leftOut.length === 0) return finishEmpty(context, how.nothing);
  return carryOut(context, planned, { ...how, applyAt });
}

/** Has a plan confirmed, and answers when what interrupts service is to happen. */
async function confirmAll(context: Context, planned: StackPlan, how: CarryOut): Promise<ApplyAt> {
  // Where nobody is asked, it waits.
  const known = how.applyAt ?? (mayAsk(context) ? undefined : "window");
  if (known === "window") demandNothingTogether(planned);
  await tellIfTooShort(context, planned);
  await how.confirm(planned.plan);
  const applyAt = how.applyAt ?? (await askApplyAt(context, planned.plan));
  if (applyAt === "window") demandNothingTogether(planned);
  return applyAt;
}

/** Draws a plan for a person, or writes it as the first event. */
export function showPlan(context: Context, planned: StackPlan): void {
  const { output, globals, clock } = context;
  if (globals.json) output.jsonLine(toEventLine({ event: "plan", plan: planned.plan }, clock.now()));
  else output.tell(drawPlan(planned.plan, viewOf(planned), output.page("stderr")));
}

/** What the plan's view needs besides the plan. */
export const viewOf = ({ account, deviations, cost }: StackPlan): PlanContext => ({
  account,
  deviations,
  cost,
});

/** One error for all that stands in the way; the plan was shown already. */
export async function problemsError(context: Context, { problems }: Plan): Promise<PlanError> {
  const texts = problems.map(({ text }) => context.output.mask(text));
  const advised = await Promise.all(problems.map(({ lineage }) => adviseState(context, lineage)));
  return new PlanError({
    code: problems[0]?.code ?? "PlanRefused",
    summary: "The plan was not begun",
    detail: [...advised.flatMap(({ said }) => said), ...texts].join(" "),
    fix: [
      ...advised.flatMap(({ fix }) => fix),
      // Who has to act elsewhere first finds the command at the end, too.
      ...problems.flatMap(({ ways }) => ways.filter((way) => way.startsWith("aws "))),
    ],
  });
}

function finishEmpty(context: Context, nothing: string): number {
  const { output, globals, clock } = context;
  const summary: Summary = {
    outcome: "done",
    created: 0,
    updated: 0,
    deleted: 0,
    failed: [],
    skipped: [],
    unfinished: [],
    seconds: 0,
  };
  if (globals.json) output.jsonLine(toEventLine({ event: "summary", summary }, clock.now()));
  else output.tell(nothing);
  return 0;
}

const mayAsk = ({ canAsk, globals }: Context): boolean => canAsk && !globals.yes;

async function askApplyAt(context: Context, plan: Plan): Promise<ApplyAt> {
  const { prompts, output } = context;
  const interrupting = plan.items.filter(
    ({ outage, outageAtOnce }) => outage.length > 0 && outageAtOnce !== true,
  );
  if (interrupting.length === 0) return "now";
  const what = interrupting.map(({ address, outage }) => `${address} (${outage.join(", ")})`).join(", ");
  if (!mayAsk(context)) {
    output.tell(
      `${what}: interrupts service, so it waits for the maintenance window. --apply-at now does it at once.`,
    );
    return "window";
  }
  return prompts.select<ApplyAt>({
    message: `${what} interrupts service. When?`,
    flag: "--apply-at window|now",
    default: "window",
    choices: [
      { value: "window", name: "In the maintenance window" },
      { value: "now", name: "Now" },
    ],
  });
}

/** Changes that AWS would begin now and could only end in the window are refused while nothing is sent. */
function demandNothingTogether({ works }: StackPlan): void {
  for (const { item, type } of works.values()) {
    const changed = new Set(item.changes.map(({ prop }) => prop));
    const props = type.together?.find((all) => all.every((prop) => changed.has(prop)));
    if (props === undefined || item.action !== "update") continue;
    throw new PlanError({
      code: "CannotWaitForWindow",
      summary: "A change cannot wait for the window",
      detail: `${item.address}: ${props.join(" and ")} change together, and what they leave behind could go only in the maintenance window. Nothing was changed; say that it may happen at once.`,
      fix: [again("--apply-at now")],
    });
  }
}

async function carryOut(
  context: Context,
  planned: StackPlan,
  how: CarryOut & { applyAt: ApplyAt },
): Promise<number> {
  const { summary, record, failures } = await applyPlan(context, planned, how);
  const { output, globals } = context;
  if (!globals.json) {
    const { resumeCommand, next } = how;
    const content = { summary, causes: record.causes(), resumeCommand, next };
    output.tell(drawSummary(content, output.page("stderr")));
  }
  if (await isRenewed(context, failures)) return carryOut(context, await how.replan(), how);
  const codes = failures.flatMap((error) => (error instanceof FlashsaleError ? [error.exitCode] : []));
  return exitCodeOf(context, summary, planned.plan.leftOut?.length ? [NOT_READABLE, ...codes] : codes);
}

/** Exit code of a run that left something out because AWS did not let it be read. */
export const NOT_READABLE = 77;

interface Applied {
  readonly summary: Summary;
  readonly record: RunRecord;
  readonly failures: readonly unknown[];
}

/** Applies a plan with a board, or with one line of JSON for each event. */
async function applyPlan(
  context: Context,
  planned: StackPlan,
  how: CarryOut & { applyAt: ApplyAt },
): Promise<Applied> {
  const { output, globals, clock, store: journal, aws: env, signal } = context;
  const record = new RunRecord();
  const failures: unknown[] = [];
  const board = globals.json
    ? undefined
    : createBoard({ output, clock, ticker: everySecond, title: how.title, isVerbose: globals.verbose });
  const emit = (event: EngineEvent): void => {
    record.listen(event);
    if (event.event === "failed" && event.action !== "read") failures.push(event.error);
    board?.listen(event);
    if (globals.json) output.jsonLine(toEventLine(event, clock.now()));
  };
  const { applyAt, force, deleteAdopted, adopt } = how;
  const options = { applyAt, force, deleteAdopted, adopt };
  const ports = {
    env,
    types: resourceTypes,
    journal,
    clock,
    digest,
    emit,
    signal,
    explain: explainer(context),
  };
  const stopBoard = (): void => board?.stop();
  signal.addEventListener("abort", stopBoard, { once: true });
  board?.listen({ event: "plan", plan: planned.plan });
  noteMade(env, journal.entries());
  const run = { ...ports, options, known: new Map(planned.known) };
  const { leftOut = [] } = planned.plan;
  tellLeftOut(emit, leftOut);
  const summary = withLeftOut(await apply(run, planned.works).finally(stopBoard), leftOut);
  emit({ event: "summary", summary });
  return { summary, record, failures };
}

/** Interrupted beats failed; a lost lock, missing credentials and an unreachable AWS have codes of their own. */
function exitCodeOf({ signal, world }: Context, summary: Summary, codes: readonly number[]): number {
  const { reason } = signal as { reason: unknown };
  if (signal.aborted && reason instanceof FlashsaleError) throw reason;
  if (signal.aborted) return typeof world.signal.reason === "number" ? world.signal.reason : 130;
  if (summary.outcome === "done") return 0;
  return [77, 69].find((code) => codes.includes(code)) ?? 1;
}

const everySecond = (tick: () => void): (() => void) => {
  const timer = setInterval(tick, 1000).unref();
  return () => clearInterval(timer);
};

/** Asks for a yes; without a terminal the flag must have said it. */
export async function confirmChanges({ prompts, globals }: Context, message: string): Promise<void> {
  if (globals.yes) return;
  if (await prompts.confirm({ message, flag: "--yes" })) return;
  throw new Cancelled({
    code: "NotConfirmed",
    summary: "Nothing was changed",
    detail: "The plan was not confirmed.",
  });
}
