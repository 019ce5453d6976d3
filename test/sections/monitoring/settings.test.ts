import { describe, expect, it } from "vitest";
import { contents } from "../../../src/sections/contents.ts";
import { wrong } from "../../settings/wrong.ts";
import { settingsOf } from "../declared.ts";

const ofMonitoring = (monitoring: object): Record<string, string> => wrong({ monitoring });

const ALARM = {
  name: "cpu",
  namespace: "AWS/RDS",
  metric: "CPUUtilization",
  statistic: "Average",
  threshold: 80,
};
const ofAlarm = (changes: object): Record<string, string> =>
  ofMonitoring({ alarms: [{ ...ALARM, ...changes }] });

describe("the settings of monitoring", () => {
  it("are the guide's numbers by default, on names that come", () => {
    expect(settingsOf().monitoring).toEqual({
      enabled: true,
      metrics: "micrometer",
      errorRate: "percent",
      thresholds: { errorPercent: 5, errorCount: 50, latencyMs: 500, stockOut: 1 },
      rows: ["database", "cache", "kafka", "load-balancer", "scaling"],
      notify: [],
      alarms: [],
    });
  });

  it.each([{ metrics: "statsd" }, { errorRate: "rate" }, { rows: ["disk"] }, { topic: "arn" }])(
    "may not be %j",
    (monitoring) => {
      expect(Object.keys(ofMonitoring(monitoring))).toHaveLength(1);
    },
  );

  it("stand without any other section", () => {
    const others = contents.filter(({ name }) => name !== "monitoring");
    const off = Object.fromEntries(others.map(({ name }) => [name, { enabled: false }]));
    expect(wrong({ ...off })).toEqual({});
  });

  it("name each row once", () => {
    expect(ofMonitoring({ rows: ["cache", "cache"] })).toEqual({ "monitoring.rows": "each row once" });
    expect(ofMonitoring({ rows: [] })).toEqual({});
  });

  it.each([
    ["errorPercent", 101, "a number from 0 to 100"],
    ["errorCount", 0, "a number, more than 0"],
    ["latencyMs", -1, "a number, more than 0"],
    ["stockOut", "1", "a number, more than 0"],
  ])("thresholds.%s may not be %s", (key, value, message) => {
    expect(ofMonitoring({ thresholds: { [key]: value } })).toEqual({
      [`monitoring.thresholds.${key}`]: message,
    });
  });
});

describe("the addresses that alarms notify", () => {
  it.each(["ops@example.com", "a.b+c@mail.example.co.uk"])("may be %s", (address) => {
    expect(ofMonitoring({ notify: [address] })).toEqual({});
  });

  it.each(["ops", "ops@example", "a b@example.com", "a@b.c, d@e.f", `${"x".repeat(65)}@example.com`])(
    "may not be %s",
    (address) => {
      expect(ofMonitoring({ notify: [address] })).toEqual({ "monitoring.notify.0": "an e-mail address" });
    },
  );

  it("are named once, in whatever case", () => {
    expect(ofMonitoring({ notify: ["ops@example.com", "Ops@example.com"] })).toEqual({
      "monitoring.notify": "each address once",
    });
  });
});

