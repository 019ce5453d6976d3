import {
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  type RouteTable,
  type Subnet,
  type Vpc,
} from "@aws-sdk/client-ec2";
import type { Aws } from "../../aws/env.ts";
import { orAbsent } from "../type.ts";
import { findTarget } from "./route.ts";
import { isMain, readRouteTables } from "./route-table.ts";
import { byValues } from "./tagging.ts";
import { readDns } from "./vpc.ts";

/** Where what is not nearer goes; `none` also for a route whose target is gone. */
type DefaultRoute = "internet-gateway" | "nat-gateway" | "other" | "none";

/** A VPC that somebody else made. */
type ExistingVpc = {
  id: string;
  /** The block that it was made with. */
  cidr: string;
  /** The blocks that were associated with it since, sorted. */
  secondaryBlocks: readonly string[];
  dnsSupport: boolean;
  dnsHostnames: boolean;
};

/** A subnet that somebody else made. */
export type ExistingSubnet = {
  id: string;
  vpcId: string;
  zone: string;
  zoneId: string;
  cidr: string;
  freeAddresses: number;
  /** Whether instances that start in it get a public address. */
  mapsPublic: boolean;
  /** By the table that it is associated with, else by the VPC's main table. */
  defaultRoute: DefaultRoute;
};

/** What there is of a network that the settings name. */
export type ExistingNetwork = {
  /** Absent if there is no such VPC. */
  vpc: ExistingVpc | undefined;
  /** In the order asked for; those that do not exist are left out. */
  subnets: readonly ExistingSubnet[];
};

/** Reads the facts about an existing network that decide whether a stack can live in it. All at once, no writes. */
export async function readExistingNetwork(
  aws: Aws,
  { vpcId, subnetIds }: { vpcId: string; subnetIds: readonly string[] },
): Promise<ExistingNetwork> {
  const [vpc, subnets, tables] = await Promise.all([
    readVpc(aws, vpcId),
    readSubnets(aws, subnetIds),
    readRouteTables(aws, byValues("vpc-id", [vpcId])),
  ]);
  const found = subnetIds.flatMap((id) => subnets.find(({ SubnetId }) => SubnetId === id) ?? []);
  return { vpc, subnets: found.map((subnet) => toExisting(subnet, tables)) };
}

async function readVpc(aws: Aws, vpcId: string): Promise<ExistingVpc | undefined> {
  const command = new DescribeVpcsCommand({ Filters: byValues("vpc-id", [vpcId]) });
  const [{ Vpcs: vpcs = [] }, dns] = await Promise.all([
    aws.safe.ec2.send(command),
    orAbsent(() => readDns(aws, vpcId)),
  ]);
  const [found] = vpcs;
  return found === undefined || dns === undefined
    ? undefined
    : { id: vpcId, cidr: found.CidrBlock ?? "", secondaryBlocks: secondaryBlocksOf(found), ...dns };
}

/** A block that is on its way, in or out, lets nobody in. */
const secondaryBlocksOf = ({ CidrBlock, CidrBlockAssociationSet = [] }: Vpc): string[] =>
  CidrBlockAssociationSet.filter(
    ({ CidrBlockState }) => (CidrBlockState?.State ?? "associated") === "associated",
  )
    .flatMap((association) => association.CidrBlock ?? [])
    .filter((block) => block !== CidrBlock)
    .sort();

async function readSubnets(aws: Aws, subnetIds: readonly string[]): Promise<Subnet[]> {
  if (subnetIds.length === 0) return [];
  const command = new DescribeSubnetsCommand({ Filters: byValues("subnet-id", subnetIds) });
  return (await aws.safe.ec2.send(command)).Subnets ?? [];
}

function toExisting(subnet: Subnet, tables: readonly RouteTable[]): ExistingSubnet {
  const { SubnetId: id = "", VpcId: vpcId = "", CidrBlock: cidr = "" } = subnet;
  const { AvailabilityZone: zone = "", AvailabilityZoneId: zoneId = "" } = subnet;
  const own = tables.find(({ Associations }) => Associations?.some(({ SubnetId }) => SubnetId === id));
  const main = tables.find((table) => table.VpcId === vpcId && isMain(table));
  return {
    id,
    vpcId,
    zone,
    zoneId,
    cidr,
    freeAddresses: subnet.AvailableIpAddressCount ?? 0,
    mapsPublic: subnet.MapPublicIpOnLaunch ?? false,
    defaultRoute: toDefaultRoute(own ?? main),
  };
}

function toDefaultRoute(table: RouteTable | undefined): DefaultRoute {
  const route = table?.Routes?.find(({ DestinationCidrBlock }) => DestinationCidrBlock === "0.0.0.0/0");
  if (route === undefined || route.State === "blackhole") return "none";
  return findTarget(route)?.kind ?? "other";
}
