import type { ClientBroker, EnhancedMonitoring } from "@aws-sdk/client-kafka";
import { type AccountRecord, defineTable } from "../account.ts";

/** One revision of a configuration. */
export interface Revision {
  readonly number: number;
  readonly createdAt: number;
  readonly description: string;
  /** Text of the properties file. */
  readonly properties: string;
}

/** An MSK configuration, by its ARN. */
export interface KafkaConfiguration extends AccountRecord {
  readonly name: string;
  readonly description: string;
  readonly kafkaVersions: readonly string[];
  /** Oldest first. */
  readonly revisions: readonly Revision[];
}

/** What operations change on a cluster. */
export interface ClusterSettings {
  readonly kafkaVersion: string;
  readonly brokers: number;
  readonly instanceType: string;
  readonly storageGib: number;
  readonly monitoring: EnhancedMonitoring;
  readonly configuration?: { readonly arn: string; readonly revision: number } | undefined;
  readonly clientBroker: ClientBroker;
  readonly unauthenticated: boolean;
}

/** One operation on a cluster; its state follows from the clock. */
export interface ClusterOperation {
  readonly arn: string;
  /** Such as `UPDATE_BROKER_TYPE`. */
  readonly type: string;
  readonly at: number;
  /** Simulated seconds. */
  readonly seconds: number;
  readonly source: Partial<ClusterSettings>;
  readonly target: Partial<ClusterSettings>;
}

/** A provisioned cluster with standard brokers, by its ARN. */
export interface KafkaCluster extends AccountRecord {
  readonly name: string;
  readonly vpcId: string;
  readonly subnets: readonly { readonly id: string; readonly zone: string }[];
  readonly groupIds: readonly string[];
  readonly inCluster: boolean;
  /** Settings before the operations. */
  readonly settings: ClusterSettings;
  /** Oldest first. */
  readonly operations: readonly ClusterOperation[];
  /** One for each broker. */
  readonly networkInterfaces: readonly string[];
  /** Why it came to nothing: written by hand, for a cluster that is FAILED once its creation is over. */
  readonly failure?: { readonly code: string; readonly message: string };
  /** A state that comes by itself, such as MAINTENANCE: written by hand. */
  readonly spell?: { readonly state: string; readonly at: number; readonly seconds: number };
}

/** What can change on a topic, and when it did. */
export interface TopicChange {
  readonly at: number;
  readonly partitions: number;
  readonly configuration: Readonly<Record<string, string>>;
}

/** A topic, by `<ARN of the cluster>|<name>`. */
export interface KafkaTopic extends AccountRecord {
  readonly clusterArn: string;
  readonly name: string;
  readonly replicationFactor: number;
  /** Oldest first; the first is its creation. */
  readonly changes: readonly TopicChange[];
}

/** MSK configurations. */
export const configurations = defineTable<KafkaConfiguration>("Kafka", "configuration");

/** MSK clusters. */
export const clusters = defineTable<KafkaCluster>("Kafka", "cluster");

/** Topics of all clusters. */
export const topics = defineTable<KafkaTopic>("Kafka", "topic");
