/**
 * AWS's error codes by what they mean, as the SDK's models of each service and the services' API references spell them.
 * `Fault`, `Exception` and `Error` at the end are ignored when they are compared.
 */

/** Something does not exist. EC2's many `….NotFound` are recognised by their form. */
export const NOT_FOUND = {
  ec2: ["NatGatewayNotFound", "Gateway.NotAttached", "InvalidLaunchTemplateId.VersionNotFound"],
  rds: ["DBInstanceNotFound", "DBSubnetGroupNotFoundFault", "DBSnapshotNotFound", "DBParameterGroupNotFound"],
  elastiCache: [
    "ReplicationGroupNotFoundFault",
    "CacheClusterNotFound",
    "CacheSubnetGroupNotFoundFault",
    "CacheParameterGroupNotFound",
    "SnapshotNotFoundFault",
  ],
  iam: ["NoSuchEntity"],
  kafka: ["NotFoundException", "UnknownTopicOrPartitionException"],
  secretsManager: ["ResourceNotFoundException"],
  ssm: ["ParameterNotFound", "InvocationDoesNotExist"],
  cloudWatch: ["ResourceNotFound", "DashboardNotFoundError"],
  loadBalancing: ["LoadBalancerNotFound", "TargetGroupNotFound", "ListenerNotFound", "RuleNotFound"],
  ecr: ["RepositoryNotFoundException", "ImageNotFoundException", "LifecyclePolicyNotFoundException"],
  ecs: ["ClusterNotFoundException", "ServiceNotFoundException"],
  s3: ["NoSuchBucket", "NoSuchKey", "NotFound"],
  cloudWatchLogs: ["ResourceNotFoundException"],
  sns: ["NotFoundException", "ResourceNotFoundException"],
  trail: ["TrailNotFoundException"],
  budgets: ["NotFoundException"],
} as const satisfies Record<string, readonly string[]>;

/** A create found its name or natural key taken. */
export const ALREADY_EXISTS = {
  ec2: [
    "InvalidGroup.Duplicate",
    "InvalidSubnet.Conflict",
    "InvalidPermission.Duplicate",
    "RouteAlreadyExists",
    "Resource.AlreadyAssociated",
    "InvalidLaunchTemplateName.AlreadyExistsException",
  ],
  rds: [
    "DBInstanceAlreadyExists",
    "DBSubnetGroupAlreadyExists",
    "DBSnapshotAlreadyExists",
    "DBParameterGroupAlreadyExists",
  ],
  elastiCache: [
    "ReplicationGroupAlreadyExists",
    "CacheClusterAlreadyExists",
    "CacheSubnetGroupAlreadyExists",
    "CacheParameterGroupAlreadyExists",
  ],
  iam: ["EntityAlreadyExists"],
  kafka: ["TopicExistsException"],
  secretsManager: ["ResourceExistsException"],
  autoScaling: ["AlreadyExists"],
  loadBalancing: ["DuplicateLoadBalancerName", "DuplicateTargetGroupName", "DuplicateListener"],
  cloudWatchLogs: ["ResourceAlreadyExistsException"],
  ecr: ["RepositoryAlreadyExistsException"],
  // BucketAlreadyExists is no such error: another account has the name, so that there is nothing of ours to find.
  s3: ["BucketAlreadyOwnedByYou"],
  trail: ["TrailAlreadyExistsException"],
  budgets: ["DuplicateRecordException"],
} as const satisfies Record<string, readonly string[]>;

/** Something cannot be deleted because something else still uses it. */
export const IN_USE: readonly string[] = [
  "DependencyViolation",
  "InvalidIPAddress.InUse",
  "InvalidGroup.InUse",
  "InvalidNetworkInterface.InUse",
  "DeleteConflict",
  "ResourceInUse",
  "CacheSubnetGroupInUse",
  // RDS: "Cannot delete the subnet group 'x' because at least one database instance: y is still using it."
  "InvalidDBSubnetGroupState",
  "InvalidDBParameterGroupState",
  "InvalidCacheParameterGroupState",
];

/** The state does not allow the call now. */
export const INVALID_STATE: readonly string[] = [
  "IncorrectState",
  "IncorrectInstanceState",
  "InvalidAttachment.Status",
  "InvalidDBInstanceState",
  "InvalidDBSnapshotState",
  "InvalidReplicationGroupState",
  "InvalidCacheClusterState",
  "ScalingActivityInProgress",
  "ResourceContention",
];

/** Calls that came too often. Source: the SDK's list of throttling codes, without the ambiguous LimitExceeded. */
export const THROTTLES: readonly string[] = [
  "BandwidthLimitExceeded",
  "EC2Throttled",
  "PriorRequestNotComplete",
  "ProvisionedThroughputExceeded",
  "RequestLimitExceeded",
  "RequestThrottled",
  "SlowDown",
  "Throttled",
  "Throttling",
  "TooManyRequests",
  "TransactionInProgress",
];

/** Credentials that were good once. */
export const EXPIRED: readonly string[] = ["ExpiredToken", "RequestExpired", "TokenRefreshRequired"];

/** AWS does not know the key, or the signature does not fit. Source: EC2 API reference, common client error codes. */
export const CREDENTIALS: readonly string[] = [
  "AuthFailure",
  "IncompleteSignature",
  "InvalidAccessKeyId",
  "InvalidClientTokenId",
  "InvalidSignature",
  "MissingAuthenticationToken",
  "RequestInTheFuture",
  "RequestTimeTooSkewed",
  "SignatureDoesNotMatch",
  "UnrecognizedClient",
];

/** AWS knows the caller and says no. */
export const ACCESS_DENIED: readonly string[] = [
  "AccessDenied",
  "AuthorizationError",
  "Forbidden",
  "NotAuthorized",
  // Amazon MSK's, with 401.
  "Unauthorized",
  "UnauthorizedOperation",
];
