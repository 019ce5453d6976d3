import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { contents } from "../../src/sections/contents.ts";
import { listAccount, Practice } from "./program.ts";
import {
  callsOf,
  changedItems,
  changingCallsOf,
  editAccount,
  expectSettled,
  flat,
  planOf,
  type Row,
  readAccount,
  rowOf,
  rowsOf,
  runTo,
  standing,
  writeSettings,
} from "./stack.ts";

/** Monitoring stands alone. */
const others = contents
  .filter(({ name }) => name !== "monitoring")
  .map(({ name }) => `${name}: { enabled: false }\n`)
  .join("");

const write = (practice: Practice, monitoring: string): void =>
  writeSettings(practice, `monitoring: { ${monitoring} }`, others);

const standingWith = (monitoring: string): Promise<Practice> =>
  standing(`monitoring: { ${monitoring} }`, { others });

const TOPIC = "monitoring.topic";
const OPS = "monitoring.subscription.ops_at_example.com";
const ALARM = (key: string): string => `monitoring.alarm.${key}`;
const ERRORS = ALARM("high-error-rate");
const LATENCY = ALARM("high-latency");
const STOCK = ALARM("stock-out");
const OWN =
  "alarms: [{ name: cpu, namespace: AWS/RDS, metric: CPUUtilization, percentile: 99, threshold: 80 }]";

/** An edit and all that it may change: props by address, or an action that is no update; and the calls that it takes. */
interface Edit {
  readonly name: string;
  readonly before?: string;
  readonly after: string;
  readonly changes: Readonly<Record<string, string>>;
  readonly calls: readonly string[];
}

const notified = (what: string): Record<string, string> =>
  Object.fromEntries([ERRORS, LATENCY, STOCK].map((address) => [address, what]));

const EDITS: readonly Edit[] = [
  {
    name: "errorRate",
    after: "errorRate: count",
    changes: { [ERRORS]: "update description source threshold" },
    calls: ["PutMetricAlarm"],
  },
  {
    name: "errorRate, back again",
    before: "errorRate: count",
    after: "",
    changes: { [ERRORS]: "update description source threshold" },
    calls: ["PutMetricAlarm"],
  },
  {
    name: "metrics",
    after: "metrics: guide",
    changes: {
      "monitoring.dashboard": "update body",
      [ERRORS]: "update source",
      [LATENCY]: "update description source",
      [STOCK]: "update source",
    },
    calls: ["PutDashboard", "PutMetricAlarm", "PutMetricAlarm", "PutMetricAlarm"],
  },
  {
    name: "thresholds",
    after: "thresholds: { latencyMs: 250 }",
    changes: { [LATENCY]: "update description threshold" },
    calls: ["PutMetricAlarm"],
  },
  {
    name: "notify, from nobody to somebody",
    after: "notify: [ops@example.com]",
    changes: { [TOPIC]: "create", [OPS]: "create", ...notified("update alarmActions") },
    calls: ["CreateTopic", "PutMetricAlarm", "PutMetricAlarm", "PutMetricAlarm", "Subscribe"],
  },
  {
    name: "notify, back to nobody",
    before: "notify: [ops@confirming.example]",
    after: "",
    changes: {
      [TOPIC]: "delete",
      "monitoring.subscription.ops_at_confirming.example": "delete",
      ...notified("update alarmActions"),
    },
    calls: ["DeleteTopic", "PutMetricAlarm", "PutMetricAlarm", "PutMetricAlarm", "Unsubscribe"],
  },
  {
    name: "alarms, one more",
    after: OWN,
    changes: { [ALARM("cpu")]: "create" },
    calls: ["PutMetricAlarm"],
  },
  {
    name: "alarms, one less",
    before: OWN,
    after: "",
    changes: { [ALARM("cpu")]: "delete" },
    calls: ["DeleteAlarms"],
  },
];

let base: Practice;

beforeAll(async () => {
  base = await standingWith("");
});

afterAll(() => base.remove());

describe("an edited setting of monitoring", () => {
  it.each(EDITS)("happens in place: $name", async ({ before, after, changes, calls }) => {
    const practice = before === undefined ? new Practice(base) : await standingWith(before);
    write(practice, after);
    const planned = changedItems(await planOf(practice)).map((item) => [
      item.address,
      [item.action, ...(item.action === "update" ? item.changes.map(({ prop }) => prop) : [])].join(" "),
    ]);
    expect(Object.fromEntries(planned)).toEqual(changes);
    await runTo(practice, 0, "up --yes --trace trace.jsonl");
    expect(changingCallsOf(practice, "trace.jsonl").sort()).toEqual(calls);
    await expectSettled(practice);
    practice.remove();
  });

  it("leaves alone what others set on an alarm", async () => {
    const practice = new Practice(base);
    const row = (): Row =>
      rowOf(readAccount(practice), "CloudWatch/metric-alarm", ({ id }) => id === "flashsale-high-latency");
    editAccount(practice, (account) => {
      const one = rowOf(account, "CloudWatch/metric-alarm", ({ id }) => id === "flashsale-high-latency");
      Object.assign(one.settings as object, { ActionsEnabled: false });
    });
    await expectSettled(practice);
    write(practice, "thresholds: { latencyMs: 250 }");
    await runTo(practice, 0, "up --yes");
    expect(row().settings).toMatchObject({ ActionsEnabled: false, Threshold: 250 });
    practice.remove();
  });
});

