import type { OfferName } from "../account.ts";
import { ZONES, type Zone } from "./zones.ts";

/** A public image; its id follows from the region and the name. */
export interface OfferedImage {
  readonly name: string;
  readonly architecture: "x86_64" | "arm64";
  /** ISO instant. */
  readonly createdAt: string;
  /** GiB of the volume that it starts from. @default 8 */
  readonly rootGib?: number;
  readonly description: string;
}

/** What EC2 offers and allows in the simulated account. */
export interface Ec2Offers extends Record<string, unknown> {
  /** Zones by region, in the order in which they are described. */
  readonly zones: Readonly<Record<string, readonly Zone[]>>;
  /** Instance types that every zone has, but for those in `notOfferedIn`. */
  readonly instanceTypes: readonly string[];
  /** Patterns of instance types that a zone lacks, by zone id. */
  readonly notOfferedIn: Readonly<Record<string, readonly string[]>>;
  /** Patterns of instance types that a zone has no room for at the moment, by the zone's name. */
  readonly withoutCapacity: Readonly<Record<string, readonly string[]>>;
  /** Public images of Amazon's; the newest of an architecture is what Systems Manager's public parameters name. */
  readonly images: readonly OfferedImage[];
  /** Names of the account's key pairs. */
  readonly keyPairs: readonly string[];
  /** True while EC2 starts instances without the profile that they were asked to have, as it does right after IAM made one. */
  readonly dropsProfiles: boolean;
  /** Simulated seconds for which EC2 does not know a new instance profile yet. */
  readonly profileLagSeconds: number;
  /** In which words EC2 refuses each launch of a group, and how the activity ends; without words it refuses none. */
  readonly launchEnd: { readonly words: string; readonly status: "Failed" | "Cancelled" };
  /** Keys of tags that the organization demands of every instance in the very request that launches it. */
  readonly demandedTags: readonly string[];
  readonly quotas: {
    readonly vpcs: number;
    /** vCPUs of running on-demand standard instances (families A, C, D, H, I, M, R, T, Z). */
    readonly vcpus: number;
    readonly elasticIps: number;
    readonly natGatewaysPerZone: number;
    readonly rulesPerGroup: number;
    readonly routesPerTable: number;
  };
  /** Services that have gateway endpoints, and the id of each one's prefix list. */
  readonly gatewayServices: Readonly<Record<string, string>>;
  /** Records in a page when the caller names no number. */
  readonly pageSize: number;
}

const SIZES = ["large", "xlarge", "2xlarge", "4xlarge"];
const FAMILIES = ["m5", "m6i", "m6g", "m7g", "m7i", "c5", "c6i", "c6g", "c7g", "r5", "r6i", "r6g", "r7g"];
const BURSTABLE = ["t2", "t3", "t3a", "t4g"];
const BURSTABLE_SIZES = ["nano", "micro", "small", "medium", "large", "xlarge", "2xlarge"];

/** EC2's offers. Quotas are those of a new account. Source: EC2 and VPC quotas pages, checked 2026-11. */
export const ec2Offers: OfferName<Ec2Offers> = {
  service: "EC2",
  defaults: () => ({
    zones: ZONES,
    instanceTypes: [...cross(BURSTABLE, BURSTABLE_SIZES), ...cross(FAMILIES, SIZES)],
    // The oldest zone of us-east-1 gets no newer hardware.
    notOfferedIn: { "use1-az3": ["t3*", "t4g*", "m5.*", "m6*", "m7*", "c6*", "c7*", "r6*", "r7*"] },
    withoutCapacity: {},
    images: [amazonLinux("x86_64"), amazonLinux("arm64")],
    keyPairs: ["practice"],
    dropsProfiles: false,
    profileLagSeconds: 0,
    launchEnd: { words: "", status: "Failed" },
    demandedTags: [],
    // A new account has 5 vCPUs; one that sells has asked for more.
    quotas: {
      vcpus: 256,
      vpcs: 5,
      elasticIps: 5,
      natGatewaysPerZone: 5,
      rulesPerGroup: 60,
      routesPerTable: 50,
    },
    gatewayServices: { s3: "pl-63a5400a", dynamodb: "pl-02cd2c6b" },
    pageSize: 1000,
  }),
};

const amazonLinux = (architecture: OfferedImage["architecture"]): OfferedImage => ({
  name: `al2023-ami-2023.9.20261102.0-kernel-6.1-${architecture}`,
  architecture,
  createdAt: "2026-11-02T18:04:11.000Z",
  description: `Amazon Linux 2023 AMI 2023.9.20261102.0 ${architecture} HVM kernel-6.1`,
});

function cross(families: readonly string[], sizes: readonly string[]): readonly string[] {
  return families.flatMap((family) => sizes.map((size) => `${family}.${size}`));
}
