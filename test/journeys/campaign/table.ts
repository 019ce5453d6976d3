import type { Killed } from "./campaign.ts";

const VERBS = ["create", "update", "delete"] as const;
type Verb = (typeof VERBS)[number];

interface Kind {
  readonly type: string;
  readonly verb: Verb;
}

/** What each changing call does, in the words of the resource types. */
const CALLS: Readonly<Record<string, Kind>> = {
  "Budgets CreateBudget": { type: "budget", verb: "create" },
  "Budgets UpdateBudget": { type: "budget", verb: "update" },
  "Budgets CreateNotification": { type: "budget", verb: "update" },
  "Budgets DeleteNotification": { type: "budget", verb: "update" },
  "Budgets CreateSubscriber": { type: "budget", verb: "update" },
  "Budgets DeleteSubscriber": { type: "budget", verb: "update" },
  "Budgets TagResource": { type: "budget", verb: "update" },
  "Budgets DeleteBudget": { type: "budget", verb: "delete" },
  "CloudTrail CreateTrail": { type: "trail", verb: "create" },
  "CloudTrail StartLogging": { type: "trail", verb: "update" },
  "CloudTrail UpdateTrail": { type: "trail", verb: "update" },
  "CloudTrail AddTags": { type: "trail", verb: "update" },
  "CloudTrail DeleteTrail": { type: "trail", verb: "delete" },
  "S3 CreateBucket": { type: "bucket", verb: "create" },
  "S3 PutBucketPolicy": { type: "bucket", verb: "update" },
  "S3 PutBucketTagging": { type: "bucket", verb: "update" },
  "S3 PutBucketLifecycleConfiguration": { type: "bucket", verb: "update" },
  "S3 PutPublicAccessBlock": { type: "bucket", verb: "update" },
  "S3 DeleteObjects": { type: "bucket", verb: "delete" },
  "S3 DeleteBucket": { type: "bucket", verb: "delete" },
  "CloudWatch PutDashboard": { type: "dashboard", verb: "create" },
  "CloudWatch DeleteDashboards": { type: "dashboard", verb: "delete" },
  "CloudWatch PutMetricAlarm": { type: "metric-alarm", verb: "create" },
  "CloudWatch DeleteAlarms": { type: "metric-alarm", verb: "delete" },
  "EC2 CreateVpc": { type: "vpc", verb: "create" },
  "EC2 ModifyVpcAttribute": { type: "vpc", verb: "update" },
  "EC2 DeleteVpc": { type: "vpc", verb: "delete" },
  "EC2 CreateSubnet": { type: "subnet", verb: "create" },
  "EC2 ModifySubnetAttribute": { type: "subnet", verb: "update" },
  "EC2 DeleteSubnet": { type: "subnet", verb: "delete" },
  "EC2 CreateInternetGateway": { type: "internet-gateway", verb: "create" },
  "EC2 DeleteInternetGateway": { type: "internet-gateway", verb: "delete" },
  "EC2 AttachInternetGateway": { type: "internet-gateway-attachment", verb: "create" },
  "EC2 DetachInternetGateway": { type: "internet-gateway-attachment", verb: "delete" },
  "EC2 AllocateAddress": { type: "elastic-ip", verb: "create" },
  "EC2 ReleaseAddress": { type: "elastic-ip", verb: "delete" },
  "EC2 CreateNatGateway": { type: "nat-gateway", verb: "create" },
  "EC2 DeleteNatGateway": { type: "nat-gateway", verb: "delete" },
  "EC2 CreateRouteTable": { type: "route-table", verb: "create" },
  "EC2 DeleteRouteTable": { type: "route-table", verb: "delete" },
  "EC2 CreateRoute": { type: "route", verb: "create" },
  "EC2 ReplaceRoute": { type: "route", verb: "update" },
  "EC2 DeleteRoute": { type: "route", verb: "delete" },
  "EC2 AssociateRouteTable": { type: "route-table-association", verb: "create" },
  "EC2 DisassociateRouteTable": { type: "route-table-association", verb: "delete" },
  "EC2 CreateVpcEndpoint": { type: "vpc-endpoint", verb: "create" },
  "EC2 ModifyVpcEndpoint": { type: "vpc-endpoint", verb: "update" },
  "EC2 DeleteVpcEndpoints": { type: "vpc-endpoint", verb: "delete" },
  "EC2 CreateSecurityGroup": { type: "security-group", verb: "create" },
  "EC2 DeleteSecurityGroup": { type: "security-group", verb: "delete" },
  "EC2 AuthorizeSecurityGroupIngress": { type: "security-group-rule", verb: "create" },
  "EC2 RevokeSecurityGroupIngress": { type: "security-group-rule", verb: "delete" },
  "EC2 CreateLaunchTemplate": { type: "launch-template", verb: "create" },
  "EC2 CreateLaunchTemplateVersion": { type: "launch-template", verb: "update" },
  "EC2 ModifyLaunchTemplate": { type: "launch-template", verb: "update" },
  "EC2 DeleteLaunchTemplate": { type: "launch-template", verb: "delete" },
  "ECR CreateRepository": { type: "repository", verb: "create" },
  "ECR PutLifecyclePolicy": { type: "repository", verb: "update" },
  "ECR TagResource": { type: "repository", verb: "update" },
  "ECR DeleteRepository": { type: "repository", verb: "delete" },
  "CloudWatchLogs CreateLogGroup": { type: "log-group", verb: "create" },
  "CloudWatchLogs PutRetentionPolicy": { type: "log-group", verb: "update" },
  "CloudWatchLogs TagResource": { type: "log-group", verb: "update" },
  "CloudWatchLogs DeleteLogGroup": { type: "log-group", verb: "delete" },
  "EC2 RunInstances": { type: "instance", verb: "create" },
  "EC2 TerminateInstances": { type: "instance", verb: "delete" },
  "RDS CreateDBSubnetGroup": { type: "db-subnet-group", verb: "create" },
  "RDS ModifyDBSubnetGroup": { type: "db-subnet-group", verb: "update" },
  "RDS DeleteDBSubnetGroup": { type: "db-subnet-group", verb: "delete" },
  "RDS CreateDBInstance": { type: "db-instance", verb: "create" },
  "RDS CreateDBInstanceReadReplica": { type: "db-instance", verb: "create" },
  "RDS ModifyDBInstance": { type: "db-instance", verb: "update" },
  "RDS DeleteDBInstance": { type: "db-instance", verb: "delete" },
  "ElastiCache CreateCacheSubnetGroup": { type: "cache-subnet-group", verb: "create" },
  "ElastiCache ModifyCacheSubnetGroup": { type: "cache-subnet-group", verb: "update" },
  "ElastiCache DeleteCacheSubnetGroup": { type: "cache-subnet-group", verb: "delete" },
  "ElastiCache CreateCacheParameterGroup": { type: "cache-parameter-group", verb: "create" },
  "ElastiCache ModifyCacheParameterGroup": { type: "cache-parameter-group", verb: "update" },
  "ElastiCache ResetCacheParameterGroup": { type: "cache-parameter-group", verb: "update" },
  "ElastiCache DeleteCacheParameterGroup": { type: "cache-parameter-group", verb: "delete" },
  "ElastiCache CreateReplicationGroup": { type: "replication-group", verb: "create" },
  "ElastiCache ModifyReplicationGroup": { type: "replication-group", verb: "update" },
  "ElastiCache IncreaseReplicaCount": { type: "replication-group", verb: "update" },
  "ElastiCache DecreaseReplicaCount": { type: "replication-group", verb: "update" },
  "ElastiCache DeleteReplicationGroup": { type: "replication-group", verb: "delete" },
  "ElasticLoadBalancingV2 CreateLoadBalancer": { type: "load-balancer", verb: "create" },
  "ElasticLoadBalancingV2 SetSubnets": { type: "load-balancer", verb: "update" },
  "ElasticLoadBalancingV2 SetSecurityGroups": { type: "load-balancer", verb: "update" },
  "ElasticLoadBalancingV2 DeleteLoadBalancer": { type: "load-balancer", verb: "delete" },
  "ElasticLoadBalancingV2 CreateTargetGroup": { type: "target-group", verb: "create" },
  "ElasticLoadBalancingV2 ModifyTargetGroup": { type: "target-group", verb: "update" },
  "ElasticLoadBalancingV2 ModifyTargetGroupAttributes": { type: "target-group", verb: "update" },
  "ElasticLoadBalancingV2 DeleteTargetGroup": { type: "target-group", verb: "delete" },
  "ElasticLoadBalancingV2 CreateListener": { type: "listener", verb: "create" },
  "ElasticLoadBalancingV2 ModifyListener": { type: "listener", verb: "update" },
  "ElasticLoadBalancingV2 DeleteListener": { type: "listener", verb: "delete" },
  "ElasticLoadBalancingV2 CreateRule": { type: "listener-rule", verb: "create" },
  "ElasticLoadBalancingV2 ModifyRule": { type: "listener-rule", verb: "update" },
  "ElasticLoadBalancingV2 DeleteRule": { type: "listener-rule", verb: "delete" },
  "AutoScaling CreateAutoScalingGroup": { type: "auto-scaling-group", verb: "create" },
  "AutoScaling UpdateAutoScalingGroup": { type: "auto-scaling-group", verb: "update" },
  "AutoScaling SuspendProcesses": { type: "auto-scaling-group", verb: "update" },
  "AutoScaling ResumeProcesses": { type: "auto-scaling-group", verb: "update" },
  "AutoScaling AttachLoadBalancerTargetGroups": { type: "auto-scaling-group", verb: "update" },
  "AutoScaling DetachLoadBalancerTargetGroups": { type: "auto-scaling-group", verb: "update" },
  "AutoScaling StartInstanceRefresh": { type: "auto-scaling-group", verb: "update" },
  "AutoScaling CreateOrUpdateTags": { type: "auto-scaling-group", verb: "update" },
  "AutoScaling DeleteAutoScalingGroup": { type: "auto-scaling-group", verb: "delete" },
  "AutoScaling PutScalingPolicy": { type: "scaling-policy", verb: "create" },
  "AutoScaling DeletePolicy": { type: "scaling-policy", verb: "delete" },
  "IAM CreateRole": { type: "role", verb: "create" },
  "IAM TagRole": { type: "role", verb: "update" },
  "IAM UpdateAssumeRolePolicy": { type: "role", verb: "update" },
  "IAM UpdateRoleDescription": { type: "role", verb: "update" },
  "IAM DeleteRole": { type: "role", verb: "delete" },
  "IAM CreatePolicy": { type: "policy", verb: "create" },
  "IAM TagPolicy": { type: "policy", verb: "update" },
  "IAM CreatePolicyVersion": { type: "policy", verb: "update" },
  "IAM DeletePolicyVersion": { type: "policy", verb: "update" },
  "IAM DeletePolicy": { type: "policy", verb: "delete" },
  "IAM CreateInstanceProfile": { type: "instance-profile", verb: "create" },
  "IAM TagInstanceProfile": { type: "instance-profile", verb: "update" },
  "IAM DeleteInstanceProfile": { type: "instance-profile", verb: "delete" },
  "IAM AddRoleToInstanceProfile": { type: "instance-profile-role", verb: "create" },
  "IAM RemoveRoleFromInstanceProfile": { type: "instance-profile-role", verb: "delete" },
  "IAM AttachRolePolicy": { type: "role-policy-attachment", verb: "create" },
  "IAM DetachRolePolicy": { type: "role-policy-attachment", verb: "delete" },
  "Kafka CreateConfiguration": { type: "configuration", verb: "create" },
  "Kafka UpdateConfiguration": { type: "configuration", verb: "update" },
  "Kafka DeleteConfiguration": { type: "configuration", verb: "delete" },
  "Kafka CreateClusterV2": { type: "cluster", verb: "create" },
  "Kafka TagResource": { type: "cluster", verb: "update" },
  "Kafka UpdateBrokerStorage": { type: "cluster", verb: "update" },
  "Kafka UpdateBrokerCount": { type: "cluster", verb: "update" },
  "Kafka UpdateBrokerType": { type: "cluster", verb: "update" },
  "Kafka UpdateMonitoring": { type: "cluster", verb: "update" },
  "Kafka UpdateClusterConfiguration": { type: "cluster", verb: "update" },
  "Kafka UpdateClusterKafkaVersion": { type: "cluster", verb: "update" },
  "Kafka DeleteCluster": { type: "cluster", verb: "delete" },
  "Kafka CreateTopic": { type: "topic", verb: "create" },
  "Kafka UpdateTopic": { type: "topic", verb: "update" },
  "Kafka DeleteTopic": { type: "topic", verb: "delete" },
  "SecretsManager CreateSecret": { type: "secret", verb: "create" },
  "SecretsManager DeleteSecret": { type: "secret", verb: "delete" },
  "SecretsManager TagResource": { type: "secret", verb: "update" },
  "SNS CreateTopic": { type: "sns-topic", verb: "create" },
  "SNS TagResource": { type: "sns-topic", verb: "update" },
  "SNS DeleteTopic": { type: "sns-topic", verb: "delete" },
  "SNS Subscribe": { type: "subscription", verb: "create" },
  "SNS Unsubscribe": { type: "subscription", verb: "delete" },
};

