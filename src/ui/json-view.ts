import type { Change } from "../engine/change.ts";
import type { EngineEvent } from "../engine/events.ts";
import { isEmpty, type Plan, type PlanItem } from "../engine/plan-item.ts";
import { Unknown } from "../engine/ref.ts";
import { toErrorDocument } from "./error-document.ts";
import { toLeftOutDocument } from "./left-out-view.ts";
import type { PlanContext } from "./plan-context.ts";
import { countActions } from "./plan-item-view.ts";

/** Version of every JSON document; it rises when a key changes its meaning or goes. */
export const JSON_SCHEMA = 1;

/** A JSON document; keys without a value are absent. */
export type Document = Readonly<Record<string, unknown>>;

/** A value that JSON can hold; what is not known yet becomes `{"knownAfter": [addresses]}`. */
function toPlainValue(value: unknown): unknown {
  if (value instanceof Unknown) return { knownAfter: [...value.sources] };
  if (Array.isArray(value)) return value.map(toPlainValue);
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, toPlainValue(part)]));
}

function toChangeDocument({ prop, from, to, after, dropped, cause }: Change): Document {
  const isWaiting = after !== undefined && after.length > 0;
  return {
    prop,
    from: toPlainValue(from),
    to: toPlainValue(to),
    ...(isWaiting ? { knownAfter: after } : {}),
    dropped,
    cause,
  };
}

const toItemDocument = (item: PlanItem): Document => ({
  ...item,
  changes: item.changes.map(toChangeDocument),
});

/**
 * The plan alone: `empty`, `counts` (`create`, `update`, `replace`, `delete`, `asWanted`), `items` and `others` (each
 * `address`, `type`, `title`, `action`, `reason`, `changes` [`prop`, `from`, `to`, `knownAfter`, `dropped`, `cause`],
 * `forcedBy`, `outage`, `outageAtOnce`, `needs`, `id`, `name`, `snapshot`, `holdsData`, `adopted`, `stray`, `typicalSeconds`,
 * `status`, `broken`, `stuck` [`text`, `ways`, `deletable`], `added`, `givesUp`), `leftOut` (`address`, `because`, `action`,
 * `error`: what could not be read and what needs such), `problems` (`code`, `address`, `text`, `ways`), `notices`,
 * `criticalPath` (`addresses`, `seconds`).
 */
function toPlanBody(plan: Plan): Document {
  const { "no-op": asWanted, ...counts } = countActions(plan.items);
  return {
    empty: isEmpty(plan),
    counts: { ...counts, asWanted },
    items: plan.items.map(toItemDocument),
    others: plan.others.map(toItemDocument),
    leftOut: (plan.leftOut ?? []).map(toLeftOutDocument),
    problems: plan.problems,
    notices: plan.notices,
    criticalPath: plan.criticalPath,
  };
}

/**
 * The document of `plan --json`: `schema`, `account` (`accountId`, `alias`, `region`, `profile`, `stack`, `sandbox`), the
 * plan's own keys (`empty`, `counts`, `items`, `others`, `problems`, `notices`, `criticalPath`), `deviations` (`step`,
 * `guide`, `ours`, `reason`), `monthlyCost` (`knownUsd`: a number, or null if nothing has a price; `unknown`: what has
 * none) or null if it was not estimated.
 */
export function toPlanDocument(plan: Plan, context: PlanContext): Document {
  const { account, deviations, cost } = context;
  const monthlyCost = cost === undefined ? null : { knownUsd: cost.knownUsd ?? null, unknown: cost.unknown };
  return { schema: JSON_SCHEMA, account, ...toPlanBody(plan), deviations, monthlyCost };
}

/** What an event tells besides its name and time. */
function toEventBody(event: EngineEvent): Document {
  switch (event.event) {
    case "plan":
      return { plan: toPlanBody(event.plan) };
    case "failed":
      return { address: event.address, action: event.action, error: toErrorDocument(event.error) };
    case "summary": {
      const { outcome, created, updated, deleted, failed, skipped, unfinished, seconds } = event.summary;
      return { outcome, created, updated, deleted, failed, skipped, unfinished, seconds };
    }
    case "start":
    case "status":
    case "done":
    case "skipped":
    case "notice": {
      const { event: _name, ...rest } = event;
      return rest;
    }
  }
}

/**
 * One line of `up --json` and `destroy --json`: `schema`, `event`, `time` (ISO, from an instant in real milliseconds), and
 * for `plan`: `plan`; `start`: `address`, `action`, `typicalSeconds`; `status`: `address`, `status`; `done`: `address`,
 * `action`, `seconds`, `note`; `failed`: `address`, `action`, `error` (`code`, `summary`, `detail`, `fix`, `aws`
 * [`service`, `operation`, `code`, `requestId`]); `skipped`: `address`, `because`; `notice`: `text`, `address`;
 * `summary`: `outcome`, `created`, `updated`, `deleted`, `failed`, `skipped`, `unfinished`, `seconds`.
 */
export function toEventLine(event: EngineEvent, instant: number): Document {
  return {
    schema: JSON_SCHEMA,
    event: event.event,
    time: new Date(instant).toISOString(),
    ...toEventBody(event),
  };
}
