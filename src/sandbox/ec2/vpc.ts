import type {
  CreateVpcCommandInput,
  CreateVpcCommandOutput,
  DeleteVpcCommandInput,
  DeleteVpcCommandOutput,
  DescribeVpcAttributeCommandInput,
  DescribeVpcAttributeCommandOutput,
  DescribeVpcsCommandInput,
  DescribeVpcsCommandOutput,
  ModifyVpcAttributeCommandInput,
  ModifyVpcAttributeCommandOutput,
  Tenancy,
  Vpc,
} from "@aws-sdk/client-ec2";
import { type Call, change, newId, read } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { formatCidr, parseCidr } from "./cidr.ts";
import { describe, type FilterTable } from "./describe.ts";
import { getRecord, inUse } from "./kind.ts";
import { ec2Offers } from "./offers.ts";
import { createMainRouteTable } from "./route-table.ts";
import { createDefaultGroup } from "./security-group.ts";
import {
  internetGateways,
  networkInterfaces,
  type Vpc as Row,
  routeTables,
  securityGroupRules,
  securityGroups,
  subnets,
  vpcEndpoints,
  vpcs,
} from "./tables.ts";
import { tagsFrom, toTagList } from "./tagging.ts";
import { attachmentsOf } from "./vpc-attachment.ts";

const PENDING_SECONDS = 2;
/** The largest and the smallest block of a VPC. Source: VPC User Guide, "VPC CIDR blocks". */
const PREFIX_LENGTHS = { largest: 16, smallest: 28 };

const FILTERS: FilterTable<Row> = {
  cidr: (row) => row.cidr,
  "cidr-block-association.association-id": (row) => row.cidrAssociationId,
  "cidr-block-association.cidr-block": (row) => row.cidr,
  "cidr-block-association.state": () => "associated",
  "dhcp-options-id": () => "default",
  "is-default": () => "false",
  "owner-id": (_row, call) => call.accountId,
  state: (row, call) => stateOf(row, call),
  "vpc-id": (row) => row.id,
};

function stateOf(row: Row, call: Call): "available" | "pending" {
  return call.account.clock.secondsSince(row.createdAt) < PENDING_SECONDS ? "pending" : "available";
}

function toVpc(row: Row, call: Call): Vpc {
  return {
    VpcId: row.id,
    CidrBlock: row.cidr,
    State: stateOf(row, call),
    DhcpOptionsId: "default",
    InstanceTenancy: row.tenancy as Tenancy,
    IsDefault: false,
    OwnerId: call.accountId,
    CidrBlockAssociationSet: [
      { AssociationId: row.cidrAssociationId, CidrBlock: row.cidr, CidrBlockState: { State: "associated" } },
      ...(row.secondaryBlocks ?? []).map((CidrBlock, index) => ({
        AssociationId: `${row.cidrAssociationId}${index}`,
        CidrBlock,
        CidrBlockState: { State: "associated" as const },
      })),
    ],
    Tags: toTagList(row.tags),
  };
}

function createVpc(input: CreateVpcCommandInput, call: Call): Omit<CreateVpcCommandOutput, "$metadata"> {
  const table = call.account.table(vpcs.table);
  const block = parseCidr(input.CidrBlock);
  if (block.length < PREFIX_LENGTHS.largest || block.length > PREFIX_LENGTHS.smallest) {
    throw new Refusal("InvalidVpc.Range", `The CIDR '${input.CidrBlock}' is invalid.`);
  }
  const tags = tagsFrom(input.TagSpecifications, vpcs.tagType);
  if (table.all().length >= call.account.offers(ec2Offers).quotas.vpcs) {
    throw new Refusal("VpcLimitExceeded", "The maximum number of VPCs has been reached.");
  }
  const row = table.insert({
    id: newId("vpc"),
    createdAt: call.account.clock.now(),
    cidr: formatCidr(block),
    tenancy: input.InstanceTenancy ?? "default",
    cidrAssociationId: newId("vpc-cidr-assoc"),
    dnsSupport: true,
    dnsHostnames: false,
    tags,
  });
  createDefaultGroup(call, row.id);
  createMainRouteTable(call, row.id);
  return { Vpc: toVpc(row, call) };
}

