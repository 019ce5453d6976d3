import type { OfferName } from "../account.ts";

/** What Secrets Manager allows in the simulated account. */
export interface SecretsManagerOffers extends Record<string, unknown> {
  /** ARNs, ids or aliases of the account's own KMS keys. */
  readonly kmsKeys: readonly string[];
  readonly quotas: { readonly secrets: number };
}

/** Secrets Manager's offers. Source: Secrets Manager User Guide, "Quotas". */
export const secretsManagerOffers: OfferName<SecretsManagerOffers> = {
  service: "SecretsManager",
  defaults: () => ({ kmsKeys: [], quotas: { secrets: 500_000 } }),
};
