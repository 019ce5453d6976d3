import type {
  GetBucketLifecycleConfigurationCommandInput,
  GetBucketLifecycleConfigurationCommandOutput,
  LifecycleRule,
  PutBucketLifecycleConfigurationCommandInput,
  PutBucketLifecycleConfigurationCommandOutput,
} from "@aws-sdk/client-s3";
import { change, read } from "../operation.ts";
import { Refusal, SandboxError } from "../refusal.ts";
import { getBucket } from "./find.ts";
import { buckets } from "./tables.ts";

/** Most rules of a bucket, and most characters of a rule's ID. Source: S3 API reference, LifecycleRule; S3 User Guide, "Lifecycle". */
const MOST_RULES = 1000;
const MOST_ID = 255;

const malformed = (): Refusal =>
  new Refusal(
    "MalformedXML",
    "The XML you provided was not well-formed or did not validate against our published schema",
  );

const ACTIONS = ["Expiration", "NoncurrentVersionExpiration", "AbortIncompleteMultipartUpload"] as const;

function checkRule(rule: LifecycleRule): void {
  const { Transitions, NoncurrentVersionTransitions, Expiration, Filter, Prefix, ID = "" } = rule;
  if (
    Transitions !== undefined ||
    NoncurrentVersionTransitions !== undefined ||
    Expiration?.Date !== undefined
  )
    throw new SandboxError("sandbox does not simulate S3 LifecycleRule transitions and dates");
  if (rule.Status !== "Enabled" && rule.Status !== "Disabled") throw malformed();
  if ((Filter === undefined) === (Prefix === undefined)) throw malformed();
  if (ID.length > MOST_ID)
    throw new Refusal("InvalidArgument", "ID length should not exceed allowed limit of 255");
  if (!ACTIONS.some((action) => rule[action] !== undefined))
    throw new Refusal("InvalidRequest", "At least one action needs to be specified in a rule");
  checkDays(rule);
}

/** Days are whole and positive. Source: S3 User Guide, "Lifecycle configuration elements". */
function checkDays(rule: LifecycleRule): void {
  const days = {
    "Expiration action": rule.Expiration?.Days,
    "NoncurrentVersionExpiration action": rule.NoncurrentVersionExpiration?.NoncurrentDays,
    "AbortIncompleteMultipartUpload action": rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation,
  };
  for (const [action, count] of Object.entries(days))
    if (count !== undefined && !(Number.isInteger(count) && count > 0))
      throw new Refusal("InvalidArgument", `'Days' for ${action} must be a positive integer`);
}

function checkRules(rules: readonly LifecycleRule[]): readonly LifecycleRule[] {
  if (rules.length === 0 || rules.length > MOST_RULES) throw malformed();
  for (const rule of rules) checkRule(rule);
  const ids = rules.flatMap(({ ID }) => ID ?? []);
  if (new Set(ids).size < ids.length)
    throw new Refusal("InvalidArgument", "Rule ID must be unique. Found same ID for more than one rule");
  return rules;
}

/** S3's calls on lifecycle rules. They are kept, not carried out: nothing expires here. */
export const lifecycleOperations = {
  GetBucketLifecycleConfiguration: read<
    GetBucketLifecycleConfigurationCommandInput,
    GetBucketLifecycleConfigurationCommandOutput
  >((input, call) => {
    const { lifecycleRules } = getBucket(call, input);
    if (lifecycleRules === undefined) {
      const message = "The lifecycle configuration does not exist";
      throw new Refusal("NoSuchLifecycleConfiguration", message, { status: 404 });
    }
    return {
      Rules: [...lifecycleRules],
      TransitionDefaultMinimumObjectSize: "all_storage_classes_128K",
    };
  }),
  PutBucketLifecycleConfiguration: change<
    PutBucketLifecycleConfigurationCommandInput,
    PutBucketLifecycleConfigurationCommandOutput
  >((input, call) => {
    const { id } = getBucket(call, input);
    const lifecycleRules = checkRules(input.LifecycleConfiguration?.Rules ?? []);
    call.account.table(buckets).update(id, { lifecycleRules });
    return { TransitionDefaultMinimumObjectSize: "all_storage_classes_128K" };
  }),
};
