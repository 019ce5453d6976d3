import type {
  BrokerNodeGroupInfo,
  ConfigurationInfo,
  CreateClusterV2CommandInput,
  CreateClusterV2CommandOutput,
  ProvisionedRequest,
} from "@aws-sdk/client-kafka";
import { zonesOf } from "../ec2/availability-zone.ts";
import { addNetworkInterface } from "../ec2/network-interface.ts";
import { securityGroups, subnets } from "../ec2/tables.ts";
import { ensureServiceLinkedRole } from "../iam/service-linked-role.ts";
import type { Call } from "../operation.ts";
import { SandboxError } from "../refusal.ts";
import { getConfiguration, getRevision } from "./configuration.ts";
import { badRequest, conflict } from "./dialect.ts";
import { newArn, refuseUnmodelled, toName, toTags } from "./identifier.ts";
import { checkVersion, isKraft } from "./kafka-version.ts";
import { standingOf } from "./lifecycle.ts";
import { kafkaOffers } from "./offers.ts";
import { type ClusterSettings, clusters, type KafkaCluster } from "./tables.ts";

const MODELLED: readonly (keyof ProvisionedRequest)[] = [
  ...(["BrokerNodeGroupInfo", "ClientAuthentication", "ConfigurationInfo", "EncryptionInfo"] as const),
  ...(["EnhancedMonitoring", "KafkaVersion", "NumberOfBrokerNodes", "StorageMode"] as const),
];

/** GiB of a broker's volume. Source: MSK API reference, EBSStorageInfo. */
const STORAGE = { least: 1, most: 16_384, usual: 100 };

/** Makes a provisioned cluster. It is CREATING for about half an hour. */
export function createCluster(
  input: CreateClusterV2CommandInput,
  call: Call,
): Omit<CreateClusterV2CommandOutput, "$metadata"> {
  const { Provisioned: asked } = input;
  if (input.Serverless !== undefined || asked === undefined)
    throw new SandboxError("sandbox does not simulate Kafka CreateClusterV2.Serverless");
  refuseUnmodelled("CreateClusterV2.Provisioned", asked, MODELLED);
  const name = toName("clusterName", input.ClusterName, 64);
  const tags = toTags(input.Tags);
  const table = call.account.table(clusters);
  if (table.all().some((row) => row.name === name))
    throw conflict("A cluster with the same name already exists.");
  const place = toPlace(call, asked.BrokerNodeGroupInfo);
  const settings = toSettings(call, asked, place);
  ensureServiceLinkedRole(call, "kafka.amazonaws.com", "AWSServiceRoleForKafka");
  const id = newArn(call, "cluster", name);
  table.insert({
    id,
    createdAt: call.account.clock.now(),
    name,
    ...place,
    inCluster: asked.EncryptionInfo?.EncryptionInTransit?.InCluster ?? true,
    settings,
    operations: [],
    networkInterfaces: attach(call, { ...place, id }, { from: 0, to: settings.brokers }),
    tags,
  });
  return { ClusterArn: id, ClusterName: name, ClusterType: "PROVISIONED", State: "CREATING" };
}

type Place = Pick<KafkaCluster, "vpcId" | "subnets" | "groupIds">;

/** Checks subnets and groups. Source: MSK API reference, BrokerNodeGroupInfo. */
function toPlace(call: Call, nodes: BrokerNodeGroupInfo | undefined): Place {
  const { ClientSubnets = [], SecurityGroups = [] } = nodes ?? {};
  const ids = [...new Set(ClientSubnets)];
  if (ids.length < 2 || ids.length > 3)
    throw badRequest("clientSubnets", "Specify either two or three client subnets.");
  const rows = ids.map((id) => {
    const row = call.account.table(subnets.table).find(id);
    if (row === undefined) throw badRequest("clientSubnets", `The subnet ID '${id}' does not exist.`);
    return row;
  });
  const zones = rows.map(({ zone }) => zone);
  if (new Set(zones).size < zones.length)
    throw badRequest("clientSubnets", "The client subnets must be in different Availability Zones.");
  checkZones(call, zones);
  const [vpcId = ""] = new Set(rows.map((row) => row.vpcId));
  if (rows.some((row) => row.vpcId !== vpcId))
    throw badRequest("clientSubnets", "The client subnets must be in the same VPC.");
  return {
    vpcId,
    subnets: rows.map(({ id, zone }) => ({ id, zone })),
    groupIds: toGroups(call, SecurityGroups, vpcId),
  };
}

function checkZones(call: Call, zones: readonly string[]): void {
  const { zonesWithout } = call.account.offers(kafkaOffers);
  const idOf = (name: string): string => zonesOf(call).find((zone) => zone.name === name)?.id ?? "";
  const bad = zones.filter((zone) => zonesWithout.includes(idOf(zone)));
  if (bad.length > 0)
    throw badRequest(
      "clientSubnets",
      `One or more subnets belong to unsupported availability zones: [${bad.join(", ")}].`,
    );
}

/** Without groups it is the default group of the VPC. */
function toGroups(call: Call, ids: readonly string[], vpcId: string): readonly string[] {
  const inVpc = call.account
    .table(securityGroups.table)
    .all()
    .filter((group) => group.vpcId === vpcId);
  if (ids.length === 0) return inVpc.flatMap(({ id, name }) => (name === "default" ? id : []));
  const unknown = ids.find((id) => !inVpc.some((group) => group.id === id));
  if (unknown !== undefined)
    throw badRequest("securityGroups", `The security group '${unknown}' does not exist in the VPC ${vpcId}.`);
  return [...new Set(ids)];
}

