import {
  CreateBucketCommand,
  DeleteBucketCommand,
  PutBucketPolicyCommand,
  PutPublicAccessBlockCommand,
} from "@aws-sdk/client-s3";
import { asAlreadyExists, untilSettled } from "../../aws/calls.ts";
import type { Aws } from "../../aws/env.ts";
import { hasName, isThrottle } from "../../aws/errors.ts";
import { toTagList } from "../../aws/tags.ts";
import { waitGone, waitVisible } from "../../aws/waiter.ts";
import type { Change } from "../../engine/change.ts";
import type { DeleteContext } from "../../engine/resource.ts";
import { AlreadyExists } from "../../errors.ts";
import { ignoreAbsent, present, resourceType } from "../type.ts";
import { emptyBucket, isBucketEmpty } from "./bucket-contents.ts";
import {
  type BucketAttributes,
  type BucketProps,
  findBucket,
  findNamed,
  hasBucket,
  toPublicAccessBlock,
} from "./bucket-observed.ts";
import { putTags } from "./bucket-tags.ts";
import { putExpireDays } from "./lifecycle-rule.ts";
import { ownBucket } from "./own-bucket.ts";

/**
 * OperationAborted: another change of the bucket is under way, or its name was given up a moment ago. Source: S3 API
 * reference, "Error responses"; no bound is documented. Others wait for twenty minutes: a name that was given up comes back as late as that.
 */
const CONTESTED = {
  isLag: (error: unknown): boolean => hasName(error, ["OperationAborted"]),
  budgetSeconds: 1200,
};

/** A bucket that was just made may be unknown to the next call: S3 tells its buckets with eventual consistency. */
const FRESH = {
  isLag: (error: unknown): boolean => hasName(error, ["OperationAborted", "NoSuchBucket"]),
  budgetSeconds: 120,
};

/**
 * What writes into a bucket may do so a while after it was stopped: CloudTrail delivers about every 5 minutes. Source:
 * CloudTrail User Guide, "How CloudTrail works".
 */
const FILLING = {
  isLag: (error: unknown): boolean =>
    hasName(error, ["BucketNotEmpty", "InternalError"]) || isThrottle(error),
  budgetSeconds: 600,
};

/** Sends one change; each sets an absolute value. */
async function send(aws: Aws, name: string, change: Change<BucketProps>): Promise<void> {
  const { prop, to } = change;
  if (prop === "blockPublicAccess") {
    const PublicAccessBlockConfiguration = toPublicAccessBlock(Boolean(to));
    const input = { ...ownBucket(aws, name), PublicAccessBlockConfiguration };
    await aws.safe.s3.send(new PutPublicAccessBlockCommand(input));
  }
  if (prop === "policy") {
    const Policy = typeof to === "string" ? to : JSON.stringify(to);
    await aws.safe.s3.send(new PutBucketPolicyCommand({ ...ownBucket(aws, name), Policy }));
  }
  if (prop === "expireDays") await putExpireDays(aws, name, Number(to));
  if (prop === "tags") await putTags(aws, name, change);
}

/** Deletes a bucket; the caller says whether what is in it goes first. */
async function remove(aws: Aws, name: string, context: DeleteContext): Promise<void> {
  const command = new DeleteBucketCommand(ownBucket(aws, name));
  const send = (): Promise<unknown> => untilSettled(() => aws.safe.s3.send(command), CONTESTED, context);
  if (context.onlyIfEmpty === true) {
    await send();
    return;
  }
  const attempt = async (): Promise<void> => {
    await emptyBucket(aws, name, context);
    await send();
  };
  await untilSettled(attempt, FILLING, context);
}

/**
 * A bucket. Made in a second. With objects it holds data: whatever deletes it takes them along, and only a command that names
 * it does. In us-east-1 S3 answers a second create of one's own bucket as if it had made it; the create looks first, so that
 * nothing is taken unseen. Source: S3 API reference, CreateBucket.
 */
export const bucket = resourceType<BucketProps, BucketAttributes>({
  name: "s3/bucket",
  title: "S3 bucket",
  repeat: "name",
  proof: "tags",
  compare: {
    name: "exact",
    blockPublicAccess: "exact",
    policy: "json",
    expireDays: "exact",
    tags: "subset",
  },
  replaceOn: ["name"],
  // In this order: a policy comes only once the public is kept out.
  afterCreate: ["blockPublicAccess", "policy", "expireDays"],
  stable: ["name", "arn"],
  typicalSeconds: { create: 3, update: 2, delete: 5 },
  holdsData: true,
  iamActions: [
    "s3:CreateBucket",
    "s3:TagResource",
    "s3:ListBucket",
    "s3:GetBucketTagging",
    "s3:PutBucketTagging",
    "s3:GetBucketPublicAccessBlock",
    "s3:PutBucketPublicAccessBlock",
    "s3:GetBucketPolicy",
    "s3:PutBucketPolicy",
    "s3:GetLifecycleConfiguration",
    "s3:PutLifecycleConfiguration",
    "s3:ListBucketVersions",
    "s3:DeleteObject",
    "s3:DeleteObjectVersion",
    "s3:DeleteBucket",
  ],
  nameOf: ({ name }) => name,

  async list(aws, scope) {
    return present(await Promise.all(scope.names.map((name) => findNamed(aws, name, scope.ids))));
  },

  get: findBucket,

  /**
   * The tags go with the create, and not after it, where a kill between the two would leave a bucket that nobody could tell to
   * be ours. S3 documents them for buckets of all kinds; should it drop them, the look after the create finds the difference.
   * A name that another account has is refused with BucketAlreadyExists, which passes as it is.
   */
  async create(aws, { name, tags }) {
    if (await hasBucket(aws, name)) throw new AlreadyExists(new Error(`The bucket ${name} already exists.`));
    const input = { Bucket: name, CreateBucketConfiguration: { Tags: toTagList(tags) } };
    const call = () => asAlreadyExists(() => aws.once.s3.send(new CreateBucketCommand(input)));
    await untilSettled(call, CONTESTED, aws.clock);
    return { id: name };
  },

  async ready(aws, id, watch) {
    await waitVisible(async () => (await hasBucket(aws, id)) || undefined, `S3 bucket ${id}`, watch);
  },

  async update(aws, id, changes, context) {
    for (const change of changes) await untilSettled(() => send(aws, id, change), FRESH, context);
  },

  isEmpty: isBucketEmpty,

  /** With its objects, unless there were none: then one that came since keeps it. */
  async delete(aws, id, context) {
    await ignoreAbsent(() => remove(aws, id, context), "NoSuchBucket");
    return [];
  },

  gone: (aws, id, watch) => waitGone(() => findBucket(aws, id), `S3 bucket ${id}`, watch),
});
