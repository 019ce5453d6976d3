import { CreateTagsCommand, DeleteTagsCommand, type Filter } from "@aws-sdk/client-ec2";
import type { Pace } from "../../aws/calls.ts";
import type { Aws } from "../../aws/env.ts";
import { toTagList } from "../../aws/tags.ts";
import type { Change } from "../../engine/change.ts";
import { OURS } from "../../engine/ownership.ts";
import type { Scope, Tags } from "../../engine/resource.ts";
import { untilKnown } from "./lag.ts";

type TagChange = Pick<Change, "to" | "dropped"> & { readonly prop: string };

/** Carries out the change of tags, if there is one; tags that are not ours stay. Both calls may be repeated. */
export async function changeTags(
  aws: Aws,
  id: string,
  changes: readonly TagChange[],
  pace: Pace,
): Promise<void> {
  const change = changes.find(({ prop }) => prop === "tags");
  if (change === undefined) return;
  const tags = toTagList(change.to as Tags);
  await untilKnown(() => aws.safe.ec2.send(new CreateTagsCommand({ Resources: [id], Tags: tags })), pace);
  const dropped = (change.dropped ?? []).map((Key) => ({ Key }));
  if (dropped.length > 0) await aws.safe.ec2.send(new DeleteTagsCommand({ Resources: [id], Tags: dropped }));
}

/** The change of one prop, if there is one. */
export const changeOf = <P>(
  changes: readonly Change<P>[],
  prop: Extract<keyof P, string>,
): Change<P> | undefined => changes.find((change) => change.prop === prop);

/** A filter by ids or other values of one kind. */
export const byValues = (name: string, values: readonly string[]): Filter[] => [
  { Name: name, Values: [...values] },
];

/** The filter by our stack's tag: for what lives in no VPC, and for reads while no VPC is known. */
export const byStack = (scope: Scope): Filter[] => byValues(`tag:${OURS.stack}`, [scope.stack]);

/**
 * The filter for things that live in our VPC: by its id, which shows strangers too. Natural keys that begin with a VPC
 * name it where the VPC itself is not ours. By tag while no VPC is known.
 */
export async function byVpc(scope: Scope, filterName = "vpc-id"): Promise<Filter[]> {
  const named = scope.names.filter((name) => name.startsWith("vpc-")).map((name) => name.split("/")[0] ?? "");
  const vpcIds = [...new Set([...(await scope.idsOf("ec2/vpc")), ...named])];
  return vpcIds.length === 0 ? byStack(scope) : byValues(filterName, vpcIds);
}
