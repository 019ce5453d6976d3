import type { Answer } from "../../engine/lookup.ts";
import { isSameLine } from "../../resources/rds/engine-versions.ts";
import type { Deviation } from "../section.ts";
import type { Settings } from "../settings.ts";
import { versionOf } from "./lookups.ts";

/** Where the database differs from the guide, and why. */
export function dbDeviations(settings: Settings, answers: ReadonlyMap<string, Answer>): Deviation[] {
  const version = versionOf(settings, answers);
  const reason = versionReason(settings.db.engineVersion, version);
  const step = "Database Setup 2";
  const deviations: Deviation[] = [
    {
      step,
      guide: "a password in the command line",
      ours: `a generated one in the secret ${settings.name}/db-password`,
      reason: "a password in a command stays in shell histories and process lists",
    },
    {
      step,
      guide: "deletion protection and tags on snapshots not mentioned",
      ours: `deletion protection ${settings.db.deletionProtection ? "on" : "off"}, tags copied to snapshots, Extended Support off`,
      reason: "one command must not lose the data, and an outdated version must not cost extra by surprise",
    },
    {
      step: "Database Setup 3",
      guide: "CREATE DATABASE by psql from a laptop",
      ours: `the database ${settings.db.databaseName} made with the instance`,
      reason: "the instance is private: a laptop cannot reach it",
    },
  ];
  return reason === undefined
    ? deviations
    : [{ step, guide: "PostgreSQL 15.3", ours: `PostgreSQL ${version}`, reason }, ...deviations];
}

/** Why not the version that the settings ask for; `undefined` where it is that one. */
function versionReason(asked: string, version: string): string | undefined {
  if (version === asked || version.startsWith(`${asked}.`)) return undefined;
  if (!version.includes(".")) return "AWS's list could not be had";
  return isSameLine(version, asked)
    ? `AWS no longer offers ${asked} or has upgraded it; this one is of the same line`
    : `AWS no longer offers the line of ${asked}; this is the newest of the nearest`;
}
