import {
  type CacheSubnetGroup,
  CreateCacheSubnetGroupCommand,
  DeleteCacheSubnetGroupCommand,
  DescribeCacheSubnetGroupsCommand,
  ModifyCacheSubnetGroupCommand,
} from "@aws-sdk/client-elasticache";
import { asAlreadyExists, untilSettled } from "../../aws/calls.ts";
import type { Aws } from "../../aws/env.ts";
import { isDependencyViolation } from "../../aws/errors.ts";
import { toTagList } from "../../aws/tags.ts";
import { waitGone, waitVisible } from "../../aws/waiter.ts";
import type { Observed, Tags } from "../../engine/resource.ts";
import { ignoreAbsent, orAbsent, present, resourceType } from "../type.ts";
import { changeTags, readTags } from "./tagging.ts";

/** What a cache subnet group is asked to be. */
export type CacheSubnetGroupProps = {
  /** 1 to 255 letters, digits or hyphens; AWS keeps it in lower case. */
  name: string;
  description: string;
  subnetIds: readonly string[];
  /** The VPC of the subnets; AWS derives it from them. */
  vpcId: string;
  tags: Tags;
};

export type CacheSubnetGroupAttributes = { name: string; arn: string };

type ObservedGroup = Observed<CacheSubnetGroupProps, CacheSubnetGroupAttributes>;

/** Seconds until a delete is given up: ElastiCache lets go of the group a little after its last cluster is gone. */
const DELETE_SECONDS = 300;

/** The group may go between the two reads: then its ARN is what is not found. */
async function findGroup(aws: Aws, name: string): Promise<ObservedGroup | undefined> {
  const command = new DescribeCacheSubnetGroupsCommand({ CacheSubnetGroupName: name });
  return orAbsent(async () => {
    const [group] = (await aws.safe.elastiCache.send(command)).CacheSubnetGroups ?? [];
    return group === undefined ? undefined : toObserved(aws, group);
  });
}

async function toObserved(aws: Aws, group: CacheSubnetGroup): Promise<ObservedGroup> {
  const name = group.CacheSubnetGroupName ?? "";
  const arn = group.ARN ?? "";
  const tags = await readTags(aws, arn);
  const subnetIds = (group.Subnets ?? []).flatMap(({ SubnetIdentifier }) => SubnetIdentifier ?? []);
  const description = group.CacheSubnetGroupDescription ?? "";
  const props = { name, description, subnetIds, vpcId: group.VpcId ?? "" };
  return {
    id: name,
    name,
    condition: "standing",
    status: "available",
    props: tags === "unknown" ? props : { ...props, tags },
    attributes: { name, arn },
    tags,
  };
}

/** A cache subnet group: the subnets in which ElastiCache places the nodes. Made in seconds. */
export const cacheSubnetGroup = resourceType<CacheSubnetGroupProps, CacheSubnetGroupAttributes>({
  name: "elasticache/cache-subnet-group",
  title: "cache subnet group",
  repeat: "name",
  proof: "tags",
  compare: { name: "lower", description: "exact", subnetIds: "set", vpcId: "exact", tags: "subset" },
  replaceOn: ["name", "vpcId"],
  holds: ["subnetIds", "vpcId"],
  stable: ["name", "arn"],
  typicalSeconds: { create: 2, update: 2, delete: 2 },
  iamActions: [
    "elasticache:CreateCacheSubnetGroup",
    "elasticache:AddTagsToResource",
    "elasticache:RemoveTagsFromResource",
    "elasticache:ListTagsForResource",
    "elasticache:ModifyCacheSubnetGroup",
    "elasticache:DescribeCacheSubnetGroups",
    "elasticache:DeleteCacheSubnetGroup",
  ],
  nameOf: ({ name }) => name?.toLowerCase(),

  /** One read for each name: DescribeCacheSubnetGroups takes one name or none, and no filters. */
  async list(aws, scope) {
    return present(await Promise.all(scope.names.map((name) => findGroup(aws, name))));
  },

  get: findGroup,

  async create(aws, { name, description, subnetIds, tags }) {
    const command = new CreateCacheSubnetGroupCommand({
      CacheSubnetGroupName: name,
      CacheSubnetGroupDescription: description,
      SubnetIds: [...subnetIds],
      Tags: toTagList(tags),
    });
    await asAlreadyExists(() => aws.once.elastiCache.send(command));
    return { id: name.toLowerCase() };
  },

  async ready(aws, id, watch) {
    await waitVisible(() => findGroup(aws, id), `cache subnet group ${id}`, watch);
  },

  async update(aws, id, changes, context) {
    const { observed, props } = context;
    await changeTags(aws, observed.attributes.arn, changes, context);
    if (changes.every(({ prop }) => prop === "tags")) return;
    // The call sets the whole: subnets that it does not name leave the group.
    const command = new ModifyCacheSubnetGroupCommand({
      CacheSubnetGroupName: id,
      CacheSubnetGroupDescription: props.description,
      SubnetIds: [...props.subnetIds],
    });
    await aws.safe.elastiCache.send(command);
  },

  async delete(aws, id, context) {
    const command = new DeleteCacheSubnetGroupCommand({ CacheSubnetGroupName: id });
    const call = (): Promise<void> => ignoreAbsent(() => aws.safe.elastiCache.send(command));
    await untilSettled(call, { isLag: isDependencyViolation, budgetSeconds: DELETE_SECONDS }, context);
    return [];
  },

  gone: (aws, id, watch) => waitGone(() => findGroup(aws, id), `cache subnet group ${id}`, watch),
});
