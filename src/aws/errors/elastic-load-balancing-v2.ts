import { type ErrorTable, limit, meaning, quota, setting } from "./row.ts";

const SERVICE = "elasticloadbalancing";

/** Sources: Elastic Load Balancing API reference 2015-12-01, as the SDK's model of it; user guide, "Quotas". */
export const elasticLoadBalancingV2: ErrorTable = [
  meaning("absent", ["LoadBalancerNotFound", "TargetGroupNotFound", "ListenerNotFound", "RuleNotFound"]),
  meaning("exists", ["DuplicateLoadBalancerName", "DuplicateTargetGroupName", "DuplicateListener"]),
  meaning("busy", ["PriorityInUse", "CapacityReservationPending", "TrustStoreNotReady", "HealthUnavailable"]),
  {
    names: ["OperationNotPermitted"],
    message: /deletion protection/i,
    meaning: "refused",
    told: {
      code: "DeletionProtected",
      summary: "Deletion protection is on",
      means:
        "Somebody protected the load balancer from deletion, which this stack never does. Lift the protection, if that is right; the same command then goes on.",
      fix: [
        "aws elbv2 modify-load-balancer-attributes --load-balancer-arn ARN --attributes Key=deletion_protection.enabled,Value=false",
      ],
    },
  },
  {
    names: ["OperationNotPermitted"],
    meaning: "refused",
    told: {
      code: "AccountNotReady",
      summary: "The account cannot use this yet",
      means:
        "AWS does not let this account make or change load balancers, as with some new accounts. AWS's support switches it on.",
      fix: ["aws support create-case --subject 'Load balancers are not permitted' --communication-body TEXT"],
    },
  },
  meaning("in-use", ["ResourceInUse"]),
  setting(
    ["CertificateNotFound", "SSLPolicyNotFound", "ALPNPolicyNotSupported", "TrustStoreNotFound"],
    "The certificate, or the policy for TLS, does not exist in this region. Correct it in the settings of scale.",
  ),
  setting(
    ["UnsupportedCertificate", "TooManyCertificates"],
    "The certificate cannot be used: it must be issued, in this region, with a key that load balancers take. Correct it in the settings of scale.",
  ),
  setting(
    [
      "UnsupportedProtocol",
      "IncompatibleProtocols",
      "InvalidConfigurationRequest",
      "InvalidLoadBalancerAction",
      "InvalidTarget",
      "InvalidScheme",
    ],
    "The load balancer, its listeners and its targets do not go together so. Correct the settings of scale.",
  ),
  meaning("not-yet", ["InvalidSubnet"], /no internet gateway|no default route to an internet gateway/i),
  meaning("not-yet", ["SubnetNotFound", "InvalidSecurityGroup", "AllocationIdNotFound"]),
  // A target group has no code of its own for its VPC.
  meaning("not-yet", ["ValidationError"], /VPC ID .*not found/i),
  setting(
    ["InvalidSubnet", "AvailabilityZoneNotSupported"],
    "The subnets do not suit the load balancer: each must lie in another zone, have eight free addresses and a route to an internet gateway. Correct the settings of network.",
  ),
  quota(["TooManyLoadBalancers"], "application load balancers", { service: SERVICE, code: "L-53DA6B97" }),
  quota(["TooManyTargetGroups"], "target groups", { service: SERVICE, code: "L-B22855CB" }),
  quota(["TooManyListeners"], "listeners of one load balancer", { service: SERVICE, code: "L-B6DF7632" }),
  quota(["TooManyRules"], "rules of one load balancer", { service: SERVICE }),
  quota(["TooManyTargets", "TooManyRegistrationsForTargetId"], "targets", { service: SERVICE }),
  limit(
    ["TooManyActions", "TooManyUniqueTargetGroupsPerLoadBalancer", "TargetGroupAssociationLimit"],
    "One load balancer takes no more target groups or actions. Somebody has added some to this one: take those away that are no longer needed.",
  ),
];
