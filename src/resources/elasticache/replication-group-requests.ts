import type {
  CreateReplicationGroupCommandInput,
  ModifyReplicationGroupCommandInput,
} from "@aws-sdk/client-elasticache";
import { toTagList } from "../../aws/tags.ts";
import { parseEngineText } from "./engine-versions.ts";
import type { Failover, ReplicationGroupProps } from "./replication-group-observed.ts";

/** The create request. A single node is what the API makes when no number is named. */
export function toCreateRequest(
  props: ReplicationGroupProps,
  authToken: string,
): CreateReplicationGroupCommandInput {
  const { snapshotWindow, maintenanceWindow, autoMinorVersionUpgrade } = props;
  return {
    ReplicationGroupId: props.identifier,
    ReplicationGroupDescription: props.description,
    ...toEngine(props.engineVersion),
    CacheNodeType: props.nodeType,
    ...toSize(props),
    ...toFailover(props.failover),
    CacheParameterGroupName: props.parameterGroupName,
    CacheSubnetGroupName: props.subnetGroupName,
    SecurityGroupIds: [...props.securityGroupIds],
    AtRestEncryptionEnabled: props.atRestEncryption,
    TransitEncryptionEnabled: props.transitEncryption,
    AuthToken: authToken,
    SnapshotRetentionLimit: props.snapshotRetentionDays,
    ...(snapshotWindow === undefined ? {} : { SnapshotWindow: snapshotWindow }),
    ...(maintenanceWindow === undefined ? {} : { PreferredMaintenanceWindow: maintenanceWindow }),
    ...(autoMinorVersionUpgrade === undefined ? {} : { AutoMinorVersionUpgrade: autoMinorVersionUpgrade }),
    Tags: toTagList(props.tags),
  };
}

function toSize(props: ReplicationGroupProps): Partial<CreateReplicationGroupCommandInput> {
  const { clusterMode, shards, replicasPerShard } = props;
  if (clusterMode) return { NumNodeGroups: shards, ReplicasPerNodeGroup: replicasPerShard };
  return replicasPerShard === 0 ? {} : { NumCacheClusters: replicasPerShard + 1 };
}

function toEngine(text: string): { readonly Engine?: string; readonly EngineVersion?: string } {
  const { engine, version } = parseEngineText(text) ?? {};
  return engine === undefined || version === undefined ? {} : { Engine: engine, EngineVersion: version };
}

const toFailover = (failover: Failover) => ({
  AutomaticFailoverEnabled: failover !== "none",
  MultiAZEnabled: failover === "multi-az",
});

const MEMBERS = {
  description: "ReplicationGroupDescription",
  nodeType: "CacheNodeType",
  parameterGroupName: "CacheParameterGroupName",
  securityGroupIds: "SecurityGroupIds",
  snapshotRetentionDays: "SnapshotRetentionLimit",
  snapshotWindow: "SnapshotWindow",
  maintenanceWindow: "PreferredMaintenanceWindow",
  autoMinorVersionUpgrade: "AutoMinorVersionUpgrade",
} as const satisfies {
  readonly [K in keyof ReplicationGroupProps]?: keyof ModifyReplicationGroupCommandInput;
};

/**
 * The part of a modify request that sets these props; props that this call cannot set are left out. The engine is named
 * only where it is another than `present`.
 */
export function toModification(
  values: Partial<ReplicationGroupProps>,
  present: string | undefined,
): Partial<ModifyReplicationGroupCommandInput> {
  const { engineVersion, failover } = values;
  const entries = Object.entries(MEMBERS).filter(([prop]) => prop in values);
  return {
    ...(engineVersion === undefined ? {} : toUpgrade(engineVersion, present)),
    ...(failover === undefined ? {} : toFailover(failover)),
    ...Object.fromEntries(
      entries.map(([prop, member]) => [member, values[prop as keyof ReplicationGroupProps]]),
    ),
  };
}

function toUpgrade(wanted: string, present: string | undefined) {
  const { Engine, EngineVersion } = toEngine(wanted);
  const isSame = parseEngineText(present)?.engine === Engine;
  return isSame ? { EngineVersion } : { Engine, EngineVersion };
}
