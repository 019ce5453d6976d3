import {
  type CacheParameterGroup,
  CreateCacheParameterGroupCommand,
  DeleteCacheParameterGroupCommand,
  DescribeCacheParameterGroupsCommand,
  type Parameter,
  paginateDescribeCacheParameterGroups,
  paginateDescribeCacheParameters,
} from "@aws-sdk/client-elasticache";
import { asAlreadyExists, untilSettled } from "../../aws/calls.ts";
import type { Aws } from "../../aws/env.ts";
import { isDependencyViolation } from "../../aws/errors.ts";
import { toTagList } from "../../aws/tags.ts";
import { waitGone, waitVisible } from "../../aws/waiter.ts";
import type { Observed, Tags } from "../../engine/resource.ts";
import { collect, ignoreAbsent, orAbsent, present, resourceType } from "../type.ts";
import { changeParameters } from "./cache-parameter-group-values.ts";
import { changeTags, readTags } from "./tagging.ts";

/** What a cache parameter group is asked to be. */
export type CacheParameterGroupProps = {
  /** 1 to 255 letters, digits or single hyphens, a letter first; AWS keeps it in lower case. */
  name: string;
  /** Such as `redis7`; fixed for the life of the group. */
  family: string;
  description: string;
  /** Only the values that differ from the family's own. */
  parameters: Readonly<Record<string, string>>;
  tags: Tags;
};

export type CacheParameterGroupAttributes = { name: string; arn: string };

type ObservedGroup = Observed<CacheParameterGroupProps, CacheParameterGroupAttributes>;

/** Seconds until a delete is given up: clusters stay members for a moment after they are gone or have moved. */
const DELETE_SECONDS = 300;

async function findGroup(aws: Aws, name: string): Promise<ObservedGroup | undefined> {
  const command = new DescribeCacheParameterGroupsCommand({ CacheParameterGroupName: name });
  return orAbsent(async () => {
    const [group] = (await aws.safe.elastiCache.send(command)).CacheParameterGroups ?? [];
    return group === undefined ? undefined : toObserved(aws, group);
  });
}

/** The group may go between the reads: then one of the other two does not find it. */
async function toObserved(aws: Aws, group: CacheParameterGroup): Promise<ObservedGroup> {
  const name = group.CacheParameterGroupName ?? "";
  const arn = group.ARN ?? "";
  const [parameters, tags] = await Promise.all([readValues(aws, name), readTags(aws, arn)]);
  const props = {
    name,
    family: group.CacheParameterGroupFamily ?? "",
    description: group.Description ?? "",
    parameters,
  };
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

async function readValues(aws: Aws, name: string): Promise<Record<string, string>> {
  const pages = paginateDescribeCacheParameters(
    { client: aws.safe.elastiCache },
    { CacheParameterGroupName: name, Source: "user" },
  );
  const parameters = await collect(pages, (page) => page.Parameters);
  const toPair = ({ ParameterName, ParameterValue }: Parameter): [string, string] => [
    ParameterName ?? "",
    ParameterValue ?? "",
  ];
  return Object.fromEntries(parameters.map(toPair));
}

/** Whether a name is a given one, or one under which a group of that name was made anew (`x-2` after `x`). */
function isNamed(name: string, given: string): boolean {
  const stem = given.toLowerCase();
  return name === stem || (name.startsWith(`${stem}-`) && /^\d+$/.test(name.slice(stem.length + 1)));
}

/**
 * The parameters of the cache nodes. Made in seconds. Its family is fixed: for another one a new group is made first,
 * the replication group moves to it, and the old one goes.
 */
export const cacheParameterGroup = resourceType<CacheParameterGroupProps, CacheParameterGroupAttributes>({
  name: "elasticache/cache-parameter-group",
  title: "cache parameter group",
  repeat: "name",
  proof: "tags",
  // The live name may be one that a replacement took, and is no drift.
  compare: {
    name: "createOnly",
    family: "exact",
    description: "exact",
    parameters: "subset",
    tags: "subset",
  },
  replaceOn: ["family", "description"],
  rename: "name",
  afterCreate: ["parameters"],
  stable: ["name", "arn"],
  typicalSeconds: { create: 4, update: 3, delete: 2 },
  iamActions: [
    "elasticache:CreateCacheParameterGroup",
    "elasticache:AddTagsToResource",
    "elasticache:RemoveTagsFromResource",
    "elasticache:ListTagsForResource",
    "elasticache:ModifyCacheParameterGroup",
    "elasticache:ResetCacheParameterGroup",
    "elasticache:DescribeCacheParameterGroups",
    "elasticache:DescribeCacheParameters",
    "elasticache:DeleteCacheParameterGroup",
  ],
  nameOf: ({ name }) => name?.toLowerCase(),

  /** One list of all, so that a group that was made anew under a further name is seen even without a state. */
  async list(aws, scope) {
    if (scope.names.length === 0) return [];
    const pages = paginateDescribeCacheParameterGroups({ client: aws.safe.elastiCache }, {});
    const groups = await collect(pages, (page) => page.CacheParameterGroups);
    const ours = groups.filter(({ CacheParameterGroupName: name = "" }) =>
      scope.names.some((given) => isNamed(name, given)),
    );
    return present(await Promise.all(ours.map((group) => orAbsent(() => toObserved(aws, group)))));
  },

  get: findGroup,

  async create(aws, { name, family, description, tags }) {
    const command = new CreateCacheParameterGroupCommand({
      CacheParameterGroupName: name,
      CacheParameterGroupFamily: family,
      Description: description,
      Tags: toTagList(tags),
    });
    await asAlreadyExists(() => aws.once.elastiCache.send(command));
    return { id: name.toLowerCase() };
  },

  async ready(aws, id, watch) {
    await waitVisible(() => findGroup(aws, id), `cache parameter group ${id}`, watch);
  },

  async update(aws, id, changes, context) {
    await changeTags(aws, context.observed.attributes.arn, changes, context);
    await changeParameters(
      aws,
      id,
      changes.find(({ prop }) => prop === "parameters"),
      context,
    );
  },

  async delete(aws, id, context) {
    const command = new DeleteCacheParameterGroupCommand({ CacheParameterGroupName: id });
    const call = (): Promise<void> => ignoreAbsent(() => aws.safe.elastiCache.send(command));
    await untilSettled(call, { isLag: isDependencyViolation, budgetSeconds: DELETE_SECONDS }, context);
    return [];
  },

  gone: (aws, id, watch) => waitGone(() => findGroup(aws, id), `cache parameter group ${id}`, watch),
});
