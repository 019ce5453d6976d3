import { JSON_DIALECT, listTable, type SandboxService } from "../service.ts";
import { needs } from "./actions.ts";
import { authorizationOperations } from "./authorization.ts";
import { imageOperations } from "./image.ts";
import { lifecyclePolicyOperations } from "./lifecycle-policy.ts";
import { repositoryOperations } from "./repository.ts";
import { repositories } from "./tables.ts";
import { tagOperations } from "./tag.ts";

/** ECR: private repositories, what was pushed to them, lifecycle policies. */
export const ecr: SandboxService = {
  clientName: "ECRClient",
  dialect: { ...JSON_DIALECT, missing: "InvalidParameterException", invalid: "InvalidParameterException" },
  operations: {
    ...authorizationOperations,
    ...imageOperations,
    ...lifecyclePolicyOperations,
    ...repositoryOperations,
    ...tagOperations,
  },
  needs,
  offers: [],
  listings: [listTable(repositories, { name: ({ id }) => id })],
};
