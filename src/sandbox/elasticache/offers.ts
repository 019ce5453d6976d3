import type { OfferName } from "../account.ts";

/** One version of an engine. */
export interface OfferedVersion {
  readonly engine: "redis" | "valkey";
  /** As it is named in requests: `7.0`. */
  readonly version: string;
  /** As clusters then tell it: `7.0.7`. */
  readonly full: string;
  readonly family: string;
}

/** What ElastiCache offers and allows in the simulated account. */
export interface ElastiCacheOffers extends Record<string, unknown> {
  readonly versions: readonly OfferedVersion[];
  /** From the smallest to the largest of each family. */
  readonly nodeTypes: readonly string[];
  /** Node types whose groups end in `create-failed`, for rehearsals. */
  readonly failingNodeTypes: readonly string[];
  /** Node types to which a change is rolled back: an event tells it, and the type stays. */
  readonly rolledBackNodeTypes: readonly string[];
  /** Numbers of shards to which a change is rolled back. */
  readonly rolledBackShards: readonly number[];
  readonly quotas: {
    readonly nodes: number;
    readonly nodesPerCluster: number;
    readonly subnetGroups: number;
    readonly subnetsPerGroup: number;
    readonly parameterGroups: number;
    readonly snapshots: number;
  };
}

const SIZES = ["large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge"];
const SMALL_SIZES = ["micro", "small", "medium"];

/**
 * ElastiCache's offers. Versions: ElastiCache User Guide, "Supported engines and versions", as of 2026-11. Quotas: AWS General
 * Reference, "Amazon ElastiCache endpoints and quotas".
 */
export const elastiCacheOffers: OfferName<ElastiCacheOffers> = {
  service: "ElastiCache",
  defaults: () => ({
    versions: [
      ...versions("redis", "redis4.0", ["4.0.10", "4.0.10"]),
      ...versions("redis", "redis5.0", ["5.0.6", "5.0.6"]),
      ...versions("redis", "redis6.x", ["6.0", "6.0.5"], ["6.2", "6.2.6"]),
      ...versions("redis", "redis7", ["7.0", "7.0.7"], ["7.1", "7.1.0"]),
      ...versions("valkey", "valkey7", ["7.2", "7.2.6"]),
      ...versions("valkey", "valkey8", ["8.0", "8.0.1"], ["8.1", "8.1.0"], ["8.2", "8.2.0"]),
      ...versions("valkey", "valkey9", ["9.0", "9.0.0"]),
    ],
    nodeTypes: [
      ...types(["t3", "t4g"], SMALL_SIZES),
      ...types(["m5", "m6g", "m7g", "r5", "r6g", "r7g"], SIZES),
    ],
    failingNodeTypes: [],
    rolledBackNodeTypes: [],
    rolledBackShards: [],
    quotas: {
      nodes: 300,
      nodesPerCluster: 90,
      subnetGroups: 150,
      subnetsPerGroup: 20,
      parameterGroups: 150,
      snapshots: 50,
    },
  }),
};

function versions(
  engine: OfferedVersion["engine"],
  family: string,
  ...pairs: readonly (readonly [version: string, full: string])[]
): readonly OfferedVersion[] {
  return pairs.map(([version, full]) => ({ engine, version, full, family }));
}

function types(families: readonly string[], sizes: readonly string[]): readonly string[] {
  return families.flatMap((family) => sizes.map((size) => `cache.${family}.${size}`));
}
