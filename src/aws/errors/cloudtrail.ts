import { type ErrorTable, meaning, setting, TELLINGS } from "./row.ts";

const ORGANISATION =
  "The trail belongs to an organisation, or the organisation does not let this account have one. Its management account changes it; or switch security off in the settings.";

/** Source: AWS CloudTrail API reference, as the SDK's model of it. */
export const cloudTrail: ErrorTable = [
  meaning("absent", ["TrailNotFound", "ResourceNotFound", "ChannelNotFound", "EventDataStoreNotFound"]),
  meaning("exists", ["TrailAlreadyExists"]),
  meaning("busy", ["Conflict"]),
  {
    names: ["MaximumNumberOfTrailsExceeded"],
    meaning: "quota",
    told: {
      ...TELLINGS.quota,
      means:
        "The account may not have more trails in this region. One that records all regions is enough: switch security off in the settings, or delete a trail that is no longer needed.",
      fix: ["aws cloudtrail describe-trails", "flashsale-setup security audit"],
    },
  },
  setting(
    ["InsufficientS3BucketPolicy"],
    "The bucket's policy does not let CloudTrail write into it. Somebody may have changed it meanwhile; the same command puts it right.",
  ),
  meaning("not-yet", ["S3BucketDoesNotExist"]),
  setting(
    ["InvalidKmsKeyId", "InsufficientEncryptionPolicy", "Kms", "KmsKeyDisabled", "KmsKeyNotFound"],
    "The encryption key is disabled, deleted, in another region, or closed to CloudTrail. Enable it, or leave it out so that AWS's own key is used.",
  ),
  setting(
    [
      "NoManagementAccountSLRExists",
      "NotOrganizationMasterAccount",
      "OrganizationNotInAllFeaturesMode",
      "OrganizationsNotInUse",
      "OperationNotPermitted",
      "InsufficientDependencyServiceAccessPermission",
      "CloudTrailAccessNotEnabled",
    ],
    ORGANISATION,
  ),
  setting(
    ["InvalidHomeRegion"],
    "The trail was made in another region, and only there it can be changed. Use the settings and the state of that region.",
  ),
  setting(
    [
      "InvalidS3BucketName",
      "InvalidS3Prefix",
      "InvalidTrailName",
      "TrailNotProvided",
      "CloudTrailARNInvalid",
    ],
    "CloudTrail does not take the name of the trail or of its bucket. Both are made of the stack's name: choose another.",
  ),
  meaning("credentials", ["CloudTrailInvalidClientTokenId"]),
  setting(
    [
      "ChannelARNInvalid",
      "EventDataStoreARNInvalid",
      "InactiveEventDataStore",
      "ResourceTypeNotSupported",
      "CloudWatchLogsDeliveryUnavailable",
      "InsufficientSnsTopicPolicy",
      "InvalidCloudWatchLogsLogGroupArn",
      "InvalidCloudWatchLogsRoleArn",
      "InvalidEventSelectors",
      "InvalidSnsTopicName",
      "InvalidToken",
    ],
    "Somebody has given the trail something that this stack does not: a log group, a topic, event selectors. CloudTrail refuses the change with it. Take it away, or let the trail be.",
  ),
];
