import {
  type Cluster,
  CreateClusterV2Command,
  type CreateClusterV2CommandInput,
  CreateConfigurationCommand,
  CreateTopicCommand,
  type CreateTopicCommandInput,
  DescribeClusterV2Command,
  DescribeTopicCommand,
  type DescribeTopicCommandOutput,
  KafkaClient,
  type ProvisionedRequest,
} from "@aws-sdk/client-kafka";
import type { SandboxOptions } from "../../../src/sandbox/sandbox.ts";
import { makeGroup, makeVpc } from "../ec2/network.ts";
import { type Practice, practise } from "../harness.ts";
import { makeZoneSubnet } from "../rds/database.ts";

/** A sandbox with an MSK client. */
export interface KafkaPractice extends Practice {
  readonly kafka: KafkaClient;
  /** Reads a cluster. */
  look(arn: string): Promise<Cluster>;
  /** Reads a topic. */
  lookAt(arn: string, name: string): Promise<DescribeTopicCommandOutput>;
}

/** Opens a sandbox for a test of MSK. */
export function practiseKafka(options: Partial<SandboxOptions> = {}): KafkaPractice {
  const practice = practise(options);
  const { region, credentials } = practice.sandbox;
  const kafka = new KafkaClient({ region, credentials, maxAttempts: 1 });
  kafka.middlewareStack.use(practice.sandbox.plugin());
  return {
    ...practice,
    kafka,
    look: async (ClusterArn) =>
      (await kafka.send(new DescribeClusterV2Command({ ClusterArn }))).ClusterInfo ?? {},
    lookAt: (ClusterArn, TopicName) => kafka.send(new DescribeTopicCommand({ ClusterArn, TopicName })),
  };
}

/** What a cluster stands on. */
export interface Ground {
  /** In us-east-1a, 1b, 1c; the last is in the zone that MSK has not. */
  readonly subnetIds: readonly string[];
  readonly groupId: string;
}

/** Makes a VPC, subnets in four zones and a security group. */
export async function makeGround({ ec2 }: Practice): Promise<Ground> {
  const VpcId = await makeVpc(ec2);
  const subnetIds: string[] = [];
  for (const index of [0, 1, 2, 4]) subnetIds.push(await makeZoneSubnet(ec2, VpcId, index));
  return { subnetIds, groupId: await makeGroup(ec2, VpcId, "flashsale-kafka-sg") };
}

export const bytes = (text: string): Uint8Array => Buffer.from(text);

/** Makes the guide's configuration and gives its ARN. */
export async function makeConfiguration(
  { kafka }: KafkaPractice,
  text = "auto.create.topics.enable=false\nmin.insync.replicas=2\nlog.retention.hours=24\n",
): Promise<string> {
  const { Arn = "" } = await kafka.send(
    new CreateConfigurationCommand({
      Name: "flashsale-kafka-config",
      Description: "Flash sale",
      KafkaVersions: ["3.8.x"],
      ServerProperties: bytes(text),
    }),
  );
  return Arn;
}

/** The request for the guide's cluster, in the version that can be upgraded either way. */
export const requestFor = (
  { subnetIds, groupId }: Ground,
  changes: Partial<ProvisionedRequest> = {},
): CreateClusterV2CommandInput => ({
  ClusterName: "flashsale-kafka",
  Provisioned: {
    BrokerNodeGroupInfo: {
      InstanceType: "kafka.m5.large",
      ClientSubnets: subnetIds.slice(0, 3),
      SecurityGroups: [groupId],
      StorageInfo: { EbsStorageInfo: { VolumeSize: 100 } },
    },
    EncryptionInfo: { EncryptionInTransit: { ClientBroker: "TLS", InCluster: true } },
    EnhancedMonitoring: "PER_TOPIC_PER_PARTITION",
    KafkaVersion: "3.8.x",
    NumberOfBrokerNodes: 3,
    ...changes,
  },
});

/** Seconds after which a cluster is ACTIVE. */
export const CREATED = 1701;

/** Makes a cluster, waits until it is ACTIVE, and gives its ARN and ground. */
export async function makeStanding(
  practice: KafkaPractice,
  changes: Partial<ProvisionedRequest> = {},
): Promise<Ground & { readonly arn: string }> {
  const ground = await makeGround(practice);
  const { ClusterArn = "" } = await practice.kafka.send(
    new CreateClusterV2Command(requestFor(ground, changes)),
  );
  practice.pass(CREATED);
  return { ...ground, arn: ClusterArn };
}

export const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64");

/** Asks for a topic of the guide's. */
export const createTopic = (
  { kafka }: KafkaPractice,
  ClusterArn: string,
  changes: Partial<CreateTopicCommandInput> = {},
) =>
  kafka.send(
    new CreateTopicCommand({
      ClusterArn,
      TopicName: "flash-sale-orders",
      PartitionCount: 10,
      ReplicationFactor: 3,
      Configs: encode({ "retention.ms": "1000" }),
      ...changes,
    }),
  );
