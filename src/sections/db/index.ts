import type { AwsLookup } from "../../resources/index.ts";
import type { Section } from "../section.ts";
import { about } from "./about.ts";
import { dbAudits } from "./audits.ts";
import { checkDb } from "./checks.ts";
import { dbDeviations } from "./deviations.ts";
import { versionLookup } from "./lookups.ts";
import { dbConnections } from "./probes.ts";
import { declareDb } from "./resources.ts";
import { dbSavings } from "./savings.ts";
import { dbSchema } from "./settings.ts";

/** RDS PostgreSQL with its subnet group and secret. */
export const db: Section = {
  ...about,
  schema: dbSchema,
  lookups: (settings) => [versionLookup(settings) as AwsLookup<unknown>],
  declare: (context) => ({ db: declareDb(context) }),
  outputs: ({ db: made }, settings) =>
    made === undefined
      ? []
      : [
          { name: "DB_HOST", value: made.endpoint },
          { name: "DB_PORT", value: made.port },
          { name: "DB_NAME", value: settings.db.databaseName },
          { name: "DB_USERNAME", value: settings.db.username },
          { name: "DB_PASSWORD", secretArn: made.secretArn },
        ],
  connections: dbConnections,
  deviations: dbDeviations,
  iamActions: ["rds:DescribeDBEngineVersions", "rds:DescribeOrderableDBInstanceOptions"],
  check: checkDb,
  savings: dbSavings,
  audits: dbAudits,
};
