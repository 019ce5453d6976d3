import type {
  AuthorizeSecurityGroupEgressCommandOutput,
  AuthorizeSecurityGroupIngressCommandInput,
  DescribeSecurityGroupRulesCommandInput,
  DescribeSecurityGroupRulesCommandOutput,
  IpPermission,
  ModifySecurityGroupRulesCommandInput,
  ModifySecurityGroupRulesCommandOutput,
  RevokeSecurityGroupEgressCommandOutput,
  RevokeSecurityGroupIngressCommandInput,
  SecurityGroupRule,
  SecurityGroupRuleRequest,
} from "@aws-sdk/client-ec2";
import { type Call, change, newId, read, toArn } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { describe, type FilterTable } from "./describe.ts";
import {
  describeTraffic,
  isSameRule,
  parsePermissions,
  parseTraffic,
  toCanonicalCidr,
  type WantedRule,
} from "./ip-permission.ts";
import { getRecord } from "./kind.ts";
import { ec2Offers } from "./offers.ts";
import { rulesOf } from "./security-group.ts";
import {
  type SecurityGroupRule as Row,
  type RulePeer,
  type SecurityGroup,
  securityGroupRules,
  securityGroups,
} from "./tables.ts";
import { tagsFrom, toTagList } from "./tagging.ts";

type AuthorizeInput = AuthorizeSecurityGroupIngressCommandInput;
type RevokeInput = RevokeSecurityGroupIngressCommandInput;

function toRule(row: Row, call: Call): SecurityGroupRule {
  return {
    SecurityGroupRuleId: row.id,
    SecurityGroupRuleArn: toArn(call, "ec2", `security-group-rule/${row.id}`),
    GroupId: row.groupOf,
    GroupOwnerId: call.accountId,
    IsEgress: row.egress,
    IpProtocol: row.protocol,
    FromPort: row.fromPort,
    ToPort: row.toPort,
    ...(row.cidr === undefined ? {} : { CidrIpv4: row.cidr }),
    ...(row.cidrIpv6 === undefined ? {} : { CidrIpv6: row.cidrIpv6 }),
    ...(row.prefixListId === undefined ? {} : { PrefixListId: row.prefixListId }),
    ...(row.groupId === undefined
      ? {}
      : { ReferencedGroupInfo: { GroupId: row.groupId, UserId: call.accountId } }),
    ...(row.description === undefined ? {} : { Description: row.description }),
    Tags: toTagList(row.tags),
  };
}

/** The older form, in which one permission's members stand in the request itself. */
function permissionsOf(input: AuthorizeInput): readonly IpPermission[] {
  if (input.IpPermissions !== undefined && input.IpPermissions.length > 0) return input.IpPermissions;
  if (input.IpProtocol === undefined) {
    throw new Refusal("MissingParameter", "The request must contain the parameter ipPermissions");
  }
  const { IpProtocol, FromPort, ToPort, CidrIp } = input;
  return [{ IpProtocol, FromPort, ToPort, IpRanges: [{ CidrIp }] }];
}

function authorize(egress: boolean) {
  return (
    input: AuthorizeInput,
    call: Call,
  ): Omit<AuthorizeSecurityGroupEgressCommandOutput, "$metadata"> => {
    const group = getRecord(call, securityGroups, input.GroupId);
    const wanted = parsePermissions(call, permissionsOf(input));
    const tags = tagsFrom(input.TagSpecifications, securityGroupRules.tagType);
    const present = rulesOf(call, group.id).filter((rule) => rule.egress === egress);
    for (const rule of wanted) checkNew(rule, present);
    if (present.length + wanted.length > call.account.offers(ec2Offers).quotas.rulesPerGroup) {
      throw new Refusal(
        "RulesPerSecurityGroupLimitExceeded",
        "The maximum number of rules per security group has been reached.",
      );
    }
    const made = wanted.map((rule) => insertRule(call, group, { ...rule, egress, tags }));
    return { Return: true, SecurityGroupRules: made.map((row) => toRule(row, call)) };
  };
}

function checkNew(rule: WantedRule, present: readonly Row[]): void {
  if (!present.some((other) => isSameRule(other, rule))) return;
  throw new Refusal(
    "InvalidPermission.Duplicate",
    `the specified rule "${describeTraffic(rule)}" already exists`,
  );
}

function insertRule(
  call: Call,
  group: SecurityGroup,
  rule: WantedRule & Pick<Row, "egress"> & { tags: Row["tags"] },
): Row {
  const { description, tags, ...rest } = rule;
  return call.account.table(securityGroupRules.table).insert({
    id: newId("sgr"),
    createdAt: call.account.clock.now(),
    groupOf: group.id,
    awsMade: false,
    ...rest,
    ...(description === undefined ? {} : { description }),
    ...(tags === undefined ? {} : { tags }),
  });
}

