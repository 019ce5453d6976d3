import type {
  ModifyReplicationGroupCommandInput,
  ModifyReplicationGroupCommandOutput,
} from "@aws-sdk/client-elasticache";
import type { Call } from "../operation.ts";
import { secondsUntilWindow } from "../rds/time-window.ts";
import { rotate } from "./auth-token.ts";
import { getParameterGroup } from "./cache-parameter-group.ts";
import { checkAutoUpgrade, checkFamily, checkNodeType, toRetention } from "./creation.ts";
import { toReplicationGroup } from "./description.ts";
import { byVersion, checkEngine, offeredOf, resolveVersion } from "./engine-version.ts";
import { noteEvent } from "./event.ts";
import { refuseUnmodelled, uncombinable } from "./identifier.ts";
import { DURATIONS, getAvailable, standingOf, workNow } from "./lifecycle.ts";
import { elastiCacheOffers } from "./offers.ts";
import { changeGroups, checkZones, toGroupIds } from "./placement.ts";
import { type ReplicationGroup, replicationGroups, type Settings, type Work } from "./tables.ts";
import { toWindows } from "./window.ts";

const CHANGEABLE: readonly (keyof ModifyReplicationGroupCommandInput)[] = [
  ...([
    "ReplicationGroupDescription",
    "AutomaticFailoverEnabled",
    "MultiAZEnabled",
    "SecurityGroupIds",
  ] as const),
  ...(["PreferredMaintenanceWindow", "CacheParameterGroupName", "Engine", "EngineVersion"] as const),
  ...(["AutoMinorVersionUpgrade", "SnapshotRetentionLimit", "SnapshotWindow", "CacheNodeType"] as const),
  ...(["AuthToken", "SnapshottingClusterId"] as const),
];

const MODELLED: readonly (keyof ModifyReplicationGroupCommandInput)[] = [
  ...CHANGEABLE,
  ...(["ReplicationGroupId", "ApplyImmediately", "AuthTokenUpdateStrategy"] as const),
];

/** Settings that wait for the maintenance window unless they are applied at once. */
const DEFERRABLE: readonly (keyof Settings)[] = ["nodeType", "engine", "engineVersion", "parameterGroup"];

/** Changes a replication group, at once or in the maintenance window. */
export function modifyReplicationGroup(
  input: ModifyReplicationGroupCommandInput,
  call: Call,
): Omit<ModifyReplicationGroupCommandOutput, "$metadata"> {
  refuseUnmodelled("ModifyReplicationGroup", input, MODELLED);
  const row = getAvailable(call, input.ReplicationGroupId);
  if (CHANGEABLE.every((name) => input[name] === undefined))
    throw uncombinable("No modifications were requested");
  const wanted = toWanted(input, row, call);
  checkWanted(wanted, row, call);
  const authTokens = input.AuthToken === undefined ? undefined : rotate(row, input);
  if (wanted.securityGroupIds !== undefined) changeGroups(call, row.members, wanted.securityGroupIds);
  const token = authTokens === undefined ? {} : { authTokens, authTokenAt: call.account.clock.now() };
  const asked = toWorks(row, wanted, { immediately: input.ApplyImmediately === true, call });
  const works = rolledBack(call, row, asked);
  const rotation = authTokens === undefined ? [] : [workNow(call, DURATIONS.token)];
  const snapshottingNode = toSnapshottingNode(input, row);
  const changed = { ...row, ...token, snapshottingNode, works: [...works, ...rotation] };
  call.account.table(replicationGroups).insert(changed);
  return { ReplicationGroup: toReplicationGroup(changed, call) };
}

