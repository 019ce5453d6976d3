import { describe, expect, it } from "vitest";
import { wrong } from "../../settings/wrong.ts";
import { settingsOf } from "../declared.ts";

const ofCache = (cache: object): Record<string, string> => wrong({ cache });

describe("the engine of the cache", () => {
  it.each([
    ["redis", "7.0"],
    ["redis", "7"],
    ["redis", "7.1"],
    ["redis", "6.2"],
    ["redis", "5.0.6"],
    ["valkey", "7.2"],
    ["valkey", "7"],
    ["valkey", "8"],
    ["valkey", "8.1"],
    ["valkey", "9.0"],
  ])("%s may be of version %s", (engine, engineVersion) => {
    expect(ofCache({ engine, engineVersion })).toEqual({});
  });

  it.each(["7.2", "8.0", "8", "9.0"])(
    "redis may not be of version %s, which is Valkey's",
    (engineVersion) => {
      expect(ofCache({ engineVersion })).toEqual({
        "cache.engineVersion": "5.0.6 to 7.1 with engine redis; from 7.2 on it is Valkey",
      });
    },
  );

  it.each(["7.0", "7.1", "6.2"])("valkey may not be of version %s, which is Redis'", (engineVersion) => {
    expect(ofCache({ engine: "valkey", engineVersion })).toEqual({
      "cache.engineVersion": "7.2 or above with engine valkey; what is older is Redis",
    });
  });

  it("needs its version named with valkey, since the guide's is of Redis", () => {
    expect(ofCache({ engine: "valkey" })).toHaveProperty(["cache.engineVersion"]);
  });

  it.each(["4.0.10", "latest", "7.x", "7."])("version may not be %s", (engineVersion) => {
    expect(ofCache({ engineVersion })).toHaveProperty(["cache.engineVersion"]);
  });

  it("is refused when it is Memcached", () => {
    expect(ofCache({ engine: "memcached" })).toHaveProperty(["cache.engine"]);
  });

  it.each(["r5.xlarge", "cache.r5", "db.r5.xlarge"])("node type may not be %s", (nodeType) => {
    expect(ofCache({ nodeType })).toEqual({ "cache.nodeType": "a cache node type such as cache.r5.xlarge" });
  });
});

describe("the nodes of the cache", () => {
  it.each([
    ["nodes", 2, 1, 6],
    ["snapshotRetentionDays", 0, 0, 35],
  ])("%s goes from %i on", (key, fine, least, most) => {
    expect(ofCache({ [key]: fine })).toEqual({});
    expect(ofCache({ [key]: most })).toEqual({});
    for (const value of [least - 1, most + 1, 1.5])
      expect(ofCache({ [key]: value })).toEqual({
        [`cache.${key}`]: `a whole number from ${least} to ${most}`,
      });
  });

  it.each([{ nodes: 1 }, { nodes: 1, multiAz: false }, { nodes: 1, automaticFailover: false }])(
    "may not be one alone with %j: failover and Multi-AZ need a replica",
    (cache) => {
      expect(ofCache(cache)).toHaveProperty(
        ["cache.nodes"],
        "2 to 6 while automaticFailover or multiAz is true: only a replica can take over",
      );
    },
  );

  it("may be one alone without failover and Multi-AZ", () => {
    expect(ofCache({ nodes: 1, automaticFailover: false, multiAz: false })).toEqual({});
  });

  it("may not be in several zones without failover", () => {
    expect(ofCache({ automaticFailover: false })).toEqual({
      "cache.multiAz": "false with automaticFailover false",
    });
  });

  it("may be shards, which have their own numbers and always fail over", () => {
    const clusterMode = { shards: 3, replicasPerShard: 1 };
    expect(ofCache({ clusterMode })).toEqual({});
    expect(ofCache({ clusterMode, nodes: 1 })).toEqual({});
    expect(ofCache({ clusterMode, automaticFailover: false, multiAz: false })).toEqual({
      "cache.automaticFailover": "true with clusterMode",
    });
    expect(ofCache({ clusterMode: { shards: 3, replicasPerShard: 0 } })).toEqual({
      "cache.clusterMode.replicasPerShard":
        "1 to 5 while multiAz is true: only a replica can be in another zone",
    });
    expect(ofCache({ clusterMode: { shards: 3, replicasPerShard: 0 }, multiAz: false })).toEqual({});
    expect(ofCache({ clusterMode: { shards: 0, replicasPerShard: 6 } })).toEqual({
      "cache.clusterMode.shards": "a whole number from 1 to 500",
      "cache.clusterMode.replicasPerShard": "a whole number from 0 to 5",
    });
  });
});

describe("the parameters of the cache", () => {
  it("are the guide's by default, and numbers are taken as they are written", () => {
    expect(settingsOf().cache.parameters).toEqual({ "maxmemory-policy": "allkeys-lru", timeout: "300" });
    expect(settingsOf({ cache: { parameters: { timeout: 0 } } }).cache.parameters).toEqual({ timeout: "0" });
  });

  it("may not switch on shards, which clusterMode does", () => {
    expect(Object.keys(ofCache({ parameters: { "cluster-enabled": "yes" } }))).toEqual([
      "cache.parameters.cluster-enabled",
    ]);
  });

  it.each([{ timeout: true }, { timeout: null }, { timeout: "\n" }, { Timeout: 1 }, { "": 1 }])(
    "may not be %j",
    (parameters) => {
      expect(Object.keys(ofCache({ parameters }))).toHaveLength(1);
    },
  );
});

describe("the windows of the cache", () => {
  it.each(["sun:23:30-mon:00:30", "Mon:04:00-Mon:05:00"])("maintenance may be %s", (maintenanceWindow) => {
    expect(ofCache({ maintenanceWindow })).toEqual({});
  });

  it.each(["mon:05:00-mon:05:59", "04:00-05:00", "day:04:00-day:05:00"])(
    "maintenance may not be %s",
    (maintenanceWindow) => {
      expect(ofCache({ maintenanceWindow })).toEqual({
        "cache.maintenanceWindow": "ddd:hh:mm-ddd:hh:mm in UTC, at least 60 minutes, or left out",
      });
    },
  );

  it.each(["03:00-03:30", "3:00-4:00", "mon:03:00-mon:04:00"])(
    "snapshots may not be made %s",
    (snapshotWindow) => {
      expect(ofCache({ snapshotWindow })).toEqual({
        "cache.snapshotWindow": "hh:mm-hh:mm in UTC, at least 60 minutes, or left out",
      });
    },
  );

  it("may not meet", () => {
    expect(ofCache({ snapshotWindow: "03:00-04:00", maintenanceWindow: "mon:03:30-mon:04:30" })).toEqual({
      "cache.maintenanceWindow": "a window that does not meet snapshotWindow 03:00-04:00",
    });
    expect(ofCache({ snapshotWindow: "03:00-04:00", maintenanceWindow: "mon:04:00-mon:05:00" })).toEqual({});
  });
});

it("knows no other key, an AUTH token least of all", () => {
  expect(Object.keys(ofCache({ authToken: "secret" }))).toHaveLength(1);
});
