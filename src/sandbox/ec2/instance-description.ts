import type {
  CpuOptions,
  DescribeInstanceStatusCommandInput,
  DescribeInstanceStatusCommandOutput,
  DescribeInstancesCommandInput,
  DescribeInstancesCommandOutput,
  Instance,
  InstanceNetworkInterface,
  InstanceStateName,
  InstanceStatus,
  InstanceStatusSummary,
  Reservation,
} from "@aws-sdk/client-ec2";
import { type Call, read } from "../operation.ts";
import { describe, type FilterTable } from "./describe.ts";
import { instanceState, isChecked, type Instance as Row } from "./instance.ts";
import { architectureOf, vcpusOf } from "./instance-type.ts";
import { instances, securityGroups } from "./tables.ts";
import { toTagList } from "./tagging.ts";

/** The number that EC2 gives each state. Source: EC2 API reference, InstanceState. */
export const STATE_CODES: Readonly<Record<InstanceStateName, number>> = {
  pending: 0,
  running: 16,
  "shutting-down": 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

/** A terminated instance has left its network. */
const placeOf = <T>(row: Row, call: Call, value: T): T | undefined =>
  instanceState(row, call) === "terminated" ? undefined : value;

const FILTERS: FilterTable<Row> = {
  "availability-zone": (row) => row.zone,
  "client-token": (row) => row.clientToken,
  "iam-instance-profile.arn": (row) => row.profile?.arn,
  "image-id": (row) => row.imageId,
  "instance-id": (row) => row.id,
  "instance-state-name": instanceState,
  "instance-type": (row) => row.instanceType,
  "instance.group-id": (row, call) => placeOf(row, call, row.groupIds),
  "key-name": (row) => row.keyName,
  "network-interface.network-interface-id": (row, call) => placeOf(row, call, row.networkInterfaceId),
  "private-ip-address": (row, call) => placeOf(row, call, row.privateIp),
  "reservation-id": (row) => row.reservationId,
  "subnet-id": (row, call) => placeOf(row, call, row.subnetId),
  "vpc-id": (row, call) => placeOf(row, call, row.vpcId),
};

const groupsOf = (row: Row, call: Call) =>
  row.groupIds.map((GroupId) => ({
    GroupId,
    GroupName: call.account.table(securityGroups.table).find(GroupId)?.name,
  }));

function toInterface(row: Row, call: Call): InstanceNetworkInterface {
  return {
    NetworkInterfaceId: row.networkInterfaceId,
    SubnetId: row.subnetId,
    VpcId: row.vpcId,
    OwnerId: call.accountId,
    PrivateIpAddress: row.privateIp,
    InterfaceType: "interface",
    Status: "in-use",
    SourceDestCheck: true,
    Groups: groupsOf(row, call),
    Attachment: { DeviceIndex: 0, DeleteOnTermination: true, Status: "attached" },
  };
}

/** What an instance has only as long as it stands. */
function toStanding(row: Row, call: Call): Partial<Instance> {
  const { profile, rootVolume: volume, publicIp } = row;
  const at = new Date(row.createdAt);
  const Ebs = { VolumeId: volume.id, AttachTime: at, DeleteOnTermination: true, Status: "attached" as const };
  return {
    VpcId: row.vpcId,
    SubnetId: row.subnetId,
    PrivateIpAddress: row.privateIp,
    ...(publicIp === undefined ? {} : { PublicIpAddress: publicIp }),
    SecurityGroups: groupsOf(row, call),
    NetworkInterfaces: [toInterface(row, call)],
    BlockDeviceMappings: [{ DeviceName: volume.device, Ebs }],
    ...(profile === undefined ? {} : { IamInstanceProfile: { Arn: profile.arn, Id: profile.id } }),
  };
}

/** Graviton's cores run one thread each, the others two. */
function cpuOf(type: string): CpuOptions {
  const threads = architectureOf(type) === "arm64" || vcpusOf(type) === 1 ? 1 : 2;
  return { CoreCount: vcpusOf(type) / threads, ThreadsPerCore: threads };
}

function toInstance(row: Row, call: Call): Instance {
  const state = instanceState(row, call);
  return {
    InstanceId: row.id,
    ImageId: row.imageId,
    InstanceType: row.instanceType as NonNullable<Instance["InstanceType"]>,
    KeyName: row.keyName,
    ClientToken: row.clientToken,
    State: { Name: state, Code: STATE_CODES[state] },
    LaunchTime: new Date(row.createdAt),
    Placement: { AvailabilityZone: row.zone, Tenancy: "default" },
    Architecture: architectureOf(row.instanceType),
    CpuOptions: cpuOf(row.instanceType),
    RootDeviceName: row.rootVolume.device,
    RootDeviceType: "ebs",
    MetadataOptions: {
      State: "applied",
      HttpTokens: row.metadataTokens as "required" | "optional",
      HttpPutResponseHopLimit: row.metadataHops,
      HttpEndpoint: "enabled",
    },
    Tags: toTagList(row.tags),
    ...(state === "terminated" ? {} : toStanding(row, call)),
  };
}

/** Writes the instances of one call that launched them. */
export function toReservation(id: string, rows: readonly Row[], call: Call): Reservation {
  return {
    ReservationId: id,
    OwnerId: call.accountId,
    Groups: [],
    Instances: rows.map((row) => toInstance(row, call)),
  };
}

const requestOf = (input: DescribeInstancesCommandInput | DescribeInstanceStatusCommandInput) => ({
  ids: input.InstanceIds,
  filters: input.Filters,
  maxResults: input.MaxResults,
  nextToken: input.NextToken,
});

function describeInstances(
  input: DescribeInstancesCommandInput,
  call: Call,
): Omit<DescribeInstancesCommandOutput, "$metadata"> {
  const { records, nextToken } = describe(call, instances, requestOf(input), FILTERS);
  const ids = [...new Set(records.map(({ reservationId }) => reservationId))];
  const Reservations = ids.map((id) =>
    toReservation(
      id,
      records.filter(({ reservationId }) => reservationId === id),
      call,
    ),
  );
  return { Reservations, NextToken: nextToken };
}

function toStatus(row: Row, call: Call): InstanceStatus {
  const state = instanceState(row, call);
  const Status = isChecked(row, call) ? "ok" : "initializing";
  const checks: InstanceStatusSummary = {
    Status: state === "running" ? Status : "not-applicable",
    Details: [{ Name: "reachability", Status: isChecked(row, call) ? "passed" : "initializing" }],
  };
  return {
    InstanceId: row.id,
    AvailabilityZone: row.zone,
    InstanceState: { Name: state, Code: STATE_CODES[state] },
    InstanceStatus: checks,
    SystemStatus: checks,
  };
}

function describeStatus(
  input: DescribeInstanceStatusCommandInput,
  call: Call,
): Omit<DescribeInstanceStatusCommandOutput, "$metadata"> {
  const { records, nextToken } = describe(call, instances, requestOf(input), FILTERS);
  const shown = records.filter(
    (row) => input.IncludeAllInstances === true || instanceState(row, call) === "running",
  );
  return { InstanceStatuses: shown.map((row) => toStatus(row, call)), NextToken: nextToken };
}

/** EC2's calls that tell of instances. */
export const instanceDescriptionOperations = {
  DescribeInstanceStatus: read<DescribeInstanceStatusCommandInput, DescribeInstanceStatusCommandOutput>(
    describeStatus,
  ),
  DescribeInstances: read<DescribeInstancesCommandInput, DescribeInstancesCommandOutput>(describeInstances),
};
