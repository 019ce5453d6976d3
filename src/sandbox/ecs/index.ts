import { JSON_DIALECT, listTable, type SandboxService } from "../service.ts";
import { needs } from "./actions.ts";
import { taskDefinitions } from "./tables.ts";
import { taskDefinitionOperations } from "./task-definition.ts";

/** ECS: task definitions. It runs no tasks. */
export const ecs: SandboxService = {
  clientName: "ECSClient",
  dialect: { ...JSON_DIALECT, missing: "InvalidParameterException", invalid: "InvalidParameterException" },
  operations: { ...taskDefinitionOperations },
  needs,
  offers: [],
  listings: [listTable(taskDefinitions, { name: ({ family }) => family })],
};
