import { autoScaling } from "./auto-scaling.ts";
import { budgets } from "./budgets.ts";
import { cloudTrail } from "./cloudtrail.ts";
import { cloudWatch, cloudWatchLogs } from "./cloudwatch.ts";
import { common } from "./common.ts";
import { ecr, ecs } from "./container-services.ts";
import { ec2 } from "./ec2.ts";
import { elasticLoadBalancingV2 } from "./elastic-load-balancing-v2.ts";
import { elastiCache } from "./elasticache.ts";
import { iam } from "./iam.ts";
import { kafka } from "./kafka.ts";
import { rds } from "./rds.ts";
import type { ErrorRow, ErrorTable } from "./row.ts";
import { s3 } from "./s3.ts";
import { secretsManager } from "./secrets-manager.ts";
import { acm, serviceQuotas, sns, ssm, sts } from "./small-services.ts";

/** The errors of each service, by the SDK's id of its client; `common` are those of every service. */
export const TABLES: Readonly<Record<string, ErrorTable>> = {
  ACM: acm,
  EC2: ec2,
  RDS: rds,
  ElastiCache: elastiCache,
  Kafka: kafka,
  IAM: iam,
  SecretsManager: secretsManager,
  CloudWatch: cloudWatch,
  CloudWatchLogs: cloudWatchLogs,
  SNS: sns,
  ElasticLoadBalancingV2: elasticLoadBalancingV2,
  AutoScaling: autoScaling,
  ECR: ecr,
  ECS: ecs,
  S3: s3,
  CloudTrail: cloudTrail,
  Budgets: budgets,
  SSM: ssm,
  STS: sts,
  ServiceQuotas: serviceQuotas,
  common,
};

/** An error as it was told, with the service that told it where that is known. */
export interface ToldError {
  /** The SDK's name of it and AWS's code on the wire. */
  readonly names: readonly string[];
  readonly message: string;
  /** The SDK's id of the client. */
  readonly service?: string | undefined;
}

/**
 * An error's name without the suffix that only the SDK's models add: RDS sends `DBInstanceNotFound` on the wire and the
 * SDK names it `DBInstanceNotFoundFault`.
 */
export const bareName = (name: string): string => name.replace(/(Fault|Exception|Error)+$/, "");

/** Whether a row stands for whatever of one service has no row of its own. */
const isWide = ({ names }: ErrorRow): boolean => names.some((name) => name.includes("*"));

/** The rows in the order in which they are asked: a service's own, those of every service, and then those for what is left. */
const inOrder = (rows: ErrorTable): ErrorTable => [
  ...rows.filter((row) => !isWide(row)),
  ...rows.filter(isWide),
];

const ALL = inOrder(Object.values(TABLES).flat());
const BY_SERVICE = new Map(
  Object.entries(TABLES).map(([service, rows]) => [service, inOrder([...rows, ...common])] as const),
);

/** The row of an error: of its own service first, then of every service. An error of no known service is looked for in all. */
export function findRow({ names, message, service }: ToldError): ErrorRow | undefined {
  const rows = service === undefined ? ALL : (BY_SERVICE.get(service) ?? common);
  const bare = names.map(bareName);
  return rows.find((row) => bare.some((name) => fits(row, name)) && (row.message?.test(message) ?? true));
}

/** Whether a row is about an error of this name, suffixes left out. */
export function fits(row: ErrorRow, bare: string): boolean {
  return row.names.some((name) => {
    if (name.startsWith("*")) return bare.endsWith(bareName(name.slice(1)));
    return name.endsWith("*") ? bare.startsWith(name.slice(0, -1)) : bareName(name) === bare;
  });
}
