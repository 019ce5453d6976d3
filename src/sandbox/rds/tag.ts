import type {
  AddTagsToResourceCommandInput,
  AddTagsToResourceCommandOutput,
  ListTagsForResourceCommandInput,
  ListTagsForResourceCommandOutput,
  RemoveTagsFromResourceCommandInput,
  RemoveTagsFromResourceCommandOutput,
} from "@aws-sdk/client-rds";
import type { Tags } from "../account.ts";
import { type Call, change, read } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { getSnapshot } from "./db-snapshot.ts";
import { getSubnetGroup } from "./db-subnet-group.ts";
import { invalid, toTagList, toTags } from "./identifier.ts";
import { getInstance } from "./lifecycle.ts";
import { instances, snapshots, subnetGroups } from "./tables.ts";

/** Tags of one resource, and how to replace them. */
interface Tagged {
  readonly tags: Tags;
  replace(tags: Tags): void;
}

function getTagged(call: Call, arn: string | undefined): Tagged {
  const prefix = `arn:${call.partition}:rds:${call.region}:${call.accountId}:`;
  const [, kind, name] =
    /^([a-z]+):(.+)$/.exec(arn?.startsWith(prefix) ? arn.slice(prefix.length) : "") ?? [];
  const { account } = call;
  if (kind === "db") {
    const row = getInstance(call, name);
    return {
      tags: row.tags ?? {},
      replace: (tags) => {
        if (row.deletedAt !== undefined)
          throw new Refusal("InvalidDBInstanceStateFault", `Instance ${row.id} is being deleted.`);
        account.table(instances).update(row.id, { tags });
      },
    };
  }
  if (kind === "subgrp") {
    const row = getSubnetGroup(call, name);
    return {
      tags: row.tags ?? {},
      replace: (tags) => void account.table(subnetGroups).update(row.id, { tags }),
    };
  }
  if (kind === "snapshot") {
    const row = getSnapshot(call, name);
    return {
      tags: row.tags ?? {},
      replace: (tags) => void account.table(snapshots).update(row.id, { tags }),
    };
  }
  throw invalid(`Invalid resource name: ${arn ?? ""}`);
}

/** RDS's calls on tags, by ARN. */
export const tagOperations = {
  AddTagsToResource: change<AddTagsToResourceCommandInput, AddTagsToResourceCommandOutput>((input, call) => {
    const tagged = getTagged(call, input.ResourceName);
    tagged.replace(toTags(input.Tags, tagged.tags));
    return {};
  }),
  RemoveTagsFromResource: change<RemoveTagsFromResourceCommandInput, RemoveTagsFromResourceCommandOutput>(
    (input, call) => {
      const tagged = getTagged(call, input.ResourceName);
      const kept = Object.entries(tagged.tags).filter(([key]) => !(input.TagKeys ?? []).includes(key));
      tagged.replace(Object.fromEntries(kept));
      return {};
    },
  ),
  ListTagsForResource: read<ListTagsForResourceCommandInput, ListTagsForResourceCommandOutput>(
    (input, call) => ({ TagList: toTagList(getTagged(call, input.ResourceName).tags) }),
  ),
};
