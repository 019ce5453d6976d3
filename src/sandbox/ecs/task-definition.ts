import type {
  DescribeTaskDefinitionCommandInput,
  DescribeTaskDefinitionCommandOutput,
  RegisterTaskDefinitionCommandInput,
  RegisterTaskDefinitionCommandOutput,
} from "@aws-sdk/client-ecs";
import { type Call, change, read, toArn } from "../operation.ts";
import { checkFargate, refused } from "./fargate.ts";
import { type TaskDefinition, taskDefinitions } from "./tables.ts";

/** Source: Amazon ECS API reference, RegisterTaskDefinition, `family`. */
const FAMILY = /^[A-Za-z0-9_-]{1,255}$/;

const revisionsOf = (call: Call, family: string): readonly TaskDefinition[] =>
  call.account
    .table(taskDefinitions)
    .all()
    .filter((row) => row.family === family);

function describe({ definition, family, revision, arn, createdAt }: TaskDefinition) {
  return {
    ...definition,
    family,
    revision,
    taskDefinitionArn: arn,
    status: "ACTIVE" as const,
    registeredAt: new Date(createdAt),
    compatibilities: [...(definition.requiresCompatibilities ?? ["EC2" as const])],
  };
}

function checkContainers({ containerDefinitions = [] }: RegisterTaskDefinitionCommandInput): void {
  if (containerDefinitions.length === 0)
    throw refused("Task definition must have at least one container definition.");
  for (const { name, image, environment = [], secrets = [] } of containerDefinitions) {
    if (name === undefined) throw refused("Container.name should not be null or empty.");
    if (image === undefined) throw refused("Container.image should not be null or empty.");
    const names = [...environment, ...secrets].map((variable) => variable.name);
    if (new Set(names).size < names.length)
      throw refused(
        "The secret name must be unique and not shared with any new or existing environment variables set on the container.",
      );
  }
}

/** Each call makes a revision. Source: Amazon ECS API reference, RegisterTaskDefinition. */
function register(
  input: RegisterTaskDefinitionCommandInput,
  call: Call,
): Omit<RegisterTaskDefinitionCommandOutput, "$metadata"> {
  const { tags = [], ...definition } = input;
  const family = input.family ?? "";
  if (!FAMILY.test(family)) throw refused("Family contains invalid characters.");
  checkContainers(input);
  if (input.requiresCompatibilities?.includes("FARGATE") === true) checkFargate(input);
  const revision = Math.max(0, ...revisionsOf(call, family).map((row) => row.revision)) + 1;
  const made = call.account.table(taskDefinitions).insert({
    id: `${family}:${revision}`,
    createdAt: call.account.clock.now(),
    family,
    revision,
    arn: toArn(call, "ecs", `task-definition/${family}:${revision}`),
    definition,
    tags: Object.fromEntries(tags.map(({ key = "", value = "" }) => [key, value])),
  });
  return { taskDefinition: describe(made), tags };
}

function describeOne(
  input: DescribeTaskDefinitionCommandInput,
  call: Call,
): Omit<DescribeTaskDefinitionCommandOutput, "$metadata"> {
  const asked = input.taskDefinition?.split("/").at(-1) ?? "";
  const newest = revisionsOf(call, asked).toSorted((a, b) => b.revision - a.revision)[0];
  const found = call.account.table(taskDefinitions).find(asked) ?? newest;
  if (found === undefined) throw refused("Unable to describe task definition.");
  const tags = Object.entries(found.tags ?? {}).map(([key, value]) => ({ key, value }));
  return {
    taskDefinition: describe(found),
    ...(input.include?.includes("TAGS") === true ? { tags } : {}),
  };
}

/** ECS's calls on task definitions. */
export const taskDefinitionOperations = {
  RegisterTaskDefinition: change<RegisterTaskDefinitionCommandInput, RegisterTaskDefinitionCommandOutput>(
    register,
  ),
  DescribeTaskDefinition: read<DescribeTaskDefinitionCommandInput, DescribeTaskDefinitionCommandOutput>(
    describeOne,
  ),
};
