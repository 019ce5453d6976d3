import {
  CreateClusterV2Command,
  DeleteClusterCommand,
  DescribeClusterV2Command,
  GetBootstrapBrokersCommand,
  ListClustersV2Command,
} from "@aws-sdk/client-kafka";
import { describe, expect, it } from "vitest";
import { diff } from "../../../src/engine/diff.ts";
import { AlreadyExists } from "../../../src/errors.ts";
import { kafkaCluster } from "../../../src/resources/kafka/cluster.ts";
import { ARN, CONFIGURATION, cluster, OTHER_STATES, PASSING, props, shows } from "./clusters.ts";
import { inputsOf, mockKafka, notNow, refusal, scopeOf, sentBy, toDelete } from "./mocked-aws.ts";

const BROKERS = "b-2.x.kafka.us-east-1.amazonaws.com:9094,b-1.x.kafka.us-east-1.amazonaws.com:9094";

function standing(...told: Parameters<typeof shows>): ReturnType<typeof mockKafka> {
  const mocked = mockKafka();
  mocked.safe.on(DescribeClusterV2Command).resolves(shows(...told));
  mocked.safe.on(GetBootstrapBrokersCommand).resolves({ BootstrapBrokerStringTls: BROKERS });
  return mocked;
}

const differing = async (mocked: ReturnType<typeof mockKafka>): Promise<string[]> => {
  const observed = await kafkaCluster.get(mocked.aws, ARN);
  if (observed === undefined) throw new Error("the cluster stands in this test");
  return diff({ type: kafkaCluster as never, desired: props, observed, last: props }).map(({ prop }) => prop);
};

describe("reading a cluster", () => {
  it("tells everything that is compared, and its brokers in their order", async () => {
    const mocked = standing();
    expect(await differing(mocked)).toEqual([]);
    expect((await kafkaCluster.get(mocked.aws, ARN))?.attributes).toEqual({
      arn: ARN,
      name: "flashsale-kafka",
      bootstrapBrokers: BROKERS.split(",").reverse().join(","),
    });
  });

  it("answers undefined for one that does not exist", async () => {
    const { aws, safe } = mockKafka();
    safe.on(DescribeClusterV2Command).rejects(refusal("NotFoundException"));
    expect(await kafkaCluster.get(aws, ARN)).toBeUndefined();
  });

  it.each([
    ["CREATING", "pending"],
    ["UPDATING", "pending"],
    ["HEALING", "pending"],
    ["MAINTENANCE", "pending"],
    ["REBOOTING_BROKER", "pending"],
    ["ACTIVE", "standing"],
    ["DELETING", "leaving"],
    ["FAILED", "broken"],
  ] as const)("takes %s for %s", async (State, condition) => {
    const { aws } = standing({ State });
    expect(await kafkaCluster.get(aws, ARN)).toMatchObject({ condition, status: State });
  });

  it("takes maintenance for no drift", async () => {
    expect(await differing(standing({ State: "MAINTENANCE" }))).toEqual([]);
  });

  it("tells why MSK failed", async () => {
    const { aws } = standing({ State: "FAILED", StateInfo: { Code: "Internal", Message: "No capacity." } });
    expect(await kafkaCluster.get(aws, ARN)).toMatchObject({ reason: "Internal: No capacity." });
  });

  it.each(
    OTHER_STATES.flatMap((State) =>
      ["ConflictException", "BadRequestException", "NotFoundException"].map((name) => [State, name] as const),
    ),
  )("has no brokers while MSK is %s and answers %s", async (State, name) => {
    const { aws, safe } = standing({ State });
    safe.on(GetBootstrapBrokersCommand).rejects(refusal(name));
    expect((await kafkaCluster.get(aws, ARN))?.attributes).toEqual({ arn: ARN, name: "flashsale-kafka" });
  });

  it("lets a refusal of the brokers' addresses stand that an ACTIVE cluster keeps up", async () => {
    const { aws, safe } = standing();
    safe.on(GetBootstrapBrokersCommand).rejects(notNow());
    await expect(kafkaCluster.get(aws, ARN)).rejects.toThrow("Not now.");
  });

  it("has no brokers while MSK leaves them out", async () => {
    const { aws, safe } = standing();
    safe.on(GetBootstrapBrokersCommand).resolves({});
    expect((await kafkaCluster.get(aws, ARN))?.attributes).not.toHaveProperty("bootstrapBrokers");
  });

  it("takes more storage than asked for as it is, and less as a change", async () => {
    const at = (VolumeSize: number) =>
      standing(
        {},
        {
          BrokerNodeGroupInfo: {
            ...cluster().Provisioned?.BrokerNodeGroupInfo,
            StorageInfo: { EbsStorageInfo: { VolumeSize } },
          } as never,
        },
      );
    expect(await differing(at(300))).toEqual([]);
    expect(await differing(at(50))).toEqual(["storageGib"]);
  });

  it("finds ours among all whose names begin the same", async () => {
    const { aws, safe } = standing();
    safe
      .on(ListClustersV2Command)
      .resolves({ ClusterInfoList: [cluster({ ClusterName: "flashsale-kafka-2" }), cluster()] });
    const listed = await kafkaCluster.list(aws, scopeOf({ names: ["flashsale-kafka"] }));
    expect(listed.map(({ name }) => name)).toEqual(["flashsale-kafka"]);
    expect(inputsOf(safe, "ListClustersV2")).toEqual([{ ClusterNameFilter: "flashsale-kafka" }]);
  });
});

