import { type AccountRecord, defineTable } from "../account.ts";

/** A cache subnet group, by its name in lower case. */
export interface CacheSubnetGroup extends AccountRecord {
  readonly description: string;
  readonly vpcId: string;
  readonly subnets: readonly { readonly id: string; readonly zone: string }[];
}

/** A cache parameter group of the user's, by its name in lower case. */
export interface CacheParameterGroup extends AccountRecord {
  readonly family: string;
  readonly description: string;
  /** Values that differ from the family's own. */
  readonly values: Readonly<Record<string, string>>;
  /** Instants at which parameters that need a reboot were last changed. */
  readonly rebootsSince: Readonly<Record<string, number>>;
}

/** What can be set on a replication group. */
export interface Settings {
  readonly description: string;
  readonly engine: "redis" | "valkey";
  /** In full: `7.0.7`. */
  readonly engineVersion: string;
  readonly nodeType: string;
  readonly parameterGroup: string;
  readonly securityGroupIds: readonly string[];
  readonly automaticFailover: boolean;
  readonly multiAz: boolean;
  readonly snapshotRetention: number;
  readonly snapshotWindow: string;
  readonly maintenanceWindow: string;
  readonly autoMinorVersionUpgrade: boolean;
}

/** Something that ElastiCache does to a group some time after it was asked for. */
export interface Work {
  /** The group's status meanwhile. */
  readonly status: "modifying" | "snapshotting";
  /** Instant of the request. */
  readonly at: number;
  /** Simulated seconds from the request to the start; the wait for the maintenance window. */
  readonly delaySeconds: number;
  /** Simulated seconds that it takes. */
  readonly seconds: number;
  /** What holds once the work is done. */
  readonly values: Partial<Settings>;
  /** True when it waits for the maintenance window. */
  readonly deferred: boolean;
}

/** A node of a replication group, which ElastiCache also shows as a cache cluster of one node. */
export interface Member {
  /** `flashsale-redis-001`, or `flashsale-redis-0001-001` in cluster mode. */
  readonly id: string;
  /** `0001`. */
  readonly shard: string;
  readonly zone: string;
  readonly networkInterface: string;
  /** Instant at which it was asked for, and the simulated seconds until it stands. */
  readonly addedAt: number;
  readonly readySeconds: number;
  /** Instant at which its removal was asked for, and the simulated seconds until it is gone. */
  readonly removedAt?: number | undefined;
  readonly goneSeconds?: number | undefined;
}

/** A replication group, by its id in lower case. Its status follows from its age, its works and the clock. */
export interface ReplicationGroup extends AccountRecord {
  readonly settings: Settings;
  readonly works: readonly Work[];
  readonly members: readonly Member[];
  readonly clusterMode: boolean;
  readonly subnetGroup: string;
  readonly vpcId: string;
  readonly port: number;
  readonly atRestEncryption: boolean;
  readonly transitEncryption: boolean;
  /** How many AUTH tokens are good now: none, one, or two between ROTATE and SET. The tokens themselves are not kept. */
  readonly authTokens: 0 | 1 | 2;
  readonly authTokenAt?: number | undefined;
  readonly createSeconds: number;
  /** True for a group whose creation fails. */
  readonly fails: boolean;
  /** The node of which automatic snapshots are made, while there are any; in cluster mode it is one of each shard. */
  readonly snapshottingNode?: string | undefined;
}

/** Something that ElastiCache tells of a replication group in its events. */
export interface CacheEvent extends AccountRecord {
  readonly sourceId: string;
  /** Instant from which on it is told. */
  readonly at: number;
  readonly message: string;
}

/** A manual snapshot, by its name. */
export interface CacheSnapshot extends AccountRecord {
  readonly groupId: string;
  readonly groupCreatedAt: number;
  readonly vpcId: string;
  readonly subnetGroup: string;
  readonly port: number;
  readonly shards: readonly string[];
  readonly clusterId: string;
  readonly settings: Settings;
}

/** Cache subnet groups. */
export const subnetGroups = defineTable<CacheSubnetGroup>("ElastiCache", "cache-subnet-group");

/** Cache parameter groups that are not AWS's own. */
export const parameterGroups = defineTable<CacheParameterGroup>("ElastiCache", "cache-parameter-group");

/** Replication groups. */
export const replicationGroups = defineTable<ReplicationGroup>("ElastiCache", "replication-group");

/** What happened to replication groups. */
export const events = defineTable<CacheEvent>("ElastiCache", "event");

/** Manual snapshots. */
export const snapshots = defineTable<CacheSnapshot>("ElastiCache", "snapshot");
