import {
  AddTagsCommand,
  DescribeTagsCommand,
  RemoveTagsCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Aws } from "../../aws/env.ts";
import { isNotFound } from "../../aws/errors.ts";
import { fromTagList, toTagList } from "../../aws/tags.ts";
import type { Change } from "../../engine/change.ts";
import type { Scope, Tags } from "../../engine/resource.ts";

/** ARNs that one DescribeTags takes. Source: Elastic Load Balancing API reference, DescribeTags. */
const BATCH = 20;

/** The tags of resources by ARN. What is gone by now is left out. */
async function readTags(aws: Aws, arns: readonly string[]): Promise<ReadonlyMap<string, Tags>> {
  const batches = Array.from({ length: Math.ceil(arns.length / BATCH) }, (_, index) =>
    arns.slice(index * BATCH, (index + 1) * BATCH),
  );
  return new Map((await Promise.all(batches.map((batch) => readBatch(aws, batch)))).flat());
}

/** One that is gone makes AWS refuse the whole call: then each is asked for by itself. */
async function readBatch(aws: Aws, arns: readonly string[]): Promise<(readonly [string, Tags])[]> {
  try {
    const command = new DescribeTagsCommand({ ResourceArns: [...arns] });
    const { TagDescriptions } = await aws.safe.loadBalancing.send(command);
    return (TagDescriptions ?? []).map(({ ResourceArn = "", Tags: tags }) => [
      ResourceArn,
      fromTagList(tags),
    ]);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    if (arns.length === 1) return [];
    return (await Promise.all(arns.map((arn) => readBatch(aws, [arn])))).flat();
  }
}

/** What is known of tags by ARN. */
export type KnownTags = ReadonlyMap<string, Tags>;

/**
 * The tags of all that the state knows of a load balancer, read with one call for all types. A type of which the state knows
 * nothing is listed by itself, since it is asked for the ids here.
 */
export function shareTags(aws: Aws, scope: Scope): Promise<KnownTags> {
  if (scope.ids.length === 0) return Promise.resolve(new Map());
  const read = async (): Promise<KnownTags> => {
    const ids = await Promise.all(TYPES.map((type) => scope.idsOf(type)));
    return readTags(aws, ids.flat());
  };
  return scope.share("elb:tags", read);
}

const TYPES = ["load-balancer", "target-group", "listener", "listener-rule"].map(
  (noun) => `elastic-load-balancing-v2/${noun}`,
);

/** Things with an ARN that are to be told with their tags. */
interface Untagged<T> {
  readonly found: readonly T[];
  arnOf(one: T): string | undefined;
  /** Tags that were read already. */
  readonly known?: KnownTags | undefined;
}

/** Things with their tags; those that are gone by now are left out. */
export async function withTags<T>(aws: Aws, untagged: Untagged<T>): Promise<(readonly [T, Tags])[]> {
  const { found, known = new Map<string, Tags>() } = untagged;
  const arns = found.map((one) => untagged.arnOf(one) ?? "");
  const read = await readTags(
    aws,
    arns.filter((arn) => !known.has(arn)),
  );
  return found.flatMap((one, index) => {
    const arn = arns[index] ?? "";
    const tags = known.get(arn) ?? read.get(arn);
    return tags === undefined ? [] : [[one, tags] as const];
  });
}

/** Sets and removes tags as their change says; other tags stay. Both calls may be repeated. */
export async function changeTags<P>(aws: Aws, arn: string, changes: readonly Change<P>[]): Promise<void> {
  const change = changes.find(({ prop }) => prop === "tags");
  if (change === undefined) return;
  const tags = toTagList(change.to as Tags);
  await aws.safe.loadBalancing.send(new AddTagsCommand({ ResourceArns: [arn], Tags: tags }));
  const dropped = [...(change.dropped ?? [])];
  if (dropped.length === 0) return;
  await aws.safe.loadBalancing.send(new RemoveTagsCommand({ ResourceArns: [arn], TagKeys: dropped }));
}
