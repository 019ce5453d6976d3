import { type ErrorTable, limit, meaning, quota, setting } from "./row.ts";

/** Source: Amazon SNS API reference, as the SDK's model of it. */
export const sns: ErrorTable = [
  meaning("absent", ["NotFound", "ResourceNotFound"]),
  meaning("busy", ["ConcurrentAccess", "StaleTag", "InvalidState"]),
  meaning("exists", ["InvalidParameter"], /already exists with different/i),
  quota(["TopicLimitExceeded"], "topics", { service: "sns", code: "L-61103206" }),
  quota(["SubscriptionLimitExceeded", "FilterPolicyLimitExceeded", "ReplayLimitExceeded"], "subscriptions", {
    service: "sns",
  }),
  setting(
    ["InvalidSecurity"],
    "SNS wants the topic to be reached over TLS only, or with other credentials. Look at the topic's policy.",
  ),
  setting(
    ["InvalidParameter"],
    "SNS does not take a value, such as the address that alarms are mailed to. Correct it in the settings of monitoring.",
  ),
];

const AGENT =
  "Systems Manager does not reach the instance: it is stopped, it runs no agent, or its role lacks the permissions of AmazonSSMManagedInstanceCore. An instance that was just started needs some minutes.";

/** Source: AWS Systems Manager API reference, as the SDK's model of it. */
export const ssm: ErrorTable = [
  meaning("absent", [
    "ParameterNotFound",
    "ParameterVersionNotFound",
    "InvocationDoesNotExist",
    "InvalidCommandId",
  ]),
  {
    names: ["InvalidInstanceId", "TargetNotConnected", "UnsupportedPlatformType"],
    meaning: "refused",
    told: {
      code: "InstanceNotReached",
      summary: "Systems Manager does not reach the instance",
      means: AGENT,
      fix: ["aws ssm describe-instance-information"],
    },
  },
  limit(["MaxDocumentSizeExceeded"], "What the instance shall run is longer than Systems Manager takes."),
  setting(
    [
      "DuplicateInstanceId",
      "InvalidDocument",
      "InvalidDocumentVersion",
      "InvalidFilterKey",
      "InvalidInstanceInformationFilterValue",
      "InvalidKeyId",
      "InvalidNotificationConfig",
      "InvalidOutputFolder",
      "InvalidPluginName",
      "InvalidRole",
    ],
    "Systems Manager does not take the request: the document that it names is not there in this region, or somebody has changed the defaults of this account.",
  ),
];

/** Source: AWS Security Token Service API reference, as the SDK's model of it. */
export const sts: ErrorTable = [
  setting(["InvalidAuthorizationMessage"], "The message cannot be decoded; it may have been cut."),
  setting(
    ["RegionDisabled"],
    "Security Token Service is switched off for this region. Enable the region in the account settings.",
  ),
];

/** Source: AWS Certificate Manager API reference, as the SDK's model of it. */
export const acm: ErrorTable = [
  meaning("absent", ["ResourceNotFound"]),
  setting(
    ["InvalidArn"],
    "Certificate Manager cannot read the ARN of the certificate. Correct it in the settings of scale.",
  ),
];

/** Source: Service Quotas API reference, as the SDK's model of it. */
export const serviceQuotas: ErrorTable = [meaning("absent", ["NoSuchResource"])];
