import { listTable, QUERY_DIALECT, type SandboxService } from "../service.ts";
import { needs } from "./actions.ts";
import { parameterOperations } from "./cache-parameter.ts";
import { parameterGroupOperations } from "./cache-parameter-group.ts";
import { subnetGroupOperations } from "./cache-subnet-group.ts";
import { engineVersionOperations } from "./engine-version.ts";
import { eventOperations } from "./event.ts";
import { nodeCountOperations } from "./node-count.ts";
import { elastiCacheOffers } from "./offers.ts";
import { replicationGroupOperations } from "./replication-group.ts";
import { snapshotOperations } from "./snapshot.ts";
import { parameterGroups, replicationGroups, snapshots, subnetGroups } from "./tables.ts";
import { tagOperations } from "./tag.ts";

/** ElastiCache for Redis and Valkey: subnet and parameter groups, replication groups with their nodes, manual snapshots. */
export const elastiCache: SandboxService = {
  clientName: "ElastiCacheClient",
  dialect: QUERY_DIALECT,
  operations: {
    ...engineVersionOperations,
    ...eventOperations,
    ...nodeCountOperations,
    ...parameterGroupOperations,
    ...parameterOperations,
    ...replicationGroupOperations,
    ...snapshotOperations,
    ...subnetGroupOperations,
    ...tagOperations,
  },
  needs,
  offers: [elastiCacheOffers],
  listings: [
    listTable(parameterGroups, { name: ({ id }) => id }),
    listTable(replicationGroups, { name: ({ id }) => id }),
    listTable(snapshots, { name: ({ id }) => id }),
    listTable(subnetGroups, { name: ({ id }) => id }),
  ],
};
