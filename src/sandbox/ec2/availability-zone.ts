import type {
  AvailabilityZone,
  DescribeAvailabilityZonesCommandInput,
  DescribeAvailabilityZonesCommandOutput,
  DescribeInstanceTypeOfferingsCommandInput,
  DescribeInstanceTypeOfferingsCommandOutput,
  InstanceTypeOffering,
} from "@aws-sdk/client-ec2";
import { type Call, read } from "../operation.ts";
import { fitsPattern } from "../pattern.ts";
import { Refusal } from "../refusal.ts";
import { type FilterTable, paginate, select } from "./describe.ts";
import { ec2Offers } from "./offers.ts";
import { inventZones, type Zone } from "./zones.ts";

/** The zones of the caller's region, those that the account has not opted into included. */
export function zonesOf(call: Call): readonly Zone[] {
  return call.account.offers(ec2Offers).zones[call.region] ?? inventZones(call.region);
}

const ZONE_FILTERS: FilterTable<Zone & { readonly tags?: never }> = {
  "group-name": (zone) => zone.group,
  "opt-in-status": (zone) => zone.optIn,
  "parent-zone-name": (zone) => zone.parent,
  "region-name": (_zone, call) => call.region,
  state: (zone) => zone.state,
  "zone-id": (zone) => zone.id,
  "zone-name": (zone) => zone.name,
  "zone-type": (zone) => zone.type,
};

function describeZones(
  input: DescribeAvailabilityZonesCommandInput,
  call: Call,
): Omit<DescribeAvailabilityZonesCommandOutput, "$metadata"> {
  const { ZoneNames: names = [], ZoneIds: ids = [] } = input;
  const known = zonesOf(call);
  for (const name of names) {
    if (!known.some((zone) => zone.name === name)) throw invalidZone(name);
  }
  for (const id of ids) {
    if (!known.some((zone) => zone.id === id)) throw invalidZone(id);
  }
  const offered = known.filter(
    (zone) =>
      (input.AllAvailabilityZones === true || zone.optIn !== "not-opted-in") &&
      (names.length === 0 || names.includes(zone.name)) &&
      (ids.length === 0 || ids.includes(zone.id)),
  );
  const found = select(call, offered, { request: { filters: input.Filters }, filters: ZONE_FILTERS });
  return { AvailabilityZones: found.map((zone) => toAvailabilityZone(zone, call)) };
}

function invalidZone(name: string): Refusal {
  return new Refusal("InvalidParameterValue", `Invalid availability zone: [${name}]`);
}

function toAvailabilityZone(zone: Zone, call: Call): AvailabilityZone {
  const parent = zonesOf(call).find(({ name }) => name === zone.parent);
  return {
    ZoneName: zone.name,
    ZoneId: zone.id,
    ZoneType: zone.type,
    RegionName: call.region,
    State: zone.state,
    OptInStatus: zone.optIn,
    GroupName: zone.group,
    NetworkBorderGroup: zone.group,
    Messages: [],
    ...(parent === undefined ? {} : { ParentZoneName: parent.name, ParentZoneId: parent.id }),
  };
}

interface Offering {
  readonly type: string;
  readonly location: string;
  readonly tags?: never;
}

const OFFERING_FILTERS: FilterTable<Offering> = {
  "instance-type": ({ type }) => type,
  location: ({ location }) => location,
};

/** True when a zone has an instance type. */
export function isOffered(call: Call, type: string, zone: Zone): boolean {
  const { instanceTypes, notOfferedIn } = call.account.offers(ec2Offers);
  const lacking = notOfferedIn[zone.id] ?? [];
  return (
    zone.type === "availability-zone" &&
    instanceTypes.includes(type) &&
    !lacking.some((pattern) => fitsPattern(pattern, type))
  );
}

function describeOfferings(
  input: DescribeInstanceTypeOfferingsCommandInput,
  call: Call,
): Omit<DescribeInstanceTypeOfferingsCommandOutput, "$metadata"> {
  const locationType = input.LocationType ?? "region";
  const offerings = call.account.offers(ec2Offers).instanceTypes.flatMap((type): readonly Offering[] => {
    const zones = zonesOf(call).filter((zone) => isOffered(call, type, zone));
    if (locationType === "region") return zones.length > 0 ? [{ type, location: call.region }] : [];
    return zones.map((zone) => ({
      type,
      location: locationType === "availability-zone-id" ? zone.id : zone.name,
    }));
  });
  const request = { filters: input.Filters, maxResults: input.MaxResults, nextToken: input.NextToken };
  const { records, nextToken } = paginate(
    call,
    select(call, offerings, { request, filters: OFFERING_FILTERS }),
    request,
  );
  const InstanceTypeOfferings = records.map(
    ({ type, location }): InstanceTypeOffering => ({
      InstanceType: type as NonNullable<InstanceTypeOffering["InstanceType"]>,
      LocationType: locationType,
      Location: location,
    }),
  );
  return { InstanceTypeOfferings, NextToken: nextToken };
}

/** EC2's calls on zones and on what they offer. */
export const availabilityZoneOperations = {
  DescribeAvailabilityZones: read<
    DescribeAvailabilityZonesCommandInput,
    DescribeAvailabilityZonesCommandOutput
  >(describeZones),
  DescribeInstanceTypeOfferings: read<
    DescribeInstanceTypeOfferingsCommandInput,
    DescribeInstanceTypeOfferingsCommandOutput
  >(describeOfferings),
};