/** What is left in a VPC that AWS does not delete with it. */
function findDependents(call: Call, vpcId: string): readonly string[] {
  const { account } = call;
  const own = <R extends { id: string; vpcId?: string }>(rows: readonly R[]): readonly R[] =>
    rows.filter((row) => row.vpcId === vpcId);
  return [
    ...own(account.table(subnets.table).all()),
    ...own(account.table(internetGateways.table).all()),
    ...own(account.table(vpcEndpoints.table).all()),
    ...own(account.table(networkInterfaces.table).all()),
    ...own(account.table(routeTables.table).all()).filter(
      (row) => !row.associations.some(({ main }) => main),
    ),
    ...own(account.table(securityGroups.table).all()).filter((row) => row.name !== "default"),
    ...attachmentsOf(call, vpcId),
  ].map(({ id }) => id);
}

function deleteVpc(input: DeleteVpcCommandInput, call: Call): Omit<DeleteVpcCommandOutput, "$metadata"> {
  const { account } = call;
  const { id } = getRecord(call, vpcs, input.VpcId);
  if (findDependents(call, id).length > 0) throw inUse("vpc", id);
  const groups = account.table(securityGroups.table);
  const rules = account.table(securityGroupRules.table);
  const tables = account.table(routeTables.table);
  for (const group of groups.all().filter(({ vpcId }) => vpcId === id)) {
    for (const rule of rules.all().filter(({ groupOf }) => groupOf === group.id)) rules.remove(rule.id);
    groups.remove(group.id);
  }
  for (const row of tables.all().filter(({ vpcId }) => vpcId === id)) tables.remove(row.id);
  account.table(vpcs.table).remove(id);
  return {};
}

function describeVpcAttribute(
  input: DescribeVpcAttributeCommandInput,
  call: Call,
): Omit<DescribeVpcAttributeCommandOutput, "$metadata"> {
  const row = getRecord(call, vpcs, input.VpcId);
  if (input.Attribute === "enableDnsSupport")
    return { VpcId: row.id, EnableDnsSupport: { Value: row.dnsSupport } };
  if (input.Attribute === "enableDnsHostnames")
    return { VpcId: row.id, EnableDnsHostnames: { Value: row.dnsHostnames } };
  if (input.Attribute === "enableNetworkAddressUsageMetrics") {
    return { VpcId: row.id, EnableNetworkAddressUsageMetrics: { Value: false } };
  }
  throw new Refusal(
    "InvalidParameterValue",
    `Value (${input.Attribute}) for parameter attribute is invalid. Unknown attribute.`,
  );
}

function modifyVpcAttribute(
  input: ModifyVpcAttributeCommandInput,
  call: Call,
): Omit<ModifyVpcAttributeCommandOutput, "$metadata"> {
  const row = getRecord(call, vpcs, input.VpcId);
  const { EnableDnsSupport, EnableDnsHostnames, EnableNetworkAddressUsageMetrics } = input;
  const given = Object.entries({ EnableDnsSupport, EnableDnsHostnames, EnableNetworkAddressUsageMetrics });
  const named = given.filter(([, value]) => value !== undefined).map(([name]) => name);
  if (named.length === 0)
    throw new Refusal("MissingParameter", "The request must contain an attribute to modify");
  if (named.length > 1) {
    throw new Refusal(
      "InvalidParameterCombination",
      `Fields for multiple attribute types specified: ${named.join(", ")}`,
    );
  }
  call.account.table(vpcs.table).update(row.id, {
    dnsSupport: EnableDnsSupport?.Value ?? row.dnsSupport,
    dnsHostnames: EnableDnsHostnames?.Value ?? row.dnsHostnames,
  });
  return {};
}

/** EC2's calls on VPCs. A new VPC brings its default security group and its main route table. */
export const vpcOperations = {
  CreateVpc: change<CreateVpcCommandInput, CreateVpcCommandOutput>(createVpc),
  DeleteVpc: change<DeleteVpcCommandInput, DeleteVpcCommandOutput>(deleteVpc),
  DescribeVpcAttribute: read<DescribeVpcAttributeCommandInput, DescribeVpcAttributeCommandOutput>(
    describeVpcAttribute,
  ),
  ModifyVpcAttribute: change<ModifyVpcAttributeCommandInput, ModifyVpcAttributeCommandOutput>(
    modifyVpcAttribute,
  ),
  DescribeVpcs: read<DescribeVpcsCommandInput, DescribeVpcsCommandOutput>((input, call) => {
    const request = {
      ids: input.VpcIds,
      filters: input.Filters,
      maxResults: input.MaxResults,
      nextToken: input.NextToken,
    };
    const { records, nextToken } = describe(call, vpcs, request, FILTERS);
    return { Vpcs: records.map((row) => toVpc(row, call)), NextToken: nextToken };
  }),
};
