import type { Declaration } from "../../engine/resource.ts";
import type { Aws } from "../../resources/index.ts";
import { enabledSections, type Settings } from "../../sections/index.ts";

/** What every run asks besides what its sections and resources ask. */
const ALWAYS: readonly string[] = [
  "iam:ListAccountAliases",
  "sts:DecodeAuthorizationMessage",
  // What the caller may do, for doctor: its role with the path that no session tells.
  "iam:GetRole",
  "iam:SimulatePrincipalPolicy",
  // Regions and networks to choose from, for init.
  "ec2:DescribeRegions",
  // The trails of the account, for security audit.
  "cloudtrail:DescribeTrails",
  "cloudtrail:GetTrailStatus",
  // The account's quotas, and how much of them is taken.
  "servicequotas:GetAWSDefaultServiceQuota",
  "servicequotas:GetServiceQuota",
  "ec2:DescribeAddresses",
  "ec2:DescribeInstanceTypes",
  "ec2:DescribeInstances",
  "ec2:DescribeInternetGateways",
  "ec2:DescribeVpcs",
  "elasticache:DescribeCacheClusters",
  "elasticloadbalancing:DescribeLoadBalancers",
  "kafka:ListClustersV2",
  "rds:DescribeDBInstances",
];

/** What verify and tunnel ask besides, each where the stack has what it is for. */
const CONNECTING: Readonly<Record<string, readonly string[]>> = {
  "secretsmanager:CreateSecret": ["secretsmanager:GetSecretValue"],
  "ec2:RunInstances": [
    "ssm:DescribeInstanceInformation",
    "ssm:GetCommandInvocation",
    "ssm:SendCommand",
    "ssm:StartSession",
    "ssm:TerminateSession",
  ],
};

/** Reads that only changes ask for: while they make, wait and take down, or of what no look may know. */
const READ_BY_CHANGES = new Set([
  "autoscaling:DescribeInstanceRefreshes",
  "ec2:DescribeAccountAttributes",
  "ec2:DescribeInstanceStatus",
  "ec2:DescribeNetworkInterfaces",
  "ec2:GetSecurityGroupsForVpc",
  "ecr:BatchCheckLayerAvailability",
  "ecr:BatchGetImage",
  "ecr:GetAuthorizationToken",
  "iam:ListEntitiesForPolicy",
  "iam:ListInstanceProfilesForRole",
  "iam:ListPolicyVersions",
  "iam:ListRolePolicies",
  "kafka:DescribeClusterOperationV2",
  "kms:DescribeKey",
  "secretsmanager:GetSecretValue",
  "ssm:GetCommandInvocation",
]);

/** Kafka asks for its own rights where MSK only looks. Source: MSK Developer Guide, "Topic operations". */
const ASKED_BY_LOOKS = new Set([
  "kafka-cluster:Connect",
  "kafka-cluster:DescribeTopic",
  "kafka-cluster:DescribeTopicDynamicConfiguration",
]);

/** What permissions are for: each is a set of documents of its own, and those for changes and verify go with that for plan. */
export type Purpose = "plan" | "verify" | "change";

/** Every IAM action that the settings' stack needs, from nothing to its teardown, sorted. */
export function actionsOf(settings: Settings, declarations: readonly Declaration<Aws>[]): readonly string[] {
  const ofTypes = declarations.flatMap(({ type }) => type.iamActions);
  const ofSections = enabledSections(settings).flatMap(({ iamActions }) => iamActions);
  return [...new Set([...ALWAYS, ...ofSections, ...ofTypes])].sort();
}

/** Of these actions those that a purpose adds to `plan`, with what connecting to the stack asks for. */
export function actionsFor(purpose: Purpose, actions: readonly string[]): readonly string[] {
  if (purpose === "plan") return actions.filter(isLook);
  if (purpose === "change") return actions.filter((action) => !isLook(action));
  const connecting = actions.flatMap((action) => CONNECTING[action] ?? []);
  return [...new Set(connecting)].filter((action) => !(isLook(action) && actions.includes(action))).sort();
}

function isLook(action: string): boolean {
  if (READ_BY_CHANGES.has(action)) return false;
  return ASKED_BY_LOOKS.has(action) || /:(Describe|Get|List|View|Simulate|Decode)/.test(action);
}
