import type { OfferName } from "../account.ts";

/** What SNS does and allows in the simulated account. */
export interface SnsOffers extends Record<string, unknown> {
  /** Domains whose people confirm a subscription at once; nobody else ever does. */
  readonly confirmingDomains: readonly string[];
  /**
   * Simulated seconds after which an unconfirmed subscription is dropped; 0 for never. AWS: 172 800, which at the sandbox's
   * speed would be over before anybody has looked.
   */
  readonly unconfirmedSeconds: number;
  readonly quotas: { readonly topics: number };
}

/** SNS's offers. Source: SNS API reference, CreateTopic. */
export const snsOffers: OfferName<SnsOffers> = {
  service: "SNS",
  defaults: () => ({
    confirmingDomains: ["confirming.example"],
    unconfirmedSeconds: 0,
    quotas: { topics: 100_000 },
  }),
};
