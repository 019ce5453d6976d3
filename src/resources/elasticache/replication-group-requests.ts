import type {
  CreateReplicationGroupCommandInput,
  ModifyReplicationGroupCommandInput,
} from "@aws-sdk/client-elasticache";
import { toTagList } from "../../aws/tags.ts";
import type { ReplicationGroupProps } from "./replication-group-observed.ts";

/** The create request. A single node is what the API makes when no number is named. */
export function toCreateRequest(
  props: ReplicationGroupProps,
  authToken: string,
): CreateReplicationGroupCommandInput {
  const { snapshotWindow, maintenanceWindow } = props;
  return {
    ReplicationGroupId: props.identifier,
    ReplicationGroupDescription: props.description,
    Engine: props.engine,
    EngineVersion: props.engineVersion,
    CacheNodeType: props.nodeType,
    ...toSize(props),
    AutomaticFailoverEnabled: props.automaticFailover,
    MultiAZEnabled: props.multiAz,
    CacheParameterGroupName: props.parameterGroupName,
    CacheSubnetGroupName: props.subnetGroupName,
    SecurityGroupIds: [...props.securityGroupIds],
    AtRestEncryptionEnabled: props.atRestEncryption,
    TransitEncryptionEnabled: props.transitEncryption,
    AuthToken: authToken,
    SnapshotRetentionLimit: props.snapshotRetentionDays,
    ...(snapshotWindow === undefined ? {} : { SnapshotWindow: snapshotWindow }),
    ...(maintenanceWindow === undefined ? {} : { PreferredMaintenanceWindow: maintenanceWindow }),
    AutoMinorVersionUpgrade: props.autoMinorVersionUpgrade,
    Tags: toTagList(props.tags),
  };
}

function toSize(props: ReplicationGroupProps): Partial<CreateReplicationGroupCommandInput> {
  const { clusterMode, shards, replicasPerShard } = props;
  if (clusterMode) return { NumNodeGroups: shards, ReplicasPerNodeGroup: replicasPerShard };
  return replicasPerShard === 0 ? {} : { NumCacheClusters: replicasPerShard + 1 };
}

const MEMBERS = {
  description: "ReplicationGroupDescription",
  engine: "Engine",
  engineVersion: "EngineVersion",
  nodeType: "CacheNodeType",
  automaticFailover: "AutomaticFailoverEnabled",
  multiAz: "MultiAZEnabled",
  parameterGroupName: "CacheParameterGroupName",
  securityGroupIds: "SecurityGroupIds",
  snapshotRetentionDays: "SnapshotRetentionLimit",
  snapshotWindow: "SnapshotWindow",
  maintenanceWindow: "PreferredMaintenanceWindow",
  autoMinorVersionUpgrade: "AutoMinorVersionUpgrade",
} as const satisfies {
  readonly [K in keyof ReplicationGroupProps]?: keyof ModifyReplicationGroupCommandInput;
};

/** The part of a modify request that sets these props; props that this call cannot set are left out. */
export function toModification(
  values: ReadonlyMap<string, unknown>,
): Partial<ModifyReplicationGroupCommandInput> {
  const entries = Object.entries(MEMBERS).filter(([prop]) => values.has(prop));
  return Object.fromEntries(entries.map(([prop, member]) => [member, values.get(prop)]));
}
