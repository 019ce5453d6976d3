import {
  GetBucketPolicyCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  type PublicAccessBlockConfiguration,
} from "@aws-sdk/client-s3";
import type { Aws } from "../../aws/env.ts";
import { errorMessage, errorName, httpStatus, isAccessDenied, isNotFound } from "../../aws/errors.ts";
import type { Observed, Tags } from "../../engine/resource.ts";
import { PlanError } from "../../errors.ts";
import { type PolicyDocument, toPolicyDocument } from "../iam/policy-document.ts";
import { orAbsent } from "../type.ts";
import { readTags } from "./bucket-tags.ts";
import { readExpireDays } from "./lifecycle-rule.ts";
import { ownBucket } from "./own-bucket.ts";

/** What a bucket is asked to be. S3 encrypts what is in it with keys of its own. */
export type BucketProps = {
  /** 3 to 63 lower-case letters, digits and hyphens; unique in all accounts of the partition. */
  name: string;
  /** Whether all four switches are on that keep the public out, whatever a policy or an object's ACL says. */
  blockPublicAccess: boolean;
  /** Who else may do what here; at most 20 KB. Source: S3 User Guide, "Bucket policies". */
  policy: PolicyDocument;
  /** Whole days, 1 or more, after which what is in it expires. */
  expireDays: number;
  tags: Tags;
};

export type BucketAttributes = { name: string; arn: string };

/** A bucket as S3 tells it. */
export type ObservedBucket = Observed<BucketProps, BucketAttributes>;

/** The four switches of a public access block, which are turned together. */
export const toPublicAccessBlock = (isOn: boolean): Required<PublicAccessBlockConfiguration> => ({
  BlockPublicAcls: isOn,
  IgnorePublicAcls: isOn,
  BlockPublicPolicy: isOn,
  RestrictPublicBuckets: isOn,
});

/** What a look shows of a name: a bucket of this account and region, nothing, or one that is not ours to see. */
type Look = "there" | "absent" | "hidden";

async function lookFor(aws: Aws, name: string): Promise<Look> {
  try {
    await aws.safe.s3.send(new HeadBucketCommand(ownBucket(aws, name)));
    return "there";
  } catch (error) {
    if (isNotFound(error, "NotFound", "NoSuchBucket")) return "absent";
    if (errorName(error) !== "Unknown") throw error;
    return httpStatus(error) === MOVED ? "hidden" : lookAgain(aws, name);
  }
}

/** S3's answer for a bucket of another region. Source: S3 API reference, "Error responses": PermanentRedirect. */
const MOVED = 301;

/**
 * The answer to a HEAD has no body, so that the SDK calls every error `Unknown`; a GET of the same bucket lets S3 say why. It
 * names the action that the caller lacks, but not to strangers: "Access Denied" alone is said of another account's bucket.
 * Source: S3 API reference, HeadBucket; S3 User Guide, "Troubleshoot access denied (403 Forbidden) errors".
 */
async function lookAgain(aws: Aws, name: string): Promise<Look> {
  try {
    await readTags(aws, name);
    return "there";
  } catch (error) {
    if (isNotFound(error, "NoSuchBucket")) return "absent";
    const isSilent = isAccessDenied(error) && !/is not authorized to perform/.test(errorMessage(error));
    if (isSilent || httpStatus(error) === MOVED) return "hidden";
    throw error;
  }
}

/** Whether this account has a bucket in this region. Throws `PlanError` where it is not ours to see. */
export async function hasBucket(aws: Aws, name: string): Promise<boolean> {
  const look = await lookFor(aws, name);
  if (look === "hidden") throw notOurs(name);
  return look === "there";
}

function notOurs(name: string): PlanError {
  return new PlanError({
    code: "BucketNotOurs",
    summary: "A bucket is not ours to see",
    detail: `S3 does not show the bucket ${name} to this account in this region. Another account has the name, for names of buckets are taken once in all of AWS; or the bucket is in another region. Choose another name for it in the settings.`,
  });
}

/** A bucket that is there. Throws `PlanError` where it is not ours to see. */
export const findBucket = (aws: Aws, name: string): Promise<ObservedBucket | undefined> =>
  findNamed(aws, name, [name]);

/**
 * What has a name that we want. A bucket that is not ours to see is told as a stranger's, without tags, so that it stands in the
 * way of its own address only; but one that the state knows as ours throws as {@link findBucket} does.
 */
export async function findNamed(
  aws: Aws,
  name: string,
  knownIds: readonly string[],
): Promise<ObservedBucket | undefined> {
  const look = await lookFor(aws, name);
  if (look === "absent") return undefined;
  // It may go between the reads.
  if (look === "there") return orAbsent(() => readBucket(aws, name), "NoSuchBucket");
  if (knownIds.includes(name)) throw notOurs(name);
  return toStranger(aws, name);
}

const toStranger = (aws: Aws, name: string): ObservedBucket => ({
  id: name,
  name,
  condition: "standing",
  status: "not ours to see",
  props: { name },
  attributes: { name, arn: toArn(aws, name) },
  tags: {},
});

const toArn = ({ partition }: Aws, name: string): string => `arn:${partition}:s3:::${name}`;

async function readBucket(aws: Aws, name: string): Promise<ObservedBucket> {
  const [tags, policy, blockPublicAccess, expireDays] = await Promise.all([
    readTags(aws, name),
    readPolicy(aws, name),
    isPublicBlocked(aws, name),
    readExpireDays(aws, name),
  ]);
  return {
    id: name,
    name,
    condition: "standing",
    status: "available",
    props: {
      name,
      blockPublicAccess,
      tags,
      ...(policy === undefined ? {} : { policy }),
      ...(expireDays === undefined ? {} : { expireDays }),
    },
    attributes: { name, arn: toArn(aws, name) },
    tags,
  };
}

async function readPolicy(aws: Aws, name: string): Promise<PolicyDocument | undefined> {
  const command = new GetBucketPolicyCommand(ownBucket(aws, name));
  const told = await orAbsent(() => aws.safe.s3.send(command), "NoSuchBucketPolicy");
  return told?.Policy === undefined ? undefined : toPolicyDocument(told.Policy);
}

async function isPublicBlocked(aws: Aws, name: string): Promise<boolean> {
  const command = new GetPublicAccessBlockCommand(ownBucket(aws, name));
  const told = await orAbsent(() => aws.safe.s3.send(command), "NoSuchPublicAccessBlockConfiguration");
  const { PublicAccessBlockConfiguration: seen = {} } = told ?? {};
  const { BlockPublicAcls, IgnorePublicAcls, BlockPublicPolicy, RestrictPublicBuckets } = seen;
  return [BlockPublicAcls, IgnorePublicAcls, BlockPublicPolicy, RestrictPublicBuckets].every(
    (isOn) => isOn === true,
  );
}
