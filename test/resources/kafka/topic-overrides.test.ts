import {
  DescribeClusterV2Command,
  DescribeConfigurationRevisionCommand,
  UpdateTopicCommand,
} from "@aws-sdk/client-kafka";
import { describe, expect, it } from "vitest";
import { kafkaTopic } from "../../../src/resources/kafka/topic.ts";
import type { TopicProps } from "../../../src/resources/kafka/topic-observed.ts";
import { shows } from "./clusters.ts";
import { changed, inputsOf, mockKafka, refusal, sentBy, toUpdate } from "./mocked-aws.ts";
import { encode, ID, props, WHERE } from "./topics.ts";

describe("changing the configuration of a topic", () => {
  /** What is sent as the configuration of a topic that MSK told so, on brokers with these server properties. */
  async function sentFor(from: object, desired: Record<string, string>, server = "", dropped: string[] = []) {
    const mocked = mockKafka();
    mocked.safe.on(UpdateTopicCommand).resolves({});
    mocked.safe.on(DescribeClusterV2Command).resolves(shows());
    mocked.safe
      .on(DescribeConfigurationRevisionCommand)
      .resolves({ ServerProperties: Buffer.from(server) as Uint8Array });
    const change = { ...changed<TopicProps>("configuration"), from, dropped };
    await kafkaTopic.update(mocked.aws, ID, [change], toUpdate(mocked, { ...props, configuration: desired }));
    const [sent] = inputsOf(mocked.safe, "UpdateTopic") as { Configs: string }[];
    return JSON.parse(Buffer.from(sent?.Configs ?? "", "base64").toString()) as object;
  }

  it("sends along what others set on it, since MSK puts what it is sent in place of the whole", async () => {
    const from = {
      "retention.ms": "-1",
      "max.message.bytes": "10485760",
      "message.timestamp.after.max.ms": "1000",
      "segment.bytes": "1073741824",
      "cleanup.policy": "compact",
      "flush.ms": "5",
      "message.format.version": "3.0-IV1",
    };
    const desired = { "compression.type": "zstd", "cleanup.policy": "delete" };
    expect(await sentFor(from, desired, "", ["flush.ms"])).toEqual({
      "retention.ms": "-1",
      "max.message.bytes": "10485760",
      "message.timestamp.after.max.ms": "1000",
      "compression.type": "zstd",
      "cleanup.policy": "delete",
    });
  });

  it.each([
    ["log.retention.ms=5", { "retention.ms": "5" }, true],
    ["log.retention.minutes=2", { "retention.ms": "120000" }, true],
    ["log.retention.hours=24", { "retention.ms": "86400000" }, true],
    ["log.retention.hours=24", { "retention.ms": "604800000" }, false],
    ["log.retention.hours=24\nlog.retention.ms=7", { "retention.ms": "86400000" }, false],
    ["compression.type=snappy", { "compression.type": "snappy" }, true],
    ["compression.type=snappy", { "compression.type": "producer" }, false],
    ["message.max.bytes=2000000", { "max.message.bytes": "2000000" }, true],
    ["min.insync.replicas=2", { "min.insync.replicas": "2" }, true],
    ["min.insync.replicas=2", { "min.insync.replicas": "1" }, false],
    ["", { "min.insync.replicas": "1" }, true],
  ])("with %j on the brokers takes %j for inherited: %j", async (server, from, isInherited) => {
    const desired = { "flush.ms": "9" };
    expect(await sentFor(from, desired, server)).toEqual(isInherited ? desired : { ...desired, ...from });
  });

  it("sends along what it cannot tell from an override, where the brokers' properties may not be read", async () => {
    const mocked = mockKafka();
    mocked.safe.on(UpdateTopicCommand).resolves({});
    mocked.safe.on(DescribeClusterV2Command).resolves(shows());
    mocked.safe.on(DescribeConfigurationRevisionCommand).rejects(refusal("AccessDeniedException"));
    const change = { ...changed<TopicProps>("configuration"), from: { "compression.type": "snappy" } };
    await kafkaTopic.update(mocked.aws, ID, [change], toUpdate(mocked, props));
    expect(inputsOf(mocked.safe, "UpdateTopic")).toEqual([
      { ...WHERE, Configs: encode({ "compression.type": "snappy", ...props.configuration }) },
    ]);
  });

  it("drops nothing unseen: a configuration that cannot be read is not replaced", async () => {
    const mocked = mockKafka();
    const context = toUpdate<TopicProps, never>(mocked, props);
    const observed = { ...context.observed, untold: ["configuration"] };
    const update = kafkaTopic.update(mocked.aws, ID, [changed<TopicProps>("configuration")], {
      ...context,
      observed,
    } as never);
    await expect(update).rejects.toMatchObject({ code: "OverridesUnread" });
    expect(sentBy(mocked.safe)).toEqual([]);
  });
});
