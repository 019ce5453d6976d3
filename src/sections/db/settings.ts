import { z } from "zod";
import { BESIDE_OTHERS } from "../cross-check.ts";
import { minutesOf, parseDaily, parseWeekly, windowsOverlap } from "../windows.ts";
import { isReservedDatabase, isReservedUsername } from "./reserved.ts";

/** RDS asks for windows of at least half an hour. Source: RDS API reference, CreateDBInstance. */
const LEAST_WINDOW_MINUTES = 30;

const whole = (least: number, most: number, besides = "") => {
  const error = `a whole number from ${least} to ${most}${besides}`;
  return z.int({ error }).min(least, error).max(most, error);
};

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
      .string({ error: 'a PostgreSQL version in quotes, such as "15.3", or its line, such as "15"' })
      .regex(/^\d{2}(\.\d{1,2})?$/, "a PostgreSQL version such as 15.3, or its line such as 15")
      .default("15.3")
      .describe("PostgreSQL version; one that AWS no longer offers becomes the newest of its line."),
    class: z
      .string()
      .regex(/^db\.[a-z0-9]+\.[a-z0-9]+$/, "a DB instance class such as db.r5.xlarge")
      .default("db.r5.xlarge")
      .describe("DB instance class."),
    storageGib: whole(20, 65536).default(100).describe("Storage in GiB, 20 to 65536; it only grows."),
    maxStorageGib: whole(22, 65536, ", or left out")
      .optional()
      .describe("Up to how many GiB AWS may let the storage grow by itself; leave out for never."),
    iops: whole(12_000, 64_000, ", or left out")
      .optional()
      .describe("IOPS, 12000 to 64000, from 400 GiB on; leave out to keep what it has (12000 when new)."),
    storageThroughputMibps: whole(500, 4_000, ", or left out")
      .optional()
      .describe("MiB a second, 500 to 4000, from 400 GiB on; leave out to keep what it has (500 when new)."),
    multiAz: z.boolean().default(true).describe("A standby in another zone."),
    replicas: whole(0, 15)
      .default(0)
      .describe("Read replicas for read-heavy loads, 0 to 15; they need backups."),
    username: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9_]{0,15}$/, "1 to 16 letters, digits and underscores, a letter first")
      .refine((name) => !isReservedUsername(name), "a name that PostgreSQL and RDS do not reserve")
      .default("flashsaleadmin")
      .describe("Name of the administrator."),
    databaseName: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9_]{0,62}$/, "1 to 63 letters, digits and underscores, a letter first")
      .refine((name) => !isReservedDatabase(name), "a name that PostgreSQL and RDS do not reserve")
      .default("flashsale")
      .describe("Database made with the instance."),
    backupRetentionDays: whole(0, 35).default(7).describe("Days of automatic backups, 0 to 35."),
    backupWindow: dailyWindow.default("03:00-04:00").describe("When backups are made, UTC."),
    maintenanceWindow: weeklyWindow.default("mon:04:00-mon:05:00").describe("When AWS may maintain it, UTC."),
    deletionProtection: z
      .boolean()
      .default(true)
      .describe("Whether AWS refuses to delete it until destroy lifts this."),
  })
  .superRefine((db, context) => {
    for (const problem of [
      ...windowProblems(db),
      ...storageProblems(db),
      ...performanceProblems(db),
      ...replicaProblems(db),
    ])
      context.addIssue({ code: "custom", ...problem });
  }, BESIDE_OTHERS);

export type DbSettings = z.infer<typeof dbSchema>;

interface Problem {
  readonly path: string[];
  readonly message: string;
  readonly input: unknown;
}

type Windows = Pick<DbSettings, "backupWindow" | "maintenanceWindow">;

function windowProblems({ backupWindow, maintenanceWindow: input }: Windows): Problem[] {
  const daily = parseDaily(String(backupWindow));
  const weekly = parseWeekly(String(input));
  if (daily === undefined || weekly === undefined || !windowsOverlap(daily, weekly)) return [];
  return [
    {
      path: ["maintenanceWindow"],
      message: `a window that does not meet backupWindow ${backupWindow}`,
      input,
    },
  ];
}

type Copied = Pick<DbSettings, "replicas" | "backupRetentionDays">;

/** Source: RDS User Guide, "Working with DB instance read replicas": a source needs automated backups. */
function replicaProblems({ replicas, backupRetentionDays: input }: Copied): Problem[] {
  if (!(replicas > 0) || input !== 0) return [];
  return [{ path: ["backupRetentionDays"], message: `1 to 35 with replicas ${replicas}`, input }];
}

type Storage = Pick<DbSettings, "storageGib" | "maxStorageGib">;

/** Source: RDS User Guide, "Managing capacity automatically with Amazon RDS storage autoscaling". */
function storageProblems({ storageGib, maxStorageGib: input }: Storage): Problem[] {
  if (input === undefined || !(input < storageGib + Math.ceil(storageGib / 10))) return [];
  return [{ path: ["maxStorageGib"], message: `at least 10 % above storageGib ${storageGib}`, input }];
}

/** RDS fixes the performance of smaller gp3 storage. Source: RDS User Guide, "gp3 storage". */
const STRIPED_GIB = 400;

/** IOPS for each MiB a second, and what larger storage has at least. Source: RDS User Guide, "gp3 storage". */
const IOPS_PER_MIBPS = 4;
const LEAST_IOPS = 12_000;

type Performance = Pick<DbSettings, "storageGib" | "iops" | "storageThroughputMibps">;

function performanceProblems({
  storageGib,
  iops,
  storageThroughputMibps: throughput,
}: Performance): Problem[] {
  if (storageGib < STRIPED_GIB) {
    const message = `left out below storageGib ${STRIPED_GIB}: AWS fixes it there`;
    const set = { iops, storageThroughputMibps: throughput };
    return Object.entries(set).flatMap(([key, input]) =>
      input === undefined ? [] : [{ path: [key], message, input }],
    );
  }
  if (throughput === undefined || throughput * IOPS_PER_MIBPS <= (iops ?? LEAST_IOPS)) return [];
  const message = `at most a quarter of the IOPS (iops ${iops ?? LEAST_IOPS})`;
  return [{ path: ["storageThroughputMibps"], message, input: throughput }];
}
