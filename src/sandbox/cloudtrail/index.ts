import { settledBy } from "../operation.ts";
import { JSON_DIALECT, listTable, type SandboxService } from "../service.ts";
import { needs } from "./actions.ts";
import { deliverLogs } from "./delivery.ts";
import { loggingOperations } from "./logging.ts";
import { cloudTrailOffers } from "./offers.ts";
import { trails } from "./tables.ts";
import { tagOperations } from "./tag.ts";
import { trailOperations } from "./trail.ts";

/** CloudTrail: trails into a bucket of the account's own. Each call begins with the logs that came meanwhile. */
export const cloudTrail: SandboxService = {
  clientName: "CloudTrailClient",
  dialect: { ...JSON_DIALECT, missing: "InvalidParameterException", invalid: "InvalidParameterException" },
  operations: settledBy(deliverLogs, { ...loggingOperations, ...tagOperations, ...trailOperations }),
  needs,
  offers: [cloudTrailOffers],
  listings: [listTable(trails, { name: ({ name }) => name })],
};
