import type { Mutations } from "./change.ts";
import { CLOUDWATCH } from "./cloudwatch.ts";
import { EC2 } from "./ec2.ts";
import { ELASTICACHE } from "./elasticache.ts";
import { IAM } from "./iam.ts";
import { KAFKA } from "./kafka.ts";
import { RDS } from "./rds.ts";
import { SECRETS_MANAGER } from "./secrets-manager.ts";
import { SNS } from "./sns.ts";

/** How each compared prop of each type is changed behind our back: type, prop, change. A new type adds its rows. */
export const MUTATIONS: Readonly<Record<string, Mutations>> = {
  ...CLOUDWATCH,
  ...EC2,
  ...ELASTICACHE,
  ...IAM,
  ...KAFKA,
  ...RDS,
  ...SECRETS_MANAGER,
  ...SNS,
};

/** Types that no section declares yet, so that nothing of theirs stands that could be changed. */
export const WITHOUT_ROWS: readonly string[] = ["cloudwatch-logs/log-group"];

/** Settings under which every prop has a value to hold against what stands. */
export const MUTATED_SETTINGS = `db: { maxStorageGib: 200 }
cache: { snapshotWindow: "01:00-02:00", maintenanceWindow: "mon:06:00-mon:07:00" }
monitoring: { notify: [team@example.com] }`;
