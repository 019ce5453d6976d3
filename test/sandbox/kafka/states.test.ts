import {
  CreateTopicCommand,
  DeleteClusterCommand,
  DeleteTopicCommand,
  DescribeTopicCommand,
  DescribeTopicPartitionsCommand,
  GetBootstrapBrokersCommand,
  GetCompatibleKafkaVersionsCommand,
  ListTopicsCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateBrokerCountCommand,
  UpdateBrokerStorageCommand,
  UpdateBrokerTypeCommand,
  UpdateClusterConfigurationCommand,
  UpdateClusterKafkaVersionCommand,
  UpdateMonitoringCommand,
  UpdateSecurityCommand,
  UpdateTopicCommand,
} from "@aws-sdk/client-kafka";
import { describe, expect, it } from "vitest";
import { editAccount, refusalOf } from "../harness.ts";
import { type KafkaPractice, makeStanding, practiseKafka } from "./cluster.ts";

const spell = (state: string) => (now: number) => ({ spell: { state, at: now, seconds: 600 } });

/** Every state but ACTIVE, and what puts a record into it. */
const STATES: Readonly<Record<string, (now: number) => object>> = {
  CREATING: (now) => ({ createdAt: now }),
  UPDATING: spell("UPDATING"),
  MAINTENANCE: spell("MAINTENANCE"),
  HEALING: spell("HEALING"),
  REBOOTING_BROKER: spell("REBOOTING_BROKER"),
  FAILED: () => ({ failure: { code: "Internal", message: "No capacity." } }),
  DELETING: (now) => ({ deletedAt: now, goneAfterSeconds: 600 }),
};

const TOPIC = { TopicName: "flash-sale-orders" };
const CHANGE = { CurrentVersion: "K0" };

/** Every call on a cluster or its topics, but for those that describe and list. */
const CALLS: readonly (new (input: never) => object)[] = [
  ...[DeleteClusterCommand, GetBootstrapBrokersCommand, GetCompatibleKafkaVersionsCommand],
  ...[UpdateBrokerCountCommand, UpdateBrokerStorageCommand, UpdateBrokerTypeCommand],
  ...[UpdateClusterConfigurationCommand, UpdateClusterKafkaVersionCommand, UpdateMonitoringCommand],
  ...[UpdateSecurityCommand, TagResourceCommand, UntagResourceCommand],
  ...[ListTopicsCommand, DescribeTopicCommand, DescribeTopicPartitionsCommand],
  ...[CreateTopicCommand, UpdateTopicCommand, DeleteTopicCommand],
];

/** Members without which the client's own model refuses a call. */
const MEMBERS: Readonly<Record<string, object>> = {
  UpdateBrokerCountCommand: { ...CHANGE, TargetNumberOfBrokerNodes: 6 },
  UpdateBrokerStorageCommand: { ...CHANGE, TargetBrokerEBSVolumeInfo: [] },
  UpdateBrokerTypeCommand: { ...CHANGE, TargetInstanceType: "kafka.m5.xlarge" },
  UpdateClusterConfigurationCommand: { ...CHANGE, ConfigurationInfo: { Arn: "arn", Revision: 1 } },
  UpdateClusterKafkaVersionCommand: { ...CHANGE, TargetKafkaVersion: "3.9.x" },
  UpdateMonitoringCommand: CHANGE,
  UpdateSecurityCommand: CHANGE,
  DescribeTopicCommand: TOPIC,
  DescribeTopicPartitionsCommand: TOPIC,
  CreateTopicCommand: { ...TOPIC, PartitionCount: 1, ReplicationFactor: 1 },
  UpdateTopicCommand: { ...TOPIC, PartitionCount: 2 },
  DeleteTopicCommand: TOPIC,
};

function toCommand(command: new (input: never) => object, arn: string): object {
  if (command === TagResourceCommand) return new TagResourceCommand({ ResourceArn: arn, Tags: { a: "b" } });
  if (command === UntagResourceCommand) return new UntagResourceCommand({ ResourceArn: arn, TagKeys: ["a"] });
  return new command({ ClusterArn: arn, ...MEMBERS[command.name] } as never);
}

function put(practice: KafkaPractice, arn: string, state: string): void {
  const now = practice.sandbox.clock.now();
  editAccount(practice.file, ({ tables }) => {
    Object.assign(tables["us-east-1/Kafka/cluster"]?.[arn] as object, STATES[state]?.(now));
  });
}

describe.each(Object.keys(STATES))("a cluster in the sandbox that is %s", (state) => {
  it("is told as such, and takes no call but the deletion of what has failed", async () => {
    const practice = practiseKafka();
    const { arn } = await makeStanding(practice);
    put(practice, arn, state);
    expect((await practice.look(arn)).State).toBe(state);
    const refused = CALLS.filter((call) => state !== "FAILED" || call !== DeleteClusterCommand);
    for (const call of refused) {
      const error = await refusalOf(practice.kafka.send(toCommand(call, arn) as never));
      expect([call.name, error.name]).toEqual([call.name, "BadRequestException"]);
      expect(error.message).toMatch(new RegExp(`^You can't .+ in ${state} state\\.$`));
    }
    if (state === "FAILED") await practice.kafka.send(new DeleteClusterCommand({ ClusterArn: arn }));
  });
});
