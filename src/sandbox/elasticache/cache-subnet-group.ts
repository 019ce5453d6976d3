import type {
  CacheSubnetGroup,
  CreateCacheSubnetGroupCommandInput,
  CreateCacheSubnetGroupCommandOutput,
  DeleteCacheSubnetGroupCommandInput,
  DeleteCacheSubnetGroupCommandOutput,
  DescribeCacheSubnetGroupsCommandInput,
  DescribeCacheSubnetGroupsCommandOutput,
  ModifyCacheSubnetGroupCommandInput,
  ModifyCacheSubnetGroupCommandOutput,
} from "@aws-sdk/client-elasticache";
import { networkInterfaces, subnets } from "../ec2/tables.ts";
import { type Call, change, read } from "../operation.ts";
import { paginate } from "../rds/page.ts";
import { Refusal } from "../refusal.ts";
import { cacheArn, invalid, toTags } from "./identifier.ts";
import { elastiCacheOffers } from "./offers.ts";
import {
  type ReplicationGroup,
  type CacheSubnetGroup as Row,
  replicationGroups,
  subnetGroups,
} from "./tables.ts";

/** Gets a cache subnet group by name, in any case. Throws CacheSubnetGroupNotFoundFault. */
export function getSubnetGroup(call: Call, name: string | undefined): Row {
  const row = call.account.table(subnetGroups).find((name ?? "").toLowerCase());
  if (row === undefined)
    throw new Refusal("CacheSubnetGroupNotFoundFault", `Cache Subnet Group ${name ?? ""} does not exist.`);
  return row;
}

function toCacheSubnetGroup(row: Row, call: Call): CacheSubnetGroup {
  return {
    CacheSubnetGroupName: row.id,
    CacheSubnetGroupDescription: row.description,
    VpcId: row.vpcId,
    Subnets: row.subnets.map(({ id, zone }) => ({
      SubnetIdentifier: id,
      SubnetAvailabilityZone: { Name: zone },
      SupportedNetworkTypes: ["ipv4"],
    })),
    ARN: cacheArn(call, "subnetgroup", row.id),
    SupportedNetworkTypes: ["ipv4"],
  };
}

/** Checks a name. Source: ElastiCache API reference, CreateCacheSubnetGroup, `CacheSubnetGroupName`. */
function toName(name: string | undefined): string {
  if (name === undefined || !/^[A-Za-z0-9-]{1,255}$/.test(name) || name.toLowerCase() === "default")
    throw invalid(
      `The parameter CacheSubnetGroupName must be provided, must contain only letters, digits and hyphens, and must not be default: ${name ?? ""}`,
    );
  return name.toLowerCase();
}

/** Checks that the subnets exist and lie in one VPC. */
function toSubnets(call: Call, asked: readonly string[] | undefined): Pick<Row, "vpcId" | "subnets"> {
  const ids = [...new Set(asked)];
  const found = ids.map((id) => call.account.table(subnets.table).find(id));
  const unknown = ids.filter((_id, index) => found[index] === undefined);
  if (ids.length === 0 || unknown.length > 0)
    throw new Refusal("InvalidSubnet", `The subnet ID ${unknown.join(", ")} does not exist.`);
  const rows = found.flatMap((row) => row ?? []);
  if (new Set(rows.map(({ vpcId }) => vpcId)).size > 1)
    throw new Refusal("InvalidSubnet", "The subnets are not all in a common VPC.");
  if (rows.length > call.account.offers(elastiCacheOffers).quotas.subnetsPerGroup)
    throw new Refusal(
      "CacheSubnetQuotaExceededFault",
      "The request would exceed the number of subnets in a group.",
    );
  return { vpcId: rows[0]?.vpcId ?? "", subnets: rows.map(({ id, zone }) => ({ id, zone })) };
}

