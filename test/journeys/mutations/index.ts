import { AUTO_SCALING } from "./auto-scaling.ts";
import { BUDGETS } from "./budgets.ts";
import type { Mutations } from "./change.ts";
import { CLOUDTRAIL } from "./cloudtrail.ts";
import { CLOUDWATCH } from "./cloudwatch.ts";
import { CLOUDWATCH_LOGS } from "./cloudwatch-logs.ts";
import { EC2 } from "./ec2.ts";
import { EC2_INSTANCES } from "./ec2-instance.ts";
import { ECR } from "./ecr.ts";
import { LOAD_BALANCING } from "./elastic-load-balancing-v2.ts";
import { ELASTICACHE } from "./elasticache.ts";
import { IAM } from "./iam.ts";
import { KAFKA } from "./kafka.ts";
import { RDS } from "./rds.ts";
import { S3 } from "./s3.ts";
import { SECRETS_MANAGER } from "./secrets-manager.ts";
import { SNS } from "./sns.ts";

/** How each compared prop of each type is changed behind our back: type, prop, change. A new type adds its rows. */
export const MUTATIONS: Readonly<Record<string, Mutations>> = {
  ...AUTO_SCALING,
  ...BUDGETS,
  ...CLOUDTRAIL,
  ...CLOUDWATCH,
  ...CLOUDWATCH_LOGS,
  ...EC2,
  ...EC2_INSTANCES,
  ...ECR,
  ...ELASTICACHE,
  ...IAM,
  ...KAFKA,
  ...LOAD_BALANCING,
  ...RDS,
  ...S3,
  ...SECRETS_MANAGER,
  ...SNS,
};

/** Types that no section declares yet, so that nothing of theirs stands that could be changed. */
export const WITHOUT_ROWS: readonly string[] = [];

/** Settings under which every prop has a value to hold against what stands. */
export const MUTATED_SETTINGS = `db: { storageGib: 500, maxStorageGib: 900, iops: 12000, storageThroughputMibps: 500, replicas: 1 }
cache: { snapshotWindow: "01:00-02:00", maintenanceWindow: "mon:06:00-mon:07:00" }
monitoring: { notify: [team@example.com] }
deploy: { instance: true }
cost: { enabled: true, monthlyUsd: 2500, notify: [team@example.com] }
security: { enabled: true }
scale: { certificateArn: "arn:aws:acm:us-east-1:314159265358:certificate/12345678-1234-1234-1234-123456789012" }`;
