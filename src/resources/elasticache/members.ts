import {
  type CacheCluster,
  DescribeCacheClustersCommand,
  paginateDescribeCacheClusters,
  type ReplicationGroup,
} from "@aws-sdk/client-elasticache";
import type { Aws } from "../../aws/env.ts";
import { collect, orAbsent, present } from "../type.ts";
import { isStuckStatus } from "./stuck.ts";

/** Nodes that are asked for one by one; more are found in the list of all. */
const ONE_BY_ONE = 6;

async function findMembers(
  aws: Aws,
  { MemberClusters: ids = [] }: ReplicationGroup,
): Promise<CacheCluster[]> {
  if (ids.length > ONE_BY_ONE) {
    const pages = paginateDescribeCacheClusters({ client: aws.safe.elastiCache }, {});
    const all = await collect(pages, (page) => page.CacheClusters);
    return all.filter(({ CacheClusterId = "" }) => ids.includes(CacheClusterId));
  }
  return present(await Promise.all(ids.map((id) => findMember(aws, id))));
}

/** Reads a node by its id; `undefined` if there is none. */
export function findMember(aws: Aws, id: string): Promise<CacheCluster | undefined> {
  const command = new DescribeCacheClustersCommand({ CacheClusterId: id });
  const read = async () => (await aws.safe.elastiCache.send(command)).CacheClusters?.[0];
  return orAbsent(read, "CacheClusterNotFound");
}

/**
 * The status of a group and all that belongs to it: ElastiCache tells it as `available` before its shards and nodes are. What is
 * stuck is told first, then what is not available yet. Source: ElastiCache API reference, CacheCluster, CacheClusterStatus.
 */
export async function wholeStatus(aws: Aws, group: ReplicationGroup): Promise<string> {
  const own = group.Status ?? "";
  if (own !== "available") return own;
  const shards = (group.NodeGroups ?? []).map(({ Status = own }) => Status);
  const nodes = await findMembers(aws, group);
  const told = nodes.map(({ CacheClusterStatus = own }) => CacheClusterStatus);
  const missing = nodes.length < (group.MemberClusters?.length ?? 0) ? ["creating"] : [];
  const all = [...shards, ...told, ...missing];
  return all.find(isStuckStatus) ?? all.find((status) => status !== "available") ?? own;
}
