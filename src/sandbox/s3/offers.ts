import type { OfferName } from "../account.ts";

/** What S3 does and allows in the simulated account. */
export interface S3Offers extends Record<string, unknown> {
  /** Names of buckets that other accounts have. */
  readonly foreignBuckets: readonly string[];
  /** Keys on which another's request always comes between a conditional write's look and its end. */
  readonly contestedKeys: readonly string[];
  readonly quotas: { readonly buckets: number };
}

/** S3's offers. Source: S3 User Guide, "Bucket quotas": 10,000 for each account. */
export const s3Offers: OfferName<S3Offers> = {
  service: "S3",
  defaults: () => ({ foreignBuckets: ["foreign-bucket"], contestedKeys: [], quotas: { buckets: 10_000 } }),
};
