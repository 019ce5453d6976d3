import { describe, expect, it } from "vitest";
import { type AuditLine, drawAudit } from "../../src/ui/audit-view.ts";
import { widthOf } from "../../src/ui/layout.ts";
import { pageOf, SECRET } from "./fake-terminal.ts";

const line = (more: Partial<AuditLine>): AuditLine => ({
  name: "database storage",
  practice: "encryption",
  state: "ok",
  detail: "encrypted at rest",
  fix: [],
  ...more,
});

const LINES: readonly AuditLine[] = [
  line({}),
  line({
    name: "instances' credentials",
    practice: "least privilege",
    state: "problem",
    detail: "a request that the application is tricked into reaches the role's credentials (IMDSv1)",
    cause: "Somebody changed the template.",
    fix: ["flashsale-setup deploy --sandbox"],
  }),
  line({ name: "Kafka clients", state: "warning", detail: "anybody may write" }),
  line({ name: "cache", state: "skipped", detail: "does not stand" }),
];

describe("the table of an audit", () => {
  it("has each check with its practice, then what is wrong with what mends it, then a count", () => {
    const text = drawAudit(LINES, pageOf(140)).join("\n");
    expect(text).toMatch(/^CHECK +PRACTICE +RESULT +SEEN$/m);
    expect(text).toMatch(/^database storage +encryption +\S+ ok +encrypted at rest$/m);
    expect(text).toContain("Somebody changed the template.");
    expect(text).toMatch(/^ {6}flashsale-setup deploy --sandbox$/m);
    expect(text).toMatch(/^1 ok, 1 with a problem, 1 to know, 1 not tested\.$/m);
  });

  it.each([60, 72, 80, 100])("keeps every name whole and within %i columns", (columns) => {
    const lines = drawAudit(LINES, pageOf(columns));
    const table = lines.slice(0, LINES.length + 1);
    for (const { name } of LINES) expect(table.some((text) => text.startsWith(`${name} `))).toBe(true);
    for (const text of lines) expect(widthOf(text)).toBeLessThanOrEqual(columns);
  });

  it("shows no secret", () => {
    const text = drawAudit([line({ state: "problem", detail: `it is ${SECRET}` })], pageOf(80)).join("\n");
    expect(text).not.toContain(SECRET);
  });
});
