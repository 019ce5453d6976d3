import {
  DescribeClusterOperationCommand,
  DescribeClusterOperationV2Command,
  ListClusterOperationsCommand,
  ListClusterOperationsV2Command,
  UpdateBrokerCountCommand,
  UpdateBrokerStorageCommand,
  UpdateBrokerTypeCommand,
  UpdateClusterConfigurationCommand,
  UpdateClusterKafkaVersionCommand,
  UpdateConfigurationCommand,
  UpdateMonitoringCommand,
  UpdateSecurityCommand,
} from "@aws-sdk/client-kafka";
import { describe, expect, it } from "vitest";
import { editAccount, refusalOf } from "../harness.ts";
import { type KafkaPractice, makeConfiguration, makeStanding, practiseKafka } from "./cluster.ts";

/** Names the cluster and the state that an update is meant for. */
interface Target {
  readonly ClusterArn: string;
  readonly CurrentVersion: string | undefined;
}

/** A command for a cluster as it stands. */
type Update = (target: Target) => object;

const HOURS = 3600;

async function stand(practice: KafkaPractice) {
  const { arn } = await makeStanding(practice);
  const target = async (): Promise<Target> => ({
    ClusterArn: arn,
    CurrentVersion: (await practice.look(arn)).CurrentVersion,
  });
  return { arn, target };
}

const storage = (target: Target, VolumeSizeGB: number) =>
  new UpdateBrokerStorageCommand({
    ...target,
    TargetBrokerEBSVolumeInfo: [{ KafkaBrokerNodeId: "All", VolumeSizeGB }],
  });

const brokers = (target: Target, TargetNumberOfBrokerNodes: number) =>
  new UpdateBrokerCountCommand({ ...target, TargetNumberOfBrokerNodes });

const version = (target: Target, TargetKafkaVersion: string) =>
  new UpdateClusterKafkaVersionCommand({ ...target, TargetKafkaVersion });

