import {
  CreateTopicCommand,
  DeleteTopicCommand,
  DescribeClusterV2Command,
  DescribeTopicCommand,
  UpdateTopicCommand,
} from "@aws-sdk/client-kafka";
import { describe, expect, it } from "vitest";
import { AlreadyExists, AmbiguousEnd } from "../../../src/errors.ts";
import { kafkaTopic } from "../../../src/resources/kafka/topic.ts";
import type { TopicProps } from "../../../src/resources/kafka/topic-observed.ts";
import { PASSING, shows } from "./clusters.ts";
import {
  changed,
  inputsOf,
  type MockedKafka,
  mockKafka,
  notNow,
  refusal,
  sentBy,
  toDelete,
  toUpdate,
} from "./mocked-aws.ts";
import { encode, ID, props, slept, standing, told, WHERE } from "./topics.ts";

describe("creating a topic", () => {
  it("sends the configuration as JSON in base64, in one call that is not repeated", async () => {
    const { aws, once } = mockKafka();
    once.on(CreateTopicCommand).resolves({});
    expect(await kafkaTopic.create(aws, props, "token")).toEqual({ id: ID });
    expect(inputsOf(once, "CreateTopic")).toEqual([
      {
        ...WHERE,
        PartitionCount: 10,
        ReplicationFactor: 3,
        Configs: "eyJtaW4uaW5zeW5jLnJlcGxpY2FzIjoiMiJ9",
      },
    ]);
  });

  it("leaves out a configuration without keys", async () => {
    const { aws, once } = mockKafka();
    once.on(CreateTopicCommand).resolves({});
    await kafkaTopic.create(aws, { ...props, configuration: {} }, "token");
    expect(inputsOf(once, "CreateTopic")).toEqual([{ ...WHERE, PartitionCount: 10, ReplicationFactor: 3 }]);
  });

  it("throws AlreadyExists for a name that is taken", async () => {
    const { aws, once } = mockKafka();
    once.on(CreateTopicCommand).rejects(refusal("TopicExistsException"));
    await expect(kafkaTopic.create(aws, props, "token")).rejects.toBeInstanceOf(AlreadyExists);
  });

  it("leaves it to the engine when the brokers' time ran out: they may have made it", async () => {
    const { aws, once } = mockKafka();
    once.on(CreateTopicCommand).rejects(refusal("KafkaTimeoutException"));
    await expect(kafkaTopic.create(aws, props, "token")).rejects.toBeInstanceOf(AmbiguousEnd);
    expect(inputsOf(once, "CreateTopic")).toHaveLength(1);
  });

  it.each([refusal("ControllerMovedException"), refusal("ClusterConnectivityException")])(
    "tries again after %s, which did nothing",
    async (error) => {
      const { aws, once } = mockKafka();
      once.on(CreateTopicCommand).rejectsOnce(error).resolves({});
      expect(await kafkaTopic.create(aws, props, "token")).toEqual({ id: ID });
    },
  );

  it.each(PASSING)("waits until a cluster that is %s is ACTIVE", async (State) => {
    const { aws, once, safe } = mockKafka();
    once.on(CreateTopicCommand).rejectsOnce(notNow("ConflictException")).resolves({});
    safe.on(DescribeClusterV2Command).resolvesOnce(shows({ State })).resolves(shows());
    expect(await kafkaTopic.create(aws, props, "token")).toEqual({ id: ID });
    expect(inputsOf(once, "CreateTopic")).toHaveLength(2);
  });

  it("waits out the minute by which reads lag, and wants two good looks", async () => {
    const mocked = mockKafka();
    mocked.safe
      .on(DescribeTopicCommand)
      .rejectsOnce(refusal("NotFoundException"))
      .resolvesOnce(told({ Status: "CREATING" }))
      .resolvesOnce(told())
      .rejectsOnce(refusal("NotFoundException"))
      .resolves(told());
    await kafkaTopic.ready(mocked.aws, ID, mocked.watch);
    expect(slept(mocked)).toBe(60);
    expect(mocked.watch.statuses).toEqual([
      "waiting until MSK shows it",
      ...["CREATING", "ACTIVE", "not visible yet", "ACTIVE", "ACTIVE"],
    ]);
  });

  it("does not sleep for a topic that is shown", async () => {
    const mocked = standing();
    await kafkaTopic.ready(mocked.aws, ID, mocked.watch);
    expect(slept(mocked)).toBe(0);
  });

  it("ends the wait when the cluster will never serve it", async () => {
    const mocked = mockKafka();
    mocked.safe.on(DescribeTopicCommand).rejects(notNow());
    mocked.safe.on(DescribeClusterV2Command).resolves(shows({ State: "FAILED" }));
    await expect(kafkaTopic.ready(mocked.aws, ID, mocked.watch)).rejects.toThrow(
      "Its cluster is gone or broken",
    );
  });
});

