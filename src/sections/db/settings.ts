import { z } from "zod";
import { minutesOf, parseDaily, parseWeekly, windowsOverlap } from "./windows.ts";

/** RDS asks for windows of at least half an hour. Source: RDS API reference, CreateDBInstance. */
const LEAST_WINDOW_MINUTES = 30;

/**
 * Names that PostgreSQL or RDS keeps for itself. Source: PostgreSQL's key words and RDS's own roles; RDS answers them
 * with InvalidParameterValue.
 */
const RESERVED = new Set(
  "admin all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate column concurrently constraint create cross current_user default deferrable desc distinct do else end except false fetch for foreign freeze from full grant group having ilike in initially inner intersect into is isnull join lateral leading left like limit localtime natural not notnull null offset on only or order outer overlaps placing postgres primary public rds_superuser rdsadmin rdsrepladmin rds_replication references returning right root select session_user similar some symmetric table then to trailing true union unique user using variadic verbose when where window with".split(
    " ",
  ),
);

const dailyWindow = z
  .string()
  .refine(
    (text) => minutesOf(parseDaily(text) ?? { start: 0, end: 0 }) >= LEAST_WINDOW_MINUTES,
    "hh:mm-hh:mm in UTC, at least 30 minutes",
  );
const weeklyWindow = z
  .string()
  .refine(
    (text) => minutesOf(parseWeekly(text) ?? { start: 0, end: 0 }) >= LEAST_WINDOW_MINUTES,
    "ddd:hh:mm-ddd:hh:mm in UTC, at least 30 minutes",
  );

/** The block `db` of the settings. Bounds: RDS API reference, CreateDBInstance. */
export const dbSchema = z
  .strictObject({
    enabled: z.boolean().default(true).describe("Whether this section is part of the stack."),
    engineVersion: z
      .string()
      .regex(/^\d{2}(\.\d{1,2})?$/, "a PostgreSQL version such as 15.3, or its line such as 15")
      .default("15.3")
      .describe("PostgreSQL version; one that AWS no longer offers becomes the newest of its line."),
    class: z
      .string()
      .regex(/^db\.[a-z0-9]+\.[a-z0-9]+$/, "a DB instance class such as db.r5.xlarge")
      .default("db.r5.xlarge")
      .describe("DB instance class."),
    storageGib: z
      .int()
      .min(20, "20 to 65536")
      .max(65536, "20 to 65536")
      .default(100)
      .describe("Storage in GiB, 20 to 65536; it only grows."),
    maxStorageGib: z
      .int()
      .min(22, "22 to 65536, or left out")
      .max(65536, "22 to 65536, or left out")
      .optional()
      .describe("Up to how many GiB AWS may let the storage grow by itself; leave out for never."),
    multiAz: z.boolean().default(true).describe("A standby in another zone."),
    username: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9_]{0,15}$/, "1 to 16 letters, digits and underscores, a letter first")
      .refine(
        (name) => !RESERVED.has(name.toLowerCase()) && !name.toLowerCase().startsWith("pg_"),
        "a name that PostgreSQL and RDS do not reserve",
      )
      .default("flashsaleadmin")
      .describe("Name of the administrator."),
    databaseName: z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_]{0,62}$/, "1 to 63 letters, digits and underscores, no digit first")
      .default("flashsale")
      .describe("Database made with the instance."),
    backupRetentionDays: z
      .int()
      .min(0, "0 to 35")
      .max(35, "0 to 35")
      .default(7)
      .describe("Days of automatic backups, 0 to 35."),
    backupWindow: dailyWindow.default("03:00-04:00").describe("When backups are made, UTC."),
    maintenanceWindow: weeklyWindow.default("mon:04:00-mon:05:00").describe("When AWS may maintain it, UTC."),
    deletionProtection: z
      .boolean()
      .default(true)
      .describe("Whether AWS refuses to delete it until destroy lifts this."),
  })
  .superRefine((db, context) => {
    const daily = parseDaily(db.backupWindow);
    const weekly = parseWeekly(db.maintenanceWindow);
    if (daily !== undefined && weekly !== undefined && windowsOverlap(daily, weekly)) {
      const message = `a window that does not meet backupWindow ${db.backupWindow}`;
      context.addIssue({ code: "custom", path: ["maintenanceWindow"], message, input: db.maintenanceWindow });
    }
    if (db.maxStorageGib !== undefined && db.maxStorageGib < Math.ceil(db.storageGib * 1.1)) {
      const message = `at least 10 % above storageGib ${db.storageGib}`;
      context.addIssue({ code: "custom", path: ["maxStorageGib"], message, input: db.maxStorageGib });
    }
  });

export type DbSettings = z.infer<typeof dbSchema>;
