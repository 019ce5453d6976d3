import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  type Filter,
  ModifySecurityGroupRulesCommand,
  paginateDescribeSecurityGroupRules,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
  type SecurityGroupRule,
} from "@aws-sdk/client-ec2";
import { asAlreadyExists } from "../../aws/calls.ts";
import type { Aws } from "../../aws/env.ts";
import { fromTagList, toTagSpecifications } from "../../aws/tags.ts";
import { waitGone, waitVisible } from "../../aws/waiter.ts";
import type { Observed, Tags } from "../../engine/resource.ts";
import { type AwsType, collect, idFrom, ignoreAbsent, orAbsent } from "../type.ts";
import { untilKnown } from "./lag.ts";
import { type RuleSource, toIpPermission, toRuleRequest } from "./rule-request.ts";
import { byValues, changeOf, changeTags } from "./tagging.ts";

/** What a rule is asked to be. */
export type SecurityGroupRuleProps = {
  groupId: string;
  direction: "ingress" | "egress";
  /** `tcp`, `udp`, `icmp`, or `-1` for all; EC2 tells these whatever number was sent. */
  protocol: string;
  /** First port, 0 to 65535; -1 where the protocol is `-1`. */
  fromPort: number;
  /** Last port; -1 where the protocol is `-1`. */
  toPort: number;
  source: RuleSource;
  /** At most 255 characters. */
  description: string;
  tags: Tags;
};

/** What a rule tells others. */
export type SecurityGroupRuleAttributes = { ruleId: string };

type ObservedRule = Observed<SecurityGroupRuleProps, SecurityGroupRuleAttributes>;

async function readRules(aws: Aws, filters: Filter[]): Promise<SecurityGroupRule[]> {
  const pages = paginateDescribeSecurityGroupRules({ client: aws.safe.ec2 }, { Filters: filters });
  // EC2 may answer a filter by a group that is gone with InvalidGroup.NotFound.
  return (await orAbsent(() => collect(pages, (page) => page.SecurityGroupRules))) ?? [];
}

function toObserved(found: SecurityGroupRule): ObservedRule {
  const { SecurityGroupRuleId: id = "", GroupId: groupId = "", Description: description = "" } = found;
  const { IpProtocol: protocol = "-1", FromPort: fromPort = -1, ToPort: toPort = -1 } = found;
  const source = findSource(found);
  const tags = fromTagList(found.Tags);
  const direction = found.IsEgress === true ? ("egress" as const) : ("ingress" as const);
  const traffic = { groupId, direction, protocol, fromPort, toPort };
  const props = { ...traffic, description, tags, ...(source === undefined ? {} : { source }) };
  const name = toName(props);
  return {
    id,
    condition: "standing",
    status: "active",
    props,
    attributes: { ruleId: id },
    tags,
    ...(name === undefined ? {} : { name }),
  };
}

/** The other side of a rule; `undefined` for prefix lists, which are none of ours. */
function findSource({ CidrIpv4, CidrIpv6, ReferencedGroupInfo }: SecurityGroupRule): RuleSource | undefined {
  const cidr = CidrIpv4 ?? CidrIpv6;
  if (cidr !== undefined) return { kind: "cidr", value: cidr };
  const groupId = ReferencedGroupInfo?.GroupId;
  return groupId === undefined ? undefined : { kind: "security-group", value: groupId };
}

function toName(props: Partial<SecurityGroupRuleProps>): string | undefined {
  const { groupId, direction, protocol, fromPort, toPort, source } = props;
  if (groupId === undefined || source?.value === undefined) return undefined;
  return `${groupId}/${direction}/${protocol}/${fromPort}-${toPort}/${source.value}`;
}

