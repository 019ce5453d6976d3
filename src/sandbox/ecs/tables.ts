import type { RegisterTaskDefinitionCommandInput } from "@aws-sdk/client-ecs";
import { type AccountRecord, defineTable } from "../account.ts";

/** A revision of a task definition, by `family:revision`. */
export interface TaskDefinition extends AccountRecord {
  readonly family: string;
  readonly revision: number;
  readonly arn: string;
  /** What was registered, without its tags. */
  readonly definition: Omit<RegisterTaskDefinitionCommandInput, "tags">;
}

/** Task definitions. */
export const taskDefinitions = defineTable<TaskDefinition>("ECS", "task-definition");