function toWanted(
  input: ModifyReplicationGroupCommandInput,
  row: ReplicationGroup,
  call: Call,
): Partial<Settings> {
  const {
    PreferredMaintenanceWindow: maintenance,
    SnapshotWindow: snapshots,
    CacheNodeType: nodeType,
  } = input;
  if (nodeType !== undefined) checkNodeType(call, nodeType);
  const group = input.CacheParameterGroupName;
  const wanted = {
    description: input.ReplicationGroupDescription,
    ...toVersion(input, row, call),
    nodeType,
    parameterGroup: group === undefined ? undefined : getParameterGroup(call, group).id,
    securityGroupIds:
      input.SecurityGroupIds === undefined ? undefined : toGroupIds(call, input.SecurityGroupIds, row.vpcId),
    automaticFailover: input.AutomaticFailoverEnabled,
    multiAz: input.MultiAZEnabled,
    snapshotRetention: toRetention(input.SnapshotRetentionLimit),
    ...changedWindows({ snapshots, maintenance }, row),
    autoMinorVersionUpgrade: input.AutoMinorVersionUpgrade,
  };
  return Object.fromEntries(
    Object.entries(wanted).filter(([, value]) => value !== undefined),
  ) as Partial<Settings>;
}

/** A window may not meet the other, whoever chose that. */
function changedWindows(
  { snapshots, maintenance }: Readonly<Record<"snapshots" | "maintenance", string | undefined>>,
  { id, settings }: ReplicationGroup,
): Partial<Settings> {
  if (snapshots === undefined && maintenance === undefined) return {};
  const SnapshotWindow = snapshots ?? settings.snapshotWindow;
  return toWindows(
    { SnapshotWindow, PreferredMaintenanceWindow: maintenance ?? settings.maintenanceWindow },
    id,
  );
}

/** Snapshots are begun by naming the node that they are made of; in cluster mode that is not to be named. */
function toSnapshottingNode(
  { SnapshotRetentionLimit: days, SnapshottingClusterId: node }: ModifyReplicationGroupCommandInput,
  { clusterMode, members, settings, snapshottingNode }: ReplicationGroup,
): string | undefined {
  if (node !== undefined && clusterMode)
    throw uncombinable(
      "SnapshottingClusterId cannot be set for replication groups with cluster mode enabled.",
    );
  const begins = settings.snapshotRetention === 0 && (days ?? 0) > 0;
  if (begins && node === undefined && !clusterMode)
    throw uncombinable("Must specify both SnapshotRetentionLimit and SnapshottingClusterId");
  if (node !== undefined && !members.some(({ id }) => id === node))
    throw uncombinable(`The cache cluster ${node} is not a member of the replication group.`);
  return node ?? snapshottingNode;
}

/** A node type to which the change is rolled back does not come: an event tells why. */
function rolledBack(call: Call, row: ReplicationGroup, works: readonly Work[]): readonly Work[] {
  const { rolledBackNodeTypes } = call.account.offers(elastiCacheOffers);
  return works.map((work) => {
    const { nodeType, ...values } = work.values;
    if (nodeType === undefined || !rolledBackNodeTypes.includes(nodeType)) return work;
    const message = `Scaling the replication group ${row.id} to ${nodeType} failed and was rolled back: its memory does not hold the data.`;
    noteEvent(call, { sourceId: row.id, message, seconds: work.delaySeconds + work.seconds });
    return { ...work, values };
  });
}

/** Upwards only; from Redis to Valkey, and never back. Source: ElastiCache User Guide, "Version management". */
function toVersion(
  input: ModifyReplicationGroupCommandInput,
  { settings }: ReplicationGroup,
  call: Call,
): Partial<Settings> {
  const { Engine, EngineVersion } = input;
  if (Engine === undefined && EngineVersion === undefined) return {};
  const engine = checkEngine(Engine ?? settings.engine);
  if (engine === "redis" && settings.engine === "valkey")
    throw uncombinable("Modifying the engine from valkey to redis is not supported.");
  if (engine !== settings.engine && EngineVersion === undefined)
    throw uncombinable("The engine version must be specified when the engine is modified.");
  if (EngineVersion === undefined) return {};
  const { full } = resolveVersion(call, engine, EngineVersion);
  if (engine === settings.engine && byVersion(full, settings.engineVersion) < 0)
    throw uncombinable(
      `Cannot downgrade the engine version from ${settings.engineVersion} to ${EngineVersion}.`,
    );
  return { engine, engineVersion: full };
}

