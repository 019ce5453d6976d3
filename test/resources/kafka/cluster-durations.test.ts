import { DescribeClusterV2Command, GetBootstrapBrokersCommand } from "@aws-sdk/client-kafka";
import { describe, expect, it } from "vitest";
import { kafkaCluster } from "../../../src/resources/kafka/cluster.ts";
import { ARN, shows } from "./clusters.ts";
import { mockKafka } from "./mocked-aws.ts";

describe("how long a change of a cluster takes", () => {
  const minutesOf = async (brokers: number, ...props: string[]): Promise<number> => {
    const { aws, safe } = mockKafka();
    safe.on(DescribeClusterV2Command).resolves(shows({}, { NumberOfBrokerNodes: brokers }));
    safe.on(GetBootstrapBrokersCommand).resolves({});
    const observed = await kafkaCluster.get(aws, ARN);
    if (observed === undefined) throw new Error("the cluster stands in this test");
    return Math.round((kafkaCluster.updateSeconds?.(observed, new Set(props)) ?? 0) / 60);
  };

  it.each([
    [3, ["tags"], 0],
    [3, ["storageGib"], 5],
    [3, ["instanceType"], 38],
    [18, ["instanceType"], 225],
    [18, ["kafkaVersion", "configuration"], 225],
    [18, ["configuration"], 90],
    [18, ["storageGib", "instanceType"], 230],
    [60, ["brokers"], 15],
  ])("of %i brokers for %j is %i min", async (brokers, props, minutes) => {
    expect(await minutesOf(brokers, ...props)).toBe(minutes);
  });

  it.each([
    [3, 120],
    [18, 360],
    [60, 1200],
  ])("of %i brokers is waited for %i min", async (brokers, minutes) => {
    const { aws, safe, clock, watch } = mockKafka();
    safe.on(DescribeClusterV2Command).callsFake(async () => {
      await clock.sleep(60);
      return shows({ State: "UPDATING" }, { NumberOfBrokerNodes: brokers });
    });
    await expect(kafkaCluster.ready(aws, ARN, watch)).rejects.toThrow(`"UPDATING" after ${minutes} min`);
  });
});
