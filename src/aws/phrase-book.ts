import { again } from "../advice.ts";
/** What an error of AWS usually means in this stack, and what to do about it. */
export interface Phrase {
  /** AWS's codes; `Fault`, `Exception` and `Error` at the end are ignored. */
  readonly names: readonly string[];
  /** A piece of AWS's message, where one code has several meanings. */
  readonly message?: RegExp;
  /** Stable code for scripts. */
  readonly code: string;
  readonly summary: string;
  /** The likely cause and what to do, in sentences. */
  readonly means: string;
  readonly fix: readonly string[];
}

const CLEAR_UP = "flashsale-setup status";
const EDIT = "flashsale-setup plan";

function quota(names: readonly string[], what: string, service: string, quotaCode: string): Phrase {
  return {
    names,
    code: "QuotaReached",
    summary: "A quota of the account is reached",
    means: `The account may not have more ${what} in this region. Delete one that is no longer needed, or ask AWS for more; small raises are granted within minutes.`,
    fix: [
      `aws service-quotas get-service-quota --service-code ${service} --quota-code ${quotaCode}`,
      `aws service-quotas request-service-quota-increase --service-code ${service} --quota-code ${quotaCode} --desired-value N`,
    ],
  };
}

function setting(names: readonly string[], means: string, message?: RegExp): Phrase {
  const phrase = { names, code: "SettingRefused", summary: "AWS refuses a setting", means, fix: [EDIT] };
  return message === undefined ? phrase : { ...phrase, message };
}

/** Quota codes as the Service Quotas console lists them. */
const QUOTAS: readonly Phrase[] = [
  quota(["VpcLimitExceeded"], "VPCs", "vpc", "L-F678F1CE"),
  quota(["InternetGatewayLimitExceeded"], "internet gateways", "vpc", "L-A4707A72"),
  quota(["NatGatewayLimitExceeded"], "NAT gateways in this zone", "vpc", "L-FE5A380F"),
  quota(["AddressLimitExceeded"], "elastic IP addresses", "ec2", "L-0263D0A3"),
  quota(["RulesPerSecurityGroupLimitExceeded"], "rules in one security group", "vpc", "L-0EA8095F"),
  quota(["SecurityGroupLimitExceeded"], "security groups", "vpc", "L-E79EC296"),
  quota(
    ["VcpuLimitExceeded", "InstanceLimitExceeded"],
    "running instances of this family (counted in vCPUs)",
    "ec2",
    "L-1216C47A",
  ),
  quota(["InstanceQuotaExceeded"], "RDS instances", "rds", "L-7B6409FD"),
  quota(["StorageQuotaExceeded"], "RDS storage", "rds", "L-7ADDB58A"),
  quota(
    ["NodeQuotaForCustomerExceeded", "NodeQuotaForClusterExceeded"],
    "ElastiCache nodes",
    "elasticache",
    "L-DFE45DF3",
  ),
  quota(["TooManyLoadBalancers"], "application load balancers", "elasticloadbalancing", "L-53DA6B97"),
  {
    names: ["LimitExceeded"],
    code: "QuotaReached",
    summary: "A quota of the account is reached",
    means:
      "The account may not have more of these. Delete those that are no longer needed, or ask AWS for more.",
    fix: ["aws iam get-account-summary"],
  },
];

