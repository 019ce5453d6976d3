import type { RegisterTaskDefinitionCommandInput } from "@aws-sdk/client-ecs";
import { Refusal } from "../refusal.ts";

const every = (from: number, to: number, step: number): number[] =>
  Array.from({ length: (to - from) / step + 1 }, (_, index) => (from + index * step) * 1024);

/** MiB of memory by CPU units. Source: Amazon ECS Developer Guide, "Task CPU and memory" for Fargate. */
const SIZES: Readonly<Record<string, readonly number[]>> = {
  256: [512, 1024, 2048],
  512: every(1, 4, 1),
  1024: every(2, 8, 1),
  2048: every(4, 16, 1),
  4096: every(8, 30, 1),
  8192: every(16, 60, 4),
  16384: every(32, 120, 8),
};

/** Refuses what Fargate cannot run. Source: Amazon ECS Developer Guide, "Task definition differences for Fargate". */
export function checkFargate(input: RegisterTaskDefinitionCommandInput): void {
  if (input.networkMode !== "awsvpc") throw refused("Fargate only supports network mode 'awsvpc'.");
  const isSize = SIZES[input.cpu ?? ""]?.includes(Number(input.memory)) === true;
  if (!isSize) throw refused("No Fargate configuration exists for given values.");
  const containers = input.containerDefinitions ?? [];
  const needsRole = containers.some(
    ({ image = "", secrets = [], logConfiguration }) =>
      /\.dkr\.ecr\./.test(image) || secrets.length > 0 || logConfiguration?.logDriver === "awslogs",
  );
  if (needsRole && input.executionRoleArn === undefined)
    throw refused("Fargate requires task definition to have execution role ARN to support ECR images.");
}

/** ECS's word for what the caller did wrong. */
export const refused = (message: string): Refusal => new Refusal("ClientException", message);
