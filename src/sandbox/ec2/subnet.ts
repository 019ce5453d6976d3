import type {
  CreateSubnetCommandInput,
  CreateSubnetCommandOutput,
  DeleteSubnetCommandInput,
  DeleteSubnetCommandOutput,
  DescribeSubnetsCommandInput,
  DescribeSubnetsCommandOutput,
  ModifySubnetAttributeCommandInput,
  ModifySubnetAttributeCommandOutput,
  Subnet,
} from "@aws-sdk/client-ec2";
import { type Call, change, newId, read, toArn } from "../operation.ts";
import { Refusal, SandboxError } from "../refusal.ts";
import { zonesOf } from "./availability-zone.ts";
import { contains, formatCidr, overlap, parseCidr } from "./cidr.ts";
import { describe, type FilterTable } from "./describe.ts";
import { getRecord, inUse } from "./kind.ts";
import { interfacesIn, RESERVED_ADDRESSES } from "./network-interface.ts";
import { type Subnet as Row, routeTables, subnets, vpcs } from "./tables.ts";
import { tagsFrom, toTagList } from "./tagging.ts";
import type { Zone } from "./zones.ts";

const PENDING_SECONDS = 2;
/** The largest and the smallest block of a subnet. Source: VPC User Guide, "Subnet sizing". */
const PREFIX_LENGTHS = { largest: 16, smallest: 28 };

function stateOf(row: Row, call: Call): "available" | "pending" {
  return call.account.clock.secondsSince(row.createdAt) < PENDING_SECONDS ? "pending" : "available";
}

function freeAddresses(row: Row, call: Call): number {
  return parseCidr(row.cidr).size - RESERVED_ADDRESSES - interfacesIn(call, row.id).length;
}

function zoneIdOf(row: Row, call: Call): string | undefined {
  return zonesOf(call).find(({ name }) => name === row.zone)?.id;
}

const FILTERS: FilterTable<Row> = {
  "availability-zone": (row) => row.zone,
  availabilityZone: (row) => row.zone,
  "availability-zone-id": zoneIdOf,
  "available-ip-address-count": (row, call) => String(freeAddresses(row, call)),
  cidr: (row) => row.cidr,
  "cidr-block": (row) => row.cidr,
  cidrBlock: (row) => row.cidr,
  "default-for-az": () => "false",
  "map-public-ip-on-launch": (row) => String(row.mapPublicIp),
  "owner-id": (_row, call) => call.accountId,
  state: stateOf,
  "subnet-id": (row) => row.id,
  "vpc-id": (row) => row.vpcId,
};

function toSubnet(row: Row, call: Call): Subnet {
  return {
    SubnetId: row.id,
    SubnetArn: toArn(call, "ec2", `subnet/${row.id}`),
    VpcId: row.vpcId,
    CidrBlock: row.cidr,
    State: stateOf(row, call),
    AvailabilityZone: row.zone,
    AvailabilityZoneId: zoneIdOf(row, call),
    AvailableIpAddressCount: freeAddresses(row, call),
    DefaultForAz: false,
    MapPublicIpOnLaunch: row.mapPublicIp,
    AssignIpv6AddressOnCreation: false,
    Ipv6CidrBlockAssociationSet: [],
    EnableDns64: false,
    Ipv6Native: false,
    MapCustomerOwnedIpOnLaunch: false,
    OwnerId: call.accountId,
    PrivateDnsNameOptionsOnLaunch: {
      HostnameType: "ip-name",
      EnableResourceNameDnsARecord: false,
      EnableResourceNameDnsAAAARecord: false,
    },
    Tags: toTagList(row.tags),
  };
}

function findZone(input: CreateSubnetCommandInput, call: Call): Zone {
  const { AvailabilityZone: name, AvailabilityZoneId: id } = input;
  if (name !== undefined && id !== undefined) {
    throw new Refusal(
      "InvalidParameterCombination",
      "Specify either AvailabilityZone or AvailabilityZoneId, not both.",
    );
  }
  const usable = zonesOf(call).filter(({ optIn }) => optIn !== "not-opted-in");
  const zone = usable.find(
    (candidate) => (name ?? id) === undefined || candidate.name === name || candidate.id === id,
  );
  if (zone !== undefined) return zone;
  const names = usable.map((candidate) => candidate.name).join(", ");
  throw new Refusal(
    "InvalidParameterValue",
    `Value (${name ?? id}) for parameter availabilityZone is invalid. Subnets can currently only be created in the following availability zones: ${names}.`,
  );
}

