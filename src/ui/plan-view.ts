import { isEmpty, type Plan, type PlanProblem } from "../engine/plan-item.ts";
import type { Address } from "../engine/ref.ts";
import { describeCost, formatEstimate } from "./amounts.ts";
import { paintWords, widthOf } from "./layout.ts";
import { drawLeftOut } from "./left-out-view.ts";
import { type Page, prose, proseWidth, sayInline } from "./page.ts";
import type { AccountHeader, Deviation, PlanContext } from "./plan-context.ts";
import { addressColumn, countActions, drawItem } from "./plan-item-view.ts";

/** The account, region, profile and stack, first of all, so that nobody works in the wrong place. */
export function drawAccount(account: AccountHeader, page: Page): string[] {
  const { theme } = page;
  const alias = account.alias === undefined ? "" : ` (${sayInline(page, account.alias)})`;
  const kind = account.sandbox ? " in the sandbox: nothing is real, nothing costs" : "";
  const rows: [string, string][] = [
    ["Account", `${account.accountId}${alias}${kind}`],
    ["Region", account.region],
    ["Profile", account.profile ?? (account.sandbox ? "none is used" : "none chosen")],
    ["Stack", account.stack],
  ];
  return rows.flatMap(([label, value]) => {
    const first = `${theme.muted(label.padEnd(9))}`;
    return prose(page, paintWords(theme.strong, sayInline(page, value)), { first, rest: " ".repeat(9) });
  });
}

const heading = (text: string, page: Page): string => page.theme.strong(text);

function list(title: string, texts: readonly string[], page: Page): string[] {
  if (texts.length === 0) return [];
  const items = texts.flatMap((text) => prose(page, sayInline(page, text), { first: "  - ", rest: "    " }));
  return ["", ...prose(page, paintWords(page.theme.strong, title)), ...items];
}

function drawChanges(plan: Plan, page: Page): string[] {
  const changed = plan.items.filter(({ action }) => action !== "no-op");
  const column = addressColumn(changed, page);
  return changed.length === 0 ? [] : ["", ...changed.flatMap((item) => drawItem(item, column, page))];
}

function drawOthers(plan: Plan, page: Page): string[] {
  const texts = plan.others.map(
    ({ address, title, action, reason }) => `${address} (${title}): ${action}, ${reason}`,
  );
  return list("Differs too, but is left alone", texts, page);
}

const describeDeviation = ({ step, guide, ours, reason }: Deviation): string =>
  `${step}: the guide has ${guide}, here it is ${ours}. ${reason}`;

function drawProblem(problem: PlanProblem, page: Page): string[] {
  const { theme } = page;
  const text = `${sayInline(page, problem.text)} (${problem.code})`;
  const lines = prose(page, text, { first: `  ${theme.bad(theme.symbols.failed)} `, rest: "    " });
  const ways = problem.ways.flatMap((way) =>
    prose(page, sayInline(page, way), { first: "    - ", rest: "      " }),
  );
  return [...lines, ...ways];
}

/** What stands in the way of a plan, each with its ways out. */
export function drawProblems(problems: readonly PlanProblem[], page: Page): string[] {
  if (problems.length === 0) return [];
  const title = heading(problems.length === 1 ? "This stands in the way" : "These stand in the way", page);
  return ["", title, ...problems.flatMap((problem) => drawProblem(problem, page))];
}

const withoutRepeats = (addresses: readonly Address[]): Address[] =>
  addresses.filter((address, index) => address !== addresses[index - 1]);

/** The longest chain on one line: its first link, and as many of its last as fit. */
function drawPath(addresses: readonly Address[], cells: number, page: Page): string {
  const links = withoutRepeats(addresses).map((address) => sayInline(page, address));
  const [first = "", ...rest] = links;
  const chains = rest.map((_, cut) => [first, ...(cut > 0 ? ["..."] : []), ...rest.slice(cut)].join(" -> "));
  return chains.find((chain) => widthOf(chain) <= cells) ?? chains.at(-1) ?? first;
}

function drawTime({ criticalPath }: Plan, page: Page): string[] {
  if (criticalPath.addresses.length === 0) return [];
  const estimate = formatEstimate(criticalPath.seconds);
  const start = `${estimate.charAt(0).toUpperCase()}${estimate.slice(1)}; longest: `;
  return prose(page, start + drawPath(criticalPath.addresses, proseWidth(page) - start.length, page), {
    rest: "  ",
  });
}

function drawTotals(plan: Plan, context: PlanContext, page: Page): string[] {
  const counts = countActions(plan.items);
  if (plan.items.length === 0) return [];
  const asWanted = counts["no-op"] === 0 ? "" : `, ${counts["no-op"]} as wanted`;
  const { create, update, replace } = counts;
  const without = plan.leftOut?.length ?? 0;
  const leftOut = without === 0 ? "" : `, ${without} left out`;
  const text = isEmpty(plan)
    ? `Nothing${without === 0 ? "" : " else"} to do: ${counts["no-op"]} of ${plan.items.length + without} resources are as wanted${leftOut}.`
    : `Plan: ${create} to create, ${update} to update, ${replace} to replace, ${counts.delete} to delete${asWanted}${leftOut}.`;
  const cost =
    context.cost === undefined
      ? []
      : prose(page, `Cost: ${sayInline(page, describeCost(context.cost))}`, { rest: "  " });
  return [
    "",
    ...prose(page, paintWords(page.theme.strong, text)),
    ...(isEmpty(plan) ? [] : drawTime(plan, page)),
    ...cost,
  ];
}

/**
 * A plan for a person: the account first, each change with its reason, what is left alone or could not be read, notices, deviations from the
 * guide, then counts, minutes, cost, and last what stands in the way. No line is wider than the page.
 */
export function drawPlan(plan: Plan, context: PlanContext, page: Page): string[] {
  return [
    ...drawAccount(context.account, page),
    ...drawChanges(plan, page),
    ...drawOthers(plan, page),
    ...drawLeftOut(plan.leftOut ?? [], page),
    ...list("Worth knowing", plan.notices, page),
    ...list("Other than the guide", context.deviations.map(describeDeviation), page),
    ...drawTotals(plan, context, page),
    ...drawProblems(plan.problems, page),
  ];
}
