import type {
  AddTagsCommandInput,
  AddTagsCommandOutput,
  DescribeTagsCommandInput,
  DescribeTagsCommandOutput,
  RemoveTagsCommandInput,
  RemoveTagsCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { AccountRecord, TableName, Tags } from "../account.ts";
import { type Call, change, read } from "../operation.ts";
import { getByArn, invalid, mergeTags } from "./identifier.ts";
import { KINDS, kindOf } from "./kinds.ts";

interface Tagged {
  readonly id: string;
  readonly tags: Tags;
  set(tags: Tags): void;
}

function getTagged(call: Call, arn: string): Tagged {
  const kind = kindOf(arn);
  if (kind === undefined) throw invalid(`'${arn}' is not a valid ARN of Elastic Load Balancing`);
  const { table, notFound, noun } = KINDS[kind];
  // The tables differ in their records only, and every record may have tags.
  const plain = { table: table as TableName<AccountRecord>, notFound, noun };
  const { id, tags = {} } = getByArn(call, plain, arn);
  return { id, tags, set: (changed) => void call.account.table(plain.table).update(id, { tags: changed }) };
}

const allTagged = (call: Call, arns: readonly string[] | undefined): readonly Tagged[] =>
  [...new Set(arns)].map((arn) => getTagged(call, arn));

/** Elastic Load Balancing's calls on tags. */
export const tagOperations = {
  AddTags: change<AddTagsCommandInput, AddTagsCommandOutput>((input, call) => {
    for (const one of allTagged(call, input.ResourceArns)) one.set(mergeTags(one.tags, input.Tags));
    return {};
  }),
  RemoveTags: change<RemoveTagsCommandInput, RemoveTagsCommandOutput>((input, call) => {
    for (const one of allTagged(call, input.ResourceArns)) {
      const kept = Object.entries(one.tags).filter(([key]) => input.TagKeys?.includes(key) !== true);
      one.set(Object.fromEntries(kept));
    }
    return {};
  }),
  DescribeTags: read<DescribeTagsCommandInput, DescribeTagsCommandOutput>((input, call) => {
    if ((input.ResourceArns ?? []).length > 20)
      throw invalid("At most 20 resources can be named in a request");
    return {
      TagDescriptions: allTagged(call, input.ResourceArns).map(({ id, tags }) => ({
        ResourceArn: id,
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      })),
    };
  }),
};