describe("an operation on a cluster in the sandbox", () => {
  it("is pending, then in progress, then complete; the new value holds only then", async () => {
    const practice = practiseKafka();
    const { arn, target } = await stand(practice);
    const before = await target();
    const { ClusterOperationArn } = await practice.kafka.send(brokers(before, 6));
    const state = async () => {
      const two = await practice.kafka.send(new DescribeClusterOperationV2Command({ ClusterOperationArn }));
      const one = await practice.kafka.send(new DescribeClusterOperationCommand({ ClusterOperationArn }));
      expect(one.ClusterOperationInfo?.OperationState).toBe(two.ClusterOperationInfo?.OperationState);
      return two.ClusterOperationInfo;
    };
    expect(await state()).toMatchObject({
      OperationState: "PENDING",
      OperationType: "INCREASE_BROKER_COUNT",
      Provisioned: {
        SourceClusterInfo: { NumberOfBrokerNodes: 3 },
        TargetClusterInfo: { NumberOfBrokerNodes: 6 },
      },
    });
    expect(await practice.look(arn)).toMatchObject({
      State: "UPDATING",
      ActiveOperationArn: ClusterOperationArn,
      CurrentVersion: before.CurrentVersion,
      Provisioned: { NumberOfBrokerNodes: 3 },
    });
    practice.pass(100);
    expect((await state())?.OperationState).toBe("UPDATE_IN_PROGRESS");
    practice.pass(801);
    expect((await state())?.OperationState).toBe("UPDATE_COMPLETE");
    const after = await practice.look(arn);
    expect(after).toMatchObject({ State: "ACTIVE", Provisioned: { NumberOfBrokerNodes: 6 } });
    expect(after.CurrentVersion).not.toBe(before.CurrentVersion);
    for (const command of [ListClusterOperationsCommand, ListClusterOperationsV2Command]) {
      const listed = await practice.kafka.send(new command({ ClusterArn: arn }));
      expect(listed.ClusterOperationInfoList).toHaveLength(1);
    }
  });

  it.each<[string, Update, object]>([
    [
      "storage",
      (target) => storage(target, 200),
      { BrokerNodeGroupInfo: { StorageInfo: { EbsStorageInfo: { VolumeSize: 200 } } } },
    ],
    [
      "type",
      (target) => new UpdateBrokerTypeCommand({ ...target, TargetInstanceType: "kafka.m5.xlarge" }),
      { BrokerNodeGroupInfo: { InstanceType: "kafka.m5.xlarge" } },
    ],
    [
      "version",
      (target) => version(target, "3.9.x"),
      { CurrentBrokerSoftwareInfo: { KafkaVersion: "3.9.x" } },
    ],
    [
      "monitoring",
      (target) => new UpdateMonitoringCommand({ ...target, EnhancedMonitoring: "DEFAULT" }),
      { EnhancedMonitoring: "DEFAULT" },
    ],
    [
      "encryption to clients",
      (target) =>
        new UpdateSecurityCommand({
          ...target,
          EncryptionInfo: { EncryptionInTransit: { ClientBroker: "TLS_PLAINTEXT" } },
        }),
      { EncryptionInfo: { EncryptionInTransit: { ClientBroker: "TLS_PLAINTEXT" } } },
    ],
  ])("changes %s in the end", async (_, command, seen) => {
    const practice = practiseKafka();
    const { arn, target } = await stand(practice);
    await practice.kafka.send(command(await target()) as never);
    practice.pass(HOURS);
    expect(await practice.look(arn)).toMatchObject({ State: "ACTIVE", Provisioned: seen });
  });

  it("moves the cluster to a configuration's revision", async () => {
    const practice = practiseKafka();
    const { arn, target } = await stand(practice);
    const Arn = await makeConfiguration(practice);
    const move = async (Revision: number) =>
      practice.kafka.send(
        new UpdateClusterConfigurationCommand({ ...(await target()), ConfigurationInfo: { Arn, Revision } }),
      );
    expect((await refusalOf(move(2))).message).toContain("revision 2 does not exist");
    await move(1);
    practice.pass(HOURS);
    expect((await practice.look(arn)).Provisioned?.CurrentBrokerSoftwareInfo).toMatchObject({
      ConfigurationArn: Arn,
      ConfigurationRevision: 1,
    });
  });

  it("is refused for another version of the cluster, and while another is under way", async () => {
    const practice = practiseKafka();
    const { target } = await stand(practice);
    const now = await target();
    expect(await refusalOf(practice.kafka.send(brokers({ ...now, CurrentVersion: "K0" }, 6)))).toMatchObject({
      name: "BadRequestException",
      message: "The version of the cluster isn't current. Check the current version and try again.",
    });
    await practice.kafka.send(brokers(now, 6));
    const refused = await refusalOf(practice.kafka.send(storage(now, 200)));
    expect(refused.message).toBe("You can't update a cluster in UPDATING state.");
  });

  it("is refused in maintenance, which comes by itself", async () => {
    const practice = practiseKafka();
    const { arn, target } = await stand(practice);
    const at = practice.sandbox.clock.now();
    editAccount(practice.file, ({ tables }) => {
      const row = tables["us-east-1/Kafka/cluster"]?.[arn] as { spell?: object };
      row.spell = { state: "MAINTENANCE", at, seconds: 600 };
    });
    expect((await practice.look(arn)).State).toBe("MAINTENANCE");
    expect((await refusalOf(practice.kafka.send(brokers(await target(), 6)))).message).toContain(
      "MAINTENANCE",
    );
    practice.pass(601);
    expect((await practice.look(arn)).State).toBe("ACTIVE");
  });
});

const noUpdates = (what: string): RegExp =>
  new RegExp(`^The request does not include any updates to the ${what}\\.`);

