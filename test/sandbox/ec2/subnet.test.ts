import {
  CreateSubnetCommand,
  DeleteSubnetCommand,
  DescribeAvailabilityZonesCommand,
  DescribeInstanceTypeOfferingsCommand,
  DescribeSubnetsCommand,
  ModifySubnetAttributeCommand,
} from "@aws-sdk/client-ec2";
import { describe, expect, it } from "vitest";
import { practise, refusalOf } from "../harness.ts";
import { makeEgress, makeSubnet, makeVpc } from "./network.ts";

describe("a subnet in the sandbox", () => {
  it("lies in the zone that was asked for and tells the zone's id", async () => {
    const { ec2 } = practise();
    const VpcId = await makeVpc(ec2);
    const input = { VpcId, CidrBlock: "10.0.1.0/24", AvailabilityZone: "us-east-1e" };
    const { Subnet } = await ec2.send(new CreateSubnetCommand(input));
    expect(Subnet).toMatchObject({
      AvailabilityZoneId: "use1-az3",
      AvailableIpAddressCount: 251,
      MapPublicIpOnLaunch: false,
    });
  });

  it.each([
    ["10.1.0.0/24", "InvalidSubnet.Range"],
    ["10.0.0.0/29", "InvalidSubnet.Range"],
    ["10.0.1.128/25", "InvalidSubnet.Conflict"],
  ])("is refused with the CIDR block %s beside 10.0.1.0/24", async (CidrBlock, name) => {
    const { ec2 } = practise();
    const VpcId = await makeVpc(ec2);
    await makeSubnet(ec2, VpcId);
    expect((await refusalOf(ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock })))).name).toBe(name);
  });

  it("is refused in a zone that the account has not opted into", async () => {
    const { ec2 } = practise();
    const VpcId = await makeVpc(ec2);
    const input = { VpcId, CidrBlock: "10.0.1.0/24", AvailabilityZone: "us-east-1-mia-2a" };
    expect((await refusalOf(ec2.send(new CreateSubnetCommand(input)))).message).toContain(
      "availabilityZone is invalid",
    );
  });

  it("gives public addresses once its attribute says so", async () => {
    const { ec2 } = practise();
    const SubnetId = await makeSubnet(ec2, await makeVpc(ec2));
    await ec2.send(new ModifySubnetAttributeCommand({ SubnetId, MapPublicIpOnLaunch: { Value: true } }));
    const { Subnets } = await ec2.send(new DescribeSubnetsCommand({ SubnetIds: [SubnetId] }));
    expect(Subnets?.[0]?.MapPublicIpOnLaunch).toBe(true);
  });

  it("loses an address to a NAT gateway and cannot go before it", async () => {
    const { ec2, pass } = practise();
    const { SubnetId } = await makeEgress(ec2);
    const { Subnets } = await ec2.send(new DescribeSubnetsCommand({ SubnetIds: [SubnetId] }));
    expect(Subnets?.[0]?.AvailableIpAddressCount).toBe(250);
    pass(200);
    expect((await refusalOf(ec2.send(new DeleteSubnetCommand({ SubnetId })))).name).toBe(
      "DependencyViolation",
    );
  });
});

describe("zones in the sandbox", () => {
  it("are shuffled, and local zones are among them unless the type is filtered", async () => {
    const { ec2 } = practise();
    const { AvailabilityZones: all = [] } = await ec2.send(new DescribeAvailabilityZonesCommand({}));
    expect(all.map(({ ZoneType }) => ZoneType)).toContain("local-zone");
    expect(all.map(({ OptInStatus }) => OptInStatus)).not.toContain("not-opted-in");
    const Filters = [{ Name: "zone-type", Values: ["availability-zone"] }];
    const { AvailabilityZones: zones = [] } = await ec2.send(
      new DescribeAvailabilityZonesCommand({ Filters }),
    );
    expect(zones.map(({ ZoneId }) => ZoneId)).toEqual([
      "use1-az6",
      "use1-az1",
      "use1-az2",
      "use1-az4",
      "use1-az3",
      "use1-az5",
    ]);
  });

  it("that the account has not opted into are shown when all are asked for", async () => {
    const { ec2 } = practise();
    const { AvailabilityZones = [] } = await ec2.send(
      new DescribeAvailabilityZonesCommand({ AllAvailabilityZones: true }),
    );
    expect(AvailabilityZones.map(({ ZoneType }) => ZoneType)).toContain("wavelength-zone");
  });

  it("do not all offer the same instance types", async () => {
    const { ec2 } = practise();
    const Filters = [{ Name: "instance-type", Values: ["t3.large"] }];
    const input = { LocationType: "availability-zone" as const, Filters };
    const { InstanceTypeOfferings = [] } = await ec2.send(new DescribeInstanceTypeOfferingsCommand(input));
    expect(InstanceTypeOfferings.map(({ Location }) => Location)).toEqual([
      "us-east-1a",
      "us-east-1b",
      "us-east-1c",
      "us-east-1d",
      "us-east-1f",
    ]);
  });
});
