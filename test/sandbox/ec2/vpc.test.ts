import {
  CreateSubnetCommand,
  CreateVpcCommand,
  DeleteSecurityGroupCommand,
  DeleteVpcCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcsCommand,
  ModifyVpcAttributeCommand,
} from "@aws-sdk/client-ec2";
import { describe, expect, it } from "vitest";
import { practise, refusalOf } from "../harness.ts";
import { makeVpc } from "./network.ts";

describe("a VPC in the sandbox", () => {
  it("is pending at first and available soon after, with a canonical CIDR block", async () => {
    const { ec2, pass } = practise();
    const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.0.0.7/16" }));
    expect(Vpc).toMatchObject({ State: "pending", CidrBlock: "10.0.0.0/16", IsDefault: false });
    expect(Vpc?.VpcId).toMatch(/^vpc-0[0-9a-f]{16}$/);
    pass(5);
    const { Vpcs } = await ec2.send(new DescribeVpcsCommand({ VpcIds: [Vpc?.VpcId ?? ""] }));
    expect(Vpcs?.[0]?.State).toBe("available");
  });

  it("brings a default security group and a main route table, and takes them along", async () => {
    const { ec2, sandbox } = practise();
    const vpcId = await makeVpc(ec2);
    const Filters = [{ Name: "vpc-id", Values: [vpcId] }];
    const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({ Filters }));
    expect(SecurityGroups).toMatchObject([
      { GroupName: "default", IpPermissionsEgress: [{ IpProtocol: "-1" }] },
    ]);
    const { RouteTables } = await ec2.send(new DescribeRouteTablesCommand({ Filters }));
    expect(RouteTables).toMatchObject([{ Associations: [{ Main: true }], Routes: [{ GatewayId: "local" }] }]);
    expect(sandbox.list().map(({ type }) => type)).toEqual(["vpc"]);

    const GroupId = SecurityGroups?.[0]?.GroupId;
    expect(await refusalOf(ec2.send(new DeleteSecurityGroupCommand({ GroupId })))).toMatchObject({
      name: "CannotDelete",
    });
    await ec2.send(new DeleteVpcCommand({ VpcId: vpcId }));
    expect((await ec2.send(new DescribeSecurityGroupsCommand({}))).SecurityGroups).toEqual([]);
    expect((await ec2.send(new DescribeRouteTablesCommand({}))).RouteTables).toEqual([]);
  });

  it("cannot be deleted while a subnet is in it", async () => {
    const { ec2 } = practise();
    const VpcId = await makeVpc(ec2);
    await ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock: "10.0.1.0/24" }));
    const refusal = await refusalOf(ec2.send(new DeleteVpcCommand({ VpcId })));
    expect(refusal).toMatchObject({
      name: "DependencyViolation",
      Code: "DependencyViolation",
      $fault: "client",
    });
    expect(refusal.message).toBe(`The vpc '${VpcId}' has dependencies and cannot be deleted.`);
  });

  it("has DNS support but no DNS hostnames until they are turned on, one attribute a call", async () => {
    const { ec2 } = practise();
    const VpcId = await makeVpc(ec2);
    const read = async (): Promise<unknown> =>
      (await ec2.send(new DescribeVpcAttributeCommand({ VpcId, Attribute: "enableDnsHostnames" })))
        .EnableDnsHostnames;
    expect(await read()).toEqual({ Value: false });
    const both = { VpcId, EnableDnsHostnames: { Value: true }, EnableDnsSupport: { Value: true } };
    expect((await refusalOf(ec2.send(new ModifyVpcAttributeCommand(both)))).name).toBe(
      "InvalidParameterCombination",
    );
    await ec2.send(new ModifyVpcAttributeCommand({ VpcId, EnableDnsHostnames: { Value: true } }));
    expect(await read()).toEqual({ Value: true });
  });

  it("is refused beyond the quota, which the account's file holds", async () => {
    const { ec2 } = practise();
    for (let count = 0; count < 5; count++) await makeVpc(ec2);
    expect((await refusalOf(makeVpc(ec2))).name).toBe("VpcLimitExceeded");
  });

  it.each([
    ["10.0.0.0/15", "InvalidVpc.Range"],
    ["10.0.0.0/29", "InvalidVpc.Range"],
    ["10.0.0.0", "InvalidParameterValue"],
    ["10.0.0.300/16", "InvalidParameterValue"],
  ])("is refused with the CIDR block %s", async (CidrBlock, name) => {
    const { ec2 } = practise();
    expect((await refusalOf(ec2.send(new CreateVpcCommand({ CidrBlock })))).name).toBe(name);
  });

  it("is not found by an unknown id, nor by a malformed one", async () => {
    const { ec2 } = practise();
    const ask = (id: string) => refusalOf(ec2.send(new DescribeVpcsCommand({ VpcIds: [id] })));
    expect(await ask("vpc-0123456789abcdef0")).toMatchObject({
      name: "InvalidVpcID.NotFound",
      message: "The vpc ID 'vpc-0123456789abcdef0' does not exist",
    });
    expect((await ask("nonsense")).name).toBe("InvalidVpcID.Malformed");
  });
});
