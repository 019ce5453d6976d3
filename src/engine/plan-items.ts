import type { Change } from "./change.ts";
import type { Entry } from "./entry.ts";
import type { PlanInput } from "./plan-input.ts";
import type { Action, PlanItem } from "./plan-item.ts";
import { describeReason } from "./plan-words.ts";
import type { Address } from "./ref.ts";
import type { AnyType, Declaration, Observed } from "./resource.ts";

/** What planning found out about a declared resource. */
export interface SeenDeclared<Env> {
  readonly declaration: Declaration<Env>;
  readonly name: string | undefined;
  readonly action: Action;
  readonly changes: readonly Change[];
  readonly forcedBy: readonly string[];
  /** What it needs of which nobody knows yet whether it stands or has to be made again. */
  readonly follows: readonly Address[];
  readonly observed: Observed | undefined;
  readonly entry: Entry | undefined;
  readonly givesUp: boolean;
  /** What others added, and what stays. */
  readonly added: readonly Change[];
}

/** What planning found out about something to delete. */
export interface SeenGoing<Env> {
  readonly address: Address;
  readonly type: AnyType<Env>;
  readonly entry: Entry | undefined;
  readonly observed: Observed | undefined;
  readonly needs: readonly Address[];
  /** Made by a stranger inside our resources. */
  readonly stray?: true;
}

/** The item of a declared resource. */
export function declaredItem<Env>(input: PlanInput<Env>, seen: SeenDeclared<Env>): PlanItem {
  const { declaration, action, changes, observed, entry, name } = seen;
  const { type, address, needs } = declaration;
  return {
    ...commonOf(input, type, address),
    action,
    reason: describeReason(seen),
    changes,
    forcedBy: seen.forcedBy,
    ...outageOf(seen),
    needs,
    ...snapshotOf(input, type, { name: action === "replace" ? (observed?.name ?? name) : undefined, entry }),
    adopted: (observed !== undefined && input.options.adopt.get(address) === observed.id) || isAdopted(entry),
    typicalSeconds: secondsOf(seen),
    ...observedPart(observed),
    ...(name === undefined ? {} : { name }),
    ...(seen.givesUp ? { givesUp: true as const } : {}),
    ...(seen.added.length === 0 ? {} : { added: seen.added.map(({ prop }) => prop) }),
    ...(observed?.condition === "broken" ? { broken: observed.reason ?? observed.status } : {}),
  };
}

/** What an update interrupts, and whether AWS has a window for it. */
function outageOf<Env>({
  declaration: { type },
  action,
  changes,
}: SeenDeclared<Env>): Pick<PlanItem, "outage" | "outageAtOnce"> {
  if (action !== "update") return { outage: [] };
  const outage = changes.map(({ prop }) => prop).filter((prop) => type.outage?.includes(prop));
  const isAtOnce = outage.length > 0 && type.outageAtOnce === true;
  return { outage, ...(isAtOnce ? { outageAtOnce: true as const } : {}) };
}

/** The item of something to delete. */
export function deletedItem<Env>(input: PlanInput<Env>, seen: SeenGoing<Env>): PlanItem {
  const { address, type, entry, observed, needs, stray } = seen;
  const name = observed?.name ?? entry?.name;
  const asked = input.options.mode === "destroy" ? "asked for" : "no longer wanted";
  return {
    ...commonOf(input, type, address),
    action: "delete",
    reason: stray ? "not declared by us" : asked,
    changes: [],
    forcedBy: [],
    outage: [],
    needs,
    ...snapshotOf(input, type, { name, entry }),
    adopted: isAdopted(entry),
    typicalSeconds: type.typicalSeconds.delete,
    ...observedPart(observed),
    ...(name === undefined ? {} : { name }),
    ...(stray ? { stray } : {}),
  };
}

const isAdopted = (entry: Entry | undefined): boolean => entry !== undefined && "adopted" in entry;

function commonOf<Env>(
  { empty }: PlanInput<Env>,
  type: AnyType<Env>,
  address: Address,
): Pick<PlanItem, "type" | "title" | "holdsData" | "address"> {
  const holdsData = type.holdsData === true && empty?.has(address) !== true;
  return { type: type.name, title: type.title, holdsData, address };
}

function observedPart(observed: Observed | undefined): Pick<PlanItem, "id" | "status" | "stuck"> {
  if (observed === undefined) return {};
  const { id, status, stuck } = observed;
  return { id, status, ...(stuck === undefined ? {} : { stuck }) };
}

/** A snapshot that an interrupted delete asked for keeps its name; every other delete names one of its own. */
function snapshotOf<Env>(
  input: PlanInput<Env>,
  type: AnyType<Env>,
  { name, entry }: { name: string | undefined; entry: Entry | undefined },
): Pick<PlanItem, "snapshot"> {
  if (name === undefined || type.snapshotName === undefined || !input.options.finalSnapshots) return {};
  const journaled = entry?.status === "deleting" ? entry.snapshot : undefined;
  return { snapshot: journaled ?? type.snapshotName(name, new Date(input.clock.now())) };
}

/** Typical durations, corrected by what this stack has seen. */
function secondsOf<Env>({
  declaration: { type },
  action,
  changes,
  observed,
  entry,
}: SeenDeclared<Env>): number {
  const seen = entry !== undefined && "timings" in entry ? entry.timings : undefined;
  const { create, update, delete: remove } = type.typicalSeconds;
  const changed = new Set(changes.map(({ prop }) => prop));
  const ofChange = observed === undefined ? undefined : type.updateSeconds?.(observed, changed);
  const seconds: Record<Action, number> = {
    create: seen?.create ?? create,
    update: ofChange ?? seen?.update ?? update,
    replace: remove + (seen?.create ?? create),
    delete: remove,
    "no-op": 0,
  };
  return seconds[action];
}
