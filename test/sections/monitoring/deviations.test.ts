import { describe, expect, it } from "vitest";
import { monitoringDeviations } from "../../../src/sections/monitoring/deviations.ts";
import { settingsOf } from "../declared.ts";

const tell = (monitoring: object, more: object = {}): readonly string[] =>
  monitoringDeviations(settingsOf({ ...more, monitoring })).map(
    ({ step, guide, ours }) => `${step}: ${guide} -> ${ours}`,
  );

const ROWS = ["database", "cache", "kafka"];

describe("where monitoring differs from the guide", () => {
  it("is told for the defaults", () => {
    expect(tell({ rows: ROWS })).toEqual([
      "Monitoring Setup 1: three widgets on the application -> these three, and a row for each of: database, cache, kafka (monitoring.rows)",
      "Monitoring Setup 2: --statistic p99 -> the maximum of each minute",
      'Monitoring Setup 2: "error rate exceeds 5%" alarmed as a count of 50 -> failures above 5 % of all reservations, in minutes with 20 or more (monitoring.errorRate: count gives the guide\'s)',
      "Monitoring Setup 2: metric names that Micrometer does not emit -> its names, such as flashsale.reservation.failure.count, on dashboard and alarms (monitoring.metrics: guide gives the guide's)",
    ]);
  });

  it("is only what CloudWatch refuses where all else is the guide's", () => {
    expect(tell({ rows: [], metrics: "guide", errorRate: "count" })).toEqual([
      "Monitoring Setup 2: --statistic p99 -> p99 as an extended statistic",
    ]);
  });

  it("is the region in another one, and the topic where somebody is notified", () => {
    const told = tell({ rows: [], notify: ["ops@example.com"] }, { region: "eu-west-1" });
    expect(told[0]).toBe("Monitoring Setup 1: widgets in us-east-1 -> widgets in eu-west-1");
    expect(told).toContain(
      "Monitoring Setup 2: alarms with no action -> alarms that notify ops@example.com through the topic flashsale-alarms",
    );
  });
});
