import { DescribeClusterV2Command, DescribeTopicCommand, ListTopicsCommand } from "@aws-sdk/client-kafka";
import { describe, expect, it } from "vitest";
import { diff } from "../../../src/engine/diff.ts";
import { kafkaTopic } from "../../../src/resources/kafka/topic.ts";
import type { TopicProps } from "../../../src/resources/kafka/topic-observed.ts";
import { ARN, OTHER_STATES, shows } from "./clusters.ts";
import { inputsOf, mockKafka, notNow, refusal, scopeOf, sentBy } from "./mocked-aws.ts";
import { ID, NAME, props, standing, told, WHERE } from "./topics.ts";

const NAMES = ["BadRequestException", "ConflictException"] as const;

describe("reading a topic", () => {
  it("tells partitions, replicas and the whole configuration", async () => {
    const { aws, safe } = standing();
    expect(await kafkaTopic.get(aws, ID)).toEqual({
      id: ID,
      name: ID,
      condition: "standing",
      status: "ACTIVE",
      props: { ...props, configuration: { "min.insync.replicas": "2", "segment.bytes": "1073741824" } },
      attributes: {
        arn: "arn:aws:kafka:us-east-1:123456789012:topic/flashsale-kafka/uuid-3/flash-sale-orders",
        name: NAME,
        clusterArn: ARN,
      },
    });
    expect(inputsOf(safe, "DescribeTopic")).toEqual([WHERE]);
  });

  it("takes the brokers' own values for no drift, and a key of ours that differs for drift", async () => {
    const { aws } = standing();
    const observed = await kafkaTopic.get(aws, ID);
    if (observed === undefined) throw new Error("the topic stands in this test");
    const differ = (configuration: Record<string, string>) =>
      diff({ type: kafkaTopic as never, desired: { ...props, configuration }, observed, last: props });
    expect(differ(props.configuration)).toEqual([]);
    expect(differ({ "retention.ms": "1" })).toMatchObject([
      { prop: "configuration", to: { "retention.ms": "1" }, dropped: ["min.insync.replicas"] },
    ]);
  });

  const LINES = "# ours\nmin.insync.replicas=2\nsegment.bytes = 1073741824\n";
  const base64 = (text: string): string => Buffer.from(text).toString("base64");

  it.each([
    ["lines in base64", base64(LINES)],
    ["lines as they are", LINES],
    ["JSON as it is", '{"min.insync.replicas":2,"segment.bytes":"1073741824"}'],
  ])("reads a configuration that is told as %s", async (_how, Configs) => {
    const { aws } = standing({ Configs });
    expect((await kafkaTopic.get(aws, ID))?.props.configuration).toEqual({
      "min.insync.replicas": "2",
      "segment.bytes": "1073741824",
    });
  });

  it.each(["{", "[1]", "null", "two words", base64("{]"), base64("\u0000\u0001"), "%%%", base64('"text"')])(
    "takes a configuration that cannot be read, %j, for what was last sent",
    async (Configs) => {
      const { aws } = standing({ Configs });
      const observed = await kafkaTopic.get(aws, ID);
      if (observed === undefined) throw new Error("the topic stands in this test");
      expect(observed.props).not.toHaveProperty("configuration");
      const seen = (last: TopicProps) => diff({ type: kafkaTopic as never, desired: props, observed, last });
      expect(seen(props)).toEqual([]);
      expect(seen({ ...props, configuration: {} })).toMatchObject([{ prop: "configuration" }]);
    },
  );

  it.each(["NotFoundException", "UnknownTopicOrPartitionException"])("takes %s for absent", async (name) => {
    const { aws, safe } = mockKafka();
    safe.on(DescribeTopicCommand).rejects(refusal(name));
    expect(await kafkaTopic.get(aws, ID)).toBeUndefined();
  });

  it.each([
    ...["ClusterConnectivityException", "ControllerMovedException", "NotControllerException"],
    ...["ReassignmentInProgressException", "KafkaTimeoutException"],
  ])("asks again after %s", async (name) => {
    const { aws, safe } = mockKafka();
    safe.on(DescribeTopicCommand).rejectsOnce(refusal(name)).resolves(told());
    expect((await kafkaTopic.get(aws, ID))?.status).toBe("ACTIVE");
  });

  it("takes an answer that names no topic for absent", async () => {
    const { aws, safe } = mockKafka();
    safe.on(DescribeTopicCommand).resolves({});
    expect(await kafkaTopic.get(aws, ID)).toBeUndefined();
  });

  it.each(NAMES)("lets %s stand that an ACTIVE cluster answers twice", async (name) => {
    const { aws, safe } = mockKafka();
    safe.on(DescribeTopicCommand).rejects(notNow(name));
    safe.on(DescribeClusterV2Command).resolves(shows());
    await expect(kafkaTopic.get(aws, ID)).rejects.toThrow("Not now.");
    expect(inputsOf(safe, "DescribeTopic")).toHaveLength(2);
  });

  it("is read of a cluster that became ACTIVE after it refused", async () => {
    const { aws, safe } = mockKafka();
    safe.on(DescribeTopicCommand).rejectsOnce(notNow()).resolves(told());
    safe.on(DescribeClusterV2Command).resolves(shows());
    expect(await kafkaTopic.get(aws, ID)).toMatchObject({ status: "ACTIVE" });
  });

  it.each(OTHER_STATES)("is taken to be what was last sent while the cluster is %s", async (State) => {
    const { aws, safe } = mockKafka();
    safe.on(DescribeTopicCommand).rejects(notNow());
    safe.on(DescribeClusterV2Command).resolves(shows({ State }));
    const observed = await kafkaTopic.get(aws, ID);
    if (observed === undefined) throw new Error("an unread topic is no absent one");
    expect(observed).toMatchObject({ id: ID, unread: true, condition: "pending" });
    const seen = (last: TopicProps) => diff({ type: kafkaTopic as never, desired: props, observed, last });
    expect(seen(props)).toEqual([]);
    expect(seen({ ...props, partitions: 5 })).toMatchObject([{ prop: "partitions", from: 5, to: 10 }]);
  });
});

