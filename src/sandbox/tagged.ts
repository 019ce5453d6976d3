import type { Account, AccountRecord, TableName, Tags } from "./account.ts";
import { groups } from "./auto-scaling/tables.ts";
import { budgets } from "./budgets/tables.ts";
import { trails } from "./cloudtrail/tables.ts";
import { alarms, dashboards } from "./cloudwatch/tables.ts";
import { logGroups } from "./cloudwatch-logs/tables.ts";
import * as ec2 from "./ec2/tables.ts";
import { repositories } from "./ecr/tables.ts";
import { taskDefinitions } from "./ecs/tables.ts";
import * as elb from "./elastic-load-balancing-v2/tables.ts";
import * as elasticache from "./elasticache/tables.ts";
import * as iam from "./iam/tables.ts";
import { clusters } from "./kafka/tables.ts";
import * as rds from "./rds/tables.ts";
import { buckets } from "./s3/tables.ts";
import { secrets } from "./secrets-manager/tables.ts";
import { topics } from "./sns/tables.ts";

/** Where the tags of what an ARN names are kept: the table, and the record's id in it. */
interface Place {
  /** The ARN from its service on, without region and account: `rds db:NAME`; what is in brackets is the record's id. */
  readonly form: RegExp;
  readonly table: TableName<AccountRecord>;
  /** @default the text in brackets, and where there are none the whole ARN */
  readonly toId?: (name: string) => string;
}

const lower = (name: string): string => name.toLowerCase();

const ofEc2: readonly Place[] = [
  ec2.elasticIps,
  ec2.instances,
  ec2.internetGateways,
  ec2.launchTemplates,
  ec2.natGateways,
  ec2.networkInterfaces,
  ec2.routeTables,
  ec2.securityGroupRules,
  ec2.securityGroups,
  ec2.subnets,
  ec2.vpcEndpoints,
  ec2.vpcs,
].map(({ prefix, table }) => ({ form: new RegExp(`^ec2 [^/]+/(${prefix}-.+)$`), table }));

/** One row for each kind of thing that carries tags. Source: Service Authorization Reference, "Resource types" of each service. */
const PLACES: readonly Place[] = [
  ...ofEc2,
  { form: /^autoscaling .*:autoScalingGroupName\/(.+)$/, table: groups },
  { form: /^budgets budget\/(.+)$/, table: budgets },
  { form: /^cloudtrail trail\//, table: trails },
  { form: /^cloudwatch alarm:(.+)$/, table: alarms },
  { form: /^cloudwatch dashboard\/(.+)$/, table: dashboards },
  { form: /^ecr repository\/(.+)$/, table: repositories },
  { form: /^ecs task-definition\/(.+)$/, table: taskDefinitions },
  { form: /^elasticache parametergroup:(.+)$/, table: elasticache.parameterGroups, toId: lower },
  { form: /^elasticache replicationgroup:(.+)$/, table: elasticache.replicationGroups, toId: lower },
  { form: /^elasticache snapshot:(.+)$/, table: elasticache.snapshots },
  { form: /^elasticache subnetgroup:(.+)$/, table: elasticache.subnetGroups, toId: lower },
  { form: /^elasticloadbalancing listener\//, table: elb.listeners },
  { form: /^elasticloadbalancing listener-rule\//, table: elb.rules },
  { form: /^elasticloadbalancing loadbalancer\//, table: elb.loadBalancers },
  { form: /^elasticloadbalancing targetgroup\//, table: elb.targetGroups },
  { form: /^iam instance-profile\/(?:.*\/)?([^/]+)$/, table: iam.instanceProfiles, toId: lower },
  { form: /^iam policy\//, table: iam.policies },
  { form: /^iam role\/(?:.*\/)?([^/]+)$/, table: iam.roles, toId: lower },
  { form: /^kafka cluster\//, table: clusters },
  { form: /^logs log-group:([^:]+)(?::\*)?$/, table: logGroups },
  { form: /^rds db:(.+)$/, table: rds.instances, toId: lower },
  { form: /^rds snapshot:(.+)$/, table: rds.snapshots, toId: lower },
  { form: /^rds subgrp:(.+)$/, table: rds.subnetGroups, toId: lower },
  { form: /^s3 ([^/]+)$/, table: buckets },
  // The name, and six characters that Secrets Manager has put behind it.
  { form: /^secretsmanager secret:(.+)-\w{6}$/, table: secrets },
  { form: /^sns /, table: topics },
];

/** The tags of what an ARN names; undefined where nothing of that ARN is there. */
export function findTags(account: Account, arn: string): Tags | undefined {
  const [, service = "", rest = ""] = /^arn:[^:]+:([^:]+):[^:]*:[^:]*:(.+)$/.exec(arn) ?? [];
  for (const { form, table, toId } of PLACES) {
    const match = form.exec(`${service} ${rest}`);
    if (match === null) continue;
    const name = match[1];
    const id = name === undefined ? arn : (toId?.(name) ?? name);
    const row = account.table(table).find(id);
    return row === undefined ? undefined : (row.tags ?? {});
  }
  return undefined;
}
