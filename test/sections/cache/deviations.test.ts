import { describe, expect, it } from "vitest";
import { cacheDeviations } from "../../../src/sections/cache/deviations.ts";
import { answer, settingsOf } from "../declared.ts";

const tell = (cache: object, version = "7.0"): readonly string[] => {
  const answers = new Map([["cache.engineVersion", answer({ engine: "redis", version, family: "redis7" })]]);
  return cacheDeviations(settingsOf({ cache }), answers).map(
    ({ step, guide, ours }) => `${step}: ${guide} -> ${ours}`,
  );
};

describe("where the cache differs from the guide", () => {
  it("is told for the defaults", () => {
    expect(tell({})).toEqual([
      "Cache Setup 1: automatic failover only -> automatic failover and Multi-AZ",
      "Cache Setup 1: an AUTH token in the command line -> a generated one in the secret flashsale/redis-auth-token",
      "Cache Setup 1: no snapshots -> automatic snapshots (cache.snapshotRetentionDays: 1)",
      "Cache Setup 2: the parameter group made after the cluster and never attached -> made before it and attached to it",
    ]);
  });

  it("is left out where the settings are the guide's", () => {
    expect(tell({ multiAz: false, snapshotRetentionDays: 0 })).toHaveLength(2);
  });

  it("is the version where AWS has another one than the settings ask for", () => {
    expect(tell({}, "7.1")[0]).toBe("Cache Setup 1: Redis 7.0 -> Redis 7.1");
    expect(tell({ engineVersion: "7.1" }, "7.1").join()).not.toContain("Redis 7.1");
  });
});
