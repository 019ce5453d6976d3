import { QUERY_DIALECT, type SandboxService } from "../service.ts";
import { accountAliasOperations } from "./account-alias.ts";
import { needs } from "./actions.ts";
import { instanceProfileOperations } from "./instance-profile.ts";
import { listObjects, listTies } from "./listing.ts";
import { iamOffers } from "./offers.ts";
import { policyOperations } from "./policy.ts";
import { policyVersionOperations } from "./policy-version.ts";
import { roleOperations } from "./role.ts";
import { rolePolicyOperations } from "./role-policy.ts";
import { simulationOperations } from "./simulation.ts";

/** IAM, which belongs to no region: its tables are global. */
export const iam: SandboxService = {
  clientName: "IAMClient",
  dialect: QUERY_DIALECT,
  operations: {
    ...accountAliasOperations,
    ...instanceProfileOperations,
    ...policyOperations,
    ...policyVersionOperations,
    ...roleOperations,
    ...rolePolicyOperations,
    ...simulationOperations,
  },
  needs,
  offers: [iamOffers],
  listings: [listObjects, listTies],
};
