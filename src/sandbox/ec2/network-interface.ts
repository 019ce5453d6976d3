import type {
  DescribeNetworkInterfacesCommandInput,
  DescribeNetworkInterfacesCommandOutput,
  NetworkInterface,
} from "@aws-sdk/client-ec2";
import type { Tags } from "../account.ts";
import { type Call, newId, read } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { formatAddress, parseCidr } from "./cidr.ts";
import { describe, type FilterTable } from "./describe.ts";
import { getRecord } from "./kind.ts";
import { networkInterfaces, type NetworkInterface as Row, securityGroups, subnets } from "./tables.ts";
import { toTagList } from "./tagging.ts";

/** AWS keeps the first four addresses and the last one of every subnet. Source: VPC User Guide, "Subnet sizing". */
export const RESERVED_ADDRESSES = 5;

/** What a service puts into a subnet. */
export interface NewNetworkInterface {
  readonly subnetId: string;
  readonly groupIds: readonly string[];
  /** What AWS writes there: "RDSNetworkInterface", "ElastiCache flashsale-redis-001", "Interface for NAT Gateway nat-…". */
  readonly description: string;
  /** @default "amazon-aws" */
  readonly requesterId?: string;
  /** @default "interface" */
  readonly interfaceType?: string;
  /** The address under which the internet sees it. */
  readonly elastic?: { readonly allocationId: string; readonly publicIp: string };
  /** A public address of AWS's own, as load balancers have. */
  readonly publicIp?: string;
  /** Given for the interface that an instance starts with, which no service manages. */
  readonly instance?: { readonly id: string; readonly publicIp?: string; readonly tags: Tags };
}

/**
 * Puts a network interface of a service (RDS, ElastiCache, MSK, a load balancer) into a subnet, where it blocks the
 * deletion of the subnet and of its groups until `removeNetworkInterface`. Throws when the subnet has no free address.
 */
export function addNetworkInterface(call: Call, made: NewNetworkInterface): Row {
  const subnet = getRecord(call, subnets, made.subnetId);
  for (const id of made.groupIds) getRecord(call, securityGroups, id);
  const address = made.elastic === undefined ? {} : { ...made.elastic, associationId: newId("eipassoc") };
  const { id: instanceId, ...attached } = made.instance ?? {};
  return call.account.table(networkInterfaces.table).insert({
    id: newId("eni"),
    createdAt: call.account.clock.now(),
    vpcId: subnet.vpcId,
    subnetId: subnet.id,
    zone: subnet.zone,
    groupIds: made.groupIds,
    description: made.description,
    requesterId: made.requesterId ?? "amazon-aws",
    interfaceType: made.interfaceType ?? "interface",
    privateIp: findFreeAddress(call, subnet.id, subnet.cidr),
    ...address,
    ...(made.publicIp === undefined ? {} : { publicIp: made.publicIp }),
    ...(instanceId === undefined ? {} : { instanceId, ...attached }),
  });
}

/** Takes a service's network interface away, `seconds` from now (simulated): AWS keeps it for a while after the service is gone. */
export function removeNetworkInterface(call: Call, id: string, seconds = 0): void {
  const table = call.account.table(networkInterfaces.table);
  if (table.find(id) === undefined) return;
  if (seconds > 0) table.retire(id, seconds);
  else table.remove(id);
}

/** The interfaces that stand in a subnet. */
export function interfacesIn(call: Call, subnetId: string): readonly Row[] {
  return call.account
    .table(networkInterfaces.table)
    .all()
    .filter((row) => row.subnetId === subnetId);
}

function findFreeAddress(call: Call, subnetId: string, cidr: string): string {
  const { first, size } = parseCidr(cidr);
  const taken = new Set(interfacesIn(call, subnetId).map(({ privateIp }) => privateIp));
  for (let offset = RESERVED_ADDRESSES - 1; offset < size - 1; offset++) {
    const address = formatAddress(first + offset);
    if (!taken.has(address)) return address;
  }
  throw new Refusal(
    "InsufficientFreeAddressesInSubnet",
    `The specified subnet ${subnetId} does not have enough free addresses.`,
  );
}

const FILTERS: FilterTable<Row> = {
  "addresses.private-ip-address": (row) => row.privateIp,
  "association.allocation-id": (row) => row.allocationId,
  "association.association-id": (row) => row.associationId,
  "association.public-ip": (row) => row.publicIp,
  "attachment.instance-id": (row) => row.instanceId,
  "availability-zone": (row) => row.zone,
  description: (row) => row.description,
  "group-id": (row) => row.groupIds,
  "group-name": (row, call) =>
    row.groupIds.flatMap((id) => call.account.table(securityGroups.table).find(id)?.name ?? []),
  "interface-type": (row) => row.interfaceType,
  "network-interface-id": (row) => row.id,
  "owner-id": (_row, call) => call.accountId,
  "private-ip-address": (row) => row.privateIp,
  "requester-id": (row) => row.requesterId,
  "requester-managed": (row) => String(row.instanceId === undefined),
  status: () => "in-use",
  "subnet-id": (row) => row.subnetId,
  "vpc-id": (row) => row.vpcId,
};

function toNetworkInterface(row: Row, call: Call): NetworkInterface {
  const Groups = row.groupIds.map((id) => ({
    GroupId: id,
    GroupName: call.account.table(securityGroups.table).find(id)?.name,
  }));
  const Association = row.publicIp && {
    AllocationId: row.allocationId,
    AssociationId: row.associationId,
    IpOwnerId: row.allocationId === undefined ? "amazon" : call.accountId,
    PublicIp: row.publicIp,
  };
  return {
    NetworkInterfaceId: row.id,
    VpcId: row.vpcId,
    SubnetId: row.subnetId,
    AvailabilityZone: row.zone,
    Description: row.description,
    ...toHolder(row, call),
    OwnerId: call.accountId,
    InterfaceType: row.interfaceType as NonNullable<NetworkInterface["InterfaceType"]>,
    Status: "in-use",
    PrivateIpAddress: row.privateIp,
    Groups,
    ...(Association ? { Association } : {}),
    TagSet: toTagList(row.tags),
  };
}

/** Whose an interface is: a service's, or an instance's. */
function toHolder(row: Row, call: Call): Partial<NetworkInterface> {
  if (row.instanceId === undefined) return { RequesterId: row.requesterId, RequesterManaged: true };
  const attachment = { InstanceId: row.instanceId, InstanceOwnerId: call.accountId, DeviceIndex: 0 };
  return {
    RequesterManaged: false,
    Attachment: { ...attachment, Status: "attached", DeleteOnTermination: true },
  };
}

/** EC2's calls on network interfaces. */
export const networkInterfaceOperations = {
  DescribeNetworkInterfaces: read<
    DescribeNetworkInterfacesCommandInput,
    DescribeNetworkInterfacesCommandOutput
  >((input, call) => {
    const request = {
      ids: input.NetworkInterfaceIds,
      filters: input.Filters,
      maxResults: input.MaxResults,
      nextToken: input.NextToken,
    };
    const { records, nextToken } = describe(call, networkInterfaces, request, FILTERS);
    return { NetworkInterfaces: records.map((row) => toNetworkInterface(row, call)), NextToken: nextToken };
  }),
};
