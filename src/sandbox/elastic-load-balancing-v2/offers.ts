import type { OfferName } from "../account.ts";

/** What Elastic Load Balancing allows in the simulated account. */
export interface LoadBalancingOffers extends Record<string, unknown> {
  readonly quotas: {
    readonly loadBalancers: number;
    readonly targetGroups: number;
    readonly listenersPerLoadBalancer: number;
    readonly rulesPerLoadBalancer: number;
  };
  /** Names of the policies that an HTTPS listener may speak by; the first is the default. */
  readonly sslPolicies: readonly string[];
  /** Records in a page when the caller names no number. */
  readonly pageSize: number;
}

/** Elastic Load Balancing's offers. Source: Elastic Load Balancing User Guide, "Quotas" and "Security policies", checked 2026-11. */
export const loadBalancingOffers: OfferName<LoadBalancingOffers> = {
  service: "ElasticLoadBalancingV2",
  defaults: () => ({
    quotas: {
      loadBalancers: 50,
      targetGroups: 3000,
      listenersPerLoadBalancer: 50,
      rulesPerLoadBalancer: 100,
    },
    sslPolicies: [
      "ELBSecurityPolicy-2016-08",
      "ELBSecurityPolicy-TLS-1-2-2017-01",
      "ELBSecurityPolicy-TLS13-1-2-2021-06",
      "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
      "ELBSecurityPolicy-TLS13-1-3-2021-06",
    ],
    pageSize: 400,
  }),
};