function createSubnet(
  input: CreateSubnetCommandInput,
  call: Call,
): Omit<CreateSubnetCommandOutput, "$metadata"> {
  const vpc = getRecord(call, vpcs, input.VpcId);
  const block = parseCidr(input.CidrBlock);
  const tooLarge = block.length < PREFIX_LENGTHS.largest || block.length > PREFIX_LENGTHS.smallest;
  const blocks = [vpc.cidr, ...(vpc.secondaryBlocks ?? [])].map((text) => parseCidr(text));
  if (tooLarge || !blocks.some((whole) => contains(whole, block))) {
    throw new Refusal("InvalidSubnet.Range", `The CIDR '${input.CidrBlock}' is invalid.`);
  }
  const tags = tagsFrom(input.TagSpecifications, subnets.tagType);
  const table = call.account.table(subnets.table);
  const siblings = table.all().filter(({ vpcId }) => vpcId === vpc.id);
  if (siblings.some(({ cidr }) => overlap(parseCidr(cidr), block))) {
    throw new Refusal(
      "InvalidSubnet.Conflict",
      `The CIDR '${input.CidrBlock}' conflicts with another subnet`,
    );
  }
  const row = table.insert({
    id: newId("subnet"),
    createdAt: call.account.clock.now(),
    vpcId: vpc.id,
    cidr: formatCidr(block),
    zone: findZone(input, call).name,
    mapPublicIp: false,
    tags,
  });
  return { Subnet: toSubnet(row, call) };
}

function deleteSubnet(
  input: DeleteSubnetCommandInput,
  call: Call,
): Omit<DeleteSubnetCommandOutput, "$metadata"> {
  const row = getRecord(call, subnets, input.SubnetId);
  if (interfacesIn(call, row.id).length > 0) throw inUse("subnet", row.id);
  // A subnet takes its association with a route table along.
  const tables = call.account.table(routeTables.table);
  for (const table of tables.all()) {
    const associations = table.associations.filter(({ subnetId }) => subnetId !== row.id);
    if (associations.length < table.associations.length) tables.update(table.id, { associations });
  }
  call.account.table(subnets.table).remove(row.id);
  return {};
}

function modifySubnetAttribute(
  input: ModifySubnetAttributeCommandInput,
  call: Call,
): Omit<ModifySubnetAttributeCommandOutput, "$metadata"> {
  const { SubnetId, ...attributes } = input;
  const row = getRecord(call, subnets, SubnetId);
  const named = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([name]) => name);
  if (named.length === 0)
    throw new Refusal("MissingParameter", "The request must contain an attribute to modify");
  if (named.length > 1) {
    throw new Refusal(
      "InvalidParameterCombination",
      `Fields for multiple attribute types specified: ${named.join(", ")}`,
    );
  }
  const mapPublicIp = input.MapPublicIpOnLaunch?.Value;
  if (mapPublicIp === undefined) throw new SandboxError(`sandbox subnets have no attribute ${named.join()}`);
  call.account.table(subnets.table).update(row.id, { mapPublicIp });
  return {};
}

/** EC2's calls on subnets. */
export const subnetOperations = {
  CreateSubnet: change<CreateSubnetCommandInput, CreateSubnetCommandOutput>(createSubnet),
  DeleteSubnet: change<DeleteSubnetCommandInput, DeleteSubnetCommandOutput>(deleteSubnet),
  ModifySubnetAttribute: change<ModifySubnetAttributeCommandInput, ModifySubnetAttributeCommandOutput>(
    modifySubnetAttribute,
  ),
  DescribeSubnets: read<DescribeSubnetsCommandInput, DescribeSubnetsCommandOutput>((input, call) => {
    const request = {
      ids: input.SubnetIds,
      filters: input.Filters,
      maxResults: input.MaxResults,
      nextToken: input.NextToken,
    };
    const { records, nextToken } = describe(call, subnets, request, FILTERS);
    return { Subnets: records.map((row) => toSubnet(row, call)), NextToken: nextToken };
  }),
};
