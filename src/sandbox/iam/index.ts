import { QUERY_DIALECT, type SandboxService } from "../service.ts";
import { accountAliasOperations } from "./account-alias.ts";
import { needs } from "./actions.ts";

/** IAM, which belongs to no region: its tables are global. */
export const iam: SandboxService = {
  clientName: "IAMClient",
  dialect: QUERY_DIALECT,
  operations: { ...accountAliasOperations },
  needs,
  offers: [],
  listings: [],
};
