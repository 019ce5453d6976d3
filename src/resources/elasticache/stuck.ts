import type { Stuck } from "../../engine/resource.ts";

/** ElastiCache keeps events for fourteen days. Source: ElastiCache API reference, DescribeEvents, `Duration` in minutes. */
const EVENT_MINUTES = 14 * 24 * 60;

/**
 * Statuses of a replication group, or of its nodes, that do not end by themselves. Source: ElastiCache API reference,
 * ReplicationGroup and CacheCluster, Status.
 */
const STUCK: Readonly<Record<string, string>> = {
  "create-failed": "ElastiCache could not make it, and it holds nothing",
  "incompatible-network": "ElastiCache cannot give it what it needs of its network",
  "restore-failed": "ElastiCache could not restore it",
};

/** Whether a status of a group or a node does not end by itself. */
export const isStuckStatus = (status: string): boolean => status in STUCK;

/** Why a group takes no change now and never will by itself, with what helps; `undefined` for all others. */
export function stuckOf(id: string, status: string): Stuck | undefined {
  const why = STUCK[status];
  if (why === undefined) return undefined;
  return {
    text: `is ${status}: ${why}`,
    ways: [
      "See what ElastiCache says of it",
      `aws elasticache describe-events --source-type replication-group --source-identifier ${id} --duration ${EVENT_MINUTES}`,
    ],
    deletable: "without-snapshot",
  };
}
