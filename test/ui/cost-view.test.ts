import { describe, expect, it } from "vitest";
import { drawEstimate, drawTips, type EstimateLine } from "../../src/ui/cost-view.ts";
import { widthOf } from "../../src/ui/layout.ts";
import { pageOf } from "./fake-terminal.ts";

const LINES: readonly EstimateLine[] = [
  {
    section: "db",
    addresses: ["db.instance"],
    sku: "rds:db.r5.xlarge:multi-az:hour",
    quantity: 730,
    usd: 730,
  },
  { section: "db", addresses: ["db.instance"], sku: "rds:gp3:multi-az:gib-month", quantity: 1200, usd: 276 },
  {
    section: "scale",
    addresses: ["scale.alarm.up", "scale.alarm.down"],
    sku: "cloudwatch:alarm:month",
    quantity: 2,
    usd: 0.2,
  },
  {
    section: "kafka",
    addresses: ["kafka.cluster"],
    sku: "kafka:metrics:PER_BROKER",
    quantity: 1,
    usd: undefined,
  },
];
const cost = { knownUsd: 1006.2, unknown: ["kafka:metrics:PER_BROKER"] };

describe("an estimate", () => {
  it("tells amounts in their unit, several resources by their number, and what has no price as unknown", () => {
    const text = drawEstimate({ lines: LINES, cost, region: "us-east-1" }, pageOf(140)).join("\n");
    expect(text).toMatch(/^db +rds:db\.r5\.xlarge:multi-az +730 h +db\.instance +730\.00$/m);
    expect(text).toMatch(/^db +rds:gp3:multi-az +1,200 GiB +db\.instance +276\.00$/m);
    expect(text).toMatch(/^scale +cloudwatch:alarm +2 +2 resources +0\.20$/m);
    expect(text).toMatch(/^kafka +kafka:metrics:PER_BROKER +1 +kafka\.cluster +unknown$/m);
    expect(text).toContain("In us-east-1: about USD 1,006/month, and what has no known price");
  });

  it.each([60, 80])("stays within %i columns, with section and price still there", (columns) => {
    const lines = drawEstimate({ lines: LINES, cost, region: "us-east-1" }, pageOf(columns));
    for (const text of lines) expect(widthOf(text)).toBeLessThanOrEqual(columns);
    expect(lines.join("\n")).toMatch(/^db .* 730\.00$/m);
  });

  it("of a stack that makes nothing is a sum of nothing", () => {
    const nothing = { lines: [], cost: { knownUsd: 0, unknown: [] }, region: "us-east-1" };
    expect(drawEstimate(nothing, pageOf(80)).join("\n")).toMatch(/^In us-east-1: nothing$/m);
  });
});

describe("tips", () => {
  it("tell what they save, what is lost, and the commands as they are", () => {
    const command = `flashsale-setup cost budget --monthly-usd USD --notify ADDRESS --config ${"x".repeat(60)}`;
    const tips = [
      {
        title: "db.multiAz: false",
        text: "Without a standby the sale stops.",
        savesUsd: 376.5,
        commands: [],
      },
      { title: "Budget alerts", text: "Nobody is told.", commands: [command] },
    ];
    const lines = drawTips(tips, pageOf(60));
    expect(lines[0]).toBe("saves about USD 377/month  db.multiAz: false");
    expect(lines).toContain("Budget alerts");
    expect(lines).toContain(`      ${command}`);
  });
});
