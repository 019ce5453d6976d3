import type {
  ListTagsForResourceCommandInput,
  ListTagsForResourceCommandOutput,
  TagResourceCommandInput,
  TagResourceCommandOutput,
  UntagResourceCommandInput,
  UntagResourceCommandOutput,
} from "@aws-sdk/client-budgets";
import { type Call, change, read } from "../operation.ts";
import { budgetArn, getBudget, invalid } from "./find.ts";
import { type BudgetRow, budgets } from "./tables.ts";
import { toTags } from "./tagging.ts";

function getTagged(call: Call, arn: string | undefined): BudgetRow {
  const prefix = budgetArn(call, "");
  if (arn?.startsWith(prefix) !== true) throw invalid(`Invalid resource ARN: ${arn}`);
  return getBudget(call, { AccountId: call.accountId, BudgetName: arn.slice(prefix.length) });
}

/** Budgets' calls on the tags of budgets. */
export const tagOperations = {
  TagResource: change<TagResourceCommandInput, TagResourceCommandOutput>((input, call) => {
    const { id, tags } = getTagged(call, input.ResourceARN);
    call.account.table(budgets).update(id, { tags: toTags(input.ResourceTags, tags) });
    return {};
  }),
  UntagResource: change<UntagResourceCommandInput, UntagResourceCommandOutput>((input, call) => {
    const { id, tags } = getTagged(call, input.ResourceARN);
    const kept = Object.entries(tags ?? {}).filter(([key]) => !(input.ResourceTagKeys ?? []).includes(key));
    call.account.table(budgets).update(id, { tags: Object.fromEntries(kept) });
    return {};
  }),
  ListTagsForResource: read<ListTagsForResourceCommandInput, ListTagsForResourceCommandOutput>(
    (input, call) => {
      const { tags = {} } = getTagged(call, input.ResourceARN);
      return { ResourceTags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
    },
  ),
};
