import type {
  CreateSecurityGroupCommandInput,
  CreateSecurityGroupCommandOutput,
  DeleteSecurityGroupCommandInput,
  DeleteSecurityGroupCommandOutput,
  DescribeSecurityGroupsCommandInput,
  DescribeSecurityGroupsCommandOutput,
  SecurityGroup,
} from "@aws-sdk/client-ec2";
import { type Call, change, newId, read, toArn } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { describe, type FilterTable } from "./describe.ts";
import { toIpPermissions } from "./ip-permission.ts";
import { getRecord } from "./kind.ts";
import {
  networkInterfaces,
  type SecurityGroup as Row,
  type SecurityGroupRule,
  securityGroupRules,
  securityGroups,
  vpcs,
} from "./tables.ts";
import { tagsFrom, toTagList } from "./tagging.ts";

/** Characters of a group's name and description. Source: EC2 API reference, CreateSecurityGroup. */
const ALLOWED_TEXT = /^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]{1,255}$/;

/** Makes the group that AWS gives to every VPC. */
export function createDefaultGroup(call: Call, vpcId: string): void {
  const group = insertGroup(call, { name: "default", description: "default VPC security group", vpcId });
  insertAwsRule(call, group.id, { egress: false, groupId: group.id });
  insertAwsRule(call, group.id, { egress: true, cidr: "0.0.0.0/0" });
}

function insertGroup(call: Call, group: Pick<Row, "name" | "description" | "vpcId" | "tags">): Row {
  const table = call.account.table(securityGroups.table);
  return table.insert({ id: newId("sg"), createdAt: call.account.clock.now(), ...group });
}

function insertAwsRule(
  call: Call,
  groupId: string,
  rule: Pick<SecurityGroupRule, "egress" | "cidr" | "groupId">,
): void {
  const everything = { protocol: "-1", fromPort: -1, toPort: -1, awsMade: true };
  const row = {
    id: newId("sgr"),
    createdAt: call.account.clock.now(),
    groupOf: groupId,
    ...everything,
    ...rule,
  };
  call.account.table(securityGroupRules.table).insert(row);
}

/** The rules of a group. */
export function rulesOf(call: Call, groupId: string): readonly SecurityGroupRule[] {
  return call.account
    .table(securityGroupRules.table)
    .all()
    .filter(({ groupOf }) => groupOf === groupId);
}

function createSecurityGroup(
  input: CreateSecurityGroupCommandInput,
  call: Call,
): Omit<CreateSecurityGroupCommandOutput, "$metadata"> {
  const { GroupName: name = "", Description: description = "" } = input;
  if (input.VpcId === undefined) {
    throw new Refusal("VPCIdNotSpecified", "No default VPC for this user");
  }
  const { id: vpcId } = getRecord(call, vpcs, input.VpcId);
  checkText(name, "groupName");
  checkText(description, "groupDescription");
  if (name.toLowerCase().startsWith("sg-")) {
    throw new Refusal(
      "InvalidParameterValue",
      `Invalid value '${name}' for parameter groupName. Group names may not be in the format sg-*`,
    );
  }
  const tags = tagsFrom(input.TagSpecifications, securityGroups.tagType);
  const namesakes = call.account
    .table(securityGroups.table)
    .all()
    .filter((row) => row.vpcId === vpcId);
  if (namesakes.some((row) => row.name.toLowerCase() === name.toLowerCase())) {
    throw new Refusal(
      "InvalidGroup.Duplicate",
      `The security group '${name}' already exists for VPC '${vpcId}'`,
    );
  }
  const group = insertGroup(call, { name, description, vpcId, tags });
  insertAwsRule(call, group.id, { egress: true, cidr: "0.0.0.0/0" });
  return {
    GroupId: group.id,
    Tags: toTagList(tags),
    SecurityGroupArn: toArn(call, "ec2", `security-group/${group.id}`),
  };
}

function checkText(text: string, parameter: string): void {
  if (ALLOWED_TEXT.test(text)) return;
  throw new Refusal(
    "InvalidParameterValue",
    `Value (${text}) for parameter ${parameter} is invalid. Character sets beyond ASCII are not supported.`,
  );
}

