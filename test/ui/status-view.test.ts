import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { widthOf } from "../../src/ui/layout.ts";
import { drawStatus, type StatusRow } from "../../src/ui/status-view.ts";
import { drawTable } from "../../src/ui/tables.ts";
import { fakeOutput, fakeTerminal, pageOf, SECRET } from "./fake-terminal.ts";

const ROWS: readonly StatusRow[] = [
  {
    address: "network.vpc",
    title: "VPC",
    id: "vpc-0a1b2c3d4e5f67890",
    status: "available",
    drift: [],
    ageSeconds: 7300,
  },
  {
    address: "db.instance",
    title: "DB instance",
    id: "flashsale-db",
    status: "backing-up",
    drift: ["instanceClass"],
    ageSeconds: 240,
  },
  { address: "kafka.cluster", title: "MSK cluster" },
];

describe("the status", () => {
  it("shows address, type, id, status, drift and age of what stands, and what is absent", () => {
    expect(drawStatus(ROWS, pageOf(120))).toEqual([
      "ADDRESS        TYPE         ID                     STATUS      DRIFT            AGE",
      "network.vpc    VPC          vpc-0a1b2c3d4e5f67890  available   none             2 h",
      "db.instance    DB instance  flashsale-db           backing-up  instanceClass  4 min",
      "kafka.cluster  MSK cluster  -                      absent      ?                  -",
    ]);
  });

  it("still tells address, status and drift on a narrow page", () => {
    const [header, vpc] = drawStatus(ROWS, pageOf(46));
    expect(header?.split(/ {2,}/)).toEqual(["ADDRESS", "STATUS", "DRIFT", "AGE"]);
    expect(vpc?.split(/ {2,}/)).toEqual(["network.vpc", "available", "none", "2 h"]);
  });

  it("of an empty stack is a sentence", () => {
    expect(drawStatus([], pageOf(80))).toEqual(["Nothing of this stack stands."]);
  });
});

describe("a table", () => {
  it("is not cut where there is no terminal", () => {
    const id = `arn:aws:kafka:eu-central-1:123456789012:cluster/${"x".repeat(200)}`;
    const page = fakeOutput(fakeTerminal()).page("stdout");
    expect(drawStatus([{ address: "kafka.cluster", title: "MSK cluster", id }], page).join("\n")).toContain(
      id,
    );
  });

  it("hides secrets before it cuts", () => {
    const content = { columns: [{ title: "VALUE" }], rows: [[`aaaaaaaa${SECRET}`]] };
    expect(drawTable(content, pageOf(14)).join("\n")).not.toContain(SECRET.slice(0, 3));
  });

  it("is never wider than the page", () => {
    const cell = fc.string({ maxLength: 60 });
    const row = fc.tuple(cell, cell, cell, cell);
    const columns = ["middle", "end", "middle", "end"].map((cut, index) => ({
      title: `COLUMN ${index}`,
      cut: cut as "middle" | "end",
      leastCells: 5 * (index + 1),
      ...(index > 1 ? { spare: index } : {}),
    }));
    fc.assert(
      fc.property(fc.array(row, { maxLength: 6 }), fc.integer({ min: 40, max: 120 }), (rows, width) => {
        for (const line of drawTable({ columns, rows }, pageOf(width)))
          expect(widthOf(line)).toBeLessThanOrEqual(width);
      }),
    );
  });
});