const NETWORK: readonly Phrase[] = [
  setting(
    ["InvalidSubnet.Conflict"],
    "Another subnet of this VPC already has these addresses, or a part of them. Choose another CIDR block in the settings of network.",
  ),
  setting(
    ["InvalidSubnet.Range", "InvalidVpc.Range", "InvalidVpcRange"],
    "The CIDR block does not lie within the VPC, or is not between /16 and /28. Correct it in the settings of network.",
  ),
  setting(
    ["InvalidKeyPair.NotFound"],
    "The key pair does not exist in this region. Make it, or leave it out: sessions through Systems Manager need none.",
  ),
  setting(
    ["InvalidAMIID.NotFound", "InvalidAMIID.Unavailable"],
    "The image does not exist in this region. Leave it out of the settings, so that the newest Amazon Linux is found.",
  ),
  setting(
    ["Unsupported", "InvalidInstanceType", "UnsupportedOperation"],
    "The instance type is not offered in this zone or region. Choose another in the settings.",
  ),
  {
    names: [
      "DependencyViolation",
      "DeleteConflict",
      "ResourceInUse",
      "InvalidGroup.InUse",
      "CacheSubnetGroupInUse",
      "InvalidDBSubnetGroupState",
    ],
    code: "StillInUse",
    summary: "Something else still uses it",
    means:
      "AWS does not delete what is in use. Often AWS itself keeps a network interface for some minutes after a deletion; then the same command succeeds a little later. Otherwise something that this stack did not make uses it.",
    fix: ["aws ec2 describe-network-interfaces --filters Name=vpc-id,Values=VPC_ID", CLEAR_UP],
  },
  {
    names: [
      "InsufficientInstanceCapacity",
      "InsufficientAddressCapacity",
      "InsufficientDBInstanceCapacity",
      "InsufficientCacheClusterCapacity",
    ],
    code: "CapacityLacking",
    summary: "AWS has no capacity left",
    means:
      "AWS has no room for this size in these zones at the moment. Try again later, choose another size, or other zones.",
    fix: [EDIT],
  },
];

const DATA_STORES: readonly Phrase[] = [
  {
    names: ["InvalidParameterValue", "ServiceLinkedRoleNotFound", "BadRequest"],
    message: /service.?linked.?role/i,
    code: "ServiceRoleMissing",
    summary: "AWS lacks a role of its own",
    means:
      "RDS, ElastiCache and Amazon MSK each work with a role of their own, which they make with the first resource of an account: for that the caller needs the permission iam:CreateServiceLinkedRole. With it, the same command succeeds a little later; or somebody who has it makes the role, with rds, elasticache or kafka as SERVICE.",
    fix: ["aws iam create-service-linked-role --aws-service-name SERVICE.amazonaws.com"],
  },
  setting(
    ["InvalidParameterCombination"],
    "AWS no longer offers this engine version. Leave the version out of the settings, or name one that is still offered.",
    /Cannot find (upgrade path|version)/,
  ),
  setting(
    ["InvalidParameterCombination"],
    "This engine version, size and storage do not go together in this region. Change one of them in the settings.",
    /does not support|not supported|not available/i,
  ),
  setting(
    ["DBSubnetGroupDoesNotCoverEnoughAZs"],
    "The subnets lie in too few zones: a standby needs at least two. Give network subnets in more zones.",
  ),
  setting(
    ["OrderableDBInstanceOption", "InvalidVPCNetworkState"],
    "The subnets, their zones or the security groups do not suit the database. Compare the settings of network and db.",
  ),
  setting(
    ["KMSKeyNotAccessible", "KMSKeyDisabled", "InvalidKMSKeyFault"],
    "The encryption key is disabled, deleted, in another region, or closed to the caller. Enable it, or leave it out so that AWS's own key is used.",
  ),
  setting(
    ["BadRequest"],
    "Amazon MSK no longer makes clusters of this Kafka version. Leave the version out of the settings, or name one that is active.",
    /Unsupported KafkaVersion/i,
  ),
  setting(
    ["BadRequest"],
    "The brokers do not fit the subnets: Amazon MSK wants as many brokers in each zone.",
    /broker nodes.*multiple|subnets/i,
  ),
  {
    names: ["RepositoryNotEmpty", "BucketNotEmpty"],
    code: "NoLongerEmpty",
    summary: "It is no longer empty",
    means:
      "When the plan was made it held nothing; something has come since, and it was not deleted. The plan shows what would go now.",
    fix: ["flashsale-setup plan"],
  },
  {
    names: ["DBSnapshotAlreadyExists", "SnapshotAlreadyExists", "SnapshotQuotaExceeded"],
    code: "SnapshotRefused",
    summary: "The final snapshot is refused",
    means:
      "AWS does not take the snapshot: its name is taken or the account has too many. The data store was not deleted. Remove old snapshots first.",
    fix: ["aws rds describe-db-snapshots --snapshot-type manual", "aws elasticache describe-snapshots"],
  },
  {
    names: [
      "InvalidDBInstanceState",
      "InvalidReplicationGroupState",
      "InvalidCacheClusterState",
      "ConflictException",
      "IncorrectState",
      "IncorrectInstanceState",
    ],
    code: "BusyChanging",
    summary: "AWS is still changing it",
    means:
      "AWS is busy with an earlier change and takes no other now. The same command goes on when it is done.",
    fix: ["flashsale-setup status"],
  },
  {
    names: ["InvalidParameterCombination", "InvalidParameterValue"],
    message: /deletion protection/i,
    code: "DeletionProtected",
    summary: "Deletion protection is on",
    means:
      "Deletion protection holds it. destroy lifts it by itself, and the same command tries again; anything else wants it switched off in the settings first.",
    fix: [again()],
  },
  {
    names: ["InvalidRequest"],
    message: /scheduled for deletion/,
    code: "SecretInRecovery",
    summary: "The secret waits for deletion",
    means: "A secret of this name is in its recovery window. Restore it, or wait until AWS has deleted it.",
    fix: ["aws secretsmanager restore-secret --secret-id NAME"],
  },
];