describe("what the sandbox refuses of an operation as MSK does", () => {
  it.each<[string, Update, RegExp]>([
    ["brokers beside the zones", (target) => brokers(target, 4), /multiple of Availability Zones/],
    ["fewer brokers", (target) => brokers(target, 3), /still have partitions/],
    ["less storage", (target) => storage(target, 50), /increase it by at least 10 GiB/],
    ["nine GiB more", (target) => storage(target, 109), /increase it by at least 10 GiB/],
    ["the same storage", (target) => storage(target, 100), noUpdates("EBS volumes of the cluster")],
    [
      "the same metrics",
      (target) => new UpdateMonitoringCommand({ ...target, EnhancedMonitoring: "PER_TOPIC_PER_PARTITION" }),
      noUpdates("monitoring setting of the cluster"),
    ],
    [
      "the same type",
      (target) => new UpdateBrokerTypeCommand({ ...target, TargetInstanceType: "kafka.m5.large" }),
      noUpdates("broker type of the cluster"),
    ],
    [
      "the same security",
      (target) =>
        new UpdateSecurityCommand({
          ...target,
          ClientAuthentication: { Unauthenticated: { Enabled: true } },
          EncryptionInfo: { EncryptionInTransit: { ClientBroker: "TLS" } },
        }),
      noUpdates("security setting of the cluster"),
    ],
    ["an older version", (target) => version(target, "3.7.x"), /Unsupported KafkaVersion/],
    [
      "KRaft from a version that has no way",
      (target) => version(target, "3.9.x.kraft"),
      /Valid values: \[3\.9\.x\]/,
    ],
    [
      "another encryption inside",
      (target) =>
        new UpdateSecurityCommand({
          ...target,
          EncryptionInfo: { EncryptionInTransit: { ClientBroker: "TLS", InCluster: false } },
        }),
      /cannot be changed/,
    ],
  ])("%s", async (_, command, words) => {
    const practice = practiseKafka();
    const { target } = await stand(practice);
    const refused = await refusalOf(practice.kafka.send(command(await target()) as never));
    expect(refused.name).toBe("BadRequestException");
    expect(refused.message).toMatch(words);
  });

  it("the configuration that the cluster has, and one that was made for other versions", async () => {
    const practice = practiseKafka();
    const { target } = await stand(practice);
    const Arn = await makeConfiguration(practice);
    const move = async (arn: string) =>
      practice.kafka.send(
        new UpdateClusterConfigurationCommand({
          ...(await target()),
          ConfigurationInfo: { Arn: arn, Revision: 1 },
        }),
      );
    await move(Arn);
    practice.pass(HOURS);
    expect((await refusalOf(move(Arn))).message).toMatch(noUpdates("configuration of the cluster"));
    const upgrade = { ...(await target()), TargetKafkaVersion: "3.9.x" };
    const withIt = new UpdateClusterKafkaVersionCommand({
      ...upgrade,
      ConfigurationInfo: { Arn, Revision: 1 },
    });
    expect((await refusalOf(practice.kafka.send(withIt))).message).toContain("does not support");
    await practice.kafka.send(new UpdateClusterKafkaVersionCommand(upgrade));
    practice.pass(HOURS);
    await practice.kafka.send(
      new UpdateConfigurationCommand({ Arn, ServerProperties: Buffer.from("num.partitions=3\n") }),
    );
    const next = new UpdateClusterConfigurationCommand({
      ...(await target()),
      ConfigurationInfo: { Arn, Revision: 2 },
    });
    expect((await refusalOf(practice.kafka.send(next))).message).toContain("does not support");
  });

  it("storage twice in six hours", async () => {
    const practice = practiseKafka();
    const { target } = await stand(practice);
    await practice.kafka.send(storage(await target(), 200));
    practice.pass(5 * HOURS);
    expect((await refusalOf(practice.kafka.send(storage(await target(), 300)))).message).toContain(
      "six hours",
    );
    practice.pass(HOURS + 1);
    await practice.kafka.send(storage(await target(), 300));
  });
});