describe("listing topics", () => {
  const OTHER = "flash-sale-inventory-updates";
  const listed = (TopicName: string) => ({ TopicName, PartitionCount: 10, ReplicationFactor: 3 });

  it("asks for the configuration of those that have one of ours, by the prefix that all share", async () => {
    const { aws, safe } = standing();
    safe
      .on(ListTopicsCommand)
      .resolvesOnce({ Topics: [listed(NAME)], NextToken: "more" })
      .resolves({ Topics: [listed(OTHER), listed("flash-sale-strangers")] });
    const names = [ID, `${ARN}|${OTHER}`, `${ARN}|flash-sale-missing`];
    const wanted = [props, { ...props, name: OTHER, configuration: {} }] as unknown as Record<
      string,
      unknown
    >[];
    const found = await kafkaTopic.list(aws, scopeOf({ names, wanted }));
    expect(found.map(({ name, status }) => [name, status])).toEqual([
      [ID, "ACTIVE"],
      [`${ARN}|${OTHER}`, "listed"],
    ]);
    expect(inputsOf(safe, "ListTopics")[0]).toMatchObject({
      ClusterArn: ARN,
      TopicNameFilter: "flash-sale-",
    });
    expect(inputsOf(safe, "DescribeTopic")).toEqual([WHERE]);
  });

  it("takes a cluster that is gone for one without topics", async () => {
    const { aws, safe } = mockKafka();
    safe.on(ListTopicsCommand).rejects(refusal("NotFoundException"));
    expect(await kafkaTopic.list(aws, scopeOf({ ids: [ID] }))).toEqual([]);
  });

  it.each(OTHER_STATES)("takes no topic for vanished while the cluster is %s", async (State) => {
    const { aws, safe } = mockKafka();
    safe.on(ListTopicsCommand).rejects(notNow("ConflictException"));
    safe.on(DescribeClusterV2Command).resolves(shows({ State }));
    const found = await kafkaTopic.list(aws, scopeOf({ ids: [ID] }));
    expect(found).toMatchObject([{ id: ID, unread: true }]);
  });

  it("asks nothing while no cluster is known", async () => {
    const { aws, safe } = mockKafka();
    expect(await kafkaTopic.list(aws, scopeOf())).toEqual([]);
    expect(sentBy(safe)).toEqual([]);
    expect(kafkaTopic.nameOf?.({ name: NAME })).toBeUndefined();
  });
});