const TRAIL: readonly Phrase[] = [
  setting(
    ["BucketAlreadyExists"],
    "Another account has a bucket of this name, and names of buckets are taken once in all of AWS. Choose another name for the stack.",
  ),
  setting(
    ["InsufficientS3BucketPolicy"],
    "The bucket's policy does not let CloudTrail write into it. Somebody may have changed it meanwhile; the same command puts it right.",
  ),
  {
    names: ["MaximumNumberOfTrailsExceeded"],
    code: "QuotaReached",
    summary: "A quota of the account is reached",
    means:
      "The account may not have more trails in this region. One that records all regions is enough: switch security off in the settings, or delete a trail that is no longer needed.",
    fix: ["aws cloudtrail describe-trails", "flashsale-setup security audit"],
  },
];

const ACCOUNT: readonly Phrase[] = [
  {
    names: ["OptInRequired", "SubscriptionRequired", "PendingVerification", "Blocked"],
    code: "AccountNotReady",
    summary: "The account cannot use this yet",
    means:
      "The account is new, unverified, or has not enabled this service or region. Enable the region in the account settings, or wait for AWS's message that the account is verified.",
    fix: ["aws account list-regions --region-opt-status-contains ENABLED ENABLED_BY_DEFAULT"],
  },
  {
    names: [
      "RequestLimitExceeded",
      "Throttling",
      "ThrottlingException",
      "TooManyRequests",
      "RequestThrottled",
    ],
    code: "Throttled",
    summary: "AWS asks for fewer calls",
    means:
      "The account makes more calls than AWS allows, even after 16 attempts with pauses. Something else may be calling, too. Wait some minutes and run the same command again.",
    fix: [again()],
  },
  {
    names: ["IdempotentParameterMismatch"],
    code: "TokenReused",
    summary: "AWS remembers another request",
    means:
      "An earlier attempt with the same token asked for something else. Run the same command again: it looks at what stands first.",
    fix: [again()],
  },
  setting(
    ["InvalidParameterValue", "ValidationError"],
    "The instance profile does not exist, or AWS does not know it yet. Run the same command again, or check the settings of iam.",
    /instance profile/i,
  ),
  setting(
    ["MalformedPolicyDocument"],
    "IAM does not accept the policy: it has a syntax error, or names someone who does not exist (yet).",
  ),
];

const SANDBOX: Phrase = {
  names: ["SandboxAccountUnreadable"],
  code: "SandboxAccountUnreadable",
  summary: "The sandbox's account is unreadable",
  means:
    "Its file was edited or cut short. Nothing of a real account is concerned; a reset forgets the simulated one.",
  fix: ["flashsale-setup sandbox reset"],
};

/** All phrases; the first that fits is used. */
export const PHRASES: readonly Phrase[] = [
  ...NETWORK,
  ...DATA_STORES,
  ...TRAIL,
  ...ACCOUNT,
  ...QUOTAS,
  SANDBOX,
];