describe("an address that nobody has confirmed", () => {
  it("is waited for by nobody, and told", async () => {
    const practice = await standingWith("notify: [ops@example.com]");
    const status = await runTo(practice, 0, "status");
    expect(status.stdout).toContain("pending confirmation");
    await expectSettled(practice);
    practice.remove();
  });

  it("is left to SNS when it is no longer wanted, while the topic stays", async () => {
    const practice = await standingWith("notify: [ops@example.com, dev@confirming.example]");
    write(practice, "notify: [dev@confirming.example]");
    const up = await runTo(practice, 0, "up --yes --trace trace.jsonl");
    expect(flat(up.stderr)).toContain(
      "pending confirmation: SNS drops it within 48 hours, or with its topic",
    );
    expect(changingCallsOf(practice, "trace.jsonl")).toEqual([]);
    await expectSettled(practice);
    practice.remove();
  });

  it("is asked anew once SNS has dropped it", async () => {
    const practice = await standingWith("notify: [ops@example.com]");
    editAccount(practice, ({ offers, tables }) => {
      offers.SNS = { ...offers.SNS, unconfirmedSeconds: 172_800 };
      const row = rowOf({ offers, tables }, "SNS/subscription");
      row.createdAt = Number(row.createdAt) - 172_801 * 1000;
    });
    const [item] = changedItems(await planOf(practice));
    expect(item).toMatchObject({ address: OPS, action: "create", reason: "vanished from the account" });
    await runTo(practice, 0, "up --yes --trace trace.jsonl");
    expect(changingCallsOf(practice, "trace.jsonl")).toEqual(["Subscribe"]);
    practice.remove();
  });

  it("goes with the topic in the end", async () => {
    const practice = await standingWith("notify: [ops@example.com]");
    await runTo(practice, 0, "destroy --yes");
    expect(await listAccount(practice)).toEqual([]);
    expect(practice.state().retained).toEqual([]);
    practice.remove();
  });
});

describe("a name that somebody else holds", () => {
  it.each([
    ["CloudWatch/dashboard", { body: '{"widgets":[],"start":"-P1D"}', changedAt: 0 }, "FlashSaleDashboard"],
    [
      "us-east-1/CloudWatch/metric-alarm",
      { settings: { AlarmDescription: "theirs" }, changedAt: 0, state: "OK" },
      "flashsale-stock-out",
    ],
    [
      "us-east-1/SNS/topic",
      { name: "flashsale-alarms" },
      "arn:aws:sns:us-east-1:314159265358:flashsale-alarms",
    ],
  ])("is never overwritten: %s", async (table, theirs, id) => {
    const practice = new Practice(base);
    await runTo(practice, 0, "destroy --yes");
    write(practice, "notify: [ops@example.com]");
    editAccount(practice, ({ tables }) => {
      tables[table] = { ...tables[table], [id]: { id, createdAt: 0, ...theirs } };
    });
    const up = await runTo(practice, 1, "up --yes");
    expect(flat(up.stderr)).toContain("someone else");
    expect(rowsOf(readAccount(practice), table)).toContainEqual({ id, createdAt: 0, ...theirs });
    practice.remove();
  });
});

describe("bad settings of monitoring", () => {
  it.each([
    ["errorRate: rate", "monitoring.errorRate"],
    ["notify: [ops]", "monitoring.notify"],
    ["rows: [disk]", "monitoring.rows"],
    ["alarms: [{ name: cpu }]", "monitoring.alarms[0].threshold"],
    [OWN.replace("percentile: 99", "statistic: p99"), "monitoring.alarms[0].statistic"],
    [OWN.replace("percentile: 99", "percentile: 99, period: 15"), "monitoring.alarms[0].period"],
  ])("are refused from the file alone: %s", async (monitoring, key) => {
    const practice = new Practice();
    write(practice, monitoring);
    const run = await runTo(practice, 78, "up --yes --trace trace.jsonl");
    expect(flat(run.stderr)).toContain(key);
    expect(() => callsOf(practice, "trace.jsonl")).toThrow();
    practice.remove();
  });
});

it("is read with few calls", async () => {
  const practice = new Practice(base);
  await runTo(practice, 0, "plan --trace trace.jsonl");
  const reads = callsOf(practice, "trace.jsonl").filter(({ service }) => /CloudWatch|SNS/.test(service));
  expect(reads.length).toBeLessThanOrEqual(6);
  practice.remove();
});
