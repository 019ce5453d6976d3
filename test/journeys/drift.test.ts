import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Compare } from "../../src/engine/compare.ts";
import { resourceTypes } from "../../src/resources/index.ts";
import type { Mutation } from "./mutations/change.ts";
import { MUTATED_SETTINGS, MUTATIONS, WITHOUT_ROWS } from "./mutations/index.ts";
import { Practice } from "./program.ts";
import { ALL_SECTIONS, changedItems, editAccount, type PlannedItem, planOf, standing } from "./stack.ts";

/** What AWS never tells back, or what nobody holds it to. */
const NOT_COMPARED: readonly Compare[] = ["createOnly", "writeOnly", "unmanaged"];

interface Row {
  readonly type: string;
  readonly prop: string;
}

const COMPARED: readonly Row[] = [...resourceTypes.values()]
  .filter(({ name }) => !WITHOUT_ROWS.includes(name))
  .flatMap(({ name, compare }) =>
    Object.entries(compare)
      .filter(([, how]) => !NOT_COMPARED.includes(how))
      .map(([prop]) => ({ type: name, prop })),
  );

/** A stack of so many alarms that the tags of those which the state knows are not read: it gets a base with few. */
const FEW_ALARMS = MUTATED_SETTINGS.replace("scale: {", "scale: { policy: target-tracking,");
const needsFewAlarms = ({ type, prop }: Row): boolean =>
  type === "cloudwatch/metric-alarm" && prop === "tags";

let base: Practice;
let withFewAlarms: Practice;

beforeAll(async () => {
  [base, withFewAlarms] = await Promise.all([
    standing(MUTATED_SETTINGS, { others: ALL_SECTIONS }),
    standing(FEW_ALARMS, { others: ALL_SECTIONS }),
  ]);
});

afterAll(() => {
  base.remove();
  withFewAlarms.remove();
});

/** What the plan says of the resource itself: its own field, or that the one we know is not there any more. */
function expectNamed(item: PlannedItem | undefined, { prop, type }: Row, mutation: Mutation): void {
  if (mutation.identity) {
    expect(item?.reason, mutation.address).toBe("vanished from the account");
    return;
  }
  const isReplaced = resourceTypes.get(type)?.replaceOn.some((name) => name === prop);
  expect([item?.action, item?.changes.map((change) => change.prop)], mutation.address).toEqual([
    isReplaced ? "replace" : "update",
    [prop],
  ]);
  expect(item?.changes.map(({ cause }) => cause)).toEqual(["drift"]);
}

/** What belongs to another thing, as a subscription to its topic, is gone with it. */
const isGoneAlong = ({ type, reason }: PlannedItem): boolean =>
  resourceTypes.get(type)?.proof === "parent" && reason === "vanished from the account";

/** Every other change must say which changed resource it follows. */
function expectFollowing(others: readonly PlannedItem[], address: string): void {
  const changed = new Set([address, ...others.map((other) => other.address)]);
  for (const other of others.filter((one) => !isGoneAlong(one))) {
    const named = [...changed].filter((one) => one !== other.address && other.reason.includes(one));
    expect(named, `${other.address}: ${other.reason}`).not.toEqual([]);
  }
}

/** What others added may grow by itself: it is told and left. */
const GROWN: readonly string[] = ["elasticache/replication-group shards"];
const isGrown = ({ type, prop }: Row): boolean => GROWN.includes(`${type} ${prop}`);

describe("a prop that was changed outside", () => {
  it.each(COMPARED.filter(isGrown))(
    "$type $prop: the plan tells what was added, and leaves it",
    async (row) => {
      const mutation = MUTATIONS[row.type]?.[row.prop];
      const practice = new Practice(base);
      editAccount(practice, mutation?.mutate ?? (() => undefined));
      const plan = await planOf(practice);
      const item = plan.items.find(({ address }) => address === mutation?.address);
      expect(item).toMatchObject({ action: "no-op", added: [row.prop] });
      expect(changedItems(plan)).toEqual([]);
      practice.remove();
    },
  );

  it.concurrent.each(COMPARED.filter((row) => !isGrown(row)))(
    "$type $prop: the plan names that field, and all else follows from it",
    async (row) => {
      const mutation = MUTATIONS[row.type]?.[row.prop];
      if (mutation === undefined)
        throw new Error(`${row.type} ${row.prop} has no row in mutations/: say how AWS shows another value.`);
      const practice = new Practice(needsFewAlarms(row) ? withFewAlarms : base);
      editAccount(practice, mutation.mutate);
      const changed = changedItems(await planOf(practice));
      expectNamed(
        changed.find(({ address }) => address === mutation.address),
        row,
        mutation,
      );
      expectFollowing(
        changed.filter(({ address }) => address !== mutation.address),
        mutation.address,
      );
      practice.remove();
    },
  );

  it("has a row for no prop that is not compared", () => {
    const rows = Object.entries(MUTATIONS).flatMap(([type, props]) =>
      Object.keys(props).map((prop) => `${type} ${prop}`),
    );
    const compared = new Set(COMPARED.map(({ type, prop }) => `${type} ${prop}`));
    expect(rows.filter((row) => !compared.has(row))).toEqual([]);
  });
});
