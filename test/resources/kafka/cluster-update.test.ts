import {
  DescribeClusterOperationV2Command,
  DescribeClusterV2Command,
  ListClusterOperationsV2Command,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateBrokerCountCommand,
  UpdateBrokerStorageCommand,
  UpdateBrokerTypeCommand,
  UpdateClusterConfigurationCommand,
  UpdateClusterKafkaVersionCommand,
  UpdateMonitoringCommand,
  UpdateSecurityCommand,
} from "@aws-sdk/client-kafka";
import { describe, expect, it } from "vitest";
import { AmbiguousEnd } from "../../../src/errors.ts";
import { kafkaCluster } from "../../../src/resources/kafka/cluster.ts";
import type { ClusterProps } from "../../../src/resources/kafka/cluster-observed.ts";
import { ARN, CONFIGURATION, PASSING, props, shows } from "./clusters.ts";
import {
  changed,
  inputsOf,
  type MockedKafka,
  mockKafka,
  notNow,
  refusal,
  sentBy,
  toUpdate,
} from "./mocked-aws.ts";

const OPERATION = { ClusterOperationArn: "operation" };

/** A cluster that stands, and whose operations end well. */
function standing(): MockedKafka {
  const mocked = mockKafka();
  mocked.safe.on(DescribeClusterV2Command).resolves(shows());
  mocked.safe
    .on(DescribeClusterOperationV2Command)
    .resolves({ ClusterOperationInfo: { OperationState: "UPDATE_COMPLETE" } });
  for (const command of [
    UpdateBrokerCountCommand,
    UpdateBrokerStorageCommand,
    UpdateBrokerTypeCommand,
    UpdateClusterConfigurationCommand,
    UpdateClusterKafkaVersionCommand,
    UpdateMonitoringCommand,
    UpdateSecurityCommand,
  ])
    mocked.once.on(command as never).resolves(OPERATION as never);
  return mocked;
}

const edit = (mocked: MockedKafka, to: Partial<ClusterProps>): Promise<void> =>
  kafkaCluster.update(
    mocked.aws,
    ARN,
    Object.keys(to).map((prop) => changed<ClusterProps>(prop as keyof ClusterProps, to)),
    toUpdate(mocked, { ...props, ...to }),
  );

const TARGET = { ClusterArn: ARN, CurrentVersion: "K1" };
const revision = { arn: CONFIGURATION, revision: 2 };

