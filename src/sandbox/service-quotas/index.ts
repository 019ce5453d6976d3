import { JSON_DIALECT, type SandboxService } from "../service.ts";
import { needs } from "./actions.ts";
import { serviceQuotaOperations } from "./service-quota.ts";

/** Service Quotas: how much the account may have. The services themselves hold callers to it. */
export const serviceQuotas: SandboxService = {
  clientName: "ServiceQuotasClient",
  dialect: JSON_DIALECT,
  operations: { ...serviceQuotaOperations },
  needs,
  offers: [],
  listings: [],
};
