import { describe, expect, it } from "vitest";
import { Bug, Cancelled, PlanError } from "../../src/errors.ts";
import { drawError } from "../../src/ui/error-view.ts";
import { widthOf } from "../../src/ui/layout.ts";
import { quotaError } from "./builders.ts";
import { pageOf, SECRET } from "./fake-terminal.ts";

const CONTEXT = {
  commandLine: "flashsale-setup up --yes",
  version: "1.2.3",
  issuesUrl: "https://example.org/issues",
};

const draw = (error: unknown, columns = 80): string[] => drawError(error, CONTEXT, pageOf(columns));

describe("an error", () => {
  it("tells its summary, detail, code and what AWS said, and the command alone on its line", () => {
    expect(draw(quotaError())).toEqual([
      "Error: A quota is used up",
      "  RDS allows 40 instances in this region. Ask for more, or delete one that is",
      "  not used.",
      "  code: QuotaExceeded",
      "  AWS: InstanceQuotaExceeded from RDS CreateDBInstance, request req-1",
      "",
      "    aws service-quotas request-service-quota-increase --service-code rds --quota-code L-7B6409FD --desired-value 60",
    ]);
  });

  it.each([40, 60, 80])("wraps all but commands at %d columns", (columns) => {
    const prose = draw(quotaError(), columns).filter((line) => !line.includes("service-quotas"));
    for (const line of prose) expect(widthOf(line)).toBeLessThanOrEqual(columns);
  });

  it("hides secrets in every part", () => {
    const error = new PlanError({
      code: "X",
      summary: `s ${SECRET}`,
      detail: `d ${SECRET}`,
      fix: [`f ${SECRET}`],
    });
    expect([...draw(error), ...draw(new Bug(SECRET, new Error(SECRET)))].join("\n")).not.toContain(SECRET);
  });

  it("that is a bug asks for a report with command line, version and stacks", () => {
    const text = draw(new Bug("The graph has a cycle.", new RangeError("too deep"))).join("\n");
    expect(text).toContain("https://example.org/issues");
    expect(text).toContain("flashsale-setup 1.2.3");
    expect(text).toContain("flashsale-setup up --yes");
    expect(text).toMatch(/^ {4}at .*error-view\.test/m);
    expect(text).toContain("caused by RangeError: too deep");
  });

  it("tells what lies behind it to whoever asked for more, and to nobody else", () => {
    const error = new PlanError({ code: "X", summary: "s", detail: "d", cause: new RangeError("too deep") });
    const behind = "caused by RangeError: too deep";
    const told = (isVerbose: boolean): string =>
      drawError(error, { ...CONTEXT, isVerbose }, pageOf(80)).join("\n");
    expect(told(true)).toContain(behind);
    expect(told(false)).not.toContain(behind);
  });

  it("that is not ours is shown as a bug", () => {
    expect(draw(new TypeError("x is not a function"))[0]).toBe("Error: This is a bug in flashsale-setup");
    expect(draw("thrown text").join("\n")).toContain("thrown text");
  });

  it("is not what a cancelled command is called", () => {
    const lines = draw(
      new Cancelled({ code: "Cancelled", summary: "Cancelled", detail: "Nothing was changed." }),
    );
    expect(lines).toEqual(["Cancelled", "  Nothing was changed."]);
  });
});