describe("changing a cluster in place", () => {
  it.each<[Partial<ClusterProps>, string, object]>([
    [
      { storageGib: 200 },
      "UpdateBrokerStorage",
      { TargetBrokerEBSVolumeInfo: [{ KafkaBrokerNodeId: "All", VolumeSizeGB: 200 }] },
    ],
    [{ brokers: 6 }, "UpdateBrokerCount", { TargetNumberOfBrokerNodes: 6 }],
    [{ monitoring: "PER_BROKER" }, "UpdateMonitoring", { EnhancedMonitoring: "PER_BROKER" }],
    [{ instanceType: "kafka.m5.xlarge" }, "UpdateBrokerType", { TargetInstanceType: "kafka.m5.xlarge" }],
    [{ kafkaVersion: "4.0.x.kraft" }, "UpdateClusterKafkaVersion", { TargetKafkaVersion: "4.0.x.kraft" }],
    [
      { configuration: revision },
      "UpdateClusterConfiguration",
      { ConfigurationInfo: { Arn: CONFIGURATION, Revision: 2 } },
    ],
    [
      { clientBroker: "TLS_PLAINTEXT" },
      "UpdateSecurity",
      {
        ClientAuthentication: { Unauthenticated: { Enabled: true } },
        EncryptionInfo: { EncryptionInTransit: { ClientBroker: "TLS_PLAINTEXT" } },
      },
    ],
  ])("%o is one %s for the version that was read", async (to, operation, input) => {
    const mocked = standing();
    await edit(mocked, to);
    expect(sentBy(mocked.once)).toEqual([[operation, { ...TARGET, ...input }]]);
    expect(mocked.watch.statuses).toEqual(["ACTIVE", "UPDATE_COMPLETE"]);
  });

  it("does several one after the other, each for the version that the one before left", async () => {
    const mocked = standing();
    mocked.safe
      .on(DescribeClusterV2Command)
      .resolvesOnce(shows())
      .resolvesOnce(shows({ CurrentVersion: "K2", State: "UPDATING" }))
      .resolvesOnce(shows({ CurrentVersion: "K2" }))
      .resolves(shows({ CurrentVersion: "K3" }));
    mocked.safe
      .on(DescribeClusterOperationV2Command)
      .resolvesOnce({ ClusterOperationInfo: { OperationState: "PENDING" } })
      .resolvesOnce({ ClusterOperationInfo: { OperationState: "UPDATE_IN_PROGRESS" } })
      .resolves({ ClusterOperationInfo: { OperationState: "UPDATE_COMPLETE" } });
    await edit(mocked, { instanceType: "kafka.m5.xlarge", kafkaVersion: "4.0.x.kraft", storageGib: 200 });
    const sent = sentBy(mocked.once).map(([name, input]) => [
      name,
      (input as { CurrentVersion: string }).CurrentVersion,
    ]);
    expect(sent).toEqual([
      ["UpdateBrokerStorage", "K1"],
      ["UpdateBrokerType", "K2"],
      ["UpdateClusterKafkaVersion", "K3"],
    ]);
  });

  it("restarts the brokers once for another version and another configuration", async () => {
    const mocked = standing();
    await edit(mocked, { configuration: revision, kafkaVersion: "4.0.x.kraft" });
    expect(sentBy(mocked.once)).toEqual([
      [
        "UpdateClusterKafkaVersion",
        {
          ...TARGET,
          TargetKafkaVersion: "4.0.x.kraft",
          ConfigurationInfo: { Arn: CONFIGURATION, Revision: 2 },
        },
      ],
    ]);
  });

  it("sends nothing for what is there already, as after an interrupted run", async () => {
    const mocked = standing();
    mocked.safe.on(DescribeClusterV2Command).resolves(shows({}, { NumberOfBrokerNodes: 6 }));
    await edit(mocked, { brokers: 6 });
    expect(sentBy(mocked.once)).toEqual([]);
  });

  it.each([
    ["the cluster changed meanwhile", notNow()],
    ["the cluster changed meanwhile, in another name", notNow("ConflictException")],
    ["nobody saw what came of it", new AmbiguousEnd(new Error("reset"))],
  ])("reads the version again and repeats when %s", async (_, error) => {
    const mocked = standing();
    mocked.safe
      .on(DescribeClusterV2Command)
      .resolvesOnce(shows())
      .resolves(shows({ CurrentVersion: "K2" }));
    mocked.once.on(UpdateBrokerCountCommand).rejectsOnce(error).resolves(OPERATION);
    await edit(mocked, { brokers: 6 });
    expect(inputsOf(mocked.once, "UpdateBrokerCount")).toEqual([
      { ...TARGET, TargetNumberOfBrokerNodes: 6 },
      { ...TARGET, CurrentVersion: "K2", TargetNumberOfBrokerNodes: 6 },
    ]);
  });

  it.each(PASSING)("waits until a cluster that turns out to be %s is ACTIVE", async (State) => {
    const mocked = standing();
    mocked.safe
      .on(DescribeClusterV2Command)
      .resolvesOnce(shows())
      .resolvesOnce(shows({ State }))
      .resolves(shows());
    mocked.once.on(UpdateBrokerCountCommand).rejectsOnce(notNow()).resolves(OPERATION);
    await edit(mocked, { brokers: 6 });
    expect(inputsOf(mocked.once, "UpdateBrokerCount")).toHaveLength(2);
  });

  it("takes for done what MSK refuses as no change because the look before it was behind", async () => {
    const mocked = standing();
    mocked.safe
      .on(DescribeClusterV2Command)
      .resolvesOnce(shows())
      .resolvesOnce(shows())
      .resolves(shows({}, { NumberOfBrokerNodes: 6 }));
    mocked.once.on(UpdateBrokerCountCommand).rejects(notNow());
    await edit(mocked, { brokers: 6 });
    expect(inputsOf(mocked.once, "UpdateBrokerCount")).toHaveLength(1);
  });

  it("does the rest, and then tells what MSK refused", async () => {
    const mocked = standing();
    mocked.once.on(UpdateBrokerStorageCommand).rejects(notNow());
    mocked.safe.on(ListClusterOperationsV2Command).rejects(refusal("AccessDeniedException"));
    await expect(edit(mocked, { storageGib: 200, brokers: 6, monitoring: "DEFAULT" })).rejects.toThrow(
      "Not now.",
    );
    expect(sentBy(mocked.once).map(([name]) => name)).toEqual([
      "UpdateBrokerStorage",
      "UpdateBrokerStorage",
      "UpdateBrokerCount",
      "UpdateMonitoring",
    ]);
  });

  it.each([
    [3600, "it can grow again in about 5 h 0 min"],
    [21_000, "it can grow again in about 10 min"],
    [21_700, "Not now."],
    [undefined, "Not now."],
  ])("says when storage can grow again that grew %s s ago", async (ago, words) => {
    const mocked = standing();
    const StartTime = new Date(mocked.clock.now() - (ago ?? 0) * 1000 + 30_000);
    const last = { OperationType: "UPDATE_BROKER_STORAGE", StartTime };
    mocked.safe
      .on(ListClusterOperationsV2Command)
      .resolves({ ClusterOperationInfoList: ago === undefined ? [] : [last] });
    mocked.once.on(UpdateBrokerStorageCommand).rejects(notNow());
    await expect(edit(mocked, { storageGib: 200 })).rejects.toThrow(words);
  });

  it("sends a revision again that was made a moment ago, and that MSK does not know everywhere", async () => {
    const mocked = standing();
    mocked.once.on(UpdateClusterConfigurationCommand).rejectsOnce(notNow()).resolves(OPERATION);
    await edit(mocked, { configuration: revision });
    expect(inputsOf(mocked.once, "UpdateClusterConfiguration")).toHaveLength(2);
    expect(mocked.clock.sleeps.reduce((sum, seconds) => sum + seconds, 0)).toBeGreaterThanOrEqual(30);
  });

  it("waits for ACTIVE before it sets tags, too", async () => {
    const mocked = standing();
    mocked.safe.on(TagResourceCommand).rejectsOnce(notNow()).resolves({});
    mocked.safe
      .on(DescribeClusterV2Command)
      .resolvesOnce(shows({ State: "MAINTENANCE" }))
      .resolves(shows());
    const change = changed<ClusterProps>("tags", { team: "sale" });
    await kafkaCluster.update(mocked.aws, ARN, [change], toUpdate(mocked, props));
    expect(inputsOf(mocked.safe, "TagResource")).toHaveLength(2);
  });

  it("does not repeat what turns out to have been done", async () => {
    const mocked = standing();
    mocked.safe
      .on(DescribeClusterV2Command)
      .resolvesOnce(shows())
      .resolvesOnce(shows({ State: "UPDATING" }))
      .resolves(shows({}, { NumberOfBrokerNodes: 6 }));
    mocked.once.on(UpdateBrokerCountCommand).rejects(new AmbiguousEnd(new Error("reset")));
    await edit(mocked, { brokers: 6 });
    expect(inputsOf(mocked.once, "UpdateBrokerCount")).toHaveLength(1);
  });

  it("lets every other refusal stand", async () => {
    const mocked = standing();
    const words = "Wait at least six hours between two updates of the storage.";
    mocked.safe.on(ListClusterOperationsV2Command).resolves({});
    mocked.once.on(UpdateBrokerStorageCommand).rejects(refusal("BadRequestException", words));
    await expect(edit(mocked, { storageGib: 200 })).rejects.toThrow(words);
    expect(inputsOf(mocked.once, "UpdateBrokerStorage")).toHaveLength(2);
  });

  it("gives up after five refusals of the same kind", async () => {
    const mocked = standing();
    let version = 0;
    mocked.safe
      .on(DescribeClusterV2Command)
      .callsFake(() => Promise.resolve(shows({ CurrentVersion: `K${++version}` })));
    mocked.once.on(UpdateBrokerCountCommand).rejects(notNow());
    await expect(edit(mocked, { brokers: 6 })).rejects.toThrow("Not now.");
    expect(inputsOf(mocked.once, "UpdateBrokerCount")).toHaveLength(5);
  });

  it("ends in MSK's words when an operation fails", async () => {
    const mocked = standing();
    mocked.safe.on(DescribeClusterOperationV2Command).resolves({
      ClusterOperationInfo: {
        OperationState: "UPDATE_FAILED",
        ErrorInfo: { ErrorCode: "Capacity", ErrorString: "No brokers left." },
      },
    });
    await expect(edit(mocked, { brokers: 6 })).rejects.toThrow("Capacity: No brokers left.");
  });

  it("sets tags, and removes those that we no longer want, without an operation", async () => {
    const mocked = standing();
    mocked.safe.on(TagResourceCommand).resolves({}).on(UntagResourceCommand).resolves({});
    const change = changed<ClusterProps>("tags", { team: "sale" }, ["old"]);
    await kafkaCluster.update(mocked.aws, ARN, [change], toUpdate(mocked, props));
    expect(sentBy(mocked.safe)).toEqual([
      ["TagResource", { ResourceArn: ARN, Tags: { team: "sale" } }],
      ["UntagResource", { ResourceArn: ARN, TagKeys: ["old"] }],
    ]);
    expect(sentBy(mocked.once)).toEqual([]);
  });

  it("cannot change name, subnets, groups and encryption inside the cluster", () => {
    expect(kafkaCluster.replaceOn).toEqual(["name", "subnetIds", "securityGroupIds", "inCluster"]);
  });
});
