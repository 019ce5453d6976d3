import type {
  GetPublicAccessBlockCommandInput,
  GetPublicAccessBlockCommandOutput,
  PublicAccessBlockConfiguration,
  PutPublicAccessBlockCommandInput,
  PutPublicAccessBlockCommandOutput,
} from "@aws-sdk/client-s3";
import { change, read } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { getBucket } from "./find.ts";
import { buckets } from "./tables.ts";

/** A switch that a request does not name is off. Source: S3 API reference, PutPublicAccessBlock. */
export const toBlock = (asked: PublicAccessBlockConfiguration = {}): PublicAccessBlockConfiguration => ({
  BlockPublicAcls: asked.BlockPublicAcls ?? false,
  IgnorePublicAcls: asked.IgnorePublicAcls ?? false,
  BlockPublicPolicy: asked.BlockPublicPolicy ?? false,
  RestrictPublicBuckets: asked.RestrictPublicBuckets ?? false,
});

/** S3's calls on the switches that keep the public out. */
export const publicAccessBlockOperations = {
  GetPublicAccessBlock: read<GetPublicAccessBlockCommandInput, GetPublicAccessBlockCommandOutput>(
    (input, call) => {
      const { publicAccessBlock } = getBucket(call, input);
      if (publicAccessBlock !== undefined) return { PublicAccessBlockConfiguration: publicAccessBlock };
      const message = "The public access block configuration was not found";
      throw new Refusal("NoSuchPublicAccessBlockConfiguration", message, { status: 404 });
    },
  ),
  PutPublicAccessBlock: change<PutPublicAccessBlockCommandInput, PutPublicAccessBlockCommandOutput>(
    (input, call) => {
      const { id } = getBucket(call, input);
      const publicAccessBlock = toBlock(input.PublicAccessBlockConfiguration);
      call.account.table(buckets).update(id, { publicAccessBlock });
      return {};
    },
  ),
};
