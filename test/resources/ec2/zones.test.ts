import {
  type AvailabilityZone,
  DescribeAvailabilityZonesCommand,
  DescribeInstanceTypeOfferingsCommand,
} from "@aws-sdk/client-ec2";
import { beforeEach, describe, expect, it } from "vitest";
import { findUsableZones } from "../../../src/resources/ec2/zones.ts";
import { type Bench, createBench, sentBy } from "./bench.ts";

const zone = (letter: string, number: number, more: Partial<AvailabilityZone> = {}): AvailabilityZone => ({
  ZoneName: `us-east-1${letter}`,
  ZoneId: `use1-az${number}`,
  ZoneType: "availability-zone",
  State: "available",
  OptInStatus: "opt-in-not-required",
  ...more,
});

let bench: Bench;
const answer = (...AvailabilityZones: AvailabilityZone[]) =>
  bench.safe.on(DescribeAvailabilityZonesCommand).resolves({ AvailabilityZones });
beforeEach(() => {
  bench = createBench();
});

describe("usable zones", () => {
  it("are told by name and id, sorted by name", async () => {
    answer(zone("c", 2), zone("a", 6), zone("b", 1));
    expect(await findUsableZones(bench.aws)).toEqual([
      { name: "us-east-1a", id: "use1-az6" },
      { name: "us-east-1b", id: "use1-az1" },
      { name: "us-east-1c", id: "use1-az2" },
    ]);
    const Filters = [{ Name: "zone-type", Values: ["availability-zone"] }];
    expect(sentBy(bench.safe)).toEqual([{ operation: "DescribeAvailabilityZones", input: { Filters } }]);
  });

  it("are available, opted in to, no local zones, and never use1-az3", async () => {
    answer(
      zone("a", 6, { State: "impaired" }),
      zone("b", 1, { OptInStatus: "not-opted-in" }),
      zone("c", 2, { ZoneType: "local-zone" }),
      zone("d", 4, { OptInStatus: "opted-in" }),
      zone("e", 3),
    );
    expect(await findUsableZones(bench.aws)).toEqual([{ name: "us-east-1d", id: "use1-az4" }]);
  });

  it("offer every one of the instance types that are named", async () => {
    answer(zone("a", 6), zone("b", 1));
    bench.safe.on(DescribeInstanceTypeOfferingsCommand).resolves({
      InstanceTypeOfferings: [
        { InstanceType: "c6i.large", Location: "us-east-1a" },
        { InstanceType: "c6i.large", Location: "us-east-1b" },
        { InstanceType: "m6i.large", Location: "us-east-1b" },
      ],
    });
    const zones = await findUsableZones(bench.aws, ["c6i.large", "m6i.large"]);
    expect(zones.map(({ name }) => name)).toEqual(["us-east-1b"]);
    const asked = sentBy(bench.safe).find(({ operation }) => operation === "DescribeInstanceTypeOfferings");
    expect(asked?.input).toMatchObject({
      LocationType: "availability-zone",
      Filters: [{ Name: "instance-type", Values: ["c6i.large", "m6i.large"] }],
    });
  });
});
