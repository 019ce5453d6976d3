import { describe, expect, it } from "vitest";
import { widthOf } from "../../src/ui/layout.ts";
import { type CheckLine, drawChecks, drawVerification } from "../../src/ui/verify-view.ts";
import { fakeOutput, fakeTerminal, pageOf, SECRET } from "./fake-terminal.ts";

const HOST = "flashsale-db.c4s633ywtczm.us-east-1.rds.amazonaws.com:5432";
const layer = (name: string, ok = true, ms = 2): CheckLine["layers"][number] => ({ layer: name, ok, ms });

const check = (more: Partial<CheckLine>): CheckLine => ({
  name: "database",
  group: "db",
  state: "ok",
  route: "direct",
  ms: 12,
  detail: "SELECT 1 answered, takes writes",
  layers: [],
  fix: [],
  ...more,
});

const CHECKS: readonly CheckLine[] = [
  check({ layers: ["resolve", "connect", "tls", "login", "query"].map((name) => layer(name)) }),
  check({
    name: "cache",
    state: "problem",
    ms: 5012,
    detail: `${HOST}: no answer within 5 s`,
    layers: [layer("resolve"), layer("connect", false, 5010)],
    cause: "Its address is private: it answers inside its VPC, and this machine is outside.",
    fix: ["flashsale-setup verify --route ssm --config a/rather/long/path/to/the/settings/of/the/team.yaml"],
  }),
  check({ name: "targets", state: "warning", route: "control", detail: "waiting for an image" }),
  check({
    name: "kafka",
    state: "skipped",
    route: undefined,
    ms: 0,
    detail: "the sandbox has no data plane",
  }),
];

describe("the table of checks", () => {
  it.each([60, 80, 120])("stays inside %d columns, with each check's name and result", (columns) => {
    const lines = drawChecks(CHECKS, pageOf(columns));
    expect(lines).toHaveLength(CHECKS.length + 1);
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(columns);
    expect(lines[1]).toMatch(/^database +✓ ok/);
    expect(lines[2]).toMatch(/^cache +✗ problem/);
    expect(lines[3]).toMatch(/^targets +! to know/);
    expect(lines[4]).toMatch(/^kafka +- skipped/);
  });

  it("tells route, layers and times where there is room, and marks the layer that failed", () => {
    const [header, database, cache, , kafka] = drawChecks(CHECKS, pageOf(220));
    expect(header?.split(/ {2,}/)).toEqual(["CHECK", "RESULT", "ROUTE", "LAYERS", "TIME", "SEEN"]);
    expect(database).toContain("resolve 2 ms, connect 2 ms, tls 2 ms, login 2 ms, query 2 ms");
    expect(cache).toContain("resolve 2 ms, !connect 5.0 s");
    expect(kafka?.split(/ {2,}/)).toEqual([
      "kafka",
      "- skipped",
      "-",
      "-",
      "-",
      "the sandbox has no data plane",
    ]);
  });

  it("shows what still runs", () => {
    const running = check({ state: "running", route: undefined, detail: "" });
    expect(drawChecks([running], pageOf(80))[1]).toMatch(/^database +running/);
  });

  it("is whole where there is no terminal", () => {
    const page = fakeOutput(fakeTerminal()).page("stdout");
    expect(drawChecks(CHECKS, page).join("\n")).toContain(`${HOST}: no answer within 5 s`);
  });
});

describe("the end of a verification", () => {
  const lines = drawVerification(CHECKS, pageOf(80));

  it("tells each problem with its cause and the command that mends it, below the table", () => {
    const below = lines.slice(CHECKS.length + 1).join("\n");
    expect(below.replace(/\s+/g, " ")).toContain(
      `✗ cache: ${HOST}: no answer within 5 s Its address is private`,
    );
    expect(below).toContain("! targets: waiting for an image");
    expect(below).not.toContain("kafka");
    expect(below).not.toContain("database");
  });

  it("leaves a command on one line, to be copied", () => {
    expect(lines).toContain(`      ${CHECKS[1]?.fix[0]}`);
  });

  it("wraps all else inside the page", () => {
    for (const line of lines.filter((one) => !one.includes("flashsale-setup verify")))
      expect(widthOf(line)).toBeLessThanOrEqual(80);
  });

  it("counts", () => {
    expect(lines.at(-1)).toBe("1 ok, 1 with a problem, 1 to know, 1 not tested.");
    expect(drawVerification([check({})], pageOf(80)).at(-1)).toBe("1 ok.");
  });
});

it("hides a secret wherever it might stand, also where it would be cut or wrapped", () => {
  const text = `${"x".repeat(30)}${SECRET}`;
  const leaky = check({ state: "problem", detail: text, cause: `word ${text}`, fix: [`run ${text}`] });
  for (const columns of [44, 60, 120]) {
    const drawn = drawVerification([leaky], pageOf(columns)).join("\n");
    expect(drawn).not.toContain(SECRET.slice(0, 4));
  }
});
