import {
  type AvailabilityZone,
  DescribeAvailabilityZonesCommand,
  DescribeRouteTablesCommand,
  DescribeSubnetsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcsCommand,
} from "@aws-sdk/client-ec2";
import { describe, expect, it } from "vitest";
import { SettingsError } from "../../../src/errors.ts";
import { network } from "../../../src/sections/network/index.ts";
import { existingLookup, zonesLookup } from "../../../src/sections/network/lookups.ts";
import { settingsOf } from "../declared.ts";
import { mockEc2 } from "../mocked-ec2.ts";

const zone = (letter: string, id: string, part: Partial<AvailabilityZone> = {}): AvailabilityZone => ({
  ZoneName: `us-east-1${letter}`,
  ZoneId: id,
  State: "available",
  ZoneType: "availability-zone",
  OptInStatus: "opt-in-not-required",
  ...part,
});

function zonesAre(...AvailabilityZones: AvailabilityZone[]) {
  const { aws, ec2 } = mockEc2();
  ec2.on(DescribeAvailabilityZonesCommand).resolves({ AvailabilityZones });
  return aws;
}

describe("the zones", () => {
  it("are the first three usable ones by name, under the names of this account", async () => {
    const aws = zonesAre(
      zone("d", "use1-az2"),
      zone("a", "use1-az6"),
      zone("c", "use1-az4"),
      zone("b", "use1-az1"),
    );
    expect(await zonesLookup(settingsOf()).ask(aws)).toEqual([
      { name: "us-east-1a", id: "use1-az6" },
      { name: "us-east-1b", id: "use1-az1" },
      { name: "us-east-1c", id: "use1-az4" },
    ]);
  });

  it("leave out the zone that Kafka and the database refuse, whatever its name", async () => {
    const aws = zonesAre(zone("a", "use1-az3"), zone("b", "use1-az1"), zone("c", "use1-az2"));
    const zones = await zonesLookup(settingsOf()).ask(aws);
    expect(zones.map(({ name }) => name)).toEqual(["us-east-1b", "us-east-1c"]);
  });

  it("are two where the settings give two blocks a tier", async () => {
    const two = ["10.0.1.0/24", "10.0.2.0/24"];
    const aws = zonesAre(zone("a", "use1-az1"), zone("b", "use1-az2"), zone("c", "use1-az4"));
    expect(await zonesLookup(settingsOf({ network: { dataSubnets: two } })).ask(aws)).toHaveLength(2);
  });

  it("fail the settings where the region has fewer than two", async () => {
    const aws = zonesAre(zone("a", "use1-az1"), zone("b", "use1-az2", { State: "unavailable" }));
    const failed = zonesLookup(settingsOf()).ask(aws);
    await expect(failed).rejects.toThrow(SettingsError);
    await expect(failed).rejects.toThrow(/region: us-east-1 .* 1 usable zones \(us-east-1a\); at least 2/);
  });

  it("are asked anew when the region or the number of blocks changes", () => {
    const { source } = zonesLookup(settingsOf());
    const two = { network: { dataSubnets: ["10.0.1.0/24", "10.0.2.0/24"] } };
    expect(zonesLookup(settingsOf({ region: "eu-west-1" })).source).not.toBe(source);
    expect(zonesLookup(settingsOf(two)).source).not.toBe(source);
    expect(zonesLookup(settingsOf({ name: "shop" })).source).toBe(source);
  });

  it("stay as they are when AWS lists others, and say so", () => {
    const lookup = zonesLookup(settingsOf());
    const a = { name: "us-east-1a", id: "use1-az1" };
    const b = { name: "us-east-1b", id: "use1-az2" };
    expect(lookup.newer?.([a], [a])).toBeUndefined();
    expect(lookup.newer?.([a], [b])).toBe(
      "AWS lists the zones us-east-1b today; the stack stays in us-east-1a.",
    );
  });
});

const EXISTING = {
  vpcId: "vpc-0abc1234",
  dataSubnetIds: ["subnet-0d1", "subnet-0d2"],
  applicationSubnetIds: ["subnet-0a1", "subnet-0a2"],
  edgeSubnetIds: ["subnet-0e1", "subnet-0e2"],
};

describe("a VPC that exists", () => {
  const settings = settingsOf({ network: { existing: EXISTING } });

  it("is looked at instead of the zones, on each run", () => {
    expect(network.lookups(settingsOf()).map(({ key }) => key)).toEqual(["network.zones"]);
    expect(network.lookups(settings).map(({ key, unpinned }) => [key, unpinned])).toEqual([
      ["network.existing", true],
    ]);
  });

  it("is read with all its subnets in reads alone", async () => {
    const { aws, ec2 } = mockEc2();
    ec2.on(DescribeVpcsCommand).resolves({ Vpcs: [{ VpcId: EXISTING.vpcId, CidrBlock: "172.16.0.0/16" }] });
    ec2.on(DescribeVpcAttributeCommand).resolves({
      EnableDnsSupport: { Value: true },
      EnableDnsHostnames: { Value: true },
    });
    ec2.on(DescribeSubnetsCommand).resolves({ Subnets: [{ SubnetId: "subnet-0d1", VpcId: EXISTING.vpcId }] });
    ec2.on(DescribeRouteTablesCommand).resolves({ RouteTables: [] });
    const found = await existingLookup(settings).ask(aws);
    expect(found.vpc).toMatchObject({ cidr: "172.16.0.0/16", dnsSupport: true });
    const [asked] = ec2.commandCalls(DescribeSubnetsCommand);
    expect(asked?.args[0].input.Filters).toEqual([
      {
        Name: "subnet-id",
        Values: ["subnet-0d1", "subnet-0d2", "subnet-0a1", "subnet-0a2", "subnet-0e1", "subnet-0e2"],
      },
    ]);
  });
});
