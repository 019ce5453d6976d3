import { CloudWatchClient, DescribeAlarmsCommand, type StateValue } from "@aws-sdk/client-cloudwatch";
import { mockClient } from "aws-sdk-client-mock";
import { describe, expect, it } from "vitest";
import { alarmControl } from "../../../src/sections/monitoring/probes.ts";
import { awsOf, controlContext, REGION } from "../mocked-control.ts";

const NAMES = ["shop-high-error-rate", "shop-high-latency", "shop-stock-out"] as const;

/** What the control says of an account with these alarms. */
async function look(states: Readonly<Record<string, StateValue>>, monitoring: object = {}) {
  const cloudWatch = new CloudWatchClient(REGION);
  const stub = mockClient(cloudWatch);
  const MetricAlarms = Object.entries(states).map(([AlarmName, StateValue]) => ({ AlarmName, StateValue }));
  stub.on(DescribeAlarmsCommand).resolves({ MetricAlarms });
  const context = controlContext(awsOf({ cloudWatch }), { name: "shop", displayName: "Shop", monitoring });
  return { finding: await alarmControl.check(context), asked: stub.calls()[0]?.args[0].input };
}

const all = (state: StateValue): Record<string, StateValue> =>
  Object.fromEntries(NAMES.map((name) => [name, state]));

describe("the alarms", () => {
  it("are well when each has data and none rings", async () => {
    const { finding, asked } = await look(all("OK"));
    expect(finding).toEqual({ state: "ok", detail: "3 alarms, all with data" });
    expect(asked).toEqual({ AlarmNames: NAMES });
  });

  it("are a problem when one is missing, whatever the others say", async () => {
    const { finding } = await look({ [NAMES[0]]: "ALARM", [NAMES[2]]: "OK" });
    expect(finding).toEqual({
      state: "problem",
      detail: "missing: shop-high-latency",
      fix: ["flashsale-setup monitoring"],
    });
  });

  it("are a problem when one rings", async () => {
    const { finding } = await look({ ...all("INSUFFICIENT_DATA"), [NAMES[1]]: "ALARM" });
    expect(finding).toEqual({ state: "problem", detail: "in alarm: shop-high-latency" });
  });

  it("are something to know while nobody publishes what they watch", async () => {
    const { finding } = await look({ ...all("OK"), [NAMES[2]]: "INSUFFICIENT_DATA" });
    expect(finding).toMatchObject({ state: "warning", detail: "no data yet: shop-stock-out" });
    expect(finding.cause).toContain("namespace Shop");
  });

  it("of the settings' own are among them", async () => {
    const own = {
      name: "cpu",
      namespace: "AWS/RDS",
      metric: "CPUUtilization",
      percentile: 99,
      threshold: 80,
    };
    const { finding } = await look(all("OK"), { alarms: [own] });
    expect(finding).toMatchObject({ state: "problem", detail: "missing: shop-cpu" });
  });
});
