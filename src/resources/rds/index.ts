import { dbInstance } from "./db-instance.ts";
import { dbSubnetGroup } from "./db-subnet-group.ts";
import { readReplica } from "./read-replica.ts";

/** The resource types of RDS. */
export const rdsTypes = [dbSubnetGroup, dbInstance, readReplica] as const;
