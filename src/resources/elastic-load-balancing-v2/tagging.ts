import {
  AddTagsCommand,
  DescribeTagsCommand,
  RemoveTagsCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Aws } from "../../aws/env.ts";
import { isNotFound } from "../../aws/errors.ts";
import { fromTagList, toTagList } from "../../aws/tags.ts";
import type { Change } from "../../engine/change.ts";
import type { Tags } from "../../engine/resource.ts";

/** ARNs that one DescribeTags takes. Source: Elastic Load Balancing API reference, DescribeTags. */
const BATCH = 20;

/** The tags of resources by ARN. What is gone by now is left out. */
export async function readTags(aws: Aws, arns: readonly string[]): Promise<ReadonlyMap<string, Tags>> {
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

/** Things with their tags, of one batch; those that are gone by now are left out. */
export async function withTags<T>(
  aws: Aws,
  found: readonly T[],
  arnOf: (one: T) => string | undefined,
): Promise<(readonly [T, Tags])[]> {
  const tags = await readTags(
    aws,
    found.map((one) => arnOf(one) ?? ""),
  );
  return found.flatMap((one) => {
    const own = tags.get(arnOf(one) ?? "");
    return own === undefined ? [] : [[one, own] as const];
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
