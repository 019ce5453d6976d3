import type {
  GetBucketPolicyCommandInput,
  GetBucketPolicyCommandOutput,
  PutBucketPolicyCommandInput,
  PutBucketPolicyCommandOutput,
} from "@aws-sdk/client-s3";
import { type Call, change, read } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { getBucket } from "./find.ts";
import { isPublic, parsePolicy } from "./policy-document.ts";
import { buckets } from "./tables.ts";

/** The ARN of a bucket, which names neither region nor account. */
export const bucketArn = ({ partition }: Pick<Call, "partition">, name: string): string =>
  `arn:${partition}:s3:::${name}`;

/** S3's calls on the policies of buckets. */
export const policyOperations = {
  GetBucketPolicy: read<GetBucketPolicyCommandInput, GetBucketPolicyCommandOutput>((input, call) => {
    const { policy } = getBucket(call, input);
    if (policy === undefined)
      throw new Refusal("NoSuchBucketPolicy", "The bucket policy does not exist", { status: 404 });
    return { Policy: policy };
  }),
  PutBucketPolicy: change<PutBucketPolicyCommandInput, PutBucketPolicyCommandOutput>((input, call) => {
    const row = getBucket(call, input);
    const text = input.Policy ?? "";
    const statements = parsePolicy(text, bucketArn(call, row.id));
    if (row.publicAccessBlock?.BlockPublicPolicy === true && isPublic(statements))
      throw new Refusal(
        "AccessDenied",
        `User: ${call.callerArn} is not authorized to perform: s3:PutBucketPolicy on resource: "${bucketArn(call, row.id)}" because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.`,
        { status: 403 },
      );
    call.account.table(buckets).update(row.id, { policy: text });
    return {};
  }),
};
