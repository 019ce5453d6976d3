import type {
  ListTagsForResourceCommandInput,
  ListTagsForResourceCommandOutput,
  Tag,
  TagResourceCommandInput,
  TagResourceCommandOutput,
  UntagResourceCommandInput,
  UntagResourceCommandOutput,
} from "@aws-sdk/client-cloudwatch";
import type { Tags } from "../account.ts";
import { type Call, change, read, toArn } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { badValue } from "./refusals.ts";
import { alarms, dashboards } from "./tables.ts";

/** Most tags of one thing. Source: CloudWatch API reference, TagResource. */
const MOST_TAGS = 50;

/** Names an alarm: `arn:aws:cloudwatch:us-east-1:123456789012:alarm:NAME`. */
export const alarmArn = (call: Call, name: string): string => toArn(call, "cloudwatch", `alarm:${name}`);

/** Names a dashboard, whose ARN has no region. */
export const dashboardArn = ({ partition, accountId }: Call, name: string): string =>
  `arn:${partition}:cloudwatch::${accountId}:dashboard/${name}`;

/** Checks tags and reads them. Source: CloudWatch API reference, `Tag`. */
export function toTags(list: readonly Tag[] | undefined, present: Tags = {}): Tags {
  const keys = (list ?? []).map(({ Key = "" }) => Key);
  if (keys.some((key) => key === "" || key.length > 128 || /^aws:/i.test(key)))
    throw badValue("A tag key must have 1 to 128 characters and must not begin with aws:.");
  if (new Set(keys).size < keys.length) throw badValue("Tag keys must be unique.");
  const given = Object.fromEntries((list ?? []).map(({ Key = "", Value = "" }) => [Key, Value]));
  const tags = { ...present, ...given };
  if (Object.keys(tags).length > MOST_TAGS) throw badValue(`A resource can have at most ${MOST_TAGS} tags.`);
  return tags;
}

/** Tags of one thing, and how to replace them. */
interface Tagged {
  readonly tags: Tags;
  replace(tags: Tags): void;
}

function getTagged(call: Call, arn: string | undefined): Tagged {
  const found = findTagged(call, arn ?? "");
  if (found === undefined)
    throw new Refusal("ResourceNotFoundException", `Resource ${arn ?? ""} does not exist.`, { status: 404 });
  return found;
}

function findTagged(call: Call, arn: string): Tagged | undefined {
  const { account } = call;
  const alarm = account.table(alarms).find(arn.slice(alarmArn(call, "").length));
  if (alarm !== undefined && arn === alarmArn(call, alarm.id))
    return {
      tags: alarm.tags ?? {},
      replace: (tags) => void account.table(alarms).update(alarm.id, { tags }),
    };
  const dashboard = account.table(dashboards).find(arn.slice(dashboardArn(call, "").length));
  if (dashboard === undefined || arn !== dashboardArn(call, dashboard.id)) return undefined;
  return {
    tags: dashboard.tags ?? {},
    replace: (tags) => void account.table(dashboards).update(dashboard.id, { tags }),
  };
}

/** CloudWatch's calls on tags, by ARN. */
export const tagOperations = {
  TagResource: change<TagResourceCommandInput, TagResourceCommandOutput>((input, call) => {
    const tagged = getTagged(call, input.ResourceARN);
    tagged.replace(toTags(input.Tags, tagged.tags));
    return {};
  }),
  UntagResource: change<UntagResourceCommandInput, UntagResourceCommandOutput>((input, call) => {
    const tagged = getTagged(call, input.ResourceARN);
    const kept = Object.entries(tagged.tags).filter(([key]) => !(input.TagKeys ?? []).includes(key));
    tagged.replace(Object.fromEntries(kept));
    return {};
  }),
  ListTagsForResource: read<ListTagsForResourceCommandInput, ListTagsForResourceCommandOutput>(
    (input, call) => {
      const { tags } = getTagged(call, input.ResourceARN);
      return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
    },
  ),
};
