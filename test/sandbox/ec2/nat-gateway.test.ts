import {
  CreateNatGatewayCommand,
  DeleteNatGatewayCommand,
  DescribeAddressesCommand,
  DescribeNatGatewaysCommand,
  DetachInternetGatewayCommand,
  ReleaseAddressCommand,
  waitUntilNatGatewayAvailable,
} from "@aws-sdk/client-ec2";
import { describe, expect, it } from "vitest";
import { practise, refusalOf } from "../harness.ts";
import { makeEgress, makeElasticIp, makeInternetGateway, makeSubnet, makeVpc } from "./network.ts";

const seconds = { pending: 100, deleting: 60, lingering: 3600 };

describe("a NAT gateway in the sandbox", () => {
  it("is pending for 100 s, then available, deleting for 60 s, then deleted for an hour, then unknown", async () => {
    const { ec2, pass } = practise();
    const { NatGatewayId } = await makeEgress(ec2);
    const state = async (): Promise<string | undefined> =>
      (await ec2.send(new DescribeNatGatewaysCommand({ NatGatewayIds: [NatGatewayId] }))).NatGateways?.[0]
        ?.State;
    expect(await state()).toBe("pending");
    pass(seconds.pending);
    expect(await state()).toBe("available");
    await ec2.send(new DeleteNatGatewayCommand({ NatGatewayId }));
    expect(await state()).toBe("deleting");
    pass(seconds.deleting);
    expect(await state()).toBe("deleted");
    pass(seconds.lingering + 1);
    expect((await refusalOf(state())).name).toBe("NatGatewayNotFound");
  });

  it("satisfies the SDK's own waiter", async () => {
    const { ec2, pass } = practise();
    const { NatGatewayId } = await makeEgress(ec2);
    pass(seconds.pending);
    const waited = await waitUntilNatGatewayAvailable(
      { client: ec2, maxWaitTime: 20 },
      { NatGatewayIds: [NatGatewayId] },
    );
    expect(waited.state).toBe("SUCCESS");
  });

  it("holds its address, and with it the internet gateway, until it is deleted", async () => {
    const { ec2, pass } = practise();
    const { NatGatewayId, AllocationId, InternetGatewayId, VpcId } = await makeEgress(ec2);
    pass(seconds.pending);
    const release = () => ec2.send(new ReleaseAddressCommand({ AllocationId }));
    const detach = () => ec2.send(new DetachInternetGatewayCommand({ InternetGatewayId, VpcId }));
    const { Addresses } = await ec2.send(new DescribeAddressesCommand({ AllocationIds: [AllocationId] }));
    expect(Addresses?.[0]?.AssociationId).toMatch(/^eipassoc-/);
    await ec2.send(new DeleteNatGatewayCommand({ NatGatewayId }));
    expect((await refusalOf(release())).name).toBe("InvalidIPAddress.InUse");
    expect((await refusalOf(detach())).message).toContain("has some mapped public address(es)");
    pass(seconds.deleting + 1);
    await release();
    await detach();
    expect((await refusalOf(release())).name).toBe("InvalidAllocationID.NotFound");
  });

  it("is the same for the same client token, and refused for a token with other parameters", async () => {
    const { ec2 } = practise();
    const { SubnetId } = await makeEgress(ec2);
    const AllocationId = await makeElasticIp(ec2);
    const input = { SubnetId, AllocationId, ClientToken: "token-1" };
    const first = await ec2.send(new CreateNatGatewayCommand(input));
    const second = await ec2.send(new CreateNatGatewayCommand(input));
    expect(second.NatGateway?.NatGatewayId).toBe(first.NatGateway?.NatGatewayId);
    const other = { ...input, ConnectivityType: "private" as const };
    expect((await refusalOf(ec2.send(new CreateNatGatewayCommand(other)))).name).toBe(
      "IdempotentParameterMismatch",
    );
  });

  it("is refused with an address that another one holds", async () => {
    const { ec2 } = practise();
    const { SubnetId, AllocationId } = await makeEgress(ec2);
    const refusal = await refusalOf(ec2.send(new CreateNatGatewayCommand({ SubnetId, AllocationId })));
    expect(refusal.name).toBe("Resource.AlreadyAssociated");
  });

  it("fails in a network without an internet gateway, and gives the address back", async () => {
    const { ec2, pass, sandbox } = practise();
    const VpcId = await makeVpc(ec2);
    const SubnetId = await makeSubnet(ec2, VpcId);
    const AllocationId = await makeElasticIp(ec2);
    const { NatGateway } = await ec2.send(new CreateNatGatewayCommand({ SubnetId, AllocationId }));
    expect(NatGateway?.State).toBe("pending");
    pass(30);
    const Filter = [{ Name: "state", Values: ["fail*"] }];
    const { NatGateways } = await ec2.send(new DescribeNatGatewaysCommand({ Filter }));
    expect(NatGateways).toMatchObject([{ FailureCode: "Gateway.NotAttached" }]);
    expect(sandbox.list().map(({ type }) => type)).not.toContain("nat-gateway");
    await makeInternetGateway(ec2, VpcId);
    await ec2.send(new CreateNatGatewayCommand({ SubnetId, AllocationId }));
  });
});
