import { describe, expect, it } from "vitest";
import { type Aws, Stack } from "../../../src/resources/index.ts";
import { contents } from "../../../src/sections/contents.ts";
import { declareSections } from "../../../src/sections/index.ts";
import { answersWith, declared, PLACE, propsOf, settingsOf } from "../declared.ts";

/** Monitoring needs no other section. */
const OTHERS_OFF = Object.fromEntries(
  contents.filter(({ name }) => name !== "monitoring").map(({ name }) => [name, { enabled: false }]),
);

const ofMonitoring = (monitoring: object = {}, more: object = {}) =>
  declared(settingsOf({ ...OTHERS_OFF, ...more, monitoring }));

const alarms = (monitoring: object = {}, more: object = {}) =>
  propsOf(ofMonitoring(monitoring, more), "cloudwatch/metric-alarm");

const metric = (name: string, statistic: string) => ({
  namespace: "FlashSale",
  metric: name,
  dimensions: {},
  statistic,
  periodSeconds: 60,
});

describe("the monitoring of the guide", () => {
  it("is a dashboard and three alarms, and nobody is notified", () => {
    expect([...ofMonitoring().keys()]).toEqual([
      "monitoring.dashboard",
      "monitoring.alarm.high-error-rate",
      "monitoring.alarm.high-latency",
      "monitoring.alarm.stock-out",
    ]);
    expect([...ofMonitoring().values()].flatMap(({ needs }) => needs)).toEqual([]);
  });

  it("has the guide's alarms, on names and statistics that Micrometer sends", () => {
    expect(alarms()).toEqual({
      "monitoring.alarm.high-error-rate": {
        name: "flashsale-high-error-rate",
        description: "Alert when error rate exceeds 5%",
        source: {
          expression: "IF(f + s >= 20, 100 * f / (f + s), 0)",
          label: "Failed reservations in percent",
          metrics: {
            f: metric("flashsale.reservation.failure.count", "Sum"),
            s: metric("flashsale.reservation.success.count", "Sum"),
          },
        },
        evaluationPeriods: 2,
        threshold: 5,
        comparison: "GreaterThanThreshold",
        missingData: "missing",
        alarmActions: [],
      },
      "monitoring.alarm.high-latency": {
        name: "flashsale-high-latency",
        description: "Alert when maximum latency exceeds 500ms",
        source: metric("flashsale.reservation.latency.max", "Maximum"),
        evaluationPeriods: 2,
        threshold: 500,
        comparison: "GreaterThanThreshold",
        missingData: "missing",
        alarmActions: [],
      },
      "monitoring.alarm.stock-out": {
        name: "flashsale-stock-out",
        description: "Alert when products go out of stock",
        source: metric("flashsale.inventory.stockout.count", "Sum"),
        evaluationPeriods: 1,
        threshold: 1,
        comparison: "GreaterThanOrEqualToThreshold",
        missingData: "missing",
        alarmActions: [],
      },
    });
  });

  it("can be the guide's, value for value, but for p99 as an extended statistic", () => {
    const guide = alarms({ metrics: "guide", errorRate: "count" });
    expect(guide).toMatchObject({
      "monitoring.alarm.high-error-rate": {
        source: metric("flashsale.reservation.failure", "Sum"),
        threshold: 50,
        evaluationPeriods: 2,
        comparison: "GreaterThanThreshold",
      },
      "monitoring.alarm.high-latency": {
        description: "Alert when P99 latency exceeds 500ms",
        source: metric("flashsale.reservation.latency", "p99"),
        threshold: 500,
      },
      "monitoring.alarm.stock-out": { source: metric("flashsale.inventory.stockout", "Sum"), threshold: 1 },
    });
  });

  it("is named after the stack, and its metrics after the display name", () => {
    const all = ofMonitoring({}, { name: "shop-two" });
    expect([...all.values()].map(({ props }) => props.name)).toEqual([
      "ShopTwoDashboard",
      "shop-two-high-error-rate",
      "shop-two-high-latency",
      "shop-two-stock-out",
    ]);
    expect(alarms({}, { name: "shop-two" })["monitoring.alarm.stock-out"]).toMatchObject({
      source: { namespace: "ShopTwo" },
    });
  });
});

