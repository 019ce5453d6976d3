import type {
  UpdateBrokerCountCommandInput,
  UpdateBrokerCountCommandOutput,
  UpdateBrokerStorageCommandInput,
  UpdateBrokerStorageCommandOutput,
  UpdateBrokerTypeCommandInput,
  UpdateBrokerTypeCommandOutput,
  UpdateClusterConfigurationCommandInput,
  UpdateClusterConfigurationCommandOutput,
  UpdateClusterKafkaVersionCommandInput,
  UpdateClusterKafkaVersionCommandOutput,
  UpdateMonitoringCommandInput,
  UpdateMonitoringCommandOutput,
  UpdateSecurityCommandInput,
  UpdateSecurityCommandOutput,
} from "@aws-sdk/client-kafka";
import { type Call, change } from "../operation.ts";
import { SandboxError } from "../refusal.ts";
import {
  attach,
  checkBrokers,
  checkInstanceType,
  checkStorage,
  toConfiguration,
  toOpenness,
} from "./creation.ts";
import { badRequest, noUpdates, outdatedVersion } from "./dialect.ts";
import { newOperationArn } from "./identifier.ts";
import { targetsOf } from "./kafka-version.ts";
import { DURATIONS, getActiveCluster, standingOf } from "./lifecycle.ts";
import { type ClusterSettings, clusters, type KafkaCluster } from "./tables.ts";

/** The members that every update has. */
interface Request {
  readonly ClusterArn: string | undefined;
  readonly CurrentVersion: string | undefined;
}

/** A cluster that is about to change. */
interface Subject {
  readonly row: KafkaCluster;
  readonly now: ClusterSettings;
  readonly call: Call;
}

/** What an update does. */
interface Step {
  readonly type: string;
  /** Simulated seconds. */
  readonly seconds: number;
  readonly target: Partial<ClusterSettings>;
}

/** One operation at a time, each for the state that its sender saw. */
function begin<I extends Request>(plan: (input: I, subject: Subject) => Step) {
  return (input: I, call: Call): { ClusterArn: string; ClusterOperationArn: string } => {
    const row = getActiveCluster(call, input.ClusterArn, "update a cluster");
    const { settings: now, currentVersion } = standingOf(row, call);
    if (input.CurrentVersion !== currentVersion) throw outdatedVersion();
    const step = plan(input, { row, now, call });
    const names = Object.keys(step.target) as (keyof ClusterSettings)[];
    const operation = {
      ...step,
      arn: newOperationArn(row.id),
      at: call.account.clock.now(),
      source: Object.fromEntries(names.map((name) => [name, now[name]])),
    };
    // The plan may have changed other members of the record.
    const present = call.account.table(clusters).find(row.id) ?? row;
    call.account.table(clusters).update(row.id, { operations: [...present.operations, operation] });
    return { ClusterArn: row.id, ClusterOperationArn: operation.arn };
  };
}

/** GiB by which a volume grows at least. Source: MSK Developer Guide, "Update broker storage". */
const LEAST_STORAGE_STEP = 10;

function planStorage(
  { TargetBrokerEBSVolumeInfo: targets = [] }: UpdateBrokerStorageCommandInput,
  { row, now, call }: Subject,
): Step {
  const [target] = targets;
  if (targets.length !== 1 || target?.KafkaBrokerNodeId !== "All")
    throw new SandboxError("sandbox does not simulate Kafka UpdateBrokerStorage but for all brokers");
  const storageGib = checkStorage(target.VolumeSizeGB);
  if (storageGib === now.storageGib) throw noUpdates("EBS volumes of the cluster");
  if (storageGib < now.storageGib + LEAST_STORAGE_STEP)
    throw badRequest(
      "targetBrokerEBSVolumeInfo",
      `To update storage, you must increase it by at least ${LEAST_STORAGE_STEP} GiB.`,
    );
  const last = row.operations.findLast(({ target: done }) => done.storageGib !== undefined);
  if (last !== undefined && call.account.clock.secondsSince(last.at) < DURATIONS.storageCoolDown)
    throw badRequest(
      "targetBrokerEBSVolumeInfo",
      "Wait at least six hours between two updates of the storage.",
    );
  return { type: "UPDATE_BROKER_STORAGE", seconds: DURATIONS.storage, target: { storageGib } };
}

function planCount(
  { TargetNumberOfBrokerNodes: wanted }: UpdateBrokerCountCommandInput,
  { row, now, call }: Subject,
): Step {
  const brokers = checkBrokers(call, {
    brokers: wanted,
    place: row,
    kafkaVersion: now.kafkaVersion,
    besides: row.id,
  });
  if (brokers <= now.brokers)
    throw badRequest(
      "targetNumberOfBrokerNodes",
      "The brokers to be removed still have partitions, or none is to be added.",
    );
  const added = attach(call, row, { from: now.brokers, to: brokers });
  call.account.table(clusters).update(row.id, { networkInterfaces: [...row.networkInterfaces, ...added] });
  return { type: "INCREASE_BROKER_COUNT", seconds: DURATIONS.brokers, target: { brokers } };
}

