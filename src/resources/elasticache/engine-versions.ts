import { paginateDescribeCacheEngineVersions } from "@aws-sdk/client-elasticache";
import type { Aws } from "../../aws/env.ts";
import { collect } from "../type.ts";
import { compareVersions, continues, majorOf } from "../version-order.ts";

export type CacheEngine = "redis" | "valkey";

/** A version of an engine, in the form in which AWS offers it, with the family of its parameter groups. */
export interface CacheVersion {
  readonly engine: CacheEngine;
  /** Such as `7.0`; AWS adds the patch by itself. Before version 6 the patch is named, too: `5.0.6`. */
  readonly version: string;
  /** Such as `redis7`. */
  readonly family: string;
}

/** Engine and version in one text, as a replication group is asked for them: `redis 7.0`. */
export const toEngineText = ({ engine, version }: Pick<CacheVersion, "engine" | "version">): string =>
  `${engine} ${version}`;

/** Reads such a text; `undefined` for any other value. */
export function parseEngineText(text: unknown): Pick<CacheVersion, "engine" | "version"> | undefined {
  const [, engine, version = ""] = /^(redis|valkey) (\S+)$/.exec(String(text)) ?? [];
  return engine === undefined ? undefined : { engine: engine as CacheEngine, version };
}

/** Reads the versions that ElastiCache offers in this Region for an engine. */
export async function findCacheVersions(aws: Aws, engine: CacheEngine): Promise<CacheVersion[]> {
  const pages = paginateDescribeCacheEngineVersions({ client: aws.safe.elastiCache }, { Engine: engine });
  const versions = await collect(pages, (page) => page.CacheEngineVersions);
  return versions.flatMap(({ EngineVersion: version, CacheParameterGroupFamily: family }) =>
    version === undefined || family === undefined ? [] : [{ engine, version, family }],
  );
}

/**
 * The version to use: the one asked for if it is offered (a patch stands for its minor version), else the newest of its
 * line, else the newest of the nearest line (the next above, before any below). `undefined` if nothing is offered.
 */
export function chooseCacheVersion(
  offered: readonly CacheVersion[],
  asked: string,
): CacheVersion | undefined {
  const sorted = [...offered].sort((a, b) => compareVersions(a.version, b.version));
  const exact = sorted.findLast(({ version }) => version === asked || continues(asked, version));
  const line = majorOf(asked);
  return exact ?? newestOf(sorted, line) ?? newestOf(sorted, nearestLine(sorted, line));
}

function newestOf(sorted: readonly CacheVersion[], line: number | undefined): CacheVersion | undefined {
  return sorted.findLast(({ version }) => majorOf(version) === line);
}

function nearestLine(sorted: readonly CacheVersion[], asked: number): number | undefined {
  const lines = sorted.map(({ version }) => majorOf(version));
  return lines.find((line) => line > asked) ?? lines.at(-1);
}

/**
 * The family of a version's parameter groups by the rule that AWS's names follow so far: `redis5.0`, `redis6.x`, `redis7`,
 * `valkey8`. Source: ElastiCache API reference, CreateCacheParameterGroup.
 */
export function familyOf(engine: CacheEngine, version: string): string {
  const major = majorOf(version);
  if (engine === "valkey" || major >= 7) return `${engine}${major}`;
  return major === 6 ? "redis6.x" : `redis${major}.0`;
}

/** A live version in the form in which AWS offers it: `7.0` for `7.0.7`. */
export function toOfferedForm(live: string): string {
  return majorOf(live) >= 6 ? live.split(".").slice(0, 2).join(".") : live;
}

/** Redis ends at 7.1, Valkey begins at 7.2. Source: ElastiCache User Guide, "Supported engines and versions". */
const FIRST_VALKEY = "7.2";

/** Whether an engine has versions such as this one. A line alone fits both where they share it. */
export function isVersionOf(engine: CacheEngine, version: string): boolean {
  if (version === "7") return true;
  const isValkey = compareVersions(version, FIRST_VALKEY) >= 0;
  return engine === "valkey" ? isValkey : !isValkey;
}

type Version = Pick<CacheVersion, "engine" | "version">;

/** Whether two versions are of the same engine and line, which is the major version. */
export const isSameCacheLine = (a: Version, b: Version): boolean =>
  a.engine === b.engine && majorOf(a.version) === majorOf(b.version);

/** Whether the first version is newer than the second; every Valkey is newer than every Redis. */
export function isNewerCache(a: Version, than: Version): boolean {
  if (a.engine !== than.engine) return a.engine === "valkey";
  return compareVersions(a.version, than.version) > 0 && !continues(a.version, than.version);
}
