import type {
  DescribeCacheEngineVersionsCommandInput,
  DescribeCacheEngineVersionsCommandOutput,
} from "@aws-sdk/client-elasticache";
import { type Call, read } from "../operation.ts";
import { paginate } from "../rds/page.ts";
import { SandboxError } from "../refusal.ts";
import { invalid, uncombinable } from "./identifier.ts";
import { elastiCacheOffers, type OfferedVersion } from "./offers.ts";

/** Refuses every engine but Redis and Valkey: unknown ones as ElastiCache does, Memcached as not simulated. */
export function checkEngine(engine: string | undefined): OfferedVersion["engine"] {
  if (engine === "redis" || engine === "valkey") return engine;
  if (engine === "memcached")
    throw new SandboxError("sandbox simulates ElastiCache for Redis and Valkey, not Memcached");
  throw invalid(`Invalid cache engine: ${engine ?? ""}`);
}

/** Finds the version that a request means: one that is offered, a line's newest, or the engine's newest without any. */
export function resolveVersion(
  call: Call,
  engine: OfferedVersion["engine"],
  asked: string | undefined,
): OfferedVersion {
  const offered = call.account.offers(elastiCacheOffers).versions.filter((one) => one.engine === engine);
  const found = offered.findLast(
    ({ version, full }) =>
      asked === undefined || asked === version || asked === full || asked === lineOf(version),
  );
  if (found === undefined) throw uncombinable(`Cannot find version ${asked ?? ""} for ${engine}`);
  return found;
}

/** Only 6.x names a line: requests for 7 and later name the minor version. Source: ElastiCache User Guide, "Version management". */
function lineOf(version: string): string | undefined {
  return version.startsWith("6.") ? "6.x" : undefined;
}

/** Gets what is offered under a version that a group tells in full. */
export function offeredOf(call: Call, engine: string, full: string): OfferedVersion {
  const found = call.account
    .offers(elastiCacheOffers)
    .versions.find((one) => one.engine === engine && one.full === full);
  // A version that is no longer offered still runs.
  const [major = ""] = full.split(".");
  return found ?? { engine: checkEngine(engine), version: full, full, family: `${engine}${major}` };
}

/** Orders versions number by number. */
export function byVersion(a: string, b: string): number {
  const [left = [], right = []] = [a, b].map((version) => version.split(".").map(Number));
  const index = left.findIndex((part, position) => part !== right[position]);
  return index === -1 ? 0 : (left[index] ?? 0) - (right[index] ?? 0);
}

const NAMES = { redis: "Redis", valkey: "Valkey" } as const;

/** ElastiCache's reading of the versions that can be had. */
export const engineVersionOperations = {
  DescribeCacheEngineVersions: read<
    DescribeCacheEngineVersionsCommandInput,
    DescribeCacheEngineVersionsCommandOutput
  >((input, call) => {
    const { Engine, EngineVersion, CacheParameterGroupFamily, DefaultOnly } = input;
    if (Engine !== undefined) checkEngine(Engine);
    const found = call.account
      .offers(elastiCacheOffers)
      .versions.filter(
        ({ engine, version, family }) =>
          (Engine ?? engine) === engine &&
          (EngineVersion ?? version) === version &&
          (CacheParameterGroupFamily ?? family) === family,
      );
    const { records, marker } = paginate(DefaultOnly === true ? found.slice(-1) : found, input);
    return {
      CacheEngineVersions: records.map(({ engine, version, full, family }) => ({
        Engine: engine,
        EngineVersion: version,
        CacheParameterGroupFamily: family,
        CacheEngineDescription: NAMES[engine],
        CacheEngineVersionDescription: `${engine} version ${full}`,
      })),
      Marker: marker,
    };
  }),
};
