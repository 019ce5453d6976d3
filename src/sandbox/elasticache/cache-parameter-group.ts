import type {
  CacheParameterGroup,
  CreateCacheParameterGroupCommandInput,
  CreateCacheParameterGroupCommandOutput,
  DeleteCacheParameterGroupCommandInput,
  DeleteCacheParameterGroupCommandOutput,
  DescribeCacheParameterGroupsCommandInput,
  DescribeCacheParameterGroupsCommandOutput,
} from "@aws-sdk/client-elasticache";
import { type Call, change, read } from "../operation.ts";
import { paginate } from "../rds/page.ts";
import { Refusal } from "../refusal.ts";
import { cacheArn, invalid, toIdentifier, toTags } from "./identifier.ts";
import { elastiCacheOffers } from "./offers.ts";
import {
  parameterGroups,
  type ReplicationGroup,
  type CacheParameterGroup as Row,
  replicationGroups,
} from "./tables.ts";

/** A group as requests may name it: the user's, or one that AWS makes for each family. */
export interface AnyParameterGroup {
  readonly id: string;
  readonly family: string;
  readonly description: string;
  readonly values: Row["values"];
  readonly rebootsSince: Row["rebootsSince"];
  readonly isDefault: boolean;
  /** Whether it is for shards. */
  readonly clusterOn: boolean;
}

/** Every family that is offered, each once. */
export function familiesOf(call: Call): readonly string[] {
  return [...new Set(call.account.offers(elastiCacheOffers).versions.map(({ family }) => family))];
}

/** AWS's own groups: one of each family, and one for shards. */
function defaultGroups(call: Call): readonly AnyParameterGroup[] {
  return familiesOf(call).flatMap((family) =>
    [false, true].map((clusterOn) => ({
      id: `default.${family}${clusterOn ? ".cluster.on" : ""}`,
      family,
      description: `Default parameter group for ${family}${clusterOn ? " with cluster mode on" : ""}`,
      values: {},
      rebootsSince: {},
      isDefault: true,
      clusterOn,
    })),
  );
}

const toAny = (row: Row): AnyParameterGroup => ({
  ...row,
  isDefault: false,
  clusterOn: row.values["cluster-enabled"] === "yes",
});

/** Finds a parameter group by name, in any case. */
export function findParameterGroup(call: Call, name: string | undefined): AnyParameterGroup | undefined {
  const id = (name ?? "").toLowerCase();
  const row = call.account.table(parameterGroups).find(id);
  return row === undefined ? defaultGroups(call).find((group) => group.id === id) : toAny(row);
}

/** Gets a parameter group by name, in any case. Throws CacheParameterGroupNotFound. */
export function getParameterGroup(call: Call, name: string | undefined): AnyParameterGroup {
  const found = findParameterGroup(call, name);
  if (found === undefined)
    throw new Refusal("CacheParameterGroupNotFound", `CacheParameterGroup ${name ?? ""} not found.`);
  return found;
}

/** Gets a group of the user's, to change it. AWS's own ones cannot be changed. */
export function getOwnParameterGroup(call: Call, name: string | undefined): Row {
  const { id, isDefault } = getParameterGroup(call, name);
  const row = call.account.table(parameterGroups).find(id);
  if (isDefault || row === undefined)
    throw invalid(
      `The parameter group ${id} is a default parameter group, which cannot be modified or deleted.`,
    );
  return row;
}

/** The replication groups whose nodes are, or will be, members of a parameter group. */
export function membersOf(call: Call, id: string): readonly ReplicationGroup[] {
  const { clock } = call.account;
  return call.account
    .table(replicationGroups)
    .all()
    .filter(({ settings, works }) => {
      const isDone = ({ at, delaySeconds, seconds }: (typeof works)[number]): boolean =>
        clock.secondsSince(at) >= delaySeconds + seconds;
      const present = works.reduce(
        (name, work) => (isDone(work) ? (work.values.parameterGroup ?? name) : name),
        settings.parameterGroup,
      );
      return present === id || works.some((work) => !isDone(work) && work.values.parameterGroup === id);
    });
}

function toCacheParameterGroup(row: AnyParameterGroup, call: Call): CacheParameterGroup {
  return {
    CacheParameterGroupName: row.id,
    CacheParameterGroupFamily: row.family,
    Description: row.description,
    IsGlobal: false,
    ARN: cacheArn(call, "parametergroup", row.id),
  };
}

function createCacheParameterGroup(
  input: CreateCacheParameterGroupCommandInput,
  call: Call,
): Omit<CreateCacheParameterGroupCommandOutput, "$metadata"> {
  const id = toIdentifier("CacheParameterGroupName", input.CacheParameterGroupName, 255);
  const { CacheParameterGroupFamily: family = "", Description: description = "" } = input;
  if (!familiesOf(call).includes(family))
    throw invalid(`CacheParameterGroupFamily ${family} is not a valid parameter group family.`);
  const tags = toTags(input.Tags);
  const table = call.account.table(parameterGroups);
  if (table.find(id) !== undefined)
    throw new Refusal("CacheParameterGroupAlreadyExists", `CacheParameterGroup ${id} already exists.`);
  if (table.all().length >= call.account.offers(elastiCacheOffers).quotas.parameterGroups)
    throw new Refusal("CacheParameterGroupQuotaExceeded", "Cache parameter group quota exceeded.");
  const row = table.insert({
    id,
    createdAt: call.account.clock.now(),
    family,
    description,
    values: {},
    rebootsSince: {},
    tags,
  });
  return { CacheParameterGroup: toCacheParameterGroup(toAny(row), call) };
}

function deleteCacheParameterGroup(
  input: DeleteCacheParameterGroupCommandInput,
  call: Call,
): Omit<DeleteCacheParameterGroupCommandOutput, "$metadata"> {
  const row = getOwnParameterGroup(call, input.CacheParameterGroupName);
  if (membersOf(call, row.id).length > 0)
    throw new Refusal(
      "InvalidCacheParameterGroupState",
      `One or more cache clusters are still members of this parameter group ${row.id}, so the group cannot be deleted.`,
    );
  call.account.table(parameterGroups).remove(row.id);
  return {};
}

/** ElastiCache's calls on cache parameter groups; those on their values are in `cache-parameter.ts`. */
export const parameterGroupOperations = {
  CreateCacheParameterGroup: change<
    CreateCacheParameterGroupCommandInput,
    CreateCacheParameterGroupCommandOutput
  >(createCacheParameterGroup),
  DeleteCacheParameterGroup: change<
    DeleteCacheParameterGroupCommandInput,
    DeleteCacheParameterGroupCommandOutput
  >(deleteCacheParameterGroup),
  DescribeCacheParameterGroups: read<
    DescribeCacheParameterGroupsCommandInput,
    DescribeCacheParameterGroupsCommandOutput
  >((input, call) => {
    const name = input.CacheParameterGroupName;
    const own = call.account.table(parameterGroups).all().map(toAny);
    const found = name === undefined ? [...defaultGroups(call), ...own] : [getParameterGroup(call, name)];
    const { records, marker } = paginate(found, input);
    return {
      CacheParameterGroups: records.map((row) => toCacheParameterGroup(row, call)),
      Marker: marker,
    };
  }),
};
