import type { OfferName } from "../account.ts";

/** What CloudTrail allows in the simulated account. */
export interface CloudTrailOffers extends Record<string, unknown> {
  readonly quotas: { readonly trails: number };
}

/** CloudTrail's offers. Source: CloudTrail User Guide, "Quotas in AWS CloudTrail": 5 trails in a region. */
export const cloudTrailOffers: OfferName<CloudTrailOffers> = {
  service: "CloudTrail",
  defaults: () => ({ quotas: { trails: 5 } }),
};
