import {
  GetBucketLifecycleConfigurationCommand,
  type GetBucketLifecycleConfigurationCommandOutput,
  type LifecycleRule,
  PutBucketLifecycleConfigurationCommand,
} from "@aws-sdk/client-s3";
import type { Aws } from "../../aws/env.ts";
import { canonicalText } from "../../engine/compare.ts";
import { orAbsent } from "../type.ts";
import { ownBucket } from "./own-bucket.ts";

/** The rule that is ours; other rules of the bucket are left alone. */
const RULE_ID = "flashsale-setup-expire";

/** Days after which the parts of an upload that nobody finished go. */
const UNFINISHED_DAYS = 7;

/**
 * Objects expire so many days after they came. Where the bucket keeps versions, S3 only hides an expired object: what is
 * hidden goes after as many days again. Source: S3 User Guide, "Lifecycle configuration elements".
 */
const toRule = (days: number): LifecycleRule => ({
  ID: RULE_ID,
  Status: "Enabled",
  Filter: { Prefix: "" },
  Expiration: { Days: days },
  NoncurrentVersionExpiration: { NoncurrentDays: days },
  AbortIncompleteMultipartUpload: { DaysAfterInitiation: UNFINISHED_DAYS },
});

type Configuration = Pick<
  GetBucketLifecycleConfigurationCommandOutput,
  "Rules" | "TransitionDefaultMinimumObjectSize"
>;

async function readConfiguration(aws: Aws, name: string): Promise<Configuration> {
  const command = new GetBucketLifecycleConfigurationCommand(ownBucket(aws, name));
  return (await orAbsent(() => aws.safe.s3.send(command), "NoSuchLifecycleConfiguration")) ?? {};
}

/** Days after which everything in a bucket expires; `undefined` where our rule is missing or somebody has changed it. */
export async function readExpireDays(aws: Aws, name: string): Promise<number | undefined> {
  const { Rules = [] } = await readConfiguration(aws, name);
  const rule = Rules.find(({ ID }) => ID === RULE_ID);
  const days = rule?.Expiration?.Days;
  if (rule === undefined || days === undefined) return undefined;
  // S3 may tell a filter for everything as an empty one.
  const isForAll = canonicalText(rule.Filter ?? {}) === "{}" && rule.Prefix === undefined;
  const told = isForAll ? { ...rule, Filter: { Prefix: "" } } : rule;
  return canonicalText(told) === canonicalText(toRule(days)) ? days : undefined;
}

/** Sets our rule. S3 takes all rules of a bucket at once, so that the others are read and sent again as they are. */
export async function putExpireDays(aws: Aws, name: string, days: number): Promise<void> {
  const { Rules = [], TransitionDefaultMinimumObjectSize } = await readConfiguration(aws, name);
  const others = Rules.filter(({ ID }) => ID !== RULE_ID);
  const command = new PutBucketLifecycleConfigurationCommand({
    ...ownBucket(aws, name),
    LifecycleConfiguration: { Rules: [...others, toRule(days)] },
    TransitionDefaultMinimumObjectSize,
  });
  await aws.safe.s3.send(command);
}
