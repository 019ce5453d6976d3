import {
  DeleteNatGatewayCommand,
  DeleteSecurityGroupCommand,
  DeleteSubnetCommand,
  DescribeNetworkInterfacesCommand,
} from "@aws-sdk/client-ec2";
import { describe, expect, it } from "vitest";
import { createDocument } from "../../../src/sandbox/account.ts";
import { openAccountFile } from "../../../src/sandbox/account-file.ts";
import { addNetworkInterface, removeNetworkInterface } from "../../../src/sandbox/ec2/network-interface.ts";
import type { Call } from "../../../src/sandbox/operation.ts";
import { toCall } from "../../../src/sandbox/session.ts";
import { type Practice, practise, refusalOf } from "../harness.ts";
import { makeEgress, makeGroup, makeSubnet, makeVpc } from "./network.ts";

/** Does what a service's own call would do to the account. */
function asService<T>({ file, sandbox }: Practice, work: (call: Call) => T): T {
  const { clock, region } = sandbox;
  const account = openAccountFile(file, () => createDocument("314159265358", [], 0));
  return account.change((document) =>
    work(toCall({ file: account, clock, region, readLagMilliseconds: 0 }, document)),
  );
}

describe("a network interface in the sandbox", () => {
  it("of a NAT gateway can be found by what it is for", async () => {
    const { ec2, pass } = practise();
    const { SubnetId, NatGatewayId } = await makeEgress(ec2);
    const find = async (): Promise<unknown> => {
      const Filters = [
        { Name: "subnet-id", Values: [SubnetId] },
        { Name: "interface-type", Values: ["nat_gateway"] },
      ];
      return (await ec2.send(new DescribeNetworkInterfacesCommand({ Filters }))).NetworkInterfaces;
    };
    expect(await find()).toMatchObject([
      {
        Description: `Interface for NAT Gateway ${NatGatewayId}`,
        PrivateIpAddress: "10.0.1.4",
        Status: "in-use",
      },
    ]);
    pass(100);
    await ec2.send(new DeleteNatGatewayCommand({ NatGatewayId }));
    pass(61);
    expect(await find()).toEqual([]);
  });

  it("of another service keeps its subnet and its groups until it is gone", async () => {
    const practice = practise();
    const { ec2, pass } = practice;
    const VpcId = await makeVpc(ec2);
    const SubnetId = await makeSubnet(ec2, VpcId);
    const GroupId = await makeGroup(ec2, VpcId, "db");
    const made = asService(practice, (call) =>
      addNetworkInterface(call, {
        subnetId: SubnetId,
        groupIds: [GroupId],
        description: "RDSNetworkInterface",
      }),
    );
    const removeGroup = () => ec2.send(new DeleteSecurityGroupCommand({ GroupId }));
    const removeSubnet = () => ec2.send(new DeleteSubnetCommand({ SubnetId }));
    asService(practice, (call) => removeNetworkInterface(call, made.id, 120));
    expect((await refusalOf(removeGroup())).name).toBe("DependencyViolation");
    expect((await refusalOf(removeSubnet())).name).toBe("DependencyViolation");
    const Filters = [{ Name: "group-id", Values: [GroupId] }];
    const { NetworkInterfaces } = await ec2.send(new DescribeNetworkInterfacesCommand({ Filters }));
    expect(NetworkInterfaces).toMatchObject([{ Description: "RDSNetworkInterface", RequesterManaged: true }]);
    pass(121);
    await removeGroup();
    await removeSubnet();
  });
});
