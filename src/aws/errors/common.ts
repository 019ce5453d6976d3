import { again } from "../../advice.ts";
import { type ErrorTable, malformed, meaning, quota, setting } from "./row.ts";

/**
 * What every service may answer. Sources: the services' API references, "Common errors"; the SDK's own list of throttling codes,
 * without the ambiguous LimitExceeded; EC2 API reference, "Client error codes", for credentials.
 */
export const common: ErrorTable = [
  meaning("throttled", [
    "BandwidthLimitExceeded",
    "PriorRequestNotComplete",
    "ProvisionedThroughputExceeded",
    "RequestLimitExceeded",
    "RequestThrottled",
    "SlowDown",
    "Throttled",
    "Throttling",
    "TooManyRequests",
    "TransactionInProgress",
  ]),
  meaning("expired", ["ExpiredToken", "RequestExpired", "TokenRefreshRequired"]),
  meaning("credentials", [
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
  ]),
  meaning("denied", [
    "AccessDenied",
    "AuthorizationError",
    "Forbidden",
    "NotAuthorized",
    "Unauthorized",
    "UnauthorizedOperation",
  ]),
  meaning("passing", [
    "InternalError",
    "InternalFailure",
    "InternalServer",
    "InternalService",
    "Server",
    "ServiceFailure",
    "ServiceUnavailable",
    "Unavailable",
  ]),
  {
    names: ["OptInRequired", "SubscriptionRequired", "PendingVerification", "Blocked"],
    meaning: "refused",
    told: {
      code: "AccountNotReady",
      summary: "The account cannot use this yet",
      means:
        "The account is new, unverified, or has not enabled this service or region. Enable the region in the account settings, or wait for AWS's message that the account is verified.",
      fix: ["aws account list-regions --region-opt-status-contains ENABLED ENABLED_BY_DEFAULT"],
    },
  },
  {
    names: ["IdempotentParameterMismatch", "IdempotencyParameterMismatch"],
    meaning: "refused",
    told: {
      code: "TokenReused",
      summary: "AWS remembers another request",
      means:
        "An earlier attempt with the same token asked for something else. Run the same command again: it looks at what stands first.",
      fix: [again()],
    },
  },
  {
    names: ["SandboxAccountUnreadable"],
    meaning: "refused",
    told: {
      code: "SandboxAccountUnreadable",
      summary: "The sandbox's account is unreadable",
      means:
        "Its file was edited or cut short. Nothing of a real account is concerned; a reset forgets the simulated one.",
      fix: ["flashsale-setup sandbox reset"],
    },
  },
  {
    names: ["UnsupportedOperation", "UnknownOperation", "InvalidAction", "OperationNotSupported"],
    meaning: "refused",
    told: {
      code: "NotOffered",
      summary: "AWS does not offer this here",
      means:
        "The service does not take this call in this region, or for this kind of account or object. Where the settings ask for it, leave it out; else use another region.",
      fix: ["flashsale-setup plan"],
    },
  },
  quota(["ServiceQuotaExceeded"], "of these", { service: "SERVICE" }),
  meaning("quota", ["LimitExceeded"]),
  setting(
    [
      "TooManyTags",
      "TagLimitExceeded",
      "TagsLimitExceeded",
      "TagQuotaPerResourceExceeded",
      "InvalidTagParameter",
      "InvalidTag",
      "DuplicateTagKeys",
      "TagPolicy",
    ],
    "AWS does not take these tags: a resource has at most 50, a key stands once, and the organisation may demand certain keys or values. Correct tags in the settings.",
  ),
  malformed([
    "InvalidNextToken",
    "ExpiredNextToken",
    "InvalidParameter",
    "InvalidParameterCombination",
    "InvalidParameterValue",
    "InvalidParameters",
    "IllegalArgument",
    "InvalidInput",
    "InvalidQueryParameter",
    "InvalidRequest",
    "MalformedQueryString",
    "MissingParameter",
    "Validation",
    "ValidationError",
  ]),
];
