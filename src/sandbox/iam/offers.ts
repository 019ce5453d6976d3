import type { OfferName } from "../account.ts";

/** What IAM allows in the simulated account, and the managed policies of AWS's own that it knows. */
export interface IamOffers extends Record<string, unknown> {
  /** Path and name: `service-role/AmazonECSTaskExecutionRolePolicy`. */
  readonly awsManagedPolicies: readonly string[];
  readonly quotas: {
    readonly roles: number;
    readonly policies: number;
    readonly instanceProfiles: number;
    readonly policiesPerRole: number;
    readonly versionsPerPolicy: number;
  };
}

/**
 * IAM's offers. Source: IAM User Guide, "IAM and AWS STS quotas"; AWS Managed Policy Reference, of which this is a choice.
 */
export const iamOffers: OfferName<IamOffers> = {
  service: "IAM",
  defaults: () => ({
    awsManagedPolicies: [
      "AmazonEC2ContainerRegistryPullOnly",
      "AmazonEC2ContainerRegistryReadOnly",
      "AmazonElastiCacheReadOnlyAccess",
      "AmazonMSKFullAccess",
      "AmazonMSKReadOnlyAccess",
      "AmazonRDSReadOnlyAccess",
      "AmazonSSMManagedInstanceCore",
      "AmazonSSMReadOnlyAccess",
      "CloudWatchAgentServerPolicy",
      "CloudWatchFullAccess",
      "CloudWatchFullAccessV2",
      "CloudWatchReadOnlyAccess",
      "ReadOnlyAccess",
      "SecretsManagerReadWrite",
      "service-role/AmazonECSTaskExecutionRolePolicy",
    ],
    quotas: {
      roles: 1000,
      policies: 1500,
      instanceProfiles: 1000,
      policiesPerRole: 10,
      versionsPerPolicy: 5,
    },
  }),
};