describe("changing a topic", () => {
  const edit = (mocked: MockedKafka, ...changes: (keyof TopicProps)[]) =>
    kafkaTopic.update(
      mocked.aws,
      ID,
      changes.map((prop) => changed<TopicProps>(prop)),
      toUpdate(mocked, props),
    );

  it("sends configuration and partitions by themselves: MSK takes one of them in a call", async () => {
    const mocked = mockKafka();
    mocked.safe.on(UpdateTopicCommand).resolves({});
    await edit(mocked, "partitions", "configuration");
    expect(sentBy(mocked.safe)).toEqual([
      ["UpdateTopic", { ...WHERE, Configs: encode(props.configuration) }],
      ["UpdateTopic", { ...WHERE, PartitionCount: 10 }],
    ]);
  });

  it.each([refusal("ReassignmentInProgressException"), refusal("KafkaTimeoutException")])(
    "tries again after %s: the values are absolute",
    async (error) => {
      const mocked = mockKafka();
      mocked.safe.on(UpdateTopicCommand).rejectsOnce(error).resolves({});
      await edit(mocked, "partitions");
      expect(inputsOf(mocked.safe, "UpdateTopic")).toHaveLength(2);
    },
  );

  it.each(
    PASSING.flatMap((State) =>
      (["partitions", "configuration"] as const).map((prop) => [State, prop] as const),
    ),
  )("waits until a cluster that is %s is ACTIVE, for %s", async (State, prop) => {
    const mocked = mockKafka();
    mocked.safe.on(UpdateTopicCommand).rejectsOnce(notNow()).resolves({});
    mocked.safe.on(DescribeClusterV2Command).resolvesOnce(shows({ State })).resolves(shows());
    await edit(mocked, prop);
    expect(inputsOf(mocked.safe, "UpdateTopic")).toHaveLength(2);
  });

  it("ends at once, in MSK's words, where the cluster is FAILED", async () => {
    const mocked = mockKafka();
    mocked.safe.on(UpdateTopicCommand).rejects(notNow());
    mocked.safe
      .on(DescribeClusterV2Command)
      .resolves(shows({ State: "FAILED", StateInfo: { Message: "No capacity." } }));
    await expect(edit(mocked, "partitions")).rejects.toThrow("No capacity.");
    expect(slept(mocked)).toBe(0);
  });

  it("takes partitions that are there already for done, as after a call whose answer was lost", async () => {
    const mocked = mockKafka();
    mocked.safe.on(UpdateTopicCommand).rejects(notNow());
    mocked.safe.on(DescribeClusterV2Command).resolves(shows());
    mocked.safe
      .on(DescribeTopicCommand)
      .resolvesOnce(told({ PartitionCount: 5 }))
      .resolves(told());
    await edit(mocked, "partitions");
  });

  it.each(["partitions", "configuration"] as const)(
    "lets a refusal of %s stand that an ACTIVE cluster keeps up",
    async (prop) => {
      const mocked = mockKafka();
      mocked.safe
        .on(UpdateTopicCommand)
        .rejects(refusal("BadRequestException", "Unknown topic config name: x"));
      mocked.safe.on(DescribeClusterV2Command).resolves(shows());
      mocked.safe.on(DescribeTopicCommand).resolves(told({ PartitionCount: 5 }));
      await expect(edit(mocked, prop)).rejects.toThrow("Unknown topic config name");
      expect(slept(mocked)).toBeLessThan(120);
    },
  );

  it("cannot change cluster, name and replication factor", () => {
    expect(kafkaTopic.replaceOn).toEqual(["clusterArn", "name", "replicationFactor"]);
  });
});

describe("deleting a topic", () => {
  it.each(["NotFoundException", "UnknownTopicOrPartitionException"])("takes %s for done", async (name) => {
    const mocked = mockKafka();
    mocked.safe.on(DeleteTopicCommand).rejects(refusal(name));
    expect(await kafkaTopic.delete(mocked.aws, ID, toDelete(mocked))).toEqual([]);
    expect(inputsOf(mocked.safe, "DeleteTopic")).toEqual([WHERE]);
  });

  it.each(PASSING)("waits until a cluster that is %s is ACTIVE", async (State) => {
    const mocked = mockKafka();
    mocked.safe.on(DeleteTopicCommand).rejectsOnce(notNow()).resolves({});
    mocked.safe.on(DescribeClusterV2Command).resolvesOnce(shows({ State })).resolves(shows());
    await kafkaTopic.delete(mocked.aws, ID, toDelete(mocked));
    expect(inputsOf(mocked.safe, "DeleteTopic")).toHaveLength(2);
  });

  it.each(["FAILED", "DELETING"] as const)("lets it go with its cluster that is %s", async (State) => {
    const mocked = mockKafka();
    mocked.safe.on(DeleteTopicCommand).rejects(notNow());
    mocked.safe.on(DescribeTopicCommand).rejects(notNow());
    mocked.safe.on(DescribeClusterV2Command).resolves(shows({ State }));
    expect(await kafkaTopic.delete(mocked.aws, ID, toDelete(mocked))).toEqual([]);
    await kafkaTopic.gone(mocked.aws, ID, mocked.watch);
    expect(inputsOf(mocked.safe, "DeleteTopic")).toHaveLength(1);
  });

  it("waits out the minute by which reads lag, then until it is no longer shown", async () => {
    const mocked = mockKafka();
    mocked.safe
      .on(DescribeTopicCommand)
      .resolvesOnce(told())
      .resolvesOnce(told({ Status: "DELETING" }))
      .rejects(refusal("NotFoundException"));
    await kafkaTopic.gone(mocked.aws, ID, mocked.watch);
    expect(slept(mocked)).toBe(60);
    expect(mocked.watch.statuses.at(-1)).toBe("gone");
  });
});
