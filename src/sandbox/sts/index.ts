import { QUERY_DIALECT, type SandboxService } from "../service.ts";
import { needs } from "./actions.ts";
import { callerIdentityOperations } from "./caller-identity.ts";

/** STS: who calls, and why a call was refused. */
export const sts: SandboxService = {
  clientName: "STSClient",
  dialect: QUERY_DIALECT,
  operations: { ...callerIdentityOperations },
  needs,
  offers: [],
  listings: [],
};