function planType({ TargetInstanceType }: UpdateBrokerTypeCommandInput, { now, call }: Subject): Step {
  const instanceType = checkInstanceType(call, TargetInstanceType);
  if (instanceType === now.instanceType) throw noUpdates("broker type of the cluster");
  const seconds = DURATIONS.brokerReplaced * now.brokers;
  return { type: "UPDATE_BROKER_TYPE", seconds, target: { instanceType } };
}

function planVersion(input: UpdateClusterKafkaVersionCommandInput, { now, call }: Subject): Step {
  const { TargetKafkaVersion: kafkaVersion = "", ConfigurationInfo: asked } = input;
  const targets = targetsOf(call, now.kafkaVersion);
  if (!targets.includes(kafkaVersion))
    throw badRequest(
      "targetKafkaVersion",
      `Unsupported KafkaVersion [${kafkaVersion}]. Valid values: [${targets.join(", ")}]`,
    );
  const moved = asked === undefined ? {} : { configuration: toConfiguration(call, asked, kafkaVersion) };
  const seconds = DURATIONS.brokerReplaced * now.brokers;
  return { type: "UPDATE_CLUSTER_KAFKA_VERSION", seconds, target: { kafkaVersion, ...moved } };
}

function planConfiguration(
  { ConfigurationInfo: asked }: UpdateClusterConfigurationCommandInput,
  { now, call }: Subject,
): Step {
  const configuration = toConfiguration(call, asked ?? {}, now.kafkaVersion);
  const { configuration: present } = now;
  if (present?.arn === configuration.arn && present.revision === configuration.revision)
    throw noUpdates("configuration of the cluster");
  const seconds = DURATIONS.brokerRestarted * now.brokers;
  return { type: "UPDATE_CLUSTER_CONFIGURATION", seconds, target: { configuration } };
}

function planMonitoring(input: UpdateMonitoringCommandInput, { now }: Subject): Step {
  const { EnhancedMonitoring: monitoring, OpenMonitoring, LoggingInfo } = input;
  if (OpenMonitoring !== undefined || LoggingInfo !== undefined)
    throw new SandboxError("sandbox does not simulate Kafka UpdateMonitoring but EnhancedMonitoring");
  if (monitoring === undefined || monitoring === now.monitoring)
    throw noUpdates("monitoring setting of the cluster");
  return { type: "UPDATE_MONITORING", seconds: DURATIONS.monitoring, target: { monitoring } };
}

function planSecurity(input: UpdateSecurityCommandInput, { row, now }: Subject): Step {
  const transit = input.EncryptionInfo?.EncryptionInTransit;
  if (transit?.InCluster !== undefined && transit.InCluster !== row.inCluster)
    throw badRequest("encryptionInTransit", "Encryption inside the cluster cannot be changed.");
  const target = {
    clientBroker: transit?.ClientBroker ?? now.clientBroker,
    unauthenticated: toOpenness(input.ClientAuthentication),
  };
  if (target.clientBroker === now.clientBroker && target.unauthenticated === now.unauthenticated)
    throw noUpdates("security setting of the cluster");
  return { type: "UPDATE_SECURITY", seconds: DURATIONS.brokerRestarted * now.brokers, target };
}

/** MSK's calls that change a cluster. */
export const clusterUpdateOperations = {
  UpdateBrokerStorage: change<UpdateBrokerStorageCommandInput, UpdateBrokerStorageCommandOutput>(
    begin(planStorage),
  ),
  UpdateBrokerCount: change<UpdateBrokerCountCommandInput, UpdateBrokerCountCommandOutput>(begin(planCount)),
  UpdateBrokerType: change<UpdateBrokerTypeCommandInput, UpdateBrokerTypeCommandOutput>(begin(planType)),
  UpdateClusterKafkaVersion: change<
    UpdateClusterKafkaVersionCommandInput,
    UpdateClusterKafkaVersionCommandOutput
  >(begin(planVersion)),
  UpdateClusterConfiguration: change<
    UpdateClusterConfigurationCommandInput,
    UpdateClusterConfigurationCommandOutput
  >(begin(planConfiguration)),
  UpdateMonitoring: change<UpdateMonitoringCommandInput, UpdateMonitoringCommandOutput>(
    begin(planMonitoring),
  ),
  UpdateSecurity: change<UpdateSecurityCommandInput, UpdateSecurityCommandOutput>(begin(planSecurity)),
};
