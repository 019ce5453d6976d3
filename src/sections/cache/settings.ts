import { z } from "zod";
import { isVersionOf } from "../../resources/elasticache/engine-versions.ts";
import { BESIDE_OTHERS } from "../cross-check.ts";
import { minutesOf, parseDaily, parseWeekly, windowsOverlap } from "../windows.ts";

/** Source: ElastiCache API reference, CreateReplicationGroup: windows of at least an hour. */
const LEAST_WINDOW_MINUTES = 60;

/**
 * Major version of the oldest Redis that is set up: from 5.0.6 on AWS upgrades in place without downtime. Source: ElastiCache
 * User Guide, "Upgrading engine versions including cross engine upgrades".
 */
const OLDEST = 5;

const VERSION = /^\d{1,2}(\.\d{1,2}){0,2}$/;

const whole = (least: number, most: number) => {
  const error = `a whole number from ${least} to ${most}`;
  return z.int({ error }).min(least, error).max(most, error);
};

const dailyWindow = z
  .string()
  .refine(
    (text) => minutesOf(parseDaily(text) ?? { start: 0, end: 0 }) >= LEAST_WINDOW_MINUTES,
    "hh:mm-hh:mm in UTC, at least 60 minutes, or left out",
  );
const weeklyWindow = z
  .string()
  .refine(
    (text) => minutesOf(parseWeekly(text) ?? { start: 0, end: 0 }) >= LEAST_WINDOW_MINUTES,
    "ddd:hh:mm-ddd:hh:mm in UTC, at least 60 minutes, or left out",
  );

const value = z
  .union([z.string(), z.number()], { error: "text or a number" })
  .transform(String)
  .pipe(z.string().regex(/^[\x20-\x7e]{0,256}$/, "printable text of at most 256 characters"));

const parameters = z
  .record(
    z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,127}$/, "lower-case letters, digits and hyphens, a letter first")
      .refine(
        (name) => name !== "cluster-enabled",
        "any other parameter: this one follows from cache.clusterMode",
      ),
    value,
  )
  .default({ "maxmemory-policy": "allkeys-lru", timeout: "300" })
  .describe("Parameters of the nodes that differ from AWS's own values.");

const clusterMode = z
  .strictObject({
    shards: whole(1, 500).describe("Shards, 1 to 500 (AWS allows 90 nodes until asked for more)."),
    replicasPerShard: whole(0, 5).describe("Replicas of each shard, 0 to 5."),
  })
  .optional()
  .describe("Shards and replicas of a cluster; leave out for one primary with replicas.");

/** The block `cache` of the settings. Bounds: ElastiCache API reference, CreateReplicationGroup. */
export const cacheSchema = z
  .strictObject({
    enabled: z.boolean().default(true).describe("Whether this section is part of the stack."),
    engine: z
      .enum(["redis", "valkey"])
      .default("redis")
      .describe("redis or valkey; Valkey never goes back to Redis."),
    engineVersion: z
      .string({ error: 'a version in quotes, such as "7.0", or its line, such as "7"' })
      .regex(VERSION, "a version such as 7.0, or its line such as 7")
      .default("7.0")
      .describe("Version of the engine: Redis 5.0.6 to 7.1, Valkey from 7.2."),
    nodeType: z
      .string()
      .regex(/^cache\.[a-z0-9]+\.[a-z0-9]+$/, "a cache node type such as cache.r5.xlarge")
      .default("cache.r5.xlarge")
      .describe("Cache node type."),
    nodes: whole(1, 6)
      .default(2)
      .describe("One primary and its replicas, 1 to 6; clusterMode has its own numbers."),
    clusterMode,
    automaticFailover: z
      .boolean()
      .default(true)
      .describe("Whether a replica takes over from a primary that fails; needs 2 nodes."),
    multiAz: z.boolean().default(true).describe("Nodes in different zones; needs automaticFailover."),
    parameters,
    snapshotRetentionDays: whole(0, 35).default(1).describe("Days of automatic snapshots, 0 to 35."),
    snapshotWindow: dailyWindow
      .optional()
      .describe("When snapshots are made, UTC; leave out and AWS chooses, or keeps what it is."),
    maintenanceWindow: weeklyWindow
      .optional()
      .describe("When AWS may maintain it, UTC; leave out and AWS chooses, or keeps what it is."),
  })
  .superRefine((cache, context) => {
    for (const problem of [...versionProblems(cache), ...nodeProblems(cache), ...windowProblems(cache)])
      context.addIssue({ code: "custom", ...problem });
  }, BESIDE_OTHERS);

export type CacheSettings = z.infer<typeof cacheSchema>;

interface Problem {
  readonly path: string[];
  readonly message: string;
  readonly input: unknown;
}

type Versions = Pick<CacheSettings, "engine" | "engineVersion">;

/** The version says which engine it is of, and with it the family of the parameter group. */
function versionProblems({ engine, engineVersion: input }: Versions): Problem[] {
  const path = ["engineVersion"];
  const version = String(input);
  if (!VERSION.test(version)) return [];
  if (engine === "valkey")
    return isVersionOf("valkey", version)
      ? []
      : [{ path, message: "7.2 or above with engine valkey; what is older is Redis", input }];
  if (!isVersionOf("redis", version))
    return [{ path, message: "5.0.6 to 7.1 with engine redis; from 7.2 on it is Valkey", input }];
  const isOld = Number(version.split(".")[0]) < OLDEST;
  return isOld ? [{ path, message: "5.0.6 to 7.1 with engine redis", input }] : [];
}

type Nodes = Pick<CacheSettings, "nodes" | "clusterMode" | "automaticFailover" | "multiAz">;

/** Source: ElastiCache API reference, CreateReplicationGroup, AutomaticFailoverEnabled and MultiAZEnabled. */
function nodeProblems({ nodes, clusterMode: cluster, automaticFailover, multiAz }: Nodes): Problem[] {
  const problems: Problem[] = [];
  if (cluster !== undefined && automaticFailover === false)
    problems.push({
      path: ["automaticFailover"],
      message: "true with clusterMode",
      input: automaticFailover,
    });
  else if (multiAz === true && automaticFailover === false)
    problems.push({ path: ["multiAz"], message: "false with automaticFailover false", input: multiAz });
  if (cluster === undefined && nodes === 1 && (automaticFailover === true || multiAz === true))
    problems.push({ path: ["nodes"], message: ONE_NODE, input: nodes });
  if (cluster?.replicasPerShard === 0 && multiAz === true)
    problems.push({ path: ["clusterMode", "replicasPerShard"], message: NO_REPLICA, input: 0 });
  return problems;
}

const ONE_NODE = "2 to 6 while automaticFailover or multiAz is true: only a replica can take over";
const NO_REPLICA = "1 to 5 while multiAz is true: only a replica can be in another zone";

type Windows = Pick<CacheSettings, "snapshotWindow" | "maintenanceWindow">;

function windowProblems({ snapshotWindow, maintenanceWindow: input }: Windows): Problem[] {
  const daily = parseDaily(String(snapshotWindow));
  const weekly = parseWeekly(String(input));
  if (daily === undefined || weekly === undefined || !windowsOverlap(daily, weekly)) return [];
  const message = `a window that does not meet snapshotWindow ${snapshotWindow}`;
  return [{ path: ["maintenanceWindow"], message, input }];
}
