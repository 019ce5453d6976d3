import { describe, expect, it } from "vitest";
import type { Context } from "../../src/cli/context.ts";
import { demandSame, parsePlanFile, toPlanFile } from "../../src/cli/plan-file.ts";
import type { StackPlan } from "../../src/cli/planning.ts";
import type { PlanItem } from "../../src/engine/plan-item.ts";
import { PlanError, UsageError } from "../../src/errors.ts";
import { settingsOf } from "../sections/declared.ts";
import { change, planItem, planOf } from "../ui/builders.ts";

interface Moment {
  readonly settings?: object;
  readonly lineage?: string;
  readonly serial?: number;
}

const contextAt = ({ settings = {}, lineage = "lineage", serial = 7 }: Moment = {}): Context =>
  ({ settings: settingsOf(settings), store: { lineage, serial } }) as unknown as Context;

const planned = (...items: readonly Partial<PlanItem>[]): StackPlan =>
  ({ plan: planOf(items.map((item) => planItem(item))) }) as unknown as StackPlan;

/** Saves one plan, reads it back and holds another against it. */
function carryOut(then: StackPlan, now: StackPlan, moments: { saved?: Moment; now?: Moment } = {}): void {
  const text = JSON.stringify(toPlanFile(contextAt(moments.saved), then));
  demandSame(contextAt(moments.now), parsePlanFile("plan.json", text), now);
}

const VPC = { address: "network.vpc" };
const DB = { address: "db.instance" };
const grow = change({ prop: "class" });
const rename = change({ prop: "tags" });

describe("a saved plan", () => {
  it("holds lineage, serial, digest of the settings and what would change, and no value", () => {
    const file = toPlanFile(
      contextAt(),
      planned(
        { ...VPC, action: "no-op" },
        {
          ...DB,
          action: "update",
          changes: [change({ prop: "class", to: "db.r5.2xlarge" })],
          outage: ["class"],
        },
      ),
    );
    expect(file).toEqual({
      schema: 1,
      lineage: "lineage",
      serial: 7,
      settings: expect.stringMatching(/^[0-9a-f]{64}$/),
      items: [{ address: "db.instance", action: "update", changes: ["class"], outage: ["class"] }],
    });
    expect(JSON.stringify(file)).not.toContain("db.r5.2xlarge");
  });

  it("is carried out when it comes out equal", () => {
    const plan = planned({ ...VPC, action: "create" }, { ...DB, action: "update", changes: [grow] });
    expect(() => carryOut(plan, plan)).not.toThrow();
  });

  it("made before there was a state is carried out with the first state", () => {
    const plan = planned({ ...VPC, action: "create" });
    expect(() =>
      carryOut(plan, plan, { saved: { serial: 0, lineage: "of-that-run" }, now: { lineage: "of-this-run" } }),
    ).not.toThrow();
  });

  it.each([
    ["what was to be made is there", { action: "create" }, { action: "no-op" }],
    [
      "what was to be made is there and lacks something",
      { action: "create" },
      { action: "update", changes: [grow] },
    ],
    [
      "fewer things change",
      { action: "update", changes: [grow, rename] },
      { action: "update", changes: [rename] },
    ],
    ["nothing changes any more", { action: "update", changes: [grow] }, { action: "no-op" }],
    [
      "a replace became an update",
      { action: "replace", changes: [grow] },
      { action: "update", changes: [grow] },
    ],
    ["what was to go is gone", { action: "delete" }, { action: "no-op" }],
  ] as const)("is carried out when it comes out milder: %s", (_case, then, now) => {
    expect(() => carryOut(planned({ ...DB, ...then }), planned({ ...DB, ...now }))).not.toThrow();
  });

  it.each([
    [
      "something more is changed",
      { action: "update", changes: [grow] },
      { action: "update", changes: [grow, rename] },
    ],
    [
      "something more interrupts",
      { action: "update", changes: [grow] },
      { action: "update", changes: [grow], outage: ["engineVersion"] },
    ],
    [
      "an update became a replace",
      { action: "update", changes: [grow] },
      { action: "replace", changes: [grow] },
    ],
    ["what was to be made is to go", { action: "create" }, { action: "delete" }],
    ["what was to be made is to be replaced", { action: "create" }, { action: "replace" }],
    ["what was to be left alone is changed", { action: "no-op" }, { action: "update", changes: [grow] }],
    ["what was to be left alone is to go", { action: "no-op" }, { action: "delete" }],
  ] as const)("is refused when it comes out harsher: %s", (_case, then, now) => {
    const attempt = () =>
      carryOut(planned({ ...VPC }, { ...DB, ...then }), planned({ ...VPC }, { ...DB, ...now }));
    expect(attempt).toThrow(PlanError);
    expect(attempt).toThrow(/^Changed since the plan: db.instance: not as in the saved plan/);
    expect(attempt).toThrow(expect.objectContaining({ code: "ChangedSincePlan", exitCode: 1 }));
  });

  it("is refused when something is there that it did not know", () => {
    const attempt = () => carryOut(planned({ ...VPC }), planned({ ...VPC }, { ...DB, action: "create" }));
    expect(attempt).toThrow(/db.instance/);
  });

  it("is refused with other settings", () => {
    const plan = planned({ ...VPC });
    const attempt = () => carryOut(plan, plan, { now: { settings: { db: { storageGib: 200 } } } });
    expect(attempt).toThrow(/^Changed since the plan: the settings:/);
  });

  it("is refused with another state", () => {
    const plan = planned({ ...VPC });
    expect(() => carryOut(plan, plan, { now: { lineage: "other" } })).toThrow(/the state file/);
  });

  it("has all that changed named at once", () => {
    const attempt = () =>
      carryOut(planned({ ...VPC }), planned({ ...DB }), {
        now: { settings: { name: "shop" }, lineage: "other" },
      });
    expect(attempt).toThrow(/the settings, the state file, db.instance/);
  });
});

describe("a file that is no plan", () => {
  it.each([
    ["is missing", undefined],
    ["is empty", ""],
    ["is no JSON", "name: shop"],
    ["is null", "null"],
    ["is of another schema", '{"schema":2,"items":[]}'],
    ["has no items", '{"schema":1}'],
  ])("is refused with the command that makes one: it %s", (_case, text) => {
    const attempt = () => parsePlanFile("plan.json", text);
    expect(attempt).toThrow(UsageError);
    expect(attempt).toThrow(/plan.json is no plan file. Make one with: flashsale-setup plan --out FILE/);
  });
});
