import type { OfferName } from "../account.ts";

/** What Auto Scaling allows in the simulated account. */
export interface AutoScalingOffers extends Record<string, unknown> {
  readonly quotas: { readonly groups: number; readonly policiesPerGroup: number };
}

/** Auto Scaling's quotas. Source: EC2 Auto Scaling User Guide, "Quotas for Auto Scaling resources and groups", checked 2026-11. */
export const autoScalingOffers: OfferName<AutoScalingOffers> = {
  service: "AutoScaling",
  defaults: () => ({ quotas: { groups: 500, policiesPerGroup: 50 } }),
};
