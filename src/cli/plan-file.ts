import { z } from "zod";
import { canonicalText } from "../engine/compare.ts";
import type { Action, Plan } from "../engine/plan-item.ts";
import { PlanError, UsageError } from "../errors.ts";
import type { Settings } from "../sections/index.ts";
import type { Context } from "./context.ts";
import { digest } from "./digest.ts";
import type { StackPlan } from "./planning.ts";

/** A plan that was saved to be carried out later as it was read. */
export interface PlanFile {
  readonly schema: 1;
  readonly lineage: string;
  readonly serial: number;
  readonly settings: string;
  readonly items: readonly PlanLine[];
}

/** What of an item must not become harsher. */
interface PlanLine {
  readonly address: string;
  readonly action: Action;
  readonly changes: readonly string[];
  readonly outage: readonly string[];
}

const digestOf = (settings: Settings): string => digest(canonicalText(settings));

const linesOf = (plan: Plan): PlanLine[] =>
  plan.items
    .filter(({ action }) => action !== "no-op")
    .map(({ address, action, changes, outage }) => ({
      address,
      action,
      changes: changes.map(({ prop }) => prop),
      outage,
    }));

/** The content of a plan file. */
export function toPlanFile(context: Context, { plan }: StackPlan): PlanFile {
  const { lineage, serial } = context.store;
  return {
    schema: 1,
    lineage: serial === 0 ? "" : lineage,
    serial,
    settings: digestOf(context.settings),
    items: linesOf(plan),
  };
}

const texts = z.array(z.string());

/** A plan file, checked member by member: what is carried out unasked must be what was read. */
const planFileSchema = z.strictObject({
  schema: z.literal(1),
  lineage: z.string(),
  serial: z.int().min(0),
  settings: z.string(),
  items: z.array(
    z.strictObject({
      address: z.string().min(1),
      action: z.enum(["create", "update", "replace", "delete"]),
      changes: texts,
      outage: texts,
    }),
  ),
});

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Reads a plan file. @throws UsageError when it is missing or is none. */
export function parsePlanFile(path: string, text: string | undefined): PlanFile {
  const parsed = planFileSchema.safeParse(readJson(text ?? ""));
  if (parsed.success) return parsed.data;
  const detail = `${path} is no plan file. Make one with: flashsale-setup plan --out FILE`;
  throw new UsageError({ code: "PlanFileUnreadable", summary: "The plan file cannot be read", detail });
}

/** What a confirmed action may have turned into. A create that is not needed any more may be an update or nothing. */
const MILDER: Readonly<Record<Action, readonly Action[]>> = {
  create: ["update", "no-op"],
  update: ["no-op"],
  replace: ["update", "no-op"],
  delete: ["no-op"],
  "no-op": [],
};

/**
 * Refuses a plan that is not equal to the saved one or milder.
 * @throws PlanError `ChangedSincePlan`.
 */
export function demandSame(context: Context, saved: PlanFile, { plan }: StackPlan): void {
  const known = new Map(saved.items.map((line) => [line.address, line]));
  const harsher = linesOf(plan).filter((line) => isHarsher(line, known.get(line.address)));
  const settings = saved.settings === digestOf(context.settings) ? [] : ["the settings"];
  const lineage = saved.lineage === "" || saved.lineage === context.store.lineage ? [] : ["the state file"];
  const changed = [...settings, ...lineage, ...harsher.map(({ address }) => address)];
  if (changed.length === 0) return;
  throw new PlanError({
    code: "ChangedSincePlan",
    summary: "Changed since the plan",
    detail: `${changed.join(", ")}: not as in the saved plan any more. Nothing was changed; look at a new plan first.`,
    fix: ["flashsale-setup plan --out FILE"],
  });
}

function isHarsher(now: PlanLine, then: PlanLine | undefined): boolean {
  if (then === undefined) return true;
  if (now.action === then.action) {
    return [...now.changes, ...now.outage].some(
      (prop) => !then.changes.includes(prop) && !then.outage.includes(prop),
    );
  }
  return !MILDER[then.action].includes(now.action);
}
