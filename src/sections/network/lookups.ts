import { OURS } from "../../engine/ownership.ts";
import type { Observed } from "../../engine/resource.ts";
import { SettingsError } from "../../errors.ts";
import { type ExistingNetwork, readExistingNetwork } from "../../resources/ec2/existing-network.ts";
import type { SubnetAttributes } from "../../resources/ec2/subnet.ts";
import { findUsableZones } from "../../resources/ec2/zones.ts";
import type { AwsLookup } from "../../resources/index.ts";
import type { Settings } from "../settings.ts";
import { TIERS } from "./blocks.ts";

/** A zone by the name that this account knows it by and by its id, which means the same in every account. */
export interface Zone {
  readonly name: string;
  readonly id: string;
}

/** At least so many zones are needed: RDS and MSK take no fewer. */
const LEAST_ZONES = 2;

/** Key of the pinned zones. */
export const ZONES_KEY = "network.zones";

/** Key of the look at the VPC that the settings name. */
export const EXISTING_KEY = "network.existing";

const namesOf = (zones: readonly Zone[]): string => zones.map(({ name }) => name).join(", ");

/** The zones to build in: the first three usable ones by name, or two where the region has no more. */
export const zonesLookup = (settings: Settings): AwsLookup<readonly Zone[]> => ({
  key: ZONES_KEY,
  source: `${wantedZones(settings)} of ec2:DescribeAvailabilityZones in ${settings.region}`,
  async ask(env) {
    const usable = await findUsableZones(env);
    if (usable.length < LEAST_ZONES) throw tooFewZones(settings.region, usable);
    return usable.slice(0, wantedZones(settings)).map(({ name, id }) => ({ name, id }));
  },
  // A lost pin is read off the data subnets: another choice would move the database.
  live: {
    type: "ec2/subnet",
    read: (subnets) => zonesOf(subnets, wantedZones(settings)),
    isSameLine: () => true,
    isAhead: () => false,
  },
  newer: (pinned, offered) =>
    namesOf(pinned) === namesOf(offered)
      ? undefined
      : `AWS lists the zones ${namesOf(offered)} today; the stack stays in ${namesOf(pinned)}.`,
});

/** The zones of the data subnets in their order; `undefined` while not all of them stand. */
function zonesOf(subnets: readonly Observed[], count: number): readonly Zone[] | undefined {
  const zones = Array.from({ length: count }, (_, index): Zone | undefined => {
    const address = `network.subnet.data-${index + 1}`;
    const found = subnets.find(({ tags }) => typeof tags === "object" && tags[OURS.address] === address);
    const { zone, zoneId } = (found?.attributes ?? {}) as Partial<SubnetAttributes>;
    return zone === undefined || zoneId === undefined ? undefined : { name: zone, id: zoneId };
  });
  const known = zones.filter((zone) => zone !== undefined);
  return known.length === count ? known : undefined;
}

/** How many zones the settings' subnets are for. */
export const wantedZones = ({ network }: Settings): number =>
  Math.min(...TIERS.map((tier) => network[`${tier}Subnets`].length));

function tooFewZones(region: string, usable: readonly Zone[]): SettingsError {
  return new SettingsError({
    code: "TooFewZones",
    summary: "The region has too few zones",
    detail: `region: ${region} offers this account ${usable.length} usable zones (${namesOf(usable)}); at least ${LEAST_ZONES} are needed. Choose another region.`,
  });
}

/** The VPC that the settings name, as it is. Looked at on each run: others change it. */
export const existingLookup = (settings: Settings): AwsLookup<ExistingNetwork> => ({
  key: EXISTING_KEY,
  source: JSON.stringify(settings.network.existing),
  unpinned: true,
  ask: (env) => {
    const { vpcId = "", ...subnets } = settings.network.existing ?? {};
    return readExistingNetwork(env, { vpcId, subnetIds: Object.values(subnets).flat() });
  },
});
