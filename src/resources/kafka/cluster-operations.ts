import {
  UpdateBrokerCountCommand,
  UpdateBrokerStorageCommand,
  UpdateBrokerTypeCommand,
  UpdateClusterConfigurationCommand,
  UpdateClusterKafkaVersionCommand,
  UpdateMonitoringCommand,
  UpdateSecurityCommand,
} from "@aws-sdk/client-kafka";
import type { Aws } from "../../aws/env.ts";
import type { ClusterProps } from "./cluster-observed.ts";

type Prop = Extract<keyof ClusterProps, string>;

/** What a sent operation is known by. */
interface Begun {
  readonly ClusterOperationArn?: string | undefined;
}

/** Names the cluster and the state that a change is meant for. */
interface Target {
  readonly ClusterArn: string;
  readonly CurrentVersion: string;
}

/** One operation of MSK: the props that it sets, and its call. */
export interface Operation {
  readonly props: readonly Prop[];
  /** Seconds that it usually takes. */
  readonly seconds: Duration;
  send(aws: Aws, target: Target, wanted: ClusterProps): Promise<Begun>;
}

/** Seconds for the whole, or for each broker where they are taken one by one. */
type Duration = { readonly whole: number } | { readonly eachBroker: number };

// Source of the seconds a broker: MSK Developer Guide, "Update the broker type" (10 to 15 min); a restart alone is shorter.
const REPLACED: Duration = { eachBroker: 750 };
const RESTARTED: Duration = { eachBroker: 300 };

const moveVersion: Operation = {
  props: ["kafkaVersion"],
  seconds: REPLACED,
  send: (aws, target, { kafkaVersion }) =>
    aws.once.kafka.send(
      new UpdateClusterKafkaVersionCommand({ ...target, TargetKafkaVersion: kafkaVersion }),
    ),
};

const toRevision = ({ configuration: { arn, revision } }: ClusterProps) => ({ Arn: arn, Revision: revision });

const moveConfiguration: Operation = {
  props: ["configuration"],
  seconds: RESTARTED,
  send: (aws, target, wanted) =>
    aws.once.kafka.send(
      new UpdateClusterConfigurationCommand({ ...target, ConfigurationInfo: toRevision(wanted) }),
    ),
};

/** Both in one: the brokers restart once, and the new version never reads the old configuration. */
const moveBoth: Operation = {
  props: ["kafkaVersion", "configuration"],
  seconds: REPLACED,
  send: (aws, target, wanted) =>
    aws.once.kafka.send(
      new UpdateClusterKafkaVersionCommand({
        ...target,
        TargetKafkaVersion: wanted.kafkaVersion,
        ConfigurationInfo: toRevision(wanted),
      }),
    ),
};

/** MSK's operations in the order in which they are sent: room and brokers first, then what restarts the brokers one by one. */
const OPERATIONS: readonly Operation[] = [
  {
    props: ["storageGib"],
    seconds: { whole: 300 },
    send: (aws, target, { storageGib }) =>
      aws.once.kafka.send(
        new UpdateBrokerStorageCommand({
          ...target,
          TargetBrokerEBSVolumeInfo: [{ KafkaBrokerNodeId: "All", VolumeSizeGB: storageGib }],
        }),
      ),
  },
  {
    props: ["brokers"],
    seconds: { whole: 900 },
    send: (aws, target, { brokers }) =>
      aws.once.kafka.send(new UpdateBrokerCountCommand({ ...target, TargetNumberOfBrokerNodes: brokers })),
  },
  {
    props: ["monitoring"],
    seconds: { whole: 600 },
    send: (aws, target, { monitoring }) =>
      aws.once.kafka.send(
        new UpdateMonitoringCommand({
          ...target,
          EnhancedMonitoring: monitoring as "PER_TOPIC_PER_PARTITION",
        }),
      ),
  },
  {
    props: ["clientBroker", "unauthenticated"],
    seconds: RESTARTED,
    send: (aws, target, { clientBroker, unauthenticated }) =>
      aws.once.kafka.send(
        new UpdateSecurityCommand({
          ...target,
          ClientAuthentication: { Unauthenticated: { Enabled: unauthenticated } },
          EncryptionInfo: { EncryptionInTransit: { ClientBroker: clientBroker as "TLS" } },
        }),
      ),
  },
  {
    props: ["instanceType"],
    seconds: REPLACED,
    send: (aws, target, { instanceType }) =>
      aws.once.kafka.send(new UpdateBrokerTypeCommand({ ...target, TargetInstanceType: instanceType })),
  },
];

/** The operations that set these props, in the order in which they are sent. */
export function operationsFor(props: ReadonlySet<string>): readonly Operation[] {
  const isDue = (operation: Operation): boolean => operation.props.some((prop) => props.has(prop));
  const last = moveBoth.props.every((prop) => props.has(prop))
    ? [moveBoth]
    : [moveVersion, moveConfiguration];
  return [...OPERATIONS, ...last].filter(isDue);
}

/** Seconds that a change of tags takes, which is no operation. */
const TAG_SECONDS = 5;

const ofBrokers = (seconds: Duration, brokers: number): number =>
  "whole" in seconds ? seconds.whole : seconds.eachBroker * brokers;

/** Seconds that the change of these props usually takes in a cluster of so many brokers: one operation comes after another. */
export const secondsFor = (props: ReadonlySet<string>, brokers: number): number =>
  operationsFor(props).reduce((sum, { seconds }) => sum + ofBrokers(seconds, brokers), TAG_SECONDS);
