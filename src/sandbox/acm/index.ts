import { JSON_DIALECT, type SandboxService } from "../service.ts";
import { needs } from "./actions.ts";
import { certificateOperations } from "./certificate.ts";
import { acmOffers } from "./offers.ts";

/** Certificate Manager: certificates that somebody has asked for. */
export const acm: SandboxService = {
  clientName: "ACMClient",
  dialect: JSON_DIALECT,
  operations: { ...certificateOperations },
  needs,
  offers: [acmOffers],
  listings: [],
};
