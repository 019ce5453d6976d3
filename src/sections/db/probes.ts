import type { Handles } from "../handles.ts";
import type { Settings } from "../settings.ts";
import type { ConnectionSpec } from "../verification.ts";

/** The guide's `SELECT 1`, by the user and the secret of this stack. */
export function dbConnections({ db: made }: Handles, { db }: Settings): ConnectionSpec[] {
  if (made === undefined) return [];
  const { endpoint: host, port, secretArn } = made;
  const { username, databaseName: database } = db;
  return [
    {
      name: "database",
      group: "db",
      section: "db",
      address: "db.instance",
      rule: "network.rule.database-from-application",
      isPrivate: true,
      target: { protocol: "postgres", host, port, username, database, secretArn, writable: true },
    },
  ];
}
