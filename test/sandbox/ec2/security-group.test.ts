import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DeleteSecurityGroupCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  ModifySecurityGroupRulesCommand,
  RevokeSecurityGroupIngressCommand,
} from "@aws-sdk/client-ec2";
import { describe, expect, it } from "vitest";
import { practise, refusalOf } from "../harness.ts";
import { makeGroup, makeVpc } from "./network.ts";

const POSTGRES = { IpProtocol: "tcp", FromPort: 5432, ToPort: 5432 };

describe("a security group in the sandbox", () => {
  it("has a name of its own in its VPC, whatever the case of the letters", async () => {
    const { ec2 } = practise();
    const VpcId = await makeVpc(ec2);
    await makeGroup(ec2, VpcId, "flashsale-db-sg");
    const refusal = await refusalOf(makeGroup(ec2, VpcId, "Flashsale-DB-sg"));
    expect(refusal.name).toBe("InvalidGroup.Duplicate");
    expect(refusal.message).toBe(`The security group 'Flashsale-DB-sg' already exists for VPC '${VpcId}'`);
    await makeGroup(ec2, await makeVpc(ec2), "flashsale-db-sg");
  });

  it.each(["sg-mine", "näme", ""])("is refused with the name '%s'", async (GroupName) => {
    const { ec2 } = practise();
    const input = { VpcId: await makeVpc(ec2), GroupName, Description: "x" };
    expect((await refusalOf(ec2.send(new CreateSecurityGroupCommand(input)))).name).toBe(
      "InvalidParameterValue",
    );
  });

  it("lets everything out at first, by a rule that the list leaves out", async () => {
    const { ec2, sandbox } = practise();
    const GroupId = await makeGroup(ec2, await makeVpc(ec2), "app");
    const Filters = [{ Name: "group-id", Values: [GroupId] }];
    const { SecurityGroupRules } = await ec2.send(new DescribeSecurityGroupRulesCommand({ Filters }));
    expect(SecurityGroupRules).toMatchObject([{ IsEgress: true, IpProtocol: "-1", CidrIpv4: "0.0.0.0/0" }]);
    expect(sandbox.list().map(({ type }) => type)).toEqual(["security-group", "vpc"]);
  });

  it("cannot be deleted while a rule of another group names it", async () => {
    const { ec2 } = practise();
    const VpcId = await makeVpc(ec2);
    const [app, db] = [await makeGroup(ec2, VpcId, "app"), await makeGroup(ec2, VpcId, "db")];
    const IpPermissions = [{ ...POSTGRES, UserIdGroupPairs: [{ GroupId: app }] }];
    await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: db, IpPermissions }));
    const remove = () => ec2.send(new DeleteSecurityGroupCommand({ GroupId: app }));
    expect((await refusalOf(remove())).message).toBe(`resource ${app} has a dependent object`);
    await ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId: db, IpPermissions }));
    await remove();
    expect((await refusalOf(remove())).name).toBe("InvalidGroup.NotFound");
  });
});

describe("a security group rule in the sandbox", () => {
  it("has an id and tags, and shows in the group's permissions", async () => {
    const { ec2 } = practise();
    const GroupId = await makeGroup(ec2, await makeVpc(ec2), "db");
    const IpPermissions = [{ ...POSTGRES, IpRanges: [{ CidrIp: "10.0.0.9/16", Description: "all of us" }] }];
    const TagSpecifications = [
      { ResourceType: "security-group-rule" as const, Tags: [{ Key: "Name", Value: "db-in" }] },
    ];
    const input = { GroupId, IpPermissions, TagSpecifications };
    const { SecurityGroupRules } = await ec2.send(new AuthorizeSecurityGroupIngressCommand(input));
    expect(SecurityGroupRules).toMatchObject([
      { CidrIpv4: "10.0.0.0/16", Tags: [{ Key: "Name", Value: "db-in" }] },
    ]);
    const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [GroupId] }));
    expect(SecurityGroups?.[0]?.IpPermissions).toMatchObject([
      { ...POSTGRES, IpRanges: [{ Description: "all of us" }] },
    ]);
    const Filters = [{ Name: "tag:Name", Values: ["db-*"] }];
    expect(
      (await ec2.send(new DescribeSecurityGroupRulesCommand({ Filters }))).SecurityGroupRules,
    ).toHaveLength(1);
  });

  it("exists once, and none of a request is made when one is there already", async () => {
    const { ec2, sandbox } = practise();
    const GroupId = await makeGroup(ec2, await makeVpc(ec2), "db");
    const first = { ...POSTGRES, IpRanges: [{ CidrIp: "10.0.0.0/16" }] };
    await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [first] }));
    const both = [{ ...POSTGRES, IpRanges: [{ CidrIp: "10.1.0.0/16" }] }, first];
    const refusal = await refusalOf(
      ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: both })),
    );
    expect(refusal.name).toBe("InvalidPermission.Duplicate");
    expect(refusal.message).toBe(
      'the specified rule "peer: 10.0.0.0/16, TCP, from port: 5432, to port: 5432, ALLOW" already exists',
    );
    expect(sandbox.list().filter(({ type }) => type === "security-group-rule")).toHaveLength(1);
    const everything = { IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] };
    const egress = new AuthorizeSecurityGroupEgressCommand({ GroupId, IpPermissions: [everything] });
    expect((await refusalOf(ec2.send(egress))).name).toBe("InvalidPermission.Duplicate");
  });

  it("can be changed in place and revoked by its id, once", async () => {
    const { ec2 } = practise();
    const GroupId = await makeGroup(ec2, await makeVpc(ec2), "db");
    const IpPermissions = [{ ...POSTGRES, IpRanges: [{ CidrIp: "10.0.0.0/16" }] }];
    const made = await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
    const SecurityGroupRuleId = made.SecurityGroupRules?.[0]?.SecurityGroupRuleId ?? "";
    const SecurityGroupRule = { ...POSTGRES, ReferencedGroupId: GroupId, Description: "itself" };
    const change = { GroupId, SecurityGroupRules: [{ SecurityGroupRuleId, SecurityGroupRule }] };
    await ec2.send(new ModifySecurityGroupRulesCommand(change));
    const ids = { SecurityGroupRuleIds: [SecurityGroupRuleId] };
    const { SecurityGroupRules } = await ec2.send(new DescribeSecurityGroupRulesCommand(ids));
    expect(SecurityGroupRules?.[0]).toMatchObject({
      ReferencedGroupInfo: { GroupId },
      Description: "itself",
    });
    expect(SecurityGroupRules?.[0]).not.toHaveProperty("CidrIpv4");
    const revoke = () => ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, ...ids }));
    await revoke();
    expect((await refusalOf(revoke())).name).toBe("InvalidSecurityGroupRuleId.NotFound");
  });

  it.each([
    [{ IpProtocol: "tcp", FromPort: 10, ToPort: 5, IpRanges: [{ CidrIp: "10.0.0.0/8" }] }],
    [{ IpProtocol: "tcp", IpRanges: [{ CidrIp: "10.0.0.0/8" }] }],
    [{ ...POSTGRES, IpRanges: [{ CidrIp: "10.0.0.0/40" }] }],
    [POSTGRES],
  ])("is refused when its ports or its peer are none: %j", async (permission) => {
    const { ec2 } = practise();
    const GroupId = await makeGroup(ec2, await makeVpc(ec2), "db");
    const command = new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [permission] });
    expect((await refusalOf(ec2.send(command))).name).toBe("InvalidParameterValue");
  });
});