describe("an alarm of one's own", () => {
  it("looks once a minute, one minute back, unless it says otherwise", () => {
    expect(settingsOf({ monitoring: { alarms: [ALARM] } }).monitoring.alarms).toEqual([
      {
        ...ALARM,
        dimensions: {},
        period: 60,
        evaluationPeriods: 1,
        comparison: "GreaterThanThreshold",
        missingData: "missing",
        actions: [],
      },
    ]);
  });

  it.each([
    { statistic: undefined, percentile: 99.9 },
    { statistic: undefined, percentile: 0 },
    { period: 10, evaluationPeriods: 8640 },
    { period: 3600, evaluationPeriods: 168 },
    { dimensions: { DBInstanceIdentifier: "flashsale-db" } },
    { threshold: -1.5 },
    { comparison: "LessThanOrEqualToThreshold", missingData: "notBreaching" },
    { actions: ["arn:aws:sns:us-east-1:123456789012:other"] },
  ])("may be %j", (changes) => {
    expect(ofAlarm(changes)).toEqual({});
  });

  it.each<[object, string, string]>([
    [{ name: "CPU" }, "name", "1 to 100 lower-case letters, digits and single hyphens"],
    [{ name: "high-latency" }, "name", "a name that no other alarm has"],
    [{ name: "scale-up" }, "name", "a name that no other alarm has"],
    [
      { namespace: "" },
      "namespace",
      "a namespace such as AWS/RDS, or the application's own, with no colon first",
    ],
    [
      { namespace: ":FlashSale" },
      "namespace",
      "a namespace such as AWS/RDS, or the application's own, with no colon first",
    ],
    [
      { namespace: " " },
      "namespace",
      "a namespace such as AWS/RDS, or the application's own, with no colon first",
    ],
    [{ dimensions: { a: " " } }, "dimensions.a", "a value of printable ASCII"],
    [{ dimensions: { a: "ä" } }, "dimensions.a", "a value of printable ASCII"],
    [{ dimensions: { a: "b\tc" } }, "dimensions.a", "a value of printable ASCII"],
    [{ description: "a\u0007" }, "description", "at most 1024 characters on one line"],
    [{ metric: "" }, "metric", "the name of a metric"],
    [{ percentile: 99 }, "percentile", "left out beside statistic: an alarm has one of them"],
    [{ statistic: undefined, percentile: 101 }, "percentile", "a number from 0 to 100"],
    [{ period: 15 }, "period", "10, 20, 30 or a multiple of 60, in seconds"],
    [{ period: 0 }, "period", "10, 20, 30 or a multiple of 60, in seconds"],
    [{ evaluationPeriods: 0 }, "evaluationPeriods", "a whole number, 1 or more"],
    [
      { period: 60, evaluationPeriods: 1441 },
      "evaluationPeriods",
      "at most 1440: with a period of 60 s an alarm looks back a day at most",
    ],
    [
      { period: 3600, evaluationPeriods: 169 },
      "evaluationPeriods",
      "at most 168: with a period of 3600 s an alarm looks back seven days at most",
    ],
    [{ threshold: "80" }, "threshold", "a number"],
    [
      { actions: Array.from({ length: 6 }, (_, n) => `arn:aws:sns:us-east-1:123456789012:t${n}`) },
      "actions",
      "at most 5 actions",
    ],
    [{ actions: ["ops@example.com"] }, "actions.0", "the ARN of an action"],
  ])("may not be %j", (changes, key, message) => {
    expect(ofAlarm(changes)).toEqual({ [`monitoring.alarms.0.${key}`]: message });
  });

  it("is refused with a statistic that is none, p99 included", () => {
    for (const statistic of ["p99", undefined])
      expect(Object.keys(ofAlarm({ statistic }))).toEqual(["monitoring.alarms.0.statistic"]);
  });

  it.each([":a", " ", "ä", "a\tb"])("has no dimension that is called %j", (name) => {
    expect(Object.keys(ofAlarm({ dimensions: { [name]: "b" } }))).toEqual([
      `monitoring.alarms.0.dimensions.${name}`,
    ]);
  });

  it("is refused with a member that it has not", () => {
    expect(Object.keys(ofAlarm({ unit: "Seconds" }))).toHaveLength(1);
  });

  it("has a name of its own, told beside all that is wrong elsewhere", () => {
    expect(ofMonitoring({ errorRate: "rate", alarms: [ALARM, ALARM] })).toMatchObject({
      "monitoring.alarms.1.name": "a name that no other alarm has",
      "monitoring.errorRate": expect.any(String) as string,
    });
  });

  it("leaves one action to the topic where somebody is to be notified", () => {
    const actions = Array.from({ length: 5 }, (_, n) => `arn:aws:sns:us-east-1:123456789012:t${n}`);
    const alarms = [{ ...ALARM, actions }];
    expect(ofMonitoring({ alarms })).toEqual({});
    expect(ofMonitoring({ alarms, notify: ["ops@example.com"] })).toEqual({
      "monitoring.alarms.0.actions": "at most 4 actions while notify has addresses: the topic is one more",
    });
  });
});
