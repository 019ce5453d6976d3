import { dbInstance } from "./db-instance.ts";
import { dbSubnetGroup } from "./db-subnet-group.ts";

/** The resource types of RDS. */
export const rdsTypes = [dbSubnetGroup, dbInstance] as const;