/** The rule that AWS gives every new group: everything may go out. */
function isDefault({ IsEgress, IpProtocol, CidrIpv4, CidrIpv6, Tags }: SecurityGroupRule): boolean {
  const isEverywhere = CidrIpv4 === "0.0.0.0/0" || CidrIpv6 === "::/0";
  return IsEgress === true && IpProtocol === "-1" && isEverywhere && (Tags ?? []).length === 0;
}

/** One rule of a security group. What it lets through is its natural key within the group. */
export const securityGroupRule: AwsType<SecurityGroupRuleProps, SecurityGroupRuleAttributes> = {
  name: "ec2/security-group-rule",
  title: "security group rule",
  repeat: "name",
  proof: "tags",
  compare: {
    groupId: "exact",
    direction: "exact",
    protocol: "lower",
    fromPort: "exact",
    toPort: "exact",
    source: "exact",
    description: "exact",
    tags: "subset",
  },
  replaceOn: ["groupId", "direction", "protocol", "fromPort", "toPort", "source"],
  holds: ["groupId", "source"],
  stable: ["ruleId"],
  typicalSeconds: { create: 2, update: 2, delete: 2 },
  showsStrays: true,
  iamActions: [
    "ec2:AuthorizeSecurityGroupIngress",
    "ec2:AuthorizeSecurityGroupEgress",
    "ec2:CreateTags",
    "ec2:DeleteTags",
    "ec2:ModifySecurityGroupRules",
    "ec2:DescribeSecurityGroupRules",
    "ec2:RevokeSecurityGroupIngress",
    "ec2:RevokeSecurityGroupEgress",
  ],

  nameOf: toName,

  async list(aws, scope) {
    const groupIds = await scope.idsOf("ec2/security-group");
    if (groupIds.length === 0) return [];
    const rules = await readRules(aws, byValues("group-id", groupIds));
    return rules.filter((rule) => !isDefault(rule)).map(toObserved);
  },

  async get(aws, id) {
    const [found] = await readRules(aws, byValues("security-group-rule-id", [id]));
    return found === undefined ? undefined : toObserved(found);
  },

  async create(aws, props) {
    const input = {
      GroupId: props.groupId,
      IpPermissions: [toIpPermission(props)],
      TagSpecifications: toTagSpecifications("security-group-rule", props.tags),
    };
    const send = () =>
      props.direction === "egress"
        ? aws.once.ec2.send(new AuthorizeSecurityGroupEgressCommand(input))
        : aws.once.ec2.send(new AuthorizeSecurityGroupIngressCommand(input));
    const { SecurityGroupRules: made } = await untilKnown(() => asAlreadyExists(send), aws.clock);
    return { id: idFrom(made?.[0]?.SecurityGroupRuleId, "AuthorizeSecurityGroup") };
  },

  async ready(aws, id, watch) {
    await waitVisible(() => securityGroupRule.get(aws, id), `security group rule ${id}`, watch);
  },

  async update(aws, id, changes, context) {
    if (changeOf(changes, "description") !== undefined) {
      const command = new ModifySecurityGroupRulesCommand({
        GroupId: context.props.groupId,
        SecurityGroupRules: [{ SecurityGroupRuleId: id, SecurityGroupRule: toRuleRequest(context.props) }],
      });
      await untilKnown(() => aws.safe.ec2.send(command), context);
    }
    await changeTags(aws, id, changes, context);
  },

  async delete(aws, id) {
    // Only the rule itself tells its group and its direction, which the call must name.
    const found = await securityGroupRule.get(aws, id);
    if (found === undefined) return [];
    const input = { GroupId: found.props.groupId, SecurityGroupRuleIds: [id] };
    await ignoreAbsent(() =>
      found.props.direction === "egress"
        ? aws.safe.ec2.send(new RevokeSecurityGroupEgressCommand(input))
        : aws.safe.ec2.send(new RevokeSecurityGroupIngressCommand(input)),
    );
    return [];
  },

  gone: (aws, id, watch) =>
    waitGone(() => securityGroupRule.get(aws, id), `security group rule ${id}`, watch),
};
