import { again } from "../../advice.ts";
import type { Answer } from "../../engine/lookup.ts";
import type { AwsLookup } from "../../resources/index.ts";
import { findPostgresVersions, isNewer, isSameLine, newestOf } from "../../resources/rds/engine-versions.ts";
import type { Settings } from "../settings.ts";

/** Key of the pinned PostgreSQL version. */
export const VERSION_KEY = "db.engineVersion";

const lineOf = (version: string): string => version.split(".")[0] ?? version;

/**
 * The PostgreSQL version: the asked one while AWS offers it, else the newest of its line. Where AWS's list cannot be
 * had, the line itself is sent, which RDS resolves.
 */
export const versionLookup = ({ db }: Settings): AwsLookup<string> => ({
  key: VERSION_KEY,
  source: `${db.engineVersion} of rds:DescribeDBEngineVersions`,
  async ask(env) {
    const versions = await findPostgresVersions(env);
    const newest = newestOf(versions, db.engineVersion);
    if (newest === undefined)
      throw new Error(`AWS offers no PostgreSQL ${db.engineVersion} in ${env.region}.`);
    return newest.version;
  },
  fallback: {
    value: lineOf(db.engineVersion),
    notice: `AWS's list of PostgreSQL versions could not be had: ${lineOf(db.engineVersion)} is sent, and RDS chooses the minor version.`,
  },
  live: {
    type: "rds/db-instance",
    read: ([instance]) => instance?.props.engineVersion as string | undefined,
    isSameLine,
    isAhead: (pinned, live) => pinned.includes(".") && isNewer(live, pinned),
  },
  newer: (pinned, offered) =>
    pinned.includes(".") && isSameLine(pinned, offered) && isNewer(offered, pinned)
      ? `PostgreSQL ${offered} is offered; the stack stays at ${pinned} until: ${again(`--upgrade ${VERSION_KEY}`)}`
      : undefined,
});

/** The version to declare. */
export const versionOf = (settings: Settings, answers: ReadonlyMap<string, Answer>): string =>
  (answers.get(VERSION_KEY)?.value as string | undefined) ?? lineOf(settings.db.engineVersion);
