import type { ResourceTag } from "@aws-sdk/client-budgets";
import type { Tags } from "../account.ts";
import { Refusal } from "../refusal.ts";
import { invalid } from "./find.ts";

/**
 * Most tags of a budget: AWS's usual bound. The reference has the refusal, ServiceQuotaExceededException, without a number.
 */
const MOST_TAGS = 50;

/** Checks tags and adds them to those present. Source: Budgets API reference, `ResourceTag`. */
export function toTags(list: readonly ResourceTag[] | undefined, present: Tags = {}): Tags {
  const given = list ?? [];
  const keys = given.map(({ Key = "" }) => Key);
  if (keys.some((key) => key === "" || key.length > 128 || /^aws:/i.test(key)))
    throw invalid("Invalid tag key.");
  if (given.some(({ Value = "" }) => Value.length > 256)) throw invalid("Invalid tag value.");
  if (new Set(keys).size < keys.length) throw invalid("Each tag key must be unique.");
  const added = Object.fromEntries(given.map(({ Key = "", Value = "" }) => [Key, Value]));
  const tags = { ...present, ...added };
  if (Object.keys(tags).length > MOST_TAGS)
    throw new Refusal("ServiceQuotaExceededException", `A resource can have at most ${MOST_TAGS} tags.`);
  return tags;
}
