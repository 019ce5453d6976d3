import { deliverLogs } from "../cloudtrail/delivery.ts";
import { settledBy } from "../operation.ts";
import { type Dialect, listTable, type SandboxService } from "../service.ts";
import { needs } from "./actions.ts";
import { bucketOperations } from "./bucket.ts";
import { lifecycleOperations } from "./lifecycle-configuration.ts";
import { objectOperations } from "./object.ts";
import { s3Offers } from "./offers.ts";
import { policyOperations } from "./policy.ts";
import { publicAccessBlockOperations } from "./public-access-block.ts";
import { buckets } from "./tables.ts";
import { taggingOperations } from "./tagging.ts";

/** Source: S3 API reference, "Error responses". */
const S3_DIALECT: Dialect = {
  throttled: ["SlowDown", 503],
  denied: ["AccessDenied", 403],
  expired: ["ExpiredToken", 400],
  failed: ["InternalError", 500],
  missing: "InvalidRequest",
  invalid: "InvalidArgument",
};

/** S3: buckets that keep no versions, and the size of what is in them. Each call begins with the logs that came meanwhile. */
export const s3: SandboxService = {
  clientName: "S3Client",
  dialect: S3_DIALECT,
  operations: settledBy(deliverLogs, {
    ...bucketOperations,
    ...lifecycleOperations,
    ...objectOperations,
    ...policyOperations,
    ...publicAccessBlockOperations,
    ...taggingOperations,
  }),
  needs,
  offers: [s3Offers],
  listings: [listTable(buckets, { name: ({ id }) => id })],
};
