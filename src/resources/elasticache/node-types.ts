import { ListAllowedNodeTypeModificationsCommand } from "@aws-sdk/client-elasticache";
import type { Aws } from "../../aws/env.ts";

/** Reads the node types to which a replication group can be scaled in place, sorted. */
export async function findNodeTypes(aws: Aws, replicationGroupId: string): Promise<string[]> {
  const command = new ListAllowedNodeTypeModificationsCommand({ ReplicationGroupId: replicationGroupId });
  const { ScaleUpModifications = [], ScaleDownModifications = [] } = await aws.safe.elastiCache.send(command);
  return [...new Set([...ScaleUpModifications, ...ScaleDownModifications])].sort();
}
