import type { OfferName } from "../account.ts";

/** What CloudWatch allows in the simulated account. */
export interface CloudWatchOffers extends Record<string, unknown> {
  /** `alarms` are those of a region. */
  readonly quotas: { readonly alarms: number };
}

/** CloudWatch's offers. Source: CloudWatch User Guide, "CloudWatch service quotas". */
export const cloudWatchOffers: OfferName<CloudWatchOffers> = {
  service: "CloudWatch",
  defaults: () => ({ quotas: { alarms: 5000 } }),
};