function deleteSecurityGroup(
  input: DeleteSecurityGroupCommandInput,
  call: Call,
): Omit<DeleteSecurityGroupCommandOutput, "$metadata"> {
  const { account } = call;
  const group = getRecord(call, securityGroups, input.GroupId);
  if (group.name === "default") {
    throw new Refusal(
      "CannotDelete",
      `the specified group: "${group.id}" name: "default" cannot be deleted by a user`,
    );
  }
  const rules = account.table(securityGroupRules.table);
  const referenced = rules.all().some((rule) => rule.groupId === group.id && rule.groupOf !== group.id);
  const used = account
    .table(networkInterfaces.table)
    .all()
    .some(({ groupIds }) => groupIds.includes(group.id));
  if (referenced || used)
    throw new Refusal("DependencyViolation", `resource ${group.id} has a dependent object`);
  for (const rule of rulesOf(call, group.id)) rules.remove(rule.id);
  account.table(securityGroups.table).remove(group.id);
  return { Return: true, GroupId: group.id };
}

const ruleFilter =
  (egress: boolean, pick: (rule: SecurityGroupRule) => string | undefined) =>
  (row: Row, call: Call): readonly string[] =>
    rulesOf(call, row.id)
      .filter((rule) => rule.egress === egress)
      .flatMap((rule) => pick(rule) ?? []);

const FILTERS: FilterTable<Row> = {
  description: (row) => row.description,
  "egress.ip-permission.cidr": ruleFilter(true, (rule) => rule.cidr),
  "egress.ip-permission.from-port": ruleFilter(true, (rule) => String(rule.fromPort)),
  "egress.ip-permission.group-id": ruleFilter(true, (rule) => rule.groupId),
  "egress.ip-permission.protocol": ruleFilter(true, (rule) => rule.protocol),
  "egress.ip-permission.to-port": ruleFilter(true, (rule) => String(rule.toPort)),
  "group-id": (row) => row.id,
  "group-name": (row) => row.name,
  "ip-permission.cidr": ruleFilter(false, (rule) => rule.cidr),
  "ip-permission.from-port": ruleFilter(false, (rule) => String(rule.fromPort)),
  "ip-permission.group-id": ruleFilter(false, (rule) => rule.groupId),
  "ip-permission.protocol": ruleFilter(false, (rule) => rule.protocol),
  "ip-permission.to-port": ruleFilter(false, (rule) => String(rule.toPort)),
  "owner-id": (_row, call) => call.accountId,
  "vpc-id": (row) => row.vpcId,
};

function toSecurityGroup(row: Row, call: Call): SecurityGroup {
  const rules = rulesOf(call, row.id);
  return {
    GroupId: row.id,
    GroupName: row.name,
    Description: row.description,
    VpcId: row.vpcId,
    OwnerId: call.accountId,
    SecurityGroupArn: toArn(call, "ec2", `security-group/${row.id}`),
    IpPermissions: toIpPermissions(
      rules.filter(({ egress }) => !egress),
      call,
    ),
    IpPermissionsEgress: toIpPermissions(
      rules.filter(({ egress }) => egress),
      call,
    ),
    Tags: toTagList(row.tags),
  };
}

/** EC2's calls on security groups. */
export const securityGroupOperations = {
  CreateSecurityGroup: change<CreateSecurityGroupCommandInput, CreateSecurityGroupCommandOutput>(
    createSecurityGroup,
  ),
  DeleteSecurityGroup: change<DeleteSecurityGroupCommandInput, DeleteSecurityGroupCommandOutput>(
    deleteSecurityGroup,
  ),
  DescribeSecurityGroups: read<DescribeSecurityGroupsCommandInput, DescribeSecurityGroupsCommandOutput>(
    (input, call) => {
      const byName = (input.GroupNames ?? []).length > 0;
      if (byName)
        throw new Refusal(
          "InvalidGroup.NotFound",
          `The security group '${input.GroupNames?.[0]}' does not exist in default VPC 'none'`,
        );
      const request = {
        ids: input.GroupIds,
        filters: input.Filters,
        maxResults: input.MaxResults,
        nextToken: input.NextToken,
      };
      const { records, nextToken } = describe(call, securityGroups, request, FILTERS);
      return { SecurityGroups: records.map((row) => toSecurityGroup(row, call)), NextToken: nextToken };
    },
  ),
};