describe("creating a cluster", () => {
  it("sends the guide's cluster, TLS named, in one call that is not repeated", async () => {
    const { aws, once } = mockKafka();
    once.on(CreateClusterV2Command).resolves({ ClusterArn: ARN });
    expect(await kafkaCluster.create(aws, props, "token")).toEqual({ id: ARN });
    expect(sentBy(once)).toEqual([
      [
        "CreateClusterV2",
        {
          ClusterName: "flashsale-kafka",
          Tags: { Name: "flashsale-kafka" },
          Provisioned: {
            BrokerNodeGroupInfo: {
              InstanceType: "kafka.m5.large",
              ClientSubnets: ["subnet-1", "subnet-2", "subnet-3"],
              SecurityGroups: ["sg-1"],
              StorageInfo: { EbsStorageInfo: { VolumeSize: 100 } },
            },
            ClientAuthentication: { Unauthenticated: { Enabled: true } },
            ConfigurationInfo: { Arn: CONFIGURATION, Revision: 1 },
            EncryptionInfo: { EncryptionInTransit: { ClientBroker: "TLS", InCluster: true } },
            EnhancedMonitoring: "PER_TOPIC_PER_PARTITION",
            KafkaVersion: "3.9.x.kraft",
            NumberOfBrokerNodes: 3,
          },
        },
      ],
    ]);
  });

  it("throws AlreadyExists for a name that is taken", async () => {
    const { aws, once } = mockKafka();
    once.on(CreateClusterV2Command).rejects(refusal("ConflictException"));
    await expect(kafkaCluster.create(aws, props, "token")).rejects.toBeInstanceOf(AlreadyExists);
  });

  it("lets AWS's words on the brokers stand", async () => {
    const words = "The number of broker nodes must be a multiple of Availability Zones";
    const { aws, once } = mockKafka();
    once.on(CreateClusterV2Command).rejects(refusal("BadRequestException", words));
    await expect(kafkaCluster.create(aws, props, "token")).rejects.toThrow(words);
  });

  it("waits for the role that MSK makes for itself", async () => {
    const { aws, once } = mockKafka();
    once
      .on(CreateClusterV2Command)
      .rejectsOnce(refusal("BadRequestException", "Cannot assume the service-linked role yet."))
      .resolves({ ClusterArn: ARN });
    expect(await kafkaCluster.create(aws, props, "token")).toEqual({ id: ARN });
  });

  it("is ready once it is ACTIVE, however MSK gets there", async () => {
    const { aws, safe, watch } = standing();
    safe
      .on(DescribeClusterV2Command)
      .rejectsOnce(refusal("NotFoundException"))
      .resolvesOnce(shows({ State: "CREATING" }))
      .resolvesOnce(shows({ State: "HEALING" }))
      .resolvesOnce(shows({ State: "MAINTENANCE" }))
      .resolvesOnce(shows({ State: "REBOOTING_BROKER" }))
      .resolves(shows());
    await kafkaCluster.ready(aws, ARN, watch);
    expect(watch.statuses).toEqual([
      ...["not visible yet", "CREATING", "HEALING", "MAINTENANCE", "REBOOTING_BROKER", "ACTIVE"],
    ]);
  });

  it("ends the wait in MSK's words when the cluster is FAILED", async () => {
    const { aws, watch } = standing({ State: "FAILED", StateInfo: { Message: "No capacity." } });
    await expect(kafkaCluster.ready(aws, ARN, watch)).rejects.toThrow("No capacity.");
  });
});

