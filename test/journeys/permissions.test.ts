import { describe, expect, it } from "vitest";
import { createRandom, inParallel } from "./campaign/campaign.ts";
import type { Practice } from "./program.ts";
import { ALL_SECTIONS, flat, prepared, runTo, write, writeSettings } from "./stack.ts";

const isFull = process.env.CAMPAIGN === "full";
const seed = Number(process.env.CAMPAIGN_SEED ?? Date.now() % 100_000);

/**
 * Actions that the life below does not come to need: for other edits, for a drift that has to be mended, for a real build and
 * push, or for a refusal that has to be explained.
 */
const NOT_IN_THIS_LIFE: readonly string[] = [
  "autoscaling:AttachLoadBalancerTargetGroups",
  "autoscaling:DetachLoadBalancerTargetGroups",
  "ec2:AssociateIamInstanceProfile",
  "ec2:AuthorizeSecurityGroupEgress",
  "ec2:DescribeIamInstanceProfileAssociations",
  "ec2:DescribeKeyPairs",
  "ec2:ModifyInstanceAttribute",
  "ec2:ModifySecurityGroupRules",
  "ec2:ModifyVpcEndpoint",
  "ec2:ReplaceIamInstanceProfileAssociation",
  "ec2:RevokeSecurityGroupEgress",
  "ecr:BatchCheckLayerAvailability",
  "ecr:BatchGetImage",
  "ecr:CompleteLayerUpload",
  "ecr:GetAuthorizationToken",
  "ecr:InitiateLayerUpload",
  "ecr:PutImageScanningConfiguration",
  "ecr:PutImageTagMutability",
  "ecr:UploadLayerPart",
  "elasticache:ModifyCacheSubnetGroup",
  "elasticache:ModifyReplicationGroupShardConfiguration",
  "elasticloadbalancing:ModifyListener",
  "elasticloadbalancing:ModifyRule",
  "elasticloadbalancing:ModifyTargetGroup",
  "elasticloadbalancing:SetSecurityGroups",
  "elasticloadbalancing:SetSubnets",
  "iam:CreatePolicyVersion",
  "iam:DeletePolicyVersion",
  "iam:ListEntitiesForPolicy",
  "iam:ListInstanceProfilesForRole",
  "iam:ListRolePolicies",
  "iam:UpdateAssumeRolePolicy",
  "iam:UpdateRoleDescription",
  "kafka:GetCompatibleKafkaVersions",
  "kafka:UpdateClusterKafkaVersion",
  "kafka:UpdateSecurity",
  "rds:ModifyDBSubnetGroup",
  "secretsmanager:UpdateSecret",
  "servicequotas:GetAWSDefaultServiceQuota",
  "sns:UntagResource",
  "ssm:GetCommandInvocation",
  "ssm:SendCommand",
  "sts:DecodeAuthorizationMessage",
];

/** Actions without which a run goes on: what they would tell is told as unknown. */
const ADVISORY: readonly string[] = [
  "ec2:DescribeImages",
  "ecr:DescribeImages",
  "ec2:DescribeInstanceStatus",
  "ec2:DescribeInstanceTypeOfferings",
  "ec2:DescribeInstanceTypes",
  "elasticache:DescribeCacheEngineVersions",
  "elasticache:DescribeEngineDefaultParameters",
  "elasticache:ListAllowedNodeTypeModifications",
  "iam:ListAccountAliases",
  "kafka:ListClusterOperationsV2",
  "kafka:ListKafkaVersions",
  "rds:DescribeDBEngineVersions",
  "rds:DescribeOrderableDBInstanceOptions",
  "servicequotas:GetServiceQuota",
];