function createCacheSubnetGroup(
  input: CreateCacheSubnetGroupCommandInput,
  call: Call,
): Omit<CreateCacheSubnetGroupCommandOutput, "$metadata"> {
  const table = call.account.table(subnetGroups);
  const id = toName(input.CacheSubnetGroupName);
  const tags = toTags(input.Tags);
  if (table.find(id) !== undefined)
    throw new Refusal("CacheSubnetGroupAlreadyExistsFault", `Cache subnet group ${id} already exists.`);
  const placed = toSubnets(call, input.SubnetIds);
  if (table.all().length >= call.account.offers(elastiCacheOffers).quotas.subnetGroups)
    throw new Refusal(
      "CacheSubnetGroupQuotaExceededFault",
      "The request would exceed the number of cache subnet groups.",
    );
  const row = table.insert({
    id,
    createdAt: call.account.clock.now(),
    description: input.CacheSubnetGroupDescription ?? "",
    ...placed,
    tags,
  });
  return { CacheSubnetGroup: toCacheSubnetGroup(row, call) };
}

function modifyCacheSubnetGroup(
  input: ModifyCacheSubnetGroupCommandInput,
  call: Call,
): Omit<ModifyCacheSubnetGroupCommandOutput, "$metadata"> {
  const present = getSubnetGroup(call, input.CacheSubnetGroupName);
  const placed = input.SubnetIds === undefined ? present : toSubnets(call, input.SubnetIds);
  if (placed.vpcId !== present.vpcId)
    throw new Refusal("InvalidSubnet", "The new subnets are not in the VPC of the cache subnet group.");
  const kept = placed.subnets.map(({ id }) => id);
  const missed = subnetsInUse(call, present).filter((id) => !kept.includes(id));
  if (missed.length > 0)
    throw new Refusal("SubnetInUse", `Subnets to be removed are in use: ${missed.join(", ")}`);
  const row = call.account.table(subnetGroups).update(present.id, {
    vpcId: placed.vpcId,
    subnets: placed.subnets,
    description: input.CacheSubnetGroupDescription ?? present.description,
  });
  return { CacheSubnetGroup: toCacheSubnetGroup(row, call) };
}

function usersOf(call: Call, group: Row): readonly ReplicationGroup[] {
  return call.account
    .table(replicationGroups)
    .all()
    .filter(({ subnetGroup }) => subnetGroup === group.id);
}

function subnetsInUse(call: Call, group: Row): readonly string[] {
  return usersOf(call, group)
    .flatMap(({ members }) => members)
    .flatMap(
      (member) => call.account.table(networkInterfaces.table).find(member.networkInterface)?.subnetId ?? [],
    );
}

function deleteCacheSubnetGroup(
  input: DeleteCacheSubnetGroupCommandInput,
  call: Call,
): Omit<DeleteCacheSubnetGroupCommandOutput, "$metadata"> {
  const row = getSubnetGroup(call, input.CacheSubnetGroupName);
  if (usersOf(call, row).length > 0)
    throw new Refusal(
      "CacheSubnetGroupInUse",
      `Cache subnet group ${row.id} is currently in use by a cache cluster.`,
    );
  call.account.table(subnetGroups).remove(row.id);
  return {};
}

/** ElastiCache's calls on cache subnet groups. */
export const subnetGroupOperations = {
  CreateCacheSubnetGroup: change<CreateCacheSubnetGroupCommandInput, CreateCacheSubnetGroupCommandOutput>(
    createCacheSubnetGroup,
  ),
  ModifyCacheSubnetGroup: change<ModifyCacheSubnetGroupCommandInput, ModifyCacheSubnetGroupCommandOutput>(
    modifyCacheSubnetGroup,
  ),
  DeleteCacheSubnetGroup: change<DeleteCacheSubnetGroupCommandInput, DeleteCacheSubnetGroupCommandOutput>(
    deleteCacheSubnetGroup,
  ),
  DescribeCacheSubnetGroups: read<
    DescribeCacheSubnetGroupsCommandInput,
    DescribeCacheSubnetGroupsCommandOutput
  >((input, call) => {
    const name = input.CacheSubnetGroupName;
    const found = name === undefined ? call.account.table(subnetGroups).all() : [getSubnetGroup(call, name)];
    const { records, marker } = paginate(found, input);
    return { CacheSubnetGroups: records.map((row) => toCacheSubnetGroup(row, call)), Marker: marker };
  }),
};