/** What must hold once all that was asked for has happened, earlier requests that wait included. */
function checkWanted(wanted: Partial<Settings>, row: ReplicationGroup, call: Call): void {
  const settings = { ...row.settings, ...standingOf(row, call).waiting, ...wanted };
  checkAutoUpgrade(settings.engineVersion, wanted.autoMinorVersionUpgrade);
  const nodes = row.members.filter(({ shard }) => shard === row.members[0]?.shard).length;
  if (row.clusterMode && !settings.automaticFailover)
    throw uncombinable(
      "Turning off automatic failover for replication group with cluster mode enabled is not supported.",
    );
  if (settings.automaticFailover && !row.clusterMode && nodes < 2)
    throw uncombinable(
      "When using automatic failover, there must be at least 2 cache clusters in the replication group.",
    );
  if (settings.multiAz && (!settings.automaticFailover || nodes < 2))
    throw uncombinable("Multi-AZ requires automatic failover and at least one replica in each node group.");
  if (wanted.multiAz === true) checkZones(call, row.subnetGroup);
  if (wanted.parameterGroup === undefined && wanted.engineVersion === undefined) return;
  const version = offeredOf(call, settings.engine, settings.engineVersion);
  checkFamily(call, toParameterGroup(settings.parameterGroup, version.family), version);
}

/** AWS moves groups that use its own parameter group to the new family's by itself. */
function toParameterGroup(name: string, family: string): string {
  return name.startsWith("default.")
    ? `default.${family}${name.endsWith(".cluster.on") ? ".cluster.on" : ""}`
    : name;
}

function toWorks(
  row: ReplicationGroup,
  wanted: Partial<Settings>,
  { immediately, call }: { readonly immediately: boolean; readonly call: Call },
): readonly Work[] {
  const { waiting } = standingOf(row, call);
  const isLater = (name: string): boolean => DEFERRABLE.some((one) => one === name);
  const now = differing(wanted, row.settings, (name) => !isLater(name));
  const later = differing({ ...waiting, ...wanted }, row.settings, isLater);
  const small = Object.keys(now).length === 0 ? [] : [workNow(call, DURATIONS.small, now)];
  if (Object.keys(later).length === 0) return [...running(row, call), ...small];
  if (immediately) return [...running(row, call), ...small, workNow(call, secondsOf(later), later)];
  const deferred: Work = {
    ...workNow(call, secondsOf(later), later),
    delaySeconds: secondsUntilWindow(row.settings.maintenanceWindow, calendarOf(row, call)),
    deferred: true,
  };
  return [...running(row, call), ...small, deferred];
}

/** What waits is asked for anew together with what was asked for now. */
const running = ({ works }: ReplicationGroup, call: Call): readonly Work[] =>
  works.filter((work) => !(work.deferred && call.account.clock.secondsSince(work.at) < work.delaySeconds));

function differing(
  wanted: Partial<Settings>,
  present: Settings,
  keeps: (name: string) => boolean,
): Partial<Settings> {
  const isOther = ([name, value]: [string, unknown]): boolean =>
    JSON.stringify(value) !== JSON.stringify(present[name as keyof Settings]);
  return Object.fromEntries(
    Object.entries(wanted).filter((entry) => keeps(entry[0]) && isOther(entry)),
  ) as Partial<Settings>;
}

function secondsOf(values: Partial<Settings>): number {
  const version = values.engineVersion === undefined ? 0 : DURATIONS.version;
  const nodeType = values.nodeType === undefined ? 0 : DURATIONS.nodeType;
  return Math.max(DURATIONS.small, version + nodeType);
}

/** The instant by the group's own calendar, which began at its creation and runs at the sandbox's speed. */
function calendarOf(row: ReplicationGroup, call: Call): number {
  return row.createdAt + call.account.clock.secondsSince(row.createdAt) * 1000;
}
