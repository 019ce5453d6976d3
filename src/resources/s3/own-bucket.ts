import type { Aws } from "../../aws/env.ts";

/** Names a bucket in a request, and the account that must own it: S3 refuses the call (403) where another one does. */
export const ownBucket = ({ account }: Aws, name: string) => ({ Bucket: name, ExpectedBucketOwner: account });