describe("the settings of monitoring", () => {
  it("move the thresholds", () => {
    const thresholds = { errorPercent: 2.5, errorCount: 9, latencyMs: 250, stockOut: 3 };
    const told = Object.values(alarms({ thresholds }));
    expect(told.map(({ threshold }) => threshold)).toEqual([2.5, 250, 3]);
    expect(told[0]?.description).toBe("Alert when error rate exceeds 2.5%");
    expect(alarms({ thresholds, errorRate: "count" })["monitoring.alarm.high-error-rate"]).toMatchObject({
      threshold: 9,
      description: "Alert when more than 9 reservations fail in a minute",
    });
  });

  it("make a topic that every alarm notifies, and a subscription for each address", () => {
    const alarm = {
      name: "own",
      namespace: "N",
      metric: "m",
      statistic: "Sum",
      threshold: 1,
      actions: ["arn:aws:x:"],
    };
    const all = ofMonitoring({ notify: ["Ops@example.com", "dev+x@example.com"], alarms: [alarm] });
    expect(propsOf(all, "sns/topic")).toEqual({ "monitoring.topic": { name: "flashsale-alarms" } });
    const endpoints = Object.entries(propsOf(all, "sns/subscription"));
    expect(endpoints).toEqual([
      [
        "monitoring.subscription.ops_at_example.com",
        { topicArn: "monitoring.topic#arn", protocol: "email", endpoint: "Ops@example.com" },
      ],
      [
        expect.stringMatching(/^monitoring\.subscription\.dev-x_at_example\.com-[0-9a-f]{7}$/),
        { topicArn: "monitoring.topic#arn", protocol: "email", endpoint: "dev+x@example.com" },
      ],
    ]);
    const actions = Object.values(propsOf(all, "cloudwatch/metric-alarm")).map((one) => one.alarmActions);
    expect(actions).toEqual([
      ...Array.from({ length: 3 }, () => ["monitoring.topic#arn"]),
      ["monitoring.topic#arn", "arn:aws:x:"],
    ]);
  });

  it("add alarms of one's own", () => {
    const own = {
      name: "db-cpu",
      namespace: "AWS/RDS",
      metric: "CPUUtilization",
      dimensions: { DBInstanceIdentifier: "flashsale-db" },
      percentile: 99.9,
      period: 300,
      evaluationPeriods: 3,
      threshold: 80,
      missingData: "ignore",
    };
    expect(alarms({ alarms: [own] })["monitoring.alarm.db-cpu"]).toEqual({
      name: "flashsale-db-cpu",
      description: "",
      source: {
        namespace: "AWS/RDS",
        metric: "CPUUtilization",
        dimensions: { DBInstanceIdentifier: "flashsale-db" },
        statistic: "p99.9",
        periodSeconds: 300,
      },
      evaluationPeriods: 3,
      threshold: 80,
      comparison: "GreaterThanThreshold",
      missingData: "ignore",
      alarmActions: [],
    });
  });
});

it("hands the topic to whoever comes after it, where there is one", () => {
  const handed = (notify: readonly string[]) => {
    const settings = settingsOf({ ...OTHERS_OFF, monitoring: { notify } });
    const stack = new Stack<Aws>({ stack: "flashsale", lineage: "lineage", tags: {} });
    return declareSections({ ...PLACE, stack, settings, answers: answersWith() }).monitoring?.topicArn;
  };
  expect(handed([])).toBeUndefined();
  expect(handed(["ops@example.com"])?.sources).toEqual(["monitoring.topic"]);
});
