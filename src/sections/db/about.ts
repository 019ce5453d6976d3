import type { SectionAbout } from "../about.ts";

/** What help and wizard tell of this section. */
export const about: SectionAbout = {
  name: "db",
  guide: "Database Setup 2-3",
  makes: "DB subnet group, secret, RDS PostgreSQL instance with its database",
  typicalMinutes: 16,
  enabledByDefault: true,
  questions: [
    { key: "db.engineVersion", message: "PostgreSQL version", kind: "input" },
    { key: "db.class", message: "DB instance class", kind: "input" },
    { key: "db.storageGib", message: "Storage in GiB", kind: "number" },
    { key: "db.multiAz", message: "A standby in another zone (Multi-AZ)?", kind: "confirm" },
    { key: "db.username", message: "Name of the database administrator", kind: "input" },
    { key: "db.databaseName", message: "Name of the database", kind: "input" },
  ],
};
