import { describe, expect, it } from "vitest";
import type { Summary } from "../../src/engine/events.ts";
import { widthOf } from "../../src/ui/layout.ts";
import { RunRecord } from "../../src/ui/run-record.ts";
import { type Advice, drawSummary } from "../../src/ui/summary-view.ts";
import { quotaError, summaryOf } from "./builders.ts";
import { pageOf } from "./fake-terminal.ts";

const NEXT: Advice[] = [{ text: "Check that all of it answers:", command: "flashsale-setup verify" }];

const draw = (summary: Summary, record = new RunRecord(), columns = 80): string[] =>
  drawSummary(
    { summary, causes: record.causes(), resumeCommand: "flashsale-setup up", next: NEXT },
    pageOf(columns),
  );

function failedRun(): RunRecord {
  const record = new RunRecord();
  record.listen({ event: "failed", address: "db.instance", action: "create", error: quotaError() });
  record.listen({ event: "failed", address: "db.replica", action: "create", error: quotaError() });
  record.listen({ event: "failed", address: "iam.role", action: "create", error: new TypeError("x") });
  record.listen({ event: "skipped", address: "deploy.template", because: "db.instance" });
  record.listen({ event: "skipped", address: "scale.group", because: "deploy.template" });
  return record;
}

describe("the record of a run", () => {
  it("has each cause once, with all that it hit and all that it stopped", () => {
    expect(
      failedRun()
        .causes()
        .map(({ error, failed, skipped }) => [error.code, failed, skipped]),
    ).toEqual([
      ["QuotaExceeded", ["db.instance", "db.replica"], ["deploy.template", "scale.group"]],
      ["Bug", ["iam.role"], []],
    ]);
  });

  it("keeps the summary of the run", () => {
    const record = new RunRecord();
    expect(record.summary).toBeUndefined();
    record.listen({ event: "summary", summary: summaryOf({ created: 2 }) });
    expect(record.summary?.created).toBe(2);
  });
});

describe("the summary of a run", () => {
  it("that did all tells counts, time and what to do next", () => {
    expect(draw(summaryOf({ created: 31, updated: 2 }))).toEqual([
      "✓ Done in 16 min 40 s: 31 created, 2 updated.",
      "",
      "Check that all of it answers:",
      "",
      "    flashsale-setup verify",
    ]);
  });

  it("that changed nothing says so", () => {
    expect(draw(summaryOf())[0]).toContain("nothing was changed");
  });

  it("that failed tells each cause once, what was skipped, and how to carry on", () => {
    const text = draw(
      summaryOf({
        outcome: "failed",
        created: 4,
        failed: ["db.instance", "db.replica", "iam.role"],
        skipped: ["deploy.template", "scale.group"],
      }),
      failedRun(),
    ).join("\n");
    expect(text).toContain("4 created, 3 failed, 2 skipped.");
    expect(text.match(/A quota is used up/g)).toHaveLength(1);
    expect(text).toContain("✗ db.instance, db.replica: A quota is used up");
    expect(text).toContain("Skipped, since it needs this: deploy.template, scale.group.");
    expect(text).toContain("(QuotaExceeded; AWS: InstanceQuotaExceeded, request req-1)");
    expect(text.endsWith("\n\n    flashsale-setup up")).toBe(true);
    expect(text).not.toContain("verify");
  });

  it("that was interrupted names what is unfinished and how to carry on", () => {
    const text = draw(
      summaryOf({ outcome: "interrupted", created: 4, unfinished: ["db.instance", "kafka.cluster"] }),
    ).join("\n");
    expect(text).toContain("! Interrupted after 16 min 40 s: 4 created, 2 unfinished.");
    expect(text).toContain("Unfinished: db.instance, kafka.cluster.");
    expect(text).toContain("    flashsale-setup up");
  });

  it("counts what would be too much to name", () => {
    const unfinished = Array.from({ length: 30 }, (_, index) => `resource.${index}`);
    expect(draw(summaryOf({ outcome: "interrupted", unfinished })).join("\n")).toContain("and 18 more");
  });

  it.each([40, 60, 80, 120])("fits %d columns, but for commands", (columns) => {
    const lines = draw(summaryOf({ outcome: "failed", failed: ["db.instance"] }), failedRun(), columns);
    for (const line of lines.filter((one) => !one.includes("service-quotas")))
      expect(widthOf(line)).toBeLessThanOrEqual(columns);
  });
});
