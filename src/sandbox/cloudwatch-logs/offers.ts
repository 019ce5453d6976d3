import type { OfferName } from "../account.ts";

/** What CloudWatch Logs allows in the simulated account. */
export interface CloudWatchLogsOffers extends Record<string, unknown> {
  /** `logGroups` are those of a region. */
  readonly quotas: { readonly logGroups: number };
}

/** CloudWatch Logs' offers. Source: CloudWatch Logs API reference, CreateLogGroup. */
export const cloudWatchLogsOffers: OfferName<CloudWatchLogsOffers> = {
  service: "CloudWatchLogs",
  defaults: () => ({ quotas: { logGroups: 1_000_000 } }),
};
