import {
  CreateDBSubnetGroupCommand,
  type DBSubnetGroup,
  DeleteDBSubnetGroupCommand,
  DescribeDBSubnetGroupsCommand,
  ListTagsForResourceCommand,
  ModifyDBSubnetGroupCommand,
} from "@aws-sdk/client-rds";
import { asAlreadyExists, untilSettled } from "../../aws/calls.ts";
import type { Aws } from "../../aws/env.ts";
import { isDependencyViolation } from "../../aws/errors.ts";
import { fromTagList, toTagList } from "../../aws/tags.ts";
import { waitGone, waitVisible } from "../../aws/waiter.ts";
import type { Observed, Tags } from "../../engine/resource.ts";
import { ignoreAbsent, orAbsent, present, resourceType } from "../type.ts";
import { lacksServiceLinkedRole, ROLE_SECONDS } from "./service-linked-role.ts";
import { changeTags } from "./tagging.ts";

/** What a DB subnet group is asked to be. */
export type DbSubnetGroupProps = {
  /** 1 to 255 letters, digits, periods, underscores, spaces or hyphens; AWS keeps it in lower case. */
  name: string;
  description: string;
  /** Subnets in at least two zones. */
  subnetIds: readonly string[];
  /** The VPC of the subnets; AWS derives it from them. */
  vpcId: string;
  tags: Tags;
};

export type DbSubnetGroupAttributes = { name: string; arn: string };

type ObservedGroup = Observed<DbSubnetGroupProps, DbSubnetGroupAttributes>;

/**
 * Seconds until a delete that a DB instance still stands against is given up: RDS lets go of the group a little after
 * the instance is no longer shown.
 */
const DELETE_SECONDS = 300;

/** The group may go between the two reads: then its ARN is what is not found. */
async function findGroup(aws: Aws, name: string): Promise<ObservedGroup | undefined> {
  const command = new DescribeDBSubnetGroupsCommand({ DBSubnetGroupName: name });
  return orAbsent(async () => {
    const [group] = (await aws.safe.rds.send(command)).DBSubnetGroups ?? [];
    return group === undefined ? undefined : toObserved(aws, group);
  });
}

async function toObserved(aws: Aws, group: DBSubnetGroup): Promise<ObservedGroup> {
  const name = group.DBSubnetGroupName ?? "";
  const arn = group.DBSubnetGroupArn ?? "";
  const { TagList } = await aws.safe.rds.send(new ListTagsForResourceCommand({ ResourceName: arn }));
  const tags = fromTagList(TagList);
  const subnetIds = (group.Subnets ?? []).flatMap(({ SubnetIdentifier }) => SubnetIdentifier ?? []);
  const description = group.DBSubnetGroupDescription ?? "";
  const props = { name, description, subnetIds, vpcId: group.VpcId ?? "", tags };
  const status = group.SubnetGroupStatus ?? "";
  return { id: name, name, condition: "standing", status, props, attributes: { name, arn }, tags };
}

/** A DB subnet group: the subnets in which RDS places an instance and its standby. Made in seconds. */
export const dbSubnetGroup = resourceType<DbSubnetGroupProps, DbSubnetGroupAttributes>({
  name: "rds/db-subnet-group",
  title: "DB subnet group",
  repeat: "name",
  proof: "tags",
  compare: { name: "lower", description: "exact", subnetIds: "set", vpcId: "exact", tags: "subset" },
  replaceOn: ["name", "vpcId"],
  holds: ["subnetIds", "vpcId"],
  stable: ["name", "arn"],
  typicalSeconds: { create: 2, update: 2, delete: 2 },
  iamActions: [
    "rds:CreateDBSubnetGroup",
    "rds:AddTagsToResource",
    "rds:RemoveTagsFromResource",
    "rds:ListTagsForResource",
    "rds:ModifyDBSubnetGroup",
    "rds:DescribeDBSubnetGroups",
    "rds:DeleteDBSubnetGroup",
    "iam:CreateServiceLinkedRole",
  ],
  nameOf: ({ name }) => name?.toLowerCase(),

  /** One read for each name: DescribeDBSubnetGroups takes one name or none, and no filters. */
  async list(aws, scope) {
    return present(await Promise.all(scope.names.map((name) => findGroup(aws, name))));
  },

  get: findGroup,

  async create(aws, { name, description, subnetIds, tags }) {
    const command = new CreateDBSubnetGroupCommand({
      DBSubnetGroupName: name,
      DBSubnetGroupDescription: description,
      SubnetIds: [...subnetIds],
      Tags: toTagList(tags),
    });
    const call = () => asAlreadyExists(() => aws.once.rds.send(command));
    await untilSettled(call, { isLag: lacksServiceLinkedRole, budgetSeconds: ROLE_SECONDS }, aws.clock);
    return { id: name.toLowerCase() };
  },

  async ready(aws, id, watch) {
    await waitVisible(() => findGroup(aws, id), `DB subnet group ${id}`, watch);
  },

  async update(aws, id, changes, { observed, props }) {
    await changeTags(aws, observed.attributes.arn, changes);
    if (changes.every(({ prop }) => prop === "tags")) return;
    // The call sets the whole: subnets that it does not name leave the group.
    const command = new ModifyDBSubnetGroupCommand({
      DBSubnetGroupName: id,
      DBSubnetGroupDescription: props.description,
      SubnetIds: [...props.subnetIds],
    });
    await aws.safe.rds.send(command);
  },

  async delete(aws, id, context) {
    const command = new DeleteDBSubnetGroupCommand({ DBSubnetGroupName: id });
    const call = (): Promise<void> => ignoreAbsent(() => aws.safe.rds.send(command));
    await untilSettled(call, { isLag: isDependencyViolation, budgetSeconds: DELETE_SECONDS }, context);
    return [];
  },

  gone: (aws, id, watch) => waitGone(() => findGroup(aws, id), `DB subnet group ${id}`, watch),
});
