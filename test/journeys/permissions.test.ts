import { describe, expect, it } from "vitest";
import { isFull, seed } from "../chance.ts";
import { createRandom, inParallel } from "./campaign/campaign.ts";
import type { Practice } from "./program.ts";
import { ALL_SECTIONS, flat, prepared, runTo, write, writeSettings } from "./stack.ts";

/**
 * Actions that the life below does not come to need: for other edits and commands, for a certificate, for a drift that has to be
 * mended, for a real build and push, or for a refusal that has to be explained.
 */
const NOT_IN_THIS_LIFE: readonly string[] = [
  "acm:DescribeCertificate",
  "autoscaling:AttachLoadBalancerTargetGroups",
  "autoscaling:DetachLoadBalancerTargetGroups",
  "cloudtrail:StopLogging",
  "ec2:AssociateIamInstanceProfile",
  "ec2:AuthorizeSecurityGroupEgress",
  "ec2:DescribeEgressOnlyInternetGateways",
  "ec2:DescribeIamInstanceProfileAssociations",
  "ec2:DescribeKeyPairs",
  "ec2:DescribeNetworkAcls",
  "ec2:DescribeRegions",
  "ec2:DescribeVpcPeeringConnections",
  "ec2:DescribeVpnGateways",
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
  "elasticache:DescribeEvents",
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
  "iam:SimulatePrincipalPolicy",
  "iam:UpdateAssumeRolePolicy",
  "iam:UpdateRoleDescription",
  "kafka:DescribeTopicPartitions",
  "kafka:GetCompatibleKafkaVersions",
  "kafka:ListTopics",
  "kafka:UpdateClusterKafkaVersion",
  "kafka:UpdateSecurity",
  "rds:DescribeEvents",
  "rds:ModifyDBSubnetGroup",
  "secretsmanager:UpdateSecret",
  "servicequotas:GetAWSDefaultServiceQuota",
  "sns:UntagResource",
  "ssm:DescribeInstanceInformation",
  "ssm:GetCommandInvocation",
  "ssm:SendCommand",
  "ssm:StartSession",
  "ssm:TerminateSession",
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

/** The documents that a caller has all at once. */
type Policies = readonly Policy[];

async function policiesOf(practice: Practice, wish = ""): Promise<Policies> {
  const printed = JSON.parse((await runTo(practice, 0, `doctor --policy ${wish}`.trim())).stdout) as
    | Policy
    | Policies;
  return [printed].flat() as Policies;
}

/** The policies without some actions; a statement that allows nothing any more is left out, and so is such a document. */
const without = (policies: Policies, actions: readonly string[]): Policies =>
  policies
    .map((policy) => ({
      ...policy,
      Statement: policy.Statement.map((one) => ({
        ...one,
        Action: one.Action.filter((name) => !actions.includes(name)),
      })).filter(({ Action }) => Action.length > 0),
    }))
    .filter(({ Statement }) => Statement.length > 0);

const actionsIn = (policies: Policies): string[] => [
  ...new Set(policies.flatMap(({ Statement }) => Statement.flatMap(({ Action }) => Action))),
];

/** Lives under a policy until a run fails; answers that run's code and all that was said. */
async function live(policies: Policies): Promise<{ code: number | null; said: string }> {
  const practice = prepared("", ALL_SECTIONS);
  write(practice, "policy.json", JSON.stringify(policies));
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

/** Commands that only look, with the codes that they end with where nothing is forbidden. */
const LOOKS = [
  ["plan --json", 0],
  ["status --json", 0],
  ["security audit --json", 3],
  ["cost estimate --json", 0],
  ["cost tips --json", 0],
  ["kafka topics --json", 0],
  ["env --format json", 0],
] as const;
const TESTS = [
  ["verify --json", 0],
  ["env --format json --show-secrets=pipe", 0],
] as const;

/** What is told without what only time changes. */
const ageless = (text: string): string => text.replace(/"(ageSeconds|ms)": \d+|\d+ (days?|h|min) old/g, "");

describe("the policies for a look and for tests", () => {
  it.each([
    ["plan", LOOKS],
    ["verify", [...LOOKS, ...TESTS]],
  ] as const)("suffice: what they let see is what everybody sees: %s", async (wish, commands) => {
    const practice = prepared(EDITS[0], ALL_SECTIONS);
    const policies = await policiesOf(practice, wish);
    write(practice, "policy.json", JSON.stringify(policies));
    await runTo(practice, 0, "up --yes");
    const env = { FLASHSALE_SANDBOX_POLICY: "policy.json" };
    for (const [words, code] of commands) {
      const free = await practice.run(words);
      const bound = await practice.run(words, { env });
      expect([bound.code, ageless(bound.stdout)], words).toEqual([free.code, ageless(free.stdout)]);
      expect(bound.code, words).toBe(code);
    }
    practice.remove();
  });

  it("let nothing be changed, and no secret be read", async () => {
    const practice = prepared("", ALL_SECTIONS);
    write(practice, "policy.json", JSON.stringify(await policiesOf(practice, "plan")));
    const env = { FLASHSALE_SANDBOX_POLICY: "policy.json" };
    const up = await practice.run("up --yes", { env });
    expect(up.code).toBe(77);
    expect((await runTo(practice, 0, "sandbox list --json")).stdout).toContain('"resources": []');
    await runTo(practice, 0, "db --yes");
    expect((await practice.run("env --show-secrets=pipe", { env })).code).toBe(77);
    practice.remove();
  });
});

describe("two stacks of an account, each under its own policies", () => {
  it("cannot touch each other", async () => {
    const practice = prepared();
    write(practice, "policy.json", JSON.stringify(await policiesOf(practice)));
    write(practice, "flashsale.yaml", practice.read("flashsale.yaml").replace("flashsale", "other"));
    await runTo(practice, 0, "up --yes");
    const env = { FLASHSALE_SANDBOX_POLICY: "policy.json" };
    const destroy = await practice.run("destroy --yes --delete-data", { env });
    expect(destroy.code).toBe(77);
    const standing = JSON.parse((await runTo(practice, 0, "sandbox list --json")).stdout) as {
      resources: unknown[];
    };
    await runTo(practice, 0, "destroy --yes --delete-data");
    expect(standing.resources.length).toBeGreaterThan(20);
    practice.remove();
  });
});

describe(`the policies that doctor prints (seed ${seed})`, () => {
  it("are more than enough to build, change and take down the stack", async () => {
    const practice = prepared(EDITS[0], ALL_SECTIONS);
    const policies = await policiesOf(practice);
    const { code, said } = await live(without(policies, [...NOT_IN_THIS_LIFE, ...ADVISORY]));
    expect(code, said.slice(-2000)).toBe(0);
    practice.remove();
  });

  it("hold what is needed: without any one action a run fails and names it", {
    timeout: 3_600_000,
  }, async () => {
    const practice = prepared(EDITS[0], ALL_SECTIONS);
    const policies = await policiesOf(practice);
    const needless = new Set([...NOT_IN_THIS_LIFE, ...ADVISORY]);
    const needed = actionsIn(policies).filter((action) => !needless.has(action));
    const random = createRandom(seed);
    const chosen = isFull ? needed : needed.filter(() => random() < 3 / needed.length);
    const unnamed: string[] = [];
    await inParallel(chosen, 2, async (action) => {
      const { code, said } = await live(without(policies, [action]));
      if (code === 0 || !said.includes(action)) unnamed.push(`${action} (${code})`);
    });
    expect(unnamed).toEqual([]);
    practice.remove();
  });
});
