import { listTable, QUERY_DIALECT, type SandboxService } from "../service.ts";
import { needs } from "./actions.ts";
import { instanceOperations } from "./db-instance.ts";
import { snapshotOperations } from "./db-snapshot.ts";
import { subnetGroupOperations } from "./db-subnet-group.ts";
import { engineVersionOperations } from "./engine-version.ts";
import { eventOperations } from "./event.ts";
import { rdsOffers } from "./offers.ts";
import { orderableOptionOperations } from "./orderable-option.ts";
import { listReplicas } from "./read-replica.ts";
import { instances, snapshots, subnetGroups } from "./tables.ts";
import { tagOperations } from "./tag.ts";

/** RDS for PostgreSQL: subnet groups, instances, manual snapshots, and what is offered. */
export const rds: SandboxService = {
  clientName: "RDSClient",
  dialect: QUERY_DIALECT,
  operations: {
    ...engineVersionOperations,
    ...eventOperations,
    ...instanceOperations,
    ...orderableOptionOperations,
    ...snapshotOperations,
    ...subnetGroupOperations,
    ...tagOperations,
  },
  needs,
  offers: [rdsOffers],
  listings: [
    listTable(instances, { name: ({ id }) => id, where: ({ replicaOf }) => replicaOf === undefined }),
    listReplicas,
    listTable(snapshots, { name: ({ id }) => id }),
    listTable(subnetGroups, { name: ({ id }) => id }),
  ],
};
