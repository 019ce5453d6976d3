import { describe, expect, it } from "vitest";
import type { EngineEvent } from "../../src/engine/events.ts";
import { Unknown } from "../../src/engine/ref.ts";
import { toEventLine, toPlanDocument } from "../../src/ui/json-view.ts";
import { change, planContext, planItem, planOf, quotaError, summaryOf } from "./builders.ts";

const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

const INSTANT = Date.UTC(2026, 7, 1, 12);

const line = (event: EngineEvent): unknown => throughJson(toEventLine(event, INSTANT));

describe("the JSON document of a plan", () => {
  it("has a schema, the account, counts, items and what a person is told as well", () => {
    const plan = planOf([planItem(), planItem({ action: "no-op" })], {
      notices: ["n"],
      criticalPath: { addresses: ["a"], seconds: 5 },
    });
    const cost = { knownUsd: 12.5, unknown: ["x"] };
    expect(throughJson(toPlanDocument(plan, planContext({ cost })))).toMatchObject({
      schema: 1,
      account: { accountId: "123456789012", region: "eu-central-1", stack: "flashsale", sandbox: false },
      empty: false,
      counts: { create: 1, update: 0, replace: 0, delete: 0, asWanted: 1 },
      items: [{ address: "network.vpc", action: "create" }, { action: "no-op" }],
      others: [],
      problems: [],
      notices: ["n"],
      deviations: [],
      criticalPath: { addresses: ["a"], seconds: 5 },
      monthlyCost: { knownUsd: 12.5, unknown: ["x"] },
    });
  });

  it("has null and never zero for a cost that is not known", () => {
    expect(
      toPlanDocument(planOf([]), planContext({ cost: { knownUsd: undefined, unknown: ["x"] } })),
    ).toMatchObject({
      monthlyCost: { knownUsd: null },
    });
    expect(toPlanDocument(planOf([]), planContext())).toMatchObject({ monthlyCost: null });
  });

  it("tells what a new value waits for", () => {
    const changes = [
      change({ prop: "subnet", to: undefined, after: ["network.subnet"] }),
      change({ prop: "list", to: [new Unknown(["iam.role"]), "b"] }),
    ];
    expect(throughJson(toPlanDocument(planOf([planItem({ changes })]), planContext()))).toMatchObject({
      items: [
        {
          changes: [
            { prop: "subnet", knownAfter: ["network.subnet"] },
            { to: [{ knownAfter: ["iam.role"] }, "b"] },
          ],
        },
      ],
    });
  });
});

describe("a JSON event", () => {
  const head = { schema: 1, time: "2026-08-01T12:00:00.000Z" };
  const summary = summaryOf({ created: 3, failed: ["a"] });
  it.each<[EngineEvent, object]>([
    [
      { event: "start", address: "a", action: "create", typicalSeconds: 3 },
      { address: "a", action: "create", typicalSeconds: 3 },
    ],
    [
      { event: "status", address: "a", status: "pending" },
      { address: "a", status: "pending" },
    ],
    [
      { event: "done", address: "a", action: "update", seconds: 2, note: "n" },
      { address: "a", action: "update", seconds: 2, note: "n" },
    ],
    [
      { event: "skipped", address: "b", because: "a" },
      { address: "b", because: "a" },
    ],
    [{ event: "notice", text: "t" }, { text: "t" }],
    [{ event: "summary", summary }, { ...summary }],
  ])("tells all of %j", (event, body) => {
    expect(line(event)).toEqual({ ...head, event: event.event, ...body });
  });

  it("of a plan holds the plan", () => {
    expect(line({ event: "plan", plan: planOf([planItem()]) })).toMatchObject({
      ...head,
      event: "plan",
      plan: { counts: { create: 1 }, items: [{ address: "network.vpc" }] },
    });
  });

  it("of a failure holds its code, the way out and what AWS said", () => {
    expect(
      line({ event: "failed", address: "db.instance", action: "create", error: quotaError() }),
    ).toMatchObject({
      address: "db.instance",
      error: {
        code: "QuotaExceeded",
        summary: "A quota is used up",
        fix: [expect.stringContaining("service-quotas")],
        aws: {
          service: "RDS",
          operation: "CreateDBInstance",
          code: "InstanceQuotaExceeded",
          requestId: "req-1",
        },
      },
    });
  });

  it("of a failure that is not ours calls it a bug", () => {
    expect(
      line({ event: "failed", address: "a", action: "delete", error: new TypeError("x is not a function") }),
    ).toMatchObject({
      error: { code: "Bug", detail: "TypeError: x is not a function" },
    });
  });
});
