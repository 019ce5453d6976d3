import {
  DescribeRouteTablesCommand,
  DescribeSubnetsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcsCommand,
  type Route,
} from "@aws-sdk/client-ec2";
import { beforeEach, describe, expect, it } from "vitest";
import { readExistingNetwork } from "../../../src/resources/ec2/existing-network.ts";
import { type Bench, createBench, refusal, sentBy } from "./bench.ts";

const toInternet: Route = { DestinationCidrBlock: "0.0.0.0/0", GatewayId: "igw-1", State: "active" };
const subnet = (SubnetId: string) => ({
  SubnetId,
  VpcId: "vpc-1",
  CidrBlock: "10.0.1.0/24",
  AvailabilityZone: "us-east-1a",
  AvailabilityZoneId: "use1-az6",
  AvailableIpAddressCount: 250,
  MapPublicIpOnLaunch: true,
});
const table = (route: Route, association: object) => ({
  VpcId: "vpc-1",
  Routes: [{ DestinationCidrBlock: "10.0.0.0/16", GatewayId: "local" }, route],
  Associations: [association],
});

let bench: Bench;
beforeEach(() => {
  bench = createBench();
  bench.safe.on(DescribeVpcsCommand).resolves({ Vpcs: [{ VpcId: "vpc-1", CidrBlock: "10.0.0.0/16" }] });
  bench.safe
    .on(DescribeVpcAttributeCommand)
    .resolves({ EnableDnsSupport: { Value: true }, EnableDnsHostnames: { Value: true } });
  bench.safe.on(DescribeSubnetsCommand).resolves({ Subnets: [subnet("subnet-1")] });
  bench.safe
    .on(DescribeRouteTablesCommand)
    .resolves({ RouteTables: [table(toInternet, { SubnetId: "subnet-1" })] });
});

const read = (...subnetIds: string[]) => readExistingNetwork(bench.aws, { vpcId: "vpc-1", subnetIds });

describe("an existing network", () => {
  it("has every block that is associated with its VPC, and none that is on its way", async () => {
    const block = (CidrBlock: string, State: "associated" | "associating" | "disassociating") => ({
      CidrBlock,
      CidrBlockState: { State },
    });
    const CidrBlockAssociationSet = [
      block("100.64.0.0/16", "associated"),
      block("10.0.0.0/16", "associated"),
      block("10.1.0.0/16", "associated"),
      block("10.2.0.0/16", "associating"),
      block("10.3.0.0/16", "disassociating"),
    ];
    const Vpcs = [{ VpcId: "vpc-1", CidrBlock: "10.0.0.0/16", CidrBlockAssociationSet }];
    bench.safe.on(DescribeVpcsCommand).resolves({ Vpcs });
    expect((await read("subnet-1")).vpc?.secondaryBlocks).toEqual(["10.1.0.0/16", "100.64.0.0/16"]);
  });

  it("is told by its VPC and its subnets", async () => {
    expect(await read("subnet-1")).toEqual({
      vpc: {
        id: "vpc-1",
        cidr: "10.0.0.0/16",
        secondaryBlocks: [],
        dnsSupport: true,
        dnsHostnames: true,
      },
      subnets: [
        {
          id: "subnet-1",
          vpcId: "vpc-1",
          zone: "us-east-1a",
          zoneId: "use1-az6",
          cidr: "10.0.1.0/24",
          freeAddresses: 250,
          mapsPublic: true,
          defaultRoute: "internet-gateway",
        },
      ],
    });
    expect(new Set(sentBy(bench.safe).map(({ operation }) => operation))).toEqual(
      new Set(["DescribeVpcs", "DescribeVpcAttribute", "DescribeSubnets", "DescribeRouteTables"]),
    );
  });

  it("tells the subnets in the order asked for, without those that do not exist", async () => {
    bench.safe.on(DescribeSubnetsCommand).resolves({ Subnets: [subnet("subnet-1"), subnet("subnet-2")] });
    const { subnets } = await read("subnet-2", "subnet-9", "subnet-1");
    expect(subnets.map(({ id }) => id)).toEqual(["subnet-2", "subnet-1"]);
  });

  it("may lack the VPC", async () => {
    bench.safe.on(DescribeVpcsCommand).resolves({ Vpcs: [] });
    bench.safe.on(DescribeVpcAttributeCommand).rejects(refusal("InvalidVpcID.NotFound"));
    expect((await read("subnet-1")).vpc).toBeUndefined();
  });

  it("asks for no subnet when none is named", async () => {
    expect((await read()).subnets).toEqual([]);
    expect(sentBy(bench.safe).map(({ operation }) => operation)).not.toContain("DescribeSubnets");
  });
});

describe("the default route of a subnet", () => {
  const routed = async (route: Route, association: object = { SubnetId: "subnet-1" }) => {
    bench.safe.on(DescribeRouteTablesCommand).resolves({ RouteTables: [table(route, association)] });
    return (await read("subnet-1")).subnets[0]?.defaultRoute;
  };

  it("is that of the VPC's main table where the subnet has none of its own", async () => {
    expect(await routed(toInternet, { Main: true })).toBe("internet-gateway");
    expect(await routed(toInternet, { SubnetId: "subnet-2" })).toBe("none");
  });

  it.each([
    ["nat-gateway", { NatGatewayId: "nat-1" }],
    ["other", { TransitGatewayId: "tgw-1" }],
    ["none", { NatGatewayId: "nat-1", State: "blackhole" as const }],
  ])("is %s", async (expected, target) => {
    expect(await routed({ DestinationCidrBlock: "0.0.0.0/0", ...target })).toBe(expected);
  });
});
