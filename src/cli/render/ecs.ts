import { readTemplate } from "../../sections/templates.ts";
import { toContainerEnvironment } from "../../ui/env-format/ecs.ts";
import { quoteForShell } from "../../ui/env-format/sh.ts";
import { toImageName } from "../build/steps.ts";
import { type DeployFacts, type Manifest, roleArnOf } from "./facts.ts";
import { fillJson, type Values } from "./fill.ts";

/** What a user may choose of the service. */
export interface EcsChoice {
  /** Name of the cluster. */
  readonly cluster: string;
  /** A target group for addresses, that the tasks are registered with. @default none */
  readonly targetGroupArn?: string | undefined;
  /** Whether the task definition is registered already. @default false */
  readonly isRegistered?: boolean;
}

/** Seconds in which a task may start before its health counts: the guide's grace period. */
const GRACE_SECONDS = 300;

/** The role that ECS starts the tasks with and that they act as. */
const roleOf = ({ displayName }: DeployFacts): string => `${displayName}TaskRole`;

/** The log group of the section deploy: the one that the application's policy lets it write to. */
const logGroupOf = ({ name }: DeployFacts): string => `/${name}/app`;

function toValues(facts: DeployFacts, { cluster, targetGroupArn }: EcsChoice): Values {
  const { name, tags, count, image, architecture, isPublic } = facts;
  const balanced = targetGroupArn !== undefined;
  return {
    NAME: name,
    ACCOUNT: facts.account,
    REGION: facts.region,
    PARTITION: facts.partition,
    ROLE_ARN: roleArnOf(facts, roleOf(facts)),
    IMAGE: toImageName(image),
    CPU_ARCHITECTURE: architecture === "arm64" ? "ARM64" : "X86_64",
    ENVIRONMENT: toContainerEnvironment(facts).environment,
    SECRETS: toContainerEnvironment(facts).secrets,
    LOG_GROUP: logGroupOf(facts),
    TAGS: Object.entries({ Name: `${name}-app`, ...tags }).map(([key, value]) => ({ key, value })),
    CLUSTER: cluster,
    DESIRED: count.desired,
    SUBNET_IDS: facts.subnetIds,
    SECURITY_GROUP_ID: facts.securityGroupId,
    PUBLIC_IP: isPublic ? "ENABLED" : "DISABLED",
    LOAD_BALANCERS: balanced ? [{ targetGroupArn, containerName: "app", containerPort: 8080 }] : undefined,
    GRACE_SECONDS: balanced ? GRACE_SECONDS : undefined,
  };
}

/** The request of ecs:RegisterTaskDefinition. */
export const toTaskDefinition = (facts: DeployFacts, choice: EcsChoice): object =>
  fillJson(readTemplate("deploy/ecs/task-definition.json"), toValues(facts, choice));

/** Task definition and service for Fargate, each a request of the API's, and who may act as the tasks' role. */
export function renderEcs(facts: DeployFacts, choice: EcsChoice): readonly Manifest[] {
  const values = toValues(facts, choice);
  return ["task-definition.json", "service.json", "trust-policy.json"].map((file) => ({
    file,
    text: `${JSON.stringify(fillJson(readTemplate(`deploy/ecs/${file}`), values), undefined, 2)}\n`,
  }));
}

/** What the user runs in the folder of the files, each once. */
export function applyEcs(
  facts: DeployFacts,
  { cluster, isRegistered = false }: EcsChoice,
): readonly string[] {
  const role = roleOf(facts);
  const region = ["--region", facts.region];
  const register = [
    "aws",
    "ecs",
    "register-task-definition",
    "--cli-input-json",
    "file://task-definition.json",
  ];
  return [
    [
      ...["aws", "iam", "create-role", "--role-name", role],
      ...["--assume-role-policy-document", "file://trust-policy.json"],
    ],
    ["aws", "iam", "attach-role-policy", "--role-name", role, "--policy-arn", facts.policyArn],
    ["aws", "ecs", "create-cluster", "--cluster-name", cluster, ...region],
    ...(isRegistered ? [] : [[...register, ...region]]),
    ["aws", "ecs", "create-service", "--cli-input-json", "file://service.json", ...region],
  ].map((words) => words.map(quoteForShell).join(" "));
}