describe("deleting a cluster", () => {
  it("asks once, and waits until MSK no longer shows it", async () => {
    const mocked = standing();
    mocked.safe.on(DeleteClusterCommand).resolves({});
    expect(await kafkaCluster.delete(mocked.aws, ARN, toDelete(mocked))).toEqual([]);
    expect(inputsOf(mocked.safe, "DeleteCluster")).toEqual([{ ClusterArn: ARN }]);
    mocked.safe
      .on(DescribeClusterV2Command)
      .resolvesOnce(shows({ State: "DELETING" }))
      .rejects(refusal("NotFoundException"));
    await kafkaCluster.gone(mocked.aws, ARN, mocked.watch);
    expect(mocked.watch.statuses).toEqual(["DELETING", "gone"]);
  });

  it("succeeds for one that is not there", async () => {
    const mocked = mockKafka();
    mocked.safe.on(DeleteClusterCommand).rejects(refusal("NotFoundException"));
    expect(await kafkaCluster.delete(mocked.aws, ARN, toDelete(mocked))).toEqual([]);
  });

  it.each(PASSING)("waits until a cluster that is %s is ACTIVE, and tells the state", async (State) => {
    const mocked = standing();
    mocked.safe.on(DeleteClusterCommand).rejectsOnce(notNow()).resolves({});
    mocked.safe
      .on(DescribeClusterV2Command)
      .resolvesOnce(shows({ State }))
      .resolvesOnce(shows({ State }))
      .resolves(shows());
    await kafkaCluster.delete(mocked.aws, ARN, toDelete(mocked));
    expect(mocked.watch.statuses).toEqual([State, "ACTIVE"]);
    expect(inputsOf(mocked.safe, "DeleteCluster")).toHaveLength(2);
  });

  it("asks again for one that failed while it was waited for", async () => {
    const mocked = standing({ State: "FAILED" });
    mocked.safe.on(DeleteClusterCommand).rejectsOnce(notNow()).resolves({});
    mocked.safe
      .on(DescribeClusterV2Command)
      .resolvesOnce(shows({ State: "CREATING" }))
      .resolves(shows({ State: "FAILED" }));
    await kafkaCluster.delete(mocked.aws, ARN, toDelete(mocked));
    expect(inputsOf(mocked.safe, "DeleteCluster")).toHaveLength(2);
  });

  it.each(["ACTIVE", "FAILED"] as const)(
    "lets a refusal stand that a cluster which is %s keeps up, within a minute",
    async (State) => {
      const mocked = standing({ State });
      mocked.safe.on(DeleteClusterCommand).rejects(notNow());
      await expect(kafkaCluster.delete(mocked.aws, ARN, toDelete(mocked))).rejects.toThrow("Not now.");
      expect(mocked.clock.sleeps.reduce((sum, seconds) => sum + seconds, 0)).toBeLessThan(60);
    },
  );

  it.each([
    ["is leaving already", shows({ State: "DELETING" })],
    ["is gone meanwhile", undefined],
  ])("leaves one that %s", async (_, told) => {
    const mocked = standing();
    mocked.safe.on(DeleteClusterCommand).rejects(notNow());
    if (told === undefined) mocked.safe.on(DescribeClusterV2Command).rejects(refusal("NotFoundException"));
    else mocked.safe.on(DescribeClusterV2Command).resolves(told);
    expect(await kafkaCluster.delete(mocked.aws, ARN, toDelete(mocked))).toEqual([]);
    expect(inputsOf(mocked.safe, "DeleteCluster")).toHaveLength(1);
  });

  it("leaves one that goes between two looks, within minutes", async () => {
    const mocked = standing();
    mocked.safe.on(DeleteClusterCommand).rejects(notNow());
    mocked.safe
      .on(DescribeClusterV2Command)
      .resolvesOnce(shows({ State: "DELETING" }))
      .rejects(refusal("NotFoundException"));
    expect(await kafkaCluster.delete(mocked.aws, ARN, toDelete(mocked))).toEqual([]);
    expect(mocked.clock.sleeps.reduce((sum, seconds) => sum + seconds, 0)).toBeLessThan(180);
  });

  it("cannot leave a snapshot: MSK has none", () => {
    expect(kafkaCluster.holdsData).toBe(true);
    expect(kafkaCluster.snapshotName).toBeUndefined();
  });
});

describe("what a cluster costs", () => {
  it("is its brokers, their storage, and metrics without a known price", () => {
    expect(kafkaCluster.usage?.(props)).toEqual([
      { sku: "kafka:kafka.m5.large:hour", quantity: 2190 },
      { sku: "kafka:storage:gib-month", quantity: 300 },
      { sku: "kafka:metrics:PER_TOPIC_PER_PARTITION", quantity: 1 },
    ]);
    expect(kafkaCluster.usage?.({ ...props, monitoring: "DEFAULT" })).toHaveLength(2);
  });
});
