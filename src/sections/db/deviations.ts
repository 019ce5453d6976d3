import type { Answer } from "../../engine/lookup.ts";
import type { Deviation } from "../section.ts";
import type { Settings } from "../settings.ts";
import { versionOf } from "./lookups.ts";

/** Where the database differs from the guide, and why. */
export function dbDeviations(settings: Settings, answers: ReadonlyMap<string, Answer>): Deviation[] {
  const version = versionOf(settings, answers);
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
  if (version !== settings.db.engineVersion) {
    const reason = version.includes(".")
      ? "AWS no longer offers it; this is the newest of its line"
      : "AWS's list could not be had";
    deviations.unshift({
      step,
      guide: `PostgreSQL ${settings.db.engineVersion}`,
      ours: `PostgreSQL ${version}`,
      reason,
    });
  }
  return deviations;
}
