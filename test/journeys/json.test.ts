import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Practice, type Run } from "./program.ts";
import {
  editAccount,
  forgetRow,
  type PlanDocument,
  planOf,
  prepared,
  runTo,
  standing,
  writeSettings,
} from "./stack.ts";

interface Line {
  readonly schema: number;
  readonly event: string;
  readonly time: string;
  readonly address?: string;
  readonly [key: string]: unknown;
}

/** stdout must be one JSON document and nothing else. */
const documentOf = (run: Run): Record<string, unknown> => JSON.parse(run.stdout) as Record<string, unknown>;

/** stdout must be JSON, line by line. */
const linesOf = (run: Run): Line[] =>
  run.stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);

let base: Practice;
let empty: Practice;

beforeAll(async () => {
  empty = prepared();
  base = await standing();
});

afterAll(() => {
  base.remove();
  empty.remove();
});

describe("--json", () => {
  it.each(["plan", "status", "sandbox list"])(
    "%s prints one document, with its schema, on stdout",
    async (words) => {
      for (const practice of [empty, base]) {
        const run = await runTo(practice, 0, `${words} --json`);
        expect(documentOf(run)).toMatchObject({ schema: 1 });
      }
    },
  );

  it("tells the account, every item with its action and reason, the cost and the notices in a plan", async () => {
    const plan = (await planOf(base)) as PlanDocument & Record<string, unknown>;
    expect(plan.account).toMatchObject({ accountId: "314159265358", region: "us-east-1", sandbox: true });
    expect(plan.items.map(({ action, reason }) => `${action}: ${reason}`)).toEqual(
      plan.items.map(() => "no-op: as wanted"),
    );
    expect(plan.monthlyCost).toMatchObject({ knownUsd: expect.any(Number) });
    expect(plan.notices).toEqual([]);
  });

  it("prints the plan with what stands in its way, once, and ends with 1", async () => {
    const practice = new Practice(base);
    writeSettings(practice, "db: { username: postgres }");
    const run = await runTo(practice, 1, "plan --json");
    const { problems } = documentOf(run) as unknown as PlanDocument;
    expect(problems).toMatchObject([
      {
        code: "DataStoreGuarded",
        address: "db.instance",
        ways: [/masterUsername/, /--replace/].map(anyText),
      },
    ]);
    expect(run.stderr).toContain("The plan was not begun");
    practice.remove();
  });

  it("prints an error as JSON, too", async () => {
    writeSettings(empty, "db: { clas: x }");
    const run = await runTo(empty, 78, "plan --json");
    expect(documentOf(run)).toMatchObject({ schema: 1, error: { code: "SettingsInvalid", fix: [] } });
    writeSettings(empty, "");
    const lines = linesOf(await runTo(empty, 64, "up --json"));
    expect(lines.at(-2)).toMatchObject({ event: "failed", error: { code: expect.any(String) } });
    expect(lines.at(-1)).toMatchObject({ event: "summary", outcome: "failed" });
    expect(documentOf(await runTo(empty, 64, "plan --json --upgrade x"))).toMatchObject({
      error: { code: "UnknownName" },
    });
  });
});

/** Only what a pattern fits. */
const anyText = (pattern: RegExp): unknown => expect.stringMatching(pattern);

describe("the events of up and destroy", () => {
  it("are lines from plan to summary, each with schema, event and time, the steps in between", async () => {
    const practice = prepared();
    const up = linesOf(await runTo(practice, 0, "up --yes --json"));
    const down = linesOf(await runTo(practice, 0, "destroy --yes --delete-data --json"));
    for (const lines of [up, down]) {
      expect(lines[0]?.event).toBe("plan");
      expect(lines.at(-1)).toMatchObject({ event: "summary", outcome: "done", failed: [], unfinished: [] });
      for (const { schema, time } of lines)
        expect([schema, Number.isNaN(Date.parse(time))]).toEqual([1, false]);
      const times = lines.map(({ time }) => time);
      expect(times).toEqual([...times].sort());
      expectPaired(lines);
    }
    expect(up.at(-1)?.created).toBe(stepsOf(up).length);
    expect(down.at(-1)?.deleted).toBe(stepsOf(down).length);
    practice.remove();
  });

  it("are plan and summary where nothing is to be done", async () => {
    const lines = linesOf(await runTo(base, 0, "up --yes --json"));
    expect(lines.map(({ event }) => event)).toEqual(["plan", "summary"]);
  });

  it("tell what failed, with AWS's own code, and what was skipped because of it", async () => {
    const practice = prepared();
    const run = await runTo(practice, 77, "up --yes --json", { faults: { deny: ["ec2:CreateNatGateway"] } });
    const lines = linesOf(run);
    expect(lines.find(({ event }) => event === "failed")).toMatchObject({
      address: "network.nat-gateway-1",
      error: { code: "PermissionMissing", aws: { service: "EC2", operation: "CreateNatGateway" } },
    });
    const skipped = lines.filter(({ event }) => event === "skipped");
    expect(new Set(skipped.map(({ because }) => because))).toEqual(new Set(["network.nat-gateway-1"]));
    expect(lines.at(-1)).toMatchObject({
      event: "summary",
      outcome: "failed",
      failed: ["network.nat-gateway-1"],
    });
    practice.remove();
  });
});

const stepsOf = (lines: readonly Line[]): string[] =>
  lines.filter(({ event }) => event === "done").map(({ address }) => address ?? "");

/** Every step starts before it is done, and once. */
function expectPaired(lines: readonly Line[]): void {
  const of = (event: string) =>
    lines.flatMap((line, at) => (line.event === event ? [[line.address, at]] : []));
  const started = new Map(of("start") as [string, number][]);
  const done = of("done") as [string, number][];
  expect(done.map(([address]) => address).sort()).toEqual([...started.keys()].sort());
  for (const [address, at] of done) expect(started.get(address)).toBeLessThan(at);
}

describe("a saved plan", () => {
  const SETTINGS = "db: { backupRetentionDays: 9 }";

  it("is carried out without asking as long as nothing has become harsher", async () => {
    const practice = new Practice(base);
    writeSettings(practice, SETTINGS);
    const plan = await runTo(practice, 0, "plan --out plan.json");
    expect(plan.stderr).toMatch(/flashsale-setup up .*plan\.json/);
    const up = await runTo(practice, 0, "up plan.json");
    expect(up.stderr).toContain("1 updated");
    practice.remove();
  });

  it.each([
    [
      "settings were edited",
      "ChangedSincePlan",
      (one: Practice) => writeSettings(one, "db: { multiAz: false }"),
    ],
    [
      "something vanished",
      "ChangedSincePlan",
      (one: Practice) =>
        editAccount(one, (account) => {
          const [id = ""] = Object.keys(account.tables["us-east-1/EC2/vpc-endpoint"] ?? {});
          forgetRow(account, "EC2/vpc-endpoint", id);
        }),
    ],
  ])("is refused when %s meanwhile: changed since the plan", async (_what, code, change) => {
    const practice = new Practice(base);
    writeSettings(practice, SETTINGS);
    await runTo(practice, 0, "plan --out plan.json");
    change(practice);
    const before = practice.read(".flashsale/sandbox.json");
    const lines = linesOf(await runTo(practice, 1, "up plan.json --json"));
    expect(lines.at(-2)).toMatchObject({ event: "failed", error: { code } });
    expect(practice.read(".flashsale/sandbox.json")).toBe(before);
    practice.remove();
  });
});
