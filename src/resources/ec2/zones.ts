import {
  type AvailabilityZone,
  DescribeAvailabilityZonesCommand,
  paginateDescribeInstanceTypeOfferings,
} from "@aws-sdk/client-ec2";
import type { Aws } from "../../aws/env.ts";
import { collect } from "../type.ts";
import { byValues } from "./tagging.ts";

/** An availability zone. */
export type UsableZone = {
  /** Its name in this account, such as `us-east-1a`. */
  name: string;
  /** Its name for everybody, such as `use1-az4`: accounts shuffle the names. */
  id: string;
};

/** The oldest zone of us-east-1: it lacks today's instance types, and MSK and RDS refuse it. */
const LEGACY_ZONE_ID = "use1-az3";

/**
 * The availability zones that can be used now, by name: no local or wavelength zones, none that was not opted in to, and
 * only those that offer every one of the instance types, if any are named. Two reads at once, no writes.
 */
export async function findUsableZones(
  aws: Aws,
  instanceTypes: readonly string[] = [],
): Promise<UsableZone[]> {
  const [zones, offers] = await Promise.all([readZones(aws), readOffers(aws, instanceTypes)]);
  const doesOffer = (name: string): boolean => instanceTypes.every((type) => offers.has(`${type} ${name}`));
  return zones
    .filter(isUsable)
    .map(({ ZoneName: name = "", ZoneId: id = "" }) => ({ name, id }))
    .filter(({ name }) => doesOffer(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function readZones(aws: Aws): Promise<AvailabilityZone[]> {
  const command = new DescribeAvailabilityZonesCommand({
    Filters: byValues("zone-type", ["availability-zone"]),
  });
  return (await aws.safe.ec2.send(command)).AvailabilityZones ?? [];
}

function isUsable({ State, ZoneType, OptInStatus, ZoneId }: AvailabilityZone): boolean {
  const isPlain = ZoneType === undefined || ZoneType === "availability-zone";
  return State === "available" && isPlain && OptInStatus !== "not-opted-in" && ZoneId !== LEGACY_ZONE_ID;
}

/** Pairs of instance type and zone, as text. */
async function readOffers(aws: Aws, instanceTypes: readonly string[]): Promise<Set<string>> {
  if (instanceTypes.length === 0) return new Set();
  const pages = paginateDescribeInstanceTypeOfferings(
    { client: aws.safe.ec2 },
    { LocationType: "availability-zone", Filters: byValues("instance-type", instanceTypes) },
  );
  const offers = await collect(pages, (page) => page.InstanceTypeOfferings);
  return new Set(offers.map(({ InstanceType, Location }) => `${InstanceType} ${Location}`));
}
