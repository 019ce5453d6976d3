import type {
  CreateOrUpdateTagsCommandInput,
  CreateOrUpdateTagsCommandOutput,
  DeleteTagsCommandInput,
  DeleteTagsCommandOutput,
  Tag,
  TagDescription,
} from "@aws-sdk/client-auto-scaling";
import type { Tags } from "../account.ts";
import { type Call, change } from "../operation.ts";
import { getStanding, invalid } from "./identifier.ts";
import { type Group, groups } from "./tables.ts";

type Tagged = Pick<Group, "tags" | "propagated">;

/** Adds tags to a group's. Throws for AWS's own prefix and for more than 50. Source: API reference, Tag. */
export function mergeTags(present: Tagged, added: readonly Tag[] | undefined): Required<Tagged> {
  const wrong = (added ?? []).find(({ Key = "" }) => Key === "" || Key.length > 128 || /^aws:/i.test(Key));
  if (wrong !== undefined) throw invalid(`The tag key '${wrong.Key ?? ""}' is not valid`);
  const own = Object.fromEntries((added ?? []).map(({ Key = "", Value = "" }) => [Key, Value]));
  const tags: Tags = { ...present.tags, ...own };
  if (Object.keys(tags).length > 50) throw invalid("A group can have at most 50 tags");
  const isKept = (key: string): boolean => !(key in own);
  const propagated = (added ?? []).filter(({ PropagateAtLaunch }) => PropagateAtLaunch === true);
  return {
    tags,
    propagated: [...present.propagated.filter(isKept), ...propagated.flatMap(({ Key }) => Key ?? [])],
  };
}

/** A group's tags as Auto Scaling tells them. */
export const toTagList = ({ id, tags, propagated }: Group): TagDescription[] =>
  Object.entries(tags ?? {}).map(([Key, Value]) => ({
    Key,
    Value,
    ResourceId: id,
    ResourceType: "auto-scaling-group",
    PropagateAtLaunch: propagated.includes(Key),
  }));

function byGroup(call: Call, tags: readonly Tag[] | undefined): ReadonlyMap<Group, readonly Tag[]> {
  const wrong = (tags ?? []).find(({ ResourceType }) => ResourceType !== "auto-scaling-group");
  if (wrong !== undefined) throw invalid("Resource type must be 'auto-scaling-group'");
  const names = [...new Set((tags ?? []).map(({ ResourceId }) => ResourceId))];
  const ownOf = (name: string | undefined): readonly Tag[] =>
    (tags ?? []).filter(({ ResourceId }) => ResourceId === name);
  return new Map(names.map((name) => [getStanding(call, name), ownOf(name)]));
}

/** Auto Scaling's calls on tags. */
export const tagOperations = {
  CreateOrUpdateTags: change<CreateOrUpdateTagsCommandInput, CreateOrUpdateTagsCommandOutput>(
    (input, call) => {
      for (const [group, added] of byGroup(call, input.Tags))
        call.account.table(groups).update(group.id, mergeTags(group, added));
      return {};
    },
  ),
  DeleteTags: change<DeleteTagsCommandInput, DeleteTagsCommandOutput>((input, call) => {
    for (const [group, dropped] of byGroup(call, input.Tags)) {
      const keys = dropped.map(({ Key }) => Key);
      const kept = Object.entries(group.tags ?? {}).filter(([key]) => !keys.includes(key));
      call.account.table(groups).update(group.id, { tags: Object.fromEntries(kept) });
    }
    return {};
  }),
};
