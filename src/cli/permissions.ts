import type { Declaration } from "../engine/resource.ts";
import type { Aws } from "../resources/index.ts";
import { enabledSections, type Settings } from "../sections/index.ts";

/** What every run asks besides what its sections and resources ask. */
const ALWAYS: readonly string[] = [
  "iam:ListAccountAliases",
  "sts:DecodeAuthorizationMessage",
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

/** Every IAM action that the settings' stack needs, from nothing to its teardown, sorted. */
export function actionsOf(settings: Settings, declarations: readonly Declaration<Aws>[]): readonly string[] {
  const ofTypes = declarations.flatMap(({ type }) => type.iamActions);
  const ofSections = enabledSections(settings).flatMap(({ iamActions }) => iamActions);
  return [...new Set([...ALWAYS, ...ofSections, ...ofTypes])].sort();
}

/** Names and place that resources in a policy are limited to. */
export interface PolicyPlace {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
  readonly settings: Pick<Settings, "name" | "displayName">;
}

interface Statement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
}

/**
 * A policy that allows just these actions: those on things whose names follow from the settings are limited to these names;
 * for most of the others IAM knows the resource only after it is made.
 */
export function policyOf(
  actions: readonly string[],
  place: PolicyPlace,
): { readonly Version: "2012-10-17"; readonly Statement: readonly Statement[] } {
  const limits = limitsOf(place);
  const limited = limits.map((limit) => ({
    ...limit,
    Action: actions.filter((action) => limit.covers(action)),
  }));
  const rest = actions.filter((action) => !limits.some((limit) => limit.covers(action)));
  const statements = limited
    .filter(({ Action }) => Action.length > 0)
    .map(({ Sid, Action, Resource }): Statement => ({ Sid, Effect: "Allow", Action, Resource }));
  return {
    Version: "2012-10-17",
    Statement: [{ Sid: "Provisioning", Effect: "Allow", Action: rest, Resource: "*" }, ...statements],
  };
}

interface Limit {
  readonly Sid: string;
  readonly Resource: readonly string[];
  covers(action: string): boolean;
}

/** Actions of IAM that know no resource. Source: Service Authorization Reference, AWS IAM. */
const IAM_ANYWHERE = new Set(["iam:ListAccountAliases"]);

function limitsOf({ partition, account, region, settings }: PolicyPlace): readonly Limit[] {
  const { name, displayName } = settings;
  const iam = (rest: string): string => `arn:${partition}:iam::${account}:${rest}`;
  return [
    {
      Sid: "ServiceLinkedRoles",
      Resource: [iam("role/aws-service-role/*")],
      covers: (action) => action === "iam:CreateServiceLinkedRole",
    },
    {
      Sid: "ApplicationRole",
      Resource: [
        iam(`role/${displayName}AppRole`),
        iam(`policy/${displayName}AppPolicy`),
        iam(`instance-profile/${displayName}AppRole`),
      ],
      covers: (action) =>
        action.startsWith("iam:") && action !== "iam:CreateServiceLinkedRole" && !IAM_ANYWHERE.has(action),
    },
    {
      // The role of tasks that a person makes; `deploy ecs --register` hands it on.
      Sid: "TaskRole",
      Resource: [iam(`role/${displayName}TaskRole`)],
      covers: (action) => action === "iam:PassRole",
    },
    {
      Sid: "TrailBucket",
      Resource: [
        `arn:${partition}:s3:::${name}-trail-${account}-${region}`,
        `arn:${partition}:s3:::${name}-trail-${account}-${region}/*`,
      ],
      covers: (action) => action.startsWith("s3:"),
    },
    {
      Sid: "Secrets",
      Resource: [`arn:${partition}:secretsmanager:${region}:${account}:secret:${name}/*`],
      covers: (action) => action.startsWith("secretsmanager:"),
    },
  ];
}