/** Tags are changed by one call for all of a service: the id or ARN tells whose. */
const SUBJECTS: readonly (readonly [RegExp, string])[] = [
  [/^vpc-/, "vpc"],
  [/^subnet-/, "subnet"],
  [/^igw-/, "internet-gateway"],
  [/^eipalloc-/, "elastic-ip"],
  [/^nat-/, "nat-gateway"],
  [/^rtb-/, "route-table"],
  [/^vpce-/, "vpc-endpoint"],
  [/^sg-/, "security-group"],
  [/^sgr-/, "security-group-rule"],
  [/^lt-/, "launch-template"],
  [/:db:/, "db-instance"],
  [/:subgrp:/, "db-subnet-group"],
  [/:subnetgroup:/, "cache-subnet-group"],
  [/:parametergroup:/, "cache-parameter-group"],
  [/:replicationgroup:/, "replication-group"],
  [/:loadbalancer\//, "load-balancer"],
  [/:targetgroup\//, "target-group"],
  [/:listener\//, "listener"],
  [/:listener-rule\//, "listener-rule"],
  [/:cloudwatch:.*:alarm:/, "metric-alarm"],
  [/:cloudwatch:.*:dashboard\//, "dashboard"],
];

/** Types that nothing can be changed of in place: both ends of them are what they are. */
const WITHOUT_UPDATE = new Set([
  "internet-gateway-attachment",
  "route-table-association",
  "instance-profile-role",
  "role-policy-attachment",
  "subscription",
  // Another template version replaces it; in place only what somebody else changed is mended.
  "instance",
  // One call makes a policy and changes it.
  "scaling-policy",
]);

function kindOf({ call, subject }: Killed): Kind | undefined {
  const known = CALLS[call];
  if (known !== undefined) return known;
  const type = SUBJECTS.find(([form]) => form.test(subject))?.[1];
  return type === undefined ? undefined : { type, verb: "update" };
}

function countKills(kills: readonly Killed[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const killed of kills) {
    const kind = kindOf(killed);
    const cell = kind === undefined ? `unknown ${killed.call}` : `${kind.type} ${kind.verb} ${killed.when}`;
    counts.set(cell, (counts.get(cell) ?? 0) + 1);
  }
  return counts;
}

const TYPES = [...new Set(Object.values(CALLS).map(({ type }) => type))];

const cellsOf = (type: string): string[] =>
  VERBS.filter((verb) => verb !== "update" || !WITHOUT_UPDATE.has(type)).flatMap((verb) => [
    `${type} ${verb} before`,
    `${type} ${verb} after`,
  ]);

/** Cells in which no run was killed. */
export function emptyCells(kills: readonly Killed[]): string[] {
  const counts = countKills(kills);
  return TYPES.flatMap(cellsOf).filter((cell) => !counts.has(cell));
}

/** The calls that fill a cell, and the side of them on which it counts kills. */
export function changesOf(cell: string): {
  readonly calls: readonly string[];
  readonly when: Killed["when"];
} {
  const [type, verb, when] = cell.split(" ");
  const calls = Object.entries(CALLS).filter(([, kind]) => kind.type === type && kind.verb === verb);
  return { calls: calls.map(([call]) => call), when: when === "before" ? "before" : "after" };
}

/** Type by verb, before and after, with the number of kills. */
export function drawTable(kills: readonly Killed[]): string {
  const counts = countKills(kills);
  const row = (type: string): string => {
    const cells = VERBS.map((verb) => {
      if (verb === "update" && WITHOUT_UPDATE.has(type)) return "-".padEnd(12);
      return `${counts.get(`${type} ${verb} before`) ?? 0} / ${counts.get(`${type} ${verb} after`) ?? 0}`.padEnd(
        12,
      );
    });
    return `${type.padEnd(30)}${cells.join("")}`;
  };
  const unknown = [...counts.keys()].filter((cell) => cell.startsWith("unknown"));
  return [
    `${"before / after".padEnd(30)}${VERBS.map((verb) => verb.padEnd(12)).join("")}`,
    ...TYPES.map(row),
    ...unknown,
  ].join("\n");
}
