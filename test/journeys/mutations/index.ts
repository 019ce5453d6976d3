import type { Mutations } from "./change.ts";
import { EC2 } from "./ec2.ts";
import { ELASTICACHE } from "./elasticache.ts";
import { KAFKA } from "./kafka.ts";
import { RDS } from "./rds.ts";
import { SECRETS_MANAGER } from "./secrets-manager.ts";

/** How each compared prop of each type is changed behind our back: type, prop, change. A new type adds its rows. */
export const MUTATIONS: Readonly<Record<string, Mutations>> = {
  ...EC2,
  ...ELASTICACHE,
  ...KAFKA,
  ...RDS,
  ...SECRETS_MANAGER,
};

/** Types that no section declares yet, so that nothing of theirs stands that could be changed. */
export const WITHOUT_ROWS: readonly string[] = [];

/** Settings under which every prop has a value to hold against what stands. */
export const MUTATED_SETTINGS = `db: { maxStorageGib: 200 }
cache: { snapshotWindow: "01:00-02:00", maintenanceWindow: "mon:06:00-mon:07:00" }`;
