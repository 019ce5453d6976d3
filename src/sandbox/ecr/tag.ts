import type {
  ListTagsForResourceCommandInput,
  ListTagsForResourceCommandOutput,
  TagResourceCommandInput,
  TagResourceCommandOutput,
  UntagResourceCommandInput,
  UntagResourceCommandOutput,
} from "@aws-sdk/client-ecr";
import { type Call, change, read } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { getRepository } from "./find.ts";
import { repositoryArn } from "./repository.ts";
import { type Repository, repositories } from "./tables.ts";
import { mergeTags, toTagList } from "./tagging.ts";

function getTagged(call: Call, arn: string | undefined): Repository {
  const prefix = repositoryArn(call, "");
  if (arn?.startsWith(prefix)) return getRepository(call, arn.slice(prefix.length));
  throw new Refusal("InvalidParameterException", "Invalid parameter at 'resourceArn'");
}

/** ECR's calls on the tags of repositories. */
export const tagOperations = {
  ListTagsForResource: read<ListTagsForResourceCommandInput, ListTagsForResourceCommandOutput>(
    (input, call) => ({ tags: toTagList(getTagged(call, input.resourceArn).tags) }),
  ),
  TagResource: change<TagResourceCommandInput, TagResourceCommandOutput>((input, call) => {
    const row = getTagged(call, input.resourceArn);
    call.account.table(repositories).update(row.id, { tags: mergeTags(row.tags ?? {}, input.tags) });
    return {};
  }),
  UntagResource: change<UntagResourceCommandInput, UntagResourceCommandOutput>((input, call) => {
    const row = getTagged(call, input.resourceArn);
    const kept = Object.entries(row.tags ?? {}).filter(([key]) => !(input.tagKeys ?? []).includes(key));
    call.account.table(repositories).update(row.id, { tags: Object.fromEntries(kept) });
    return {};
  }),
};
