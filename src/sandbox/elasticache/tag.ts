import type {
  AddTagsToResourceCommandInput,
  AddTagsToResourceCommandOutput,
  ListTagsForResourceCommandInput,
  ListTagsForResourceCommandOutput,
  RemoveTagsFromResourceCommandInput,
  RemoveTagsFromResourceCommandOutput,
} from "@aws-sdk/client-elasticache";
import type { Tags } from "../account.ts";
import { type Call, change, read } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { getOwnParameterGroup } from "./cache-parameter-group.ts";
import { getSubnetGroup } from "./cache-subnet-group.ts";
import { busy, toTagList, toTags } from "./identifier.ts";
import { DURATIONS, demandMembers, getReplicationGroup, settle, standingOf, workNow } from "./lifecycle.ts";
import { getSnapshot } from "./snapshot.ts";
import { parameterGroups, replicationGroups, snapshots, subnetGroups } from "./tables.ts";

/** Tags of one resource, and how to replace them. */
interface Tagged {
  readonly tags: Tags;
  replace(tags: Tags): void;
}

const KINDS: Readonly<Record<string, (call: Call, name: string) => Tagged>> = {
  subnetgroup: (call, name) => {
    const row = getSubnetGroup(call, name);
    const replace = (tags: Tags): void => void call.account.table(subnetGroups).update(row.id, { tags });
    return { tags: row.tags ?? {}, replace };
  },
  parametergroup: (call, name) => {
    const row = getOwnParameterGroup(call, name);
    const replace = (tags: Tags): void => void call.account.table(parameterGroups).update(row.id, { tags });
    return { tags: row.tags ?? {}, replace };
  },
  snapshot: (call, name) => {
    const row = getSnapshot(call, name);
    const replace = (tags: Tags): void => void call.account.table(snapshots).update(row.id, { tags });
    return { tags: row.tags ?? {}, replace };
  },
  replicationgroup: getGroupTags,
};

/** Tags of a group can be read and written only while it is available; writing them makes it `modifying` for a moment. */
function getGroupTags(call: Call, name: string): Tagged {
  const row = getReplicationGroup(call, name);
  if (standingOf(row, call).status !== "available")
    throw busy("Cluster not in available state to perform tagging operations.");
  demandMembers(row, call);
  const replace = (tags: Tags): void => {
    const settled = settle(row, call);
    const works = [...settled.works, workNow(call, DURATIONS.tagging)];
    call.account.table(replicationGroups).insert({ ...settled, works, tags });
  };
  return { tags: row.tags ?? {}, replace };
}

function getTagged(call: Call, arn: string | undefined): Tagged {
  const prefix = `arn:${call.partition}:elasticache:${call.region}:${call.accountId}:`;
  const rest = arn?.startsWith(prefix) ? arn.slice(prefix.length) : "";
  const [, kind = "", name = ""] = /^([a-z]+):(.+)$/.exec(rest) ?? [];
  const find = KINDS[kind];
  if (find === undefined) throw new Refusal("InvalidARN", `The ARN ${arn ?? ""} is not valid.`);
  return find(call, name);
}

/** ElastiCache's calls on tags, by ARN. Each answers the tags that are there then. */
export const tagOperations = {
  AddTagsToResource: change<AddTagsToResourceCommandInput, AddTagsToResourceCommandOutput>((input, call) => {
    const tagged = getTagged(call, input.ResourceName);
    const tags = toTags(input.Tags, tagged.tags);
    tagged.replace(tags);
    return { TagList: toTagList(tags) };
  }),
  RemoveTagsFromResource: change<RemoveTagsFromResourceCommandInput, RemoveTagsFromResourceCommandOutput>(
    (input, call) => {
      const tagged = getTagged(call, input.ResourceName);
      const kept = Object.entries(tagged.tags).filter(([key]) => !(input.TagKeys ?? []).includes(key));
      tagged.replace(Object.fromEntries(kept));
      return { TagList: toTagList(Object.fromEntries(kept)) };
    },
  ),
  ListTagsForResource: read<ListTagsForResourceCommandInput, ListTagsForResourceCommandOutput>(
    (input, call) => ({ TagList: toTagList(getTagged(call, input.ResourceName).tags) }),
  ),
};
