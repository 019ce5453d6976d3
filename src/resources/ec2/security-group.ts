import {
  CreateSecurityGroupCommand,
  DeleteSecurityGroupCommand,
  type Filter,
  paginateDescribeSecurityGroups,
  type SecurityGroup,
} from "@aws-sdk/client-ec2";
import { asAlreadyExists } from "../../aws/calls.ts";
import type { Aws } from "../../aws/env.ts";
import { fromTagList, toTagSpecifications } from "../../aws/tags.ts";
import { waitGone, waitVisible } from "../../aws/waiter.ts";
import type { Observed, Tags } from "../../engine/resource.ts";
import { type AwsType, collect, idFrom } from "../type.ts";
import { removeUnused } from "./blockers.ts";
import { untilKnown } from "./lag.ts";
import { findUsesOfGroup } from "./network-uses.ts";
import { byValues, byVpc, changeTags } from "./tagging.ts";

/** What a security group is asked to be. */
export type SecurityGroupProps = {
  vpcId: string;
  /** At most 255 characters of letters, digits, space and `._-:/()#,@[]+=&;{}!$*`; must not begin with `sg-`. */
  name: string;
  /** As long and of the same characters as the name; AWS never changes it. */
  description: string;
  tags: Tags;
};

/** What a security group tells others. */
export type SecurityGroupAttributes = { groupId: string };

type ObservedGroup = Observed<SecurityGroupProps, SecurityGroupAttributes>;

/** Seconds until a delete is given up: RDS, ElastiCache and MSK keep interfaces for some minutes after their own end. */
const DELETE_SECONDS = 1200;

async function readGroups(aws: Aws, filters: Filter[]): Promise<ObservedGroup[]> {
  const pages = paginateDescribeSecurityGroups({ client: aws.safe.ec2 }, { Filters: filters });
  return (await collect(pages, (page) => page.SecurityGroups)).map(toObserved);
}

function toObserved(found: SecurityGroup): ObservedGroup {
  const { GroupId: id = "", VpcId: vpcId = "", GroupName: name = "", Description: description = "" } = found;
  const tags = fromTagList(found.Tags);
  return {
    id,
    name: toName(vpcId, name),
    condition: "standing",
    status: "available",
    props: { vpcId, name, description, tags },
    attributes: { groupId: id },
    tags,
  };
}

/** EC2 takes names that differ in case only for the same. */
const toName = (vpcId: string, name: string): string => `${vpcId}/${name.toLowerCase()}`;

/** A security group. Its rules are resources of their own; the rule that lets everything out is AWS's. */
export const securityGroup: AwsType<SecurityGroupProps, SecurityGroupAttributes> = {
  name: "ec2/security-group",
  title: "security group",
  repeat: "name",
  proof: "tags",
  compare: { vpcId: "exact", name: "exact", description: "exact", tags: "subset" },
  replaceOn: ["vpcId", "name", "description"],
  holds: ["vpcId"],
  stable: ["groupId"],
  typicalSeconds: { create: 3, update: 1, delete: 5 },
  iamActions: [
    "ec2:CreateSecurityGroup",
    "ec2:CreateTags",
    "ec2:DeleteTags",
    "ec2:DescribeSecurityGroups",
    "ec2:DeleteSecurityGroup",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSecurityGroupRules",
    "ec2:DescribeVpcEndpoints",
  ],

  nameOf: ({ vpcId, name }) => (vpcId === undefined || name === undefined ? undefined : toName(vpcId, name)),

  list: async (aws, scope) => readGroups(aws, await byVpc(scope)),

  async get(aws, id) {
    const [found] = await readGroups(aws, byValues("group-id", [id]));
    return found;
  },

  async create(aws, { vpcId, name, description, tags }) {
    const command = new CreateSecurityGroupCommand({
      VpcId: vpcId,
      GroupName: name,
      Description: description,
      TagSpecifications: toTagSpecifications("security-group", tags),
    });
    const send = () => asAlreadyExists(() => aws.once.ec2.send(command));
    const made = await untilKnown(send, aws.clock);
    return { id: idFrom(made.GroupId, "CreateSecurityGroup") };
  },

  async ready(aws, id, watch) {
    await waitVisible(() => securityGroup.get(aws, id), `security group ${id}`, watch);
  },

  update: (aws, id, changes, context) => changeTags(aws, id, changes, context),

  async delete(aws, id, context) {
    const call = () => aws.safe.ec2.send(new DeleteSecurityGroupCommand({ GroupId: id }));
    const findBlockers = () => findUsesOfGroup(aws, id);
    const removal = { what: `security group ${id}`, call, findBlockers, budgetSeconds: DELETE_SECONDS };
    await removeUnused(removal, context);
    return [];
  },

  gone: (aws, id, watch) => waitGone(() => securityGroup.get(aws, id), `security group ${id}`, watch),
};