function revoke(egress: boolean) {
  return (input: RevokeInput, call: Call): Omit<RevokeSecurityGroupEgressCommandOutput, "$metadata"> => {
    const group = getRecord(call, securityGroups, input.GroupId);
    const present = rulesOf(call, group.id).filter((rule) => rule.egress === egress);
    const leaving = findLeaving(input, call, present);
    for (const { id } of leaving) call.account.table(securityGroupRules.table).remove(id);
    const RevokedSecurityGroupRules = leaving.map((row) => {
      const {
        SecurityGroupRuleArn: _arn,
        ReferencedGroupInfo,
        GroupOwnerId: _owner,
        Tags: _tags,
        ...rest
      } = toRule(row, call);
      return {
        ...rest,
        ...(ReferencedGroupInfo === undefined ? {} : { ReferencedGroupId: ReferencedGroupInfo.GroupId }),
      };
    });
    return { Return: true, RevokedSecurityGroupRules };
  };
}

function findLeaving(input: RevokeInput, call: Call, present: readonly Row[]): readonly Row[] {
  const { SecurityGroupRuleIds: ids = [] } = input;
  if (ids.length > 0) {
    return ids.map((id) => {
      const row = present.find((candidate) => candidate.id === id);
      if (row !== undefined) return row;
      throw new Refusal(
        "InvalidSecurityGroupRuleId.NotFound",
        `The security group rule ID '${id}' does not exist`,
      );
    });
  }
  return parsePermissions(call, permissionsOf(input)).map((wanted) => {
    const row = present.find((candidate) => isSameRule(candidate, wanted));
    if (row !== undefined) return row;
    throw new Refusal(
      "InvalidPermission.NotFound",
      "The specified rule does not exist in this security group.",
    );
  });
}

function peerOf(request: SecurityGroupRuleRequest, call: Call): RulePeer {
  const { CidrIpv4, CidrIpv6, PrefixListId, ReferencedGroupId } = request;
  const named = [CidrIpv4, CidrIpv6, PrefixListId, ReferencedGroupId].filter((peer) => peer !== undefined);
  if (named.length !== 1) {
    throw new Refusal(
      "InvalidParameterCombination",
      "Specify exactly one of CidrIpv4, CidrIpv6, PrefixListId and ReferencedGroupId",
    );
  }
  if (CidrIpv4 !== undefined) return { cidr: toCanonicalCidr(CidrIpv4) };
  if (CidrIpv6 !== undefined) return { cidrIpv6: CidrIpv6 };
  if (PrefixListId !== undefined) return { prefixListId: PrefixListId };
  return { groupId: getRecord(call, securityGroups, ReferencedGroupId).id };
}

function modify(
  input: ModifySecurityGroupRulesCommandInput,
  call: Call,
): Omit<ModifySecurityGroupRulesCommandOutput, "$metadata"> {
  const group = getRecord(call, securityGroups, input.GroupId);
  const table = call.account.table(securityGroupRules.table);
  for (const { SecurityGroupRuleId, SecurityGroupRule: request = {} } of input.SecurityGroupRules ?? []) {
    const row = getRecord(call, securityGroupRules, SecurityGroupRuleId);
    const wanted = { ...parseTraffic(request), ...peerOf(request, call), description: request.Description };
    const others = rulesOf(call, group.id).filter((rule) => rule.egress === row.egress && rule.id !== row.id);
    checkNew(wanted, others);
    const nobody = { cidr: undefined, cidrIpv6: undefined, prefixListId: undefined, groupId: undefined };
    table.update(row.id, { ...nobody, ...wanted });
  }
  return { Return: true };
}

const FILTERS: FilterTable<Row> = {
  "group-id": (row) => row.groupOf,
  "security-group-rule-id": (row) => row.id,
};

/** EC2's calls on the rules of security groups. */
export const securityGroupRuleOperations = {
  AuthorizeSecurityGroupIngress: change<AuthorizeInput, AuthorizeSecurityGroupEgressCommandOutput>(
    authorize(false),
  ),
  AuthorizeSecurityGroupEgress: change<AuthorizeInput, AuthorizeSecurityGroupEgressCommandOutput>(
    authorize(true),
  ),
  RevokeSecurityGroupIngress: change<RevokeInput, RevokeSecurityGroupEgressCommandOutput>(revoke(false)),
  RevokeSecurityGroupEgress: change<RevokeInput, RevokeSecurityGroupEgressCommandOutput>(revoke(true)),
  ModifySecurityGroupRules: change<
    ModifySecurityGroupRulesCommandInput,
    ModifySecurityGroupRulesCommandOutput
  >(modify),
  DescribeSecurityGroupRules: read<
    DescribeSecurityGroupRulesCommandInput,
    DescribeSecurityGroupRulesCommandOutput
  >((input, call) => {
    const { SecurityGroupRuleIds: ids, Filters: filters, MaxResults: maxResults, NextToken } = input;
    const request = { ids, filters, maxResults, nextToken: NextToken };
    const { records, nextToken } = describe(call, securityGroupRules, request, FILTERS);
    return { SecurityGroupRules: records.map((row) => toRule(row, call)), NextToken: nextToken };
  }),
};
