import { paginateDescribeDBEngineVersions } from "@aws-sdk/client-rds";
import type { Aws } from "../../aws/env.ts";
import { collect } from "../type.ts";

/** A version of PostgreSQL that RDS tells of. */
export interface PostgresVersion {
  /** Such as `15.13`. */
  readonly version: string;
  /** `available`, or `deprecated` for one that no new instance gets. */
  readonly status: string;
  readonly upgradeTargets: readonly UpgradeTarget[];
}

/** A version to which an instance can be upgraded in place. */
export interface UpgradeTarget {
  readonly version: string;
  readonly isMajor: boolean;
}

/** The version to use for one that was asked for. */
export interface VersionChoice {
  readonly asked: string;
  readonly version: string;
  /** `asked`: offered as asked; `line`: the newest of its line; `other-line`: its line is not offered any more. */
  readonly by: "asked" | "line" | "other-line";
}

/** Reads the versions of PostgreSQL that RDS offers in this Region; `family` narrows them, such as `postgres15`. */
export async function findPostgresVersions(aws: Aws, family?: string): Promise<PostgresVersion[]> {
  const narrow = family === undefined ? {} : { DBParameterGroupFamily: family };
  const pages = paginateDescribeDBEngineVersions({ client: aws.safe.rds }, { Engine: "postgres", ...narrow });
  const versions = await collect(pages, (page) => page.DBEngineVersions);
  return versions.map(({ EngineVersion, Status, ValidUpgradeTarget }) => ({
    version: EngineVersion ?? "",
    status: Status ?? "available",
    upgradeTargets: (ValidUpgradeTarget ?? []).map((target) => ({
      version: target.EngineVersion ?? "",
      isMajor: target.IsMajorVersionUpgrade ?? false,
    })),
  }));
}

// RDS also writes versions such as 11.22-rds.20240509.
const numbersOf = (version: string): number[] => (version.match(/\d+/g) ?? []).map(Number);

const lineOf = (version: string): number => numbersOf(version)[0] ?? 0;

/** Whether two versions are of the same line, which for PostgreSQL is the major version. */
export const isSameLine = (a: string, b: string): boolean => lineOf(a) === lineOf(b);

/** Whether one version is newer than another, number by number. */
export function isNewer(version: string, than: string): boolean {
  return compareVersions(version, than) > 0;
}

function compareVersions(a: string, b: string): number {
  const [left, right] = [numbersOf(a), numbersOf(b)];
  const length = Math.max(left.length, right.length);
  const differences = Array.from({ length }, (_, index) => (left[index] ?? 0) - (right[index] ?? 0));
  return differences.find((difference) => difference !== 0) ?? 0;
}

/**
 * The version to use: the one asked for if it is offered, else the newest of its line, else the newest of the nearest
 * line (the next above, before any below). `undefined` if nothing is offered.
 */
export function newestOf(versions: readonly PostgresVersion[], asked: string): VersionChoice | undefined {
  const offered = versions.filter(({ status }) => status === "available").map(({ version }) => version);
  if (offered.includes(asked)) return { asked, version: asked, by: "asked" };
  const sameLine = newest(offered.filter((version) => isSameLine(version, asked)));
  if (sameLine !== undefined) return { asked, version: sameLine, by: "line" };
  const nearest = newest(offered.filter((version) => lineOf(version) === nearestLine(offered, asked)));
  return nearest === undefined ? undefined : { asked, version: nearest, by: "other-line" };
}

function newest(versions: readonly string[]): string | undefined {
  return [...versions].sort(compareVersions).at(-1);
}

function nearestLine(offered: readonly string[], asked: string): number | undefined {
  const lines = offered.map(lineOf).sort((a, b) => a - b);
  return lines.find((line) => line > lineOf(asked)) ?? lines.at(-1);
}
