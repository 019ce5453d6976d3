import { cacheParameterGroup } from "./cache-parameter-group.ts";
import { cacheSubnetGroup } from "./cache-subnet-group.ts";
import { replicationGroup } from "./replication-group.ts";

/** The resource types of ElastiCache. */
export const elastiCacheTypes = [cacheSubnetGroup, cacheParameterGroup, replicationGroup] as const;
