import {
  DescribeAvailabilityZonesCommand,
  DescribeRegionsCommand,
  DescribeVpcsCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import { mockClient } from "aws-sdk-client-mock";
import { describe, expect, it } from "vitest";
import { findRegions, findVpcs, findZones } from "../../../src/aws/discovery/places.ts";

const ec2 = new EC2Client({ region: "eu-west-1" });
const mock = mockClient(ec2);

describe("discovery", () => {
  it("finds the regions that are enabled", async () => {
    mock
      .on(DescribeRegionsCommand)
      .resolves({ Regions: [{ RegionName: "us-east-1" }, { RegionName: "eu-west-1" }] });
    await expect(findRegions(ec2)).resolves.toEqual(["eu-west-1", "us-east-1"]);
  });

  it("finds ordinary zones that are available", async () => {
    const filters = [
      { Name: "zone-type", Values: ["availability-zone"] },
      { Name: "state", Values: ["available"] },
    ];
    const zones = [
      { ZoneName: "eu-west-1b", ZoneId: "euw1-az2" },
      { ZoneName: "eu-west-1a", ZoneId: "euw1-az1" },
    ];
    mock.on(DescribeAvailabilityZonesCommand, { Filters: filters }).resolves({ AvailabilityZones: zones });
    await expect(findZones(ec2)).resolves.toEqual([
      { name: "eu-west-1a", id: "euw1-az1" },
      { name: "eu-west-1b", id: "euw1-az2" },
    ]);
  });

  it("finds all VPCs, page by page, with their names and blocks", async () => {
    const first = {
      VpcId: "vpc-1",
      CidrBlock: "10.0.0.0/16",
      CidrBlockAssociationSet: [{ CidrBlock: "10.0.0.0/16" }, { CidrBlock: "10.1.0.0/16" }],
      Tags: [{ Key: "Name", Value: "shop" }],
    };
    mock.on(DescribeVpcsCommand).resolves({ Vpcs: [first], NextToken: "2" });
    mock
      .on(DescribeVpcsCommand, { NextToken: "2" })
      .resolves({ Vpcs: [{ VpcId: "vpc-2", CidrBlock: "172.31.0.0/16", IsDefault: true }] });
    await expect(findVpcs(ec2)).resolves.toEqual([
      { id: "vpc-1", name: "shop", cidrs: ["10.0.0.0/16", "10.1.0.0/16"], isDefault: false },
      { id: "vpc-2", cidrs: ["172.31.0.0/16"], isDefault: true },
    ]);
  });
});