/** Two rounds of changes that are made in place; the second takes back some of the first, and goes on. */
const EDITS = [
  `
tags: { team: sale }
db: { backupRetentionDays: 14, replicas: 1 }
cache: { nodes: 3, parameters: { timeout: "600" } }
kafka:
  storageGib: 120
  monitoring: DEFAULT
  serverProperties: { log.retention.hours: "72" }
  topics:
    - { name: flash-sale-reservations, partitions: 12 }
    - { name: flash-sale-inventory-updates }
monitoring: { notify: [ops@confirming.example], errorRate: count, metrics: guide }
iam: { managedPolicies: [CloudWatchFullAccess] }
deploy: { rootVolumeGib: 30, keepImages: 10, logRetentionDays: 14, instance: true }
scale: { max: 12, cpuHigh: 80 }
cost: { enabled: true, monthlyUsd: 2500, notify: [ops@confirming.example] }
security: { enabled: true }
`,
  `
network: { egress: internet-gateway }
cache: { nodes: 2, nodeType: cache.r5.2xlarge }
kafka:
  storageGib: 120
  brokers: 6
  instanceType: kafka.m5.xlarge
  topics:
    - { name: flash-sale-reservations, partitions: 12 }
    - { name: flash-sale-inventory-updates }
deploy: { logRetentionDays: 0 }
cost: { enabled: true, monthlyUsd: 3000, notify: [team@example.com], actualPercent: [90], forecastPercent: [] }
security: { enabled: true, retentionDays: 30, multiRegion: false }
`,
] as const;

/** A life of the stack, from nothing to nothing: what is run, after which settings are written. */
const LIFE: readonly { readonly settings?: string; readonly words: string }[] = [
  { words: "up --yes" },
  { words: "deploy build ." },
  { words: "deploy ecs --register" },
  { words: "up --yes" },
  { settings: EDITS[0], words: "up --yes --apply-at now --replace kafka.topic.flash-sale-orders" },
  { settings: EDITS[1], words: "up --yes --apply-at now --replace db.replica.1" },
  { words: "destroy --yes --delete-data" },
  // The secret is restored.
  { settings: "", words: "db --yes" },
  { words: "destroy --yes --delete-data" },
];

interface Policy {
  readonly Version: string;
  readonly Statement: readonly { readonly Action: readonly string[] }[];
}

async function policyOf(practice: Practice): Promise<Policy> {
  return JSON.parse((await runTo(practice, 0, "doctor --policy")).stdout) as Policy;
}

/** The policy without some actions; a statement that allows nothing any more is left out. */
const without = (policy: Policy, actions: readonly string[]): Policy => ({
  ...policy,
  Statement: policy.Statement.map((one) => ({
    ...one,
    Action: one.Action.filter((name) => !actions.includes(name)),
  })).filter(({ Action }) => Action.length > 0),
});

/** Lives under a policy until a run fails; answers that run's code and all that was said. */
async function live(policy: Policy): Promise<{ code: number | null; said: string }> {
  const practice = prepared("", ALL_SECTIONS);
  write(practice, "policy.json", JSON.stringify(policy));
  const env = { FLASHSALE_SANDBOX_POLICY: "policy.json" };
  let said = "";
  try {
    for (const { settings, words } of LIFE) {
      if (settings !== undefined) writeSettings(practice, settings, ALL_SECTIONS);
      const run = await practice.run(words, { env });
      said += run.stdout + run.stderr;
      if (run.code !== 0) return { code: run.code, said: flat(said) };
    }
    return { code: 0, said: flat(said) };
  } finally {
    practice.remove();
  }
}

describe(`the policy that doctor prints (seed ${seed})`, () => {
  it("is more than enough to build, change and take down the stack", async () => {
    const practice = prepared(EDITS[0], ALL_SECTIONS);
    const policy = await policyOf(practice);
    const { code, said } = await live(without(policy, [...NOT_IN_THIS_LIFE, ...ADVISORY]));
    expect(code, said.slice(-2000)).toBe(0);
    practice.remove();
  });

  it("holds what is needed: without any one action a run fails and names it", {
    timeout: 3_600_000,
  }, async () => {
    const practice = prepared(EDITS[0], ALL_SECTIONS);
    const policy = await policyOf(practice);
    const needless = new Set([...NOT_IN_THIS_LIFE, ...ADVISORY]);
    const needed = policy.Statement.flatMap(({ Action }) => Action).filter((action) => !needless.has(action));
    const random = createRandom(seed);
    const chosen = isFull ? needed : needed.filter(() => random() < 3 / needed.length);
    const unnamed: string[] = [];
    await inParallel(chosen, 2, async (action) => {
      const { code, said } = await live(without(policy, [action]));
      if (code === 0 || !said.includes(action)) unnamed.push(`${action} (${code})`);
    });
    expect(unnamed).toEqual([]);
    practice.remove();
  });
});
