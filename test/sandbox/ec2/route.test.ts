import {
  AssociateRouteTableCommand,
  AttachInternetGatewayCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  CreateVpcEndpointCommand,
  DeleteInternetGatewayCommand,
  DeleteNatGatewayCommand,
  DeleteRouteCommand,
  DeleteRouteTableCommand,
  DeleteVpcEndpointsCommand,
  DescribeRouteTablesCommand,
  DescribeVpcEndpointsCommand,
  DisassociateRouteTableCommand,
  type EC2Client,
  ModifyVpcEndpointCommand,
  ReplaceRouteCommand,
  ReplaceRouteTableAssociationCommand,
  type Route,
} from "@aws-sdk/client-ec2";
import { describe, expect, it } from "vitest";
import { practise, refusalOf } from "../harness.ts";
import { makeEgress, makeInternetGateway, makeRouteTable, makeSubnet, makeVpc } from "./network.ts";

const EVERYWHERE = "0.0.0.0/0";

async function routesOf(ec2: EC2Client, RouteTableId: string): Promise<readonly Route[]> {
  const { RouteTables } = await ec2.send(new DescribeRouteTablesCommand({ RouteTableIds: [RouteTableId] }));
  return RouteTables?.[0]?.Routes ?? [];
}

describe("a route in the sandbox", () => {
  it("leads to a gateway of its own network, once for each destination", async () => {
    const { ec2, sandbox } = practise();
    const { VpcId, InternetGatewayId: GatewayId } = await makeEgress(ec2);
    const RouteTableId = await makeRouteTable(ec2, VpcId);
    const command = new CreateRouteCommand({ RouteTableId, DestinationCidrBlock: EVERYWHERE, GatewayId });
    await ec2.send(command);
    expect((await refusalOf(ec2.send(command))).name).toBe("RouteAlreadyExists");
    expect(await routesOf(ec2, RouteTableId)).toMatchObject([
      { GatewayId: "local" },
      { GatewayId, State: "active" },
    ]);
    expect(sandbox.list().filter(({ type }) => type === "route")).toMatchObject([
      { id: `${RouteTableId}_${EVERYWHERE}` },
    ]);
  });

  it("is a black hole when its NAT gateway is deleted", async () => {
    const { ec2, pass } = practise();
    const { VpcId, NatGatewayId, InternetGatewayId } = await makeEgress(ec2);
    pass(100);
    const RouteTableId = await makeRouteTable(ec2, VpcId);
    await ec2.send(new CreateRouteCommand({ RouteTableId, DestinationCidrBlock: EVERYWHERE, NatGatewayId }));
    await ec2.send(new DeleteNatGatewayCommand({ NatGatewayId }));
    expect((await routesOf(ec2, RouteTableId))[1]?.State).toBe("blackhole");
    const replacement = { RouteTableId, DestinationCidrBlock: EVERYWHERE, GatewayId: InternetGatewayId };
    await ec2.send(new ReplaceRouteCommand(replacement));
    expect((await routesOf(ec2, RouteTableId))[1]).toMatchObject({
      GatewayId: InternetGatewayId,
      State: "active",
    });
  });

  it("is refused for targets that do not exist or are elsewhere", async () => {
    const { ec2 } = practise();
    const RouteTableId = await makeRouteTable(ec2, await makeVpc(ec2));
    const elsewhere = await makeInternetGateway(ec2, await makeVpc(ec2));
    const tryRoute = async (target: object): Promise<string> =>
      (
        await refusalOf(
          ec2.send(new CreateRouteCommand({ RouteTableId, DestinationCidrBlock: EVERYWHERE, ...target })),
        )
      ).name;
    expect(await tryRoute({ GatewayId: "igw-0123456789abcdef0" })).toBe("InvalidGatewayID.NotFound");
    expect(await tryRoute({ NatGatewayId: "nat-0123456789abcdef0" })).toBe("InvalidNatGatewayID.NotFound");
    expect(await tryRoute({ GatewayId: elsewhere })).toBe("InvalidParameterValue");
    expect(await tryRoute({})).toBe("InvalidParameterCombination");
  });

  it("cannot be deleted twice", async () => {
    const { ec2 } = practise();
    const VpcId = await makeVpc(ec2);
    const GatewayId = await makeInternetGateway(ec2, VpcId);
    const RouteTableId = await makeRouteTable(ec2, VpcId);
    await ec2.send(new CreateRouteCommand({ RouteTableId, DestinationCidrBlock: EVERYWHERE, GatewayId }));
    const command = new DeleteRouteCommand({ RouteTableId, DestinationCidrBlock: EVERYWHERE });
    await ec2.send(command);
    expect((await refusalOf(ec2.send(command))).name).toBe("InvalidRoute.NotFound");
  });
});

