import {
  DescribeClusterV2Command,
  DescribeTopicCommand,
  DescribeTopicPartitionsCommand,
  GetBootstrapBrokersCommand,
  ListClustersV2Command,
  ListTopicsCommand,
} from "@aws-sdk/client-kafka";
import { describe, expect, it } from "vitest";
import { reportTopics } from "../../../src/resources/kafka/topic-report.ts";
import { ARN, cluster, shows } from "./clusters.ts";
import { inputsOf, mockKafka, notNow, refusal } from "./mocked-aws.ts";
import { NAME, props, told } from "./topics.ts";

function standing(State: "ACTIVE" | "FAILED" | "DELETING" = "ACTIVE"): ReturnType<typeof mockKafka> {
  const mocked = mockKafka();
  mocked.safe.on(ListClustersV2Command).resolves({ ClusterInfoList: [cluster({ State })] });
  mocked.safe.on(GetBootstrapBrokersCommand).resolves({});
  mocked.safe.on(ListTopicsCommand).resolves({ Topics: [{ TopicName: NAME }] });
  mocked.safe.on(DescribeTopicCommand).resolves(told());
  mocked.safe.on(DescribeTopicPartitionsCommand).resolves({ Partitions: [] });
  return mocked;
}

describe("the report on topics", () => {
  it("tells every partition in order, page by page", async () => {
    const { aws, safe } = standing();
    safe
      .on(DescribeTopicPartitionsCommand)
      .resolvesOnce({
        Partitions: [{ Partition: 1, Leader: 2, Replicas: [2, 3], Isr: [2] }],
        NextToken: "more",
      })
      .resolves({ Partitions: [{ Partition: 0, Leader: 1, Replicas: [1, 2], Isr: [1, 2] }] });
    expect(await reportTopics(aws, "flashsale-kafka")).toEqual({
      clusterArn: ARN,
      status: "ACTIVE",
      topics: [
        {
          name: NAME,
          replicationFactor: 3,
          partitions: [
            { partition: 0, leader: 1, replicas: [1, 2], inSync: [1, 2] },
            { partition: 1, leader: 2, replicas: [2, 3], inSync: [2] },
          ],
          configuration: { ...props.configuration, "segment.bytes": "1073741824" },
        },
      ],
    });
    expect(inputsOf(safe, "DescribeTopic")).toEqual([{ ClusterArn: ARN, TopicName: NAME }]);
  });

  it("leaves out a topic of which MSK answers nothing", async () => {
    const { aws, safe } = standing();
    safe.on(DescribeTopicCommand).resolves({});
    expect(await reportTopics(aws, "flashsale-kafka")).toMatchObject({ topics: [] });
  });

  it("leaves out a topic that goes meanwhile", async () => {
    const { aws, safe } = standing();
    safe.on(DescribeTopicPartitionsCommand).rejects(refusal("NotFoundException"));
    expect(await reportTopics(aws, "flashsale-kafka")).toMatchObject({ topics: [] });
  });

  it("says so where the cluster's state forbids to look", async () => {
    for (const command of [ListTopicsCommand, DescribeTopicCommand, DescribeTopicPartitionsCommand]) {
      const { aws, safe } = standing();
      safe.on(command as never).rejects(notNow());
      safe.on(DescribeClusterV2Command).resolves(shows({ State: "UPDATING" }));
      expect(await reportTopics(aws, "flashsale-kafka")).toMatchObject({ topics: undefined });
    }
    expect(await reportTopics(standing("FAILED").aws, "flashsale-kafka")).toMatchObject({
      status: "FAILED",
      topics: undefined,
    });
  });

  it("is undefined where there is no cluster, or only one on its way out", async () => {
    expect(await reportTopics(standing("DELETING").aws, "flashsale-kafka")).toBeUndefined();
  });
});
