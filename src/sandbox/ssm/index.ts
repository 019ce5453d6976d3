import { JSON_DIALECT, type SandboxService } from "../service.ts";
import { needs } from "./actions.ts";
import { instanceInformationOperations } from "./instance-information.ts";
import { publicParameterOperations } from "./public-parameter.ts";

/** Systems Manager: Amazon's public parameters, and the instances that report to it. */
export const ssm: SandboxService = {
  clientName: "SSMClient",
  dialect: JSON_DIALECT,
  operations: { ...instanceInformationOperations, ...publicParameterOperations },
  needs,
  offers: [],
  listings: [],
};