describe("a route table in the sandbox", () => {
  it("is the same for the same client token", async () => {
    const { ec2, sandbox } = practise();
    const input = { VpcId: await makeVpc(ec2), ClientToken: "once" };
    await ec2.send(new CreateRouteTableCommand(input));
    await ec2.send(new CreateRouteTableCommand(input));
    expect(sandbox.list().filter(({ type }) => type === "route-table")).toHaveLength(1);
  });

  it("serves a subnet through one association, which can move and blocks its deletion", async () => {
    const { ec2, sandbox } = practise();
    const VpcId = await makeVpc(ec2);
    const SubnetId = await makeSubnet(ec2, VpcId);
    const [first, second] = [await makeRouteTable(ec2, VpcId), await makeRouteTable(ec2, VpcId)];
    const { AssociationId } = await ec2.send(
      new AssociateRouteTableCommand({ RouteTableId: first, SubnetId }),
    );
    const again = ec2.send(new AssociateRouteTableCommand({ RouteTableId: second, SubnetId }));
    expect((await refusalOf(again)).name).toBe("Resource.AlreadyAssociated");
    expect((await refusalOf(ec2.send(new DeleteRouteTableCommand({ RouteTableId: first })))).name).toBe(
      "DependencyViolation",
    );
    const move = new ReplaceRouteTableAssociationCommand({ AssociationId, RouteTableId: second });
    const { NewAssociationId } = await ec2.send(move);
    expect(sandbox.list().filter(({ type }) => type === "route-table-association")).toMatchObject([
      { id: NewAssociationId },
    ]);
    await ec2.send(new DeleteRouteTableCommand({ RouteTableId: first }));
    await ec2.send(new DisassociateRouteTableCommand({ AssociationId: NewAssociationId }));
    const gone = ec2.send(new DisassociateRouteTableCommand({ AssociationId: NewAssociationId }));
    expect((await refusalOf(gone)).name).toBe("InvalidAssociationID.NotFound");
  });

  it("is found by the subnet that it serves", async () => {
    const { ec2 } = practise();
    const VpcId = await makeVpc(ec2);
    const SubnetId = await makeSubnet(ec2, VpcId);
    const RouteTableId = await makeRouteTable(ec2, VpcId);
    await ec2.send(new AssociateRouteTableCommand({ RouteTableId, SubnetId }));
    const Filters = [{ Name: "association.subnet-id", Values: [SubnetId] }];
    const { RouteTables } = await ec2.send(new DescribeRouteTablesCommand({ Filters }));
    expect(RouteTables?.map((table) => table.RouteTableId)).toEqual([RouteTableId]);
  });
});

describe("an internet gateway in the sandbox", () => {
  it("attaches to one network, which has no other", async () => {
    const { ec2, sandbox } = practise();
    const VpcId = await makeVpc(ec2);
    const InternetGatewayId = await makeInternetGateway(ec2, VpcId);
    const attach = () => ec2.send(new AttachInternetGatewayCommand({ InternetGatewayId, VpcId }));
    expect((await refusalOf(attach())).name).toBe("Resource.AlreadyAssociated");
    expect((await refusalOf(makeInternetGateway(ec2, VpcId))).message).toContain(
      "already has an internet gateway attached",
    );
    const remove = ec2.send(new DeleteInternetGatewayCommand({ InternetGatewayId }));
    expect((await refusalOf(remove)).name).toBe("DependencyViolation");
    const attachments = sandbox.list().filter(({ type }) => type === "internet-gateway-attachment");
    expect(attachments).toMatchObject([{ id: `${InternetGatewayId}:${VpcId}` }]);
  });
});

describe("a gateway endpoint in the sandbox", () => {
  it("puts its prefix list into the tables that it is given, and takes it out again", async () => {
    const { ec2, pass, sandbox } = practise();
    const VpcId = await makeVpc(ec2);
    const [first, second] = [await makeRouteTable(ec2, VpcId), await makeRouteTable(ec2, VpcId)];
    const input = { VpcId, ServiceName: "com.amazonaws.us-east-1.s3", RouteTableIds: [first] };
    const { VpcEndpoint } = await ec2.send(new CreateVpcEndpointCommand(input));
    const VpcEndpointId = VpcEndpoint?.VpcEndpointId ?? "";
    expect(await routesOf(ec2, first)).toMatchObject([
      {},
      { DestinationPrefixListId: "pl-63a5400a", GatewayId: VpcEndpointId },
    ]);
    expect((await refusalOf(ec2.send(new CreateVpcEndpointCommand(input)))).name).toBe("RouteAlreadyExists");
    const change = { VpcEndpointId, AddRouteTableIds: [second], RemoveRouteTableIds: [first] };
    await ec2.send(new ModifyVpcEndpointCommand(change));
    expect(await routesOf(ec2, first)).toHaveLength(1);
    expect(await routesOf(ec2, second)).toHaveLength(2);
    expect(sandbox.list().some(({ type }) => type === "route")).toBe(false);

    const remove = () => ec2.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [VpcEndpointId] }));
    expect((await remove()).Unsuccessful).toEqual([]);
    expect((await ec2.send(new DescribeVpcEndpointsCommand({}))).VpcEndpoints).toMatchObject([
      { State: "deleting" },
    ]);
    pass(60);
    expect((await remove()).Unsuccessful).toMatchObject([{ ResourceId: VpcEndpointId }]);
  });

  it("is refused for a service that has none", async () => {
    const { ec2 } = practise();
    const input = { VpcId: await makeVpc(ec2), ServiceName: "com.amazonaws.us-east-1.sqs" };
    expect((await refusalOf(ec2.send(new CreateVpcEndpointCommand(input)))).name).toBe("InvalidServiceName");
  });
});
