import { RegisterTaskDefinitionCommand, type RegisterTaskDefinitionCommandInput } from "@aws-sdk/client-ecs";
import type { Aws } from "../../aws/env.ts";
import { idFrom } from "../type.ts";

/** Registers a revision of a task definition and answers its ARN. Each call makes another one. */
export async function registerTaskDefinition(aws: Aws, definition: object): Promise<string> {
  const command = new RegisterTaskDefinitionCommand(definition as RegisterTaskDefinitionCommandInput);
  const { taskDefinition } = await aws.once.ecs.send(command);
  return idFrom(taskDefinition?.taskDefinitionArn, "RegisterTaskDefinition");
}