function toSettings(call: Call, asked: ProvisionedRequest, place: Place): ClusterSettings {
  const kafkaVersion = checkVersion(call, "kafkaVersion", asked.KafkaVersion);
  const transit = asked.EncryptionInfo?.EncryptionInTransit;
  if (asked.EncryptionInfo?.EncryptionAtRest !== undefined)
    throw new SandboxError("sandbox does not simulate Kafka CreateClusterV2.Provisioned.EncryptionAtRest");
  return {
    kafkaVersion,
    brokers: checkBrokers(call, { brokers: asked.NumberOfBrokerNodes, place, kafkaVersion }),
    instanceType: checkInstanceType(call, asked.BrokerNodeGroupInfo?.InstanceType),
    storageGib: checkStorage(asked.BrokerNodeGroupInfo?.StorageInfo?.EbsStorageInfo?.VolumeSize),
    monitoring: asked.EnhancedMonitoring ?? "DEFAULT",
    configuration:
      asked.ConfigurationInfo === undefined
        ? undefined
        : toConfiguration(call, asked.ConfigurationInfo, kafkaVersion),
    clientBroker: transit?.ClientBroker ?? "TLS_PLAINTEXT",
    unauthenticated: toOpenness(asked.ClientAuthentication),
  };
}

/** Whether clients need no credentials; the sandbox knows no other way in. */
export function toOpenness(ways: ProvisionedRequest["ClientAuthentication"]): boolean {
  if (ways?.Sasl !== undefined || ways?.Tls?.Enabled === true)
    throw new SandboxError("sandbox does not simulate Kafka ClientAuthentication but Unauthenticated");
  return ways?.Unauthenticated?.Enabled ?? true;
}

/** Checks a number of brokers against zones and quotas. Source: MSK Developer Guide, "Amazon MSK quota". */
export function checkBrokers(
  call: Call,
  asked: {
    brokers: number | undefined;
    place: Pick<Place, "subnets">;
    kafkaVersion: string;
    besides?: string;
  },
): number {
  const { brokers = 0, place, kafkaVersion, besides } = asked;
  const { quotas } = call.account.offers(kafkaOffers);
  if (!Number.isInteger(brokers) || brokers < 1 || brokers % place.subnets.length !== 0)
    throw badRequest(
      "numberOfBrokerNodes",
      "The number of broker nodes must be a multiple of Availability Zones in the Client Subnets parameter.",
    );
  const most = isKraft(kafkaVersion) ? quotas.brokersPerKraftCluster : quotas.brokersPerZookeeperCluster;
  const others = call.account
    .table(clusters)
    .all()
    .filter(({ id }) => id !== besides)
    .map((row) => standingOf(row, call).settings.brokers);
  if (brokers > most || brokers + others.reduce((sum, count) => sum + count, 0) > quotas.brokers)
    throw badRequest("numberOfBrokerNodes", "You have reached the maximum number of brokers.");
  return brokers;
}

/** Checks a type of broker. */
export function checkInstanceType(call: Call, type: string | undefined): string {
  if (type?.startsWith("express.") === true)
    throw new SandboxError("sandbox does not simulate Kafka express brokers");
  if (type !== undefined && call.account.offers(kafkaOffers).instanceTypes.includes(type)) return type;
  throw badRequest("instanceType", `Unsupported InstanceType [${type ?? ""}].`);
}

/** Checks a size of a broker's volume. */
export function checkStorage(gib: number | undefined): number {
  const { least, most, usual } = STORAGE;
  const size = gib ?? usual;
  if (Number.isInteger(size) && size >= least && size <= most) return size;
  throw badRequest("volumeSize", `The volumeSize must be from ${least} to ${most}.`);
}

/** Checks a revision of a configuration, which must be made for the version if it was made for any by name. */
export function toConfiguration(
  call: Call,
  asked: Partial<ConfigurationInfo>,
  kafkaVersion: string,
): NonNullable<ClusterSettings["configuration"]> {
  const { kafkaVersions } = getConfiguration(call, asked.Arn);
  const { number } = getRevision(call, asked.Arn, asked.Revision);
  if (kafkaVersions.length > 0 && !kafkaVersions.includes(kafkaVersion))
    throw badRequest(
      "configurationInfo",
      `The configuration does not support Apache Kafka version ${kafkaVersion}.`,
    );
  return { arn: asked.Arn ?? "", revision: number };
}

/** Puts a network interface for each broker into the subnets, in turn. */
export function attach(
  call: Call,
  cluster: Pick<KafkaCluster, "id" | "subnets" | "groupIds">,
  range: { readonly from: number; readonly to: number },
): readonly string[] {
  const { id: arn, groupIds } = cluster;
  return Array.from({ length: range.to - range.from }, (_, index) => {
    const subnetId = cluster.subnets[(range.from + index) % cluster.subnets.length]?.id ?? "";
    const description = `DO NOT DELETE - Amazon MSK network interface for cluster ${arn}`;
    return addNetworkInterface(call, { subnetId, groupIds, description, requesterId: "amazon-msk" }).id;
  });
}
