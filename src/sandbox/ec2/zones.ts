/** One zone of a region as this account sees it. */
export interface Zone {
  readonly name: string;
  /** The zone's name for everybody; names are shuffled per account. */
  readonly id: string;
  readonly type: "availability-zone" | "local-zone" | "wavelength-zone";
  readonly optIn: "opt-in-not-required" | "opted-in" | "not-opted-in";
  readonly state: "available" | "information" | "impaired" | "unavailable" | "constrained";
  /** Zone group; the region itself for availability zones. */
  readonly group: string;
  /** Name of the zone that a local or wavelength zone belongs to. */
  readonly parent?: string;
}

/** Zone letters and the number of each one's id in this account. Source: the account's own, shuffled like every account's. */
const SHUFFLED: Readonly<
  Record<string, readonly [prefix: string, letters: Readonly<Record<string, number>>]>
> = {
  "us-east-1": ["use1", { a: 6, b: 1, c: 2, d: 4, e: 3, f: 5 }],
  "us-east-2": ["use2", { a: 2, b: 3, c: 1 }],
  "us-west-1": ["usw1", { a: 3, c: 1 }],
  "us-west-2": ["usw2", { a: 2, b: 1, c: 3, d: 4 }],
  "ca-central-1": ["cac1", { a: 1, b: 2, d: 4 }],
  "eu-west-1": ["euw1", { a: 3, b: 1, c: 2 }],
  "eu-west-2": ["euw2", { a: 2, b: 3, c: 1 }],
  "eu-west-3": ["euw3", { a: 1, b: 2, c: 3 }],
  "eu-north-1": ["eun1", { a: 1, b: 2, c: 3 }],
  "eu-central-1": ["euc1", { a: 2, b: 3, c: 1 }],
  "ap-south-1": ["aps1", { a: 1, b: 3, c: 2 }],
  "ap-southeast-1": ["apse1", { a: 2, b: 1, c: 3 }],
  "ap-southeast-2": ["apse2", { a: 3, b: 1, c: 2 }],
  "ap-northeast-1": ["apne1", { a: 4, c: 1, d: 2 }],
  "ap-northeast-2": ["apne2", { a: 1, b: 2, c: 3, d: 4 }],
  "sa-east-1": ["sae1", { a: 1, b: 2, c: 3 }],
};

const BESIDE_US_EAST_1: readonly Zone[] = [
  {
    name: "us-east-1-bos-1a",
    id: "use1-bos1-az1",
    type: "local-zone",
    optIn: "opted-in",
    state: "available",
    group: "us-east-1-bos-1",
    parent: "us-east-1d",
  },
  {
    name: "us-east-1-mia-2a",
    id: "use1-mia2-az1",
    type: "local-zone",
    optIn: "not-opted-in",
    state: "available",
    group: "us-east-1-mia-2",
    parent: "us-east-1a",
  },
  {
    name: "us-east-1-wl1-nyc-wlz-1",
    id: "use1-wl1-nyc-wlz1",
    type: "wavelength-zone",
    optIn: "not-opted-in",
    state: "available",
    group: "us-east-1-wl1",
    parent: "us-east-1b",
  },
];

/** The zones of the regions that the sandbox knows. */
export const ZONES: Readonly<Record<string, readonly Zone[]>> = Object.fromEntries(
  Object.entries(SHUFFLED).map(([region, [prefix, letters]]) => {
    const zones = Object.entries(letters).map(([letter, number]) =>
      availabilityZone(region, letter, `${prefix}-az${number}`),
    );
    return [region, region === "us-east-1" ? [...zones, ...BESIDE_US_EAST_1] : zones];
  }),
);

/** Three zones for a region that the sandbox has no list of. */
export function inventZones(region: string): readonly Zone[] {
  return ["a", "b", "c"].map((letter, index) =>
    availabilityZone(region, letter, `${region.replaceAll("-", "")}-az${index + 1}`),
  );
}

function availabilityZone(region: string, letter: string, id: string): Zone {
  const name = `${region}${letter}`;
  return {
    name,
    id,
    type: "availability-zone",
    optIn: "opt-in-not-required",
    state: "available",
    group: region,
  };
}
