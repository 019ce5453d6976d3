import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Action, Plan, PlanItem } from "../../src/engine/plan-item.ts";
import { widthOf } from "../../src/ui/layout.ts";
import type { PlanContext } from "../../src/ui/plan-context.ts";
import { drawPlan } from "../../src/ui/plan-view.ts";
import { change, planContext, planItem, planOf } from "./builders.ts";
import { pageOf, SECRET } from "./fake-terminal.ts";

const draw = (plan: Plan, context: Partial<PlanContext> = {}, columns = 80): string[] =>
  drawPlan(plan, planContext(context), pageOf(columns));

const one = (part: Partial<PlanItem>): string => draw(planOf([planItem(part)])).join("\n");

describe("a plan", () => {
  it("names the account, region, profile and stack before anything else", () => {
    const account = {
      accountId: "123456789012",
      alias: "acme",
      region: "eu-west-1",
      profile: "shop",
      stack: "sale",
      sandbox: false,
    };
    expect(draw(planOf([planItem()]), { account }).slice(0, 4)).toEqual([
      "Account  123456789012 (acme)",
      "Region   eu-west-1",
      "Profile  shop",
      "Stack    sale",
    ]);
  });

  it("says of the sandbox that nothing is real", () => {
    const account = { accountId: "000000000000", region: "eu-west-1", stack: "sale", sandbox: true };
    expect(draw(planOf([]), { account })[0]).toContain("sandbox: nothing is real, nothing costs");
  });

  it("shows each change with its sign, address, kind and reason, and leaves out what is as wanted", () => {
    const items: PlanItem[] = [
      planItem(),
      planItem({
        address: "db.instance",
        title: "DB instance",
        action: "update",
        reason: "changed outside",
        typicalSeconds: 900,
      }),
      planItem({
        address: "kafka.cluster",
        title: "MSK cluster",
        action: "delete",
        reason: "no longer wanted",
      }),
      planItem({ address: "cache.group", title: "cache", action: "replace", reason: "broken: failed" }),
      planItem({ address: "iam.role", action: "no-op", reason: "as wanted" }),
    ];
    const lines = draw(planOf(items));
    expect(lines.slice(5, 9)).toEqual([
      "  + network.vpc    VPC: not there yet",
      "  ~ db.instance    DB instance: changed outside; about 15 min",
      "  - kafka.cluster  MSK cluster: no longer wanted",
      "-/+ cache.group    cache: broken: failed",
    ]);
    expect(lines.join("\n")).not.toContain("iam.role");
    expect(lines).toContain("Plan: 1 to create, 1 to update, 1 to replace, 1 to delete, 1 as wanted.");
  });

  it("shows changed fields, what forces a replace and what is known only later", () => {
    const changes = [
      change({ prop: "engine", from: "a", to: "b" }),
      change({ prop: "subnet", from: "s-1", to: undefined, after: ["network.subnet"] }),
    ];
    const text = one({ action: "replace", changes, forcedBy: ["engine"] });
    expect(text).toContain("      engine: a -> b (forces the replace)");
    expect(text).toContain("      subnet: s-1 -> known after network.subnet");
  });

  it("marks what interrupts service", () => {
    const route = { action: "update", changes: [change()], outage: ["target"], outageAtOnce: true } as const;
    expect(one(route)).toContain("interrupts service at once: target");
    const text = one({ action: "update", changes: [change()], outage: ["instanceClass", "port"] });
    expect(text).toContain("! interrupts service: instanceClass, port");
  });

  it.each<[string, Partial<PlanItem>, string]>([
    [
      "a data store deleted without a snapshot",
      { action: "delete" },
      "! its data is lost: no snapshot is taken",
    ],
    [
      "a data store replaced without a snapshot",
      { action: "replace" },
      "! its data is lost: no snapshot is taken",
    ],
    [
      "a data store deleted with a snapshot",
      { action: "delete", snapshot: "final-1" },
      "its data is kept in the snapshot final-1 only",
    ],
    [
      "an adopted data store",
      { action: "delete", adopted: true },
      "! it was made by someone else and taken over",
    ],
  ])("tells what happens to the data of %s", (_case, part, mark) => {
    expect(one({ holdsData: true, ...part })).toContain(mark);
  });

  it("does not speak of data where none is at stake", () => {
    expect(one({ holdsData: true, action: "update", changes: [change()] })).not.toContain("data");
    expect(one({ action: "delete" })).not.toContain("data");
  });

  it("lists deviations from the guide with their reason, notices, and what it leaves alone", () => {
    const others = [
      planItem({
        address: "monitoring.dashboard",
        title: "dashboard",
        action: "update",
        reason: "changed outside",
      }),
    ];
    const deviations = [
      {
        step: "Database Setup 2",
        guide: "PostgreSQL 15.3",
        ours: "15.12",
        reason: "RDS no longer offers 15.3.",
      },
    ];
    const text = draw(
      planOf([planItem()], { others, notices: ["15.14 is offered."] }),
      { deviations },
      120,
    ).join("\n");
    expect(text).toContain(
      "Database Setup 2: the guide has PostgreSQL 15.3, here it is 15.12. RDS no longer offers 15.3.",
    );
    expect(text).toContain("  - 15.14 is offered.");
    expect(text).toContain("left alone\n  - monitoring.dashboard (dashboard): update, changed outside");
  });

  it("estimates the minutes and names the longest chain", () => {
    const criticalPath = {
      addresses: ["network.vpc", "network.subnet", "db.instance", "db.instance"],
      seconds: 1030,
    };
    expect(draw(planOf([planItem()], { criticalPath }))).toContain(
      "About 17 min; longest: network.vpc -> network.subnet -> db.instance",
    );
  });

  it("keeps the ends of a chain that is too long for a line", () => {
    const addresses = [
      "network.vpc",
      ...Array.from({ length: 9 }, (_, index) => `some.link-${index}`),
      "db.instance",
    ];
    const lines = draw(planOf([planItem()], { criticalPath: { addresses, seconds: 1030 } }));
    expect(lines).toContain("About 17 min; longest: network.vpc -> ... -> some.link-8 -> db.instance");
  });

  it("tells the monthly cost and what has none that is known", () => {
    const cost = { knownUsd: 1234, unknown: ["NAT data"] };
    expect(draw(planOf([planItem()]), { cost })).toContain(
      "Cost: about USD 1,234/month, and what has no known price: NAT data",
    );
  });

  it("ends with what stands in the way and the ways out", () => {
    const problem = {
      code: "DataStoreGuarded" as const,
      address: "db.instance",
      text: "It would be replaced.",
      ways: ["Put it back", "Say so: --replace db.instance"],
    };
    expect(draw(planOf([planItem()], { problems: [problem] })).slice(-4)).toEqual([
      "This stands in the way",
      "  ✗ It would be replaced. (DataStoreGuarded)",
      "    - Put it back",
      "    - Say so: --replace db.instance",
    ]);
  });

  it("that changes nothing says so", () => {
    expect(draw(planOf([planItem({ action: "no-op" })]))).toContain(
      "Nothing to do: 1 of 1 resources are as wanted.",
    );
  });

  it("shows no secret, not even where a value is cut", () => {
    const to = `${"a".repeat(40)}${SECRET}`;
    const text = one({ action: "update", changes: [change({ to })], reason: `because ${SECRET}` });
    expect(text).not.toContain(SECRET.slice(0, 4));
  });

  it("cannot be made to steer the terminal by what AWS answers", () => {
    expect(one({ reason: "broken: \u001b[2J\u0007gone" })).toContain("broken: gone");
  });

  it("has no line wider than the page", () => {
    const words = fc
      .array(fc.stringMatching(/^[A-Za-z0-9:/.-]{1,50}$/), { minLength: 1, maxLength: 12 })
      .map((list) => list.join(" "));
    const address = fc.stringMatching(/^[a-z]{1,12}[.][a-z0-9/-]{1,60}$/);
    const item = fc.record({
      address,
      action: fc.constantFrom<Action>("create", "update", "replace", "delete"),
      reason: words,
      title: words,
      changes: fc.array(
        fc.record({ prop: fc.stringMatching(/^[a-z]{1,40}$/), from: words, to: words }).map(change),
        { maxLength: 3 },
      ),
      outage: fc.array(words, { maxLength: 2 }),
      holdsData: fc.boolean(),
    });
    const content = fc.record({
      items: fc.array(item.map(planItem), { maxLength: 4 }),
      text: words,
      path: fc.array(address, { maxLength: 8 }),
    });
    fc.assert(
      fc.property(content, fc.integer({ min: 40, max: 120 }), ({ items, text, path }, columns) => {
        const problem = { code: "NotOurs" as const, address: "a.b", text, ways: [text] };
        const criticalPath = { addresses: path, seconds: 1000 };
        const plan = planOf(items, { others: items, problems: [problem], notices: [text], criticalPath });
        const deviations = [{ step: text, guide: text, ours: text, reason: text }];
        for (const line of draw(plan, { deviations, cost: { knownUsd: 7, unknown: [text] } }, columns)) {
          expect(widthOf(line)).toBeLessThanOrEqual(columns);
        }
      }),
      { numRuns: 60 },
    );
  });
});
