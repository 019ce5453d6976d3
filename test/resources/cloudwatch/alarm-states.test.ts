import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { mockClient } from "aws-sdk-client-mock";
import { describe, expect, it } from "vitest";
import { findAlarmStates } from "../../../src/resources/cloudwatch/alarm-states.ts";
import { awsOf, REGION } from "../../sections/mocked-control.ts";

function bench() {
  const cloudWatch = new CloudWatchClient(REGION);
  return { aws: awsOf({ cloudWatch }), stub: mockClient(cloudWatch) };
}

describe("the states of alarms", () => {
  it("are asked for by name, and told of those that exist, page by page", async () => {
    const { aws, stub } = bench();
    stub
      .on(DescribeAlarmsCommand)
      .resolvesOnce({ MetricAlarms: [{ AlarmName: "a", StateValue: "OK" }], NextToken: "more" })
      .resolves({ MetricAlarms: [{ AlarmName: "b", StateValue: "ALARM" }] });
    expect(await findAlarmStates(aws, ["a", "b", "c"])).toEqual([
      { name: "a", state: "OK" },
      { name: "b", state: "ALARM" },
    ]);
    expect(stub.calls()[1]?.args[0].input).toEqual({ AlarmNames: ["a", "b", "c"], NextToken: "more" });
  });

  it("are asked for a hundred at a time", async () => {
    const { aws, stub } = bench();
    stub.on(DescribeAlarmsCommand).resolves({});
    await findAlarmStates(
      aws,
      Array.from({ length: 101 }, (_, index) => `alarm-${index}`),
    );
    const inputs = stub.calls().map(({ args: [{ input }] }) => input as { AlarmNames: string[] });
    expect(inputs.map(({ AlarmNames }) => AlarmNames.length)).toEqual([100, 1]);
  });

  it("of nothing are not asked for", async () => {
    const { aws, stub } = bench();
    expect(await findAlarmStates(aws, [])).toEqual([]);
    expect(stub.calls()).toEqual([]);
  });
});
