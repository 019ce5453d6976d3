import { describe, expect, it } from "vitest";
import { wrong } from "../../settings/wrong.ts";

const ofDb = (db: object): Record<string, string> => wrong({ db });

describe("the names of the database", () => {
  it.each(["flashsaleadmin", "postgres", "root", "shop_1", "A", "abcdefghijklmnop"])(
    "the administrator may be %s",
    (username) => {
      expect(ofDb({ username })).toEqual({});
    },
  );

  it.each(["1shop", "_shop", "shop-1", "", "abcdefghijklmnopq"])(
    "the administrator may not be %j",
    (username) => {
      expect(ofDb({ username })).toHaveProperty(["db.username"]);
    },
  );

  it.each([
    "admin",
    "ADMIN",
    "rdsadmin",
    "rdsrepladmin",
    "rds_superuser",
    "rds_replication",
    "rds_iam",
    "replication",
    "public",
    "none",
    "pg_shop",
    "PG_SHOP",
    "user",
    "table",
    "select",
    "current_user",
    "current_catalog",
    "authorization",
  ])("the administrator may not be %s, which is reserved", (username) => {
    expect(ofDb({ username })).toEqual({ "db.username": "a name that PostgreSQL and RDS do not reserve" });
  });

  it.each(["flashsale", "FlashSale", "postgres", "a".repeat(63)])(
    "the database may be %s",
    (databaseName) => {
      expect(ofDb({ databaseName })).toEqual({});
    },
  );

  it.each(["_shop", "1shop", "flash-sale", "a".repeat(64)])("the database may not be %s", (databaseName) => {
    expect(ofDb({ databaseName })).toEqual({
      "db.databaseName": "1 to 63 letters, digits and underscores, a letter first",
    });
  });

  it.each(["db", "database", "Database", "admin", "rdsadmin", "template0", "template1", "order", "user"])(
    "the database may not be %s, which is reserved",
    (databaseName) => {
      expect(ofDb({ databaseName })).toEqual({
        "db.databaseName": "a name that PostgreSQL and RDS do not reserve",
      });
    },
  );
});

describe("version, class and storage of the database", () => {
  it.each(["15.3", "15", "16.10", "17.1"])("the version may be %s", (engineVersion) => {
    expect(ofDb({ engineVersion })).toEqual({});
  });

  it.each(["latest", "15.3.1", "9.6", "15."])("the version may not be %s", (engineVersion) => {
    expect(ofDb({ engineVersion })).toHaveProperty(["db.engineVersion"]);
  });

  it.each(["r5.xlarge", "db.r5", "DB.R5.XLARGE", "db.r5.xlarge.more"])("the class may not be %s", (name) => {
    expect(ofDb({ class: name })).toEqual({ "db.class": "a DB instance class such as db.r5.xlarge" });
  });

  it.each([
    ["storageGib", 20, 65536],
    ["backupRetentionDays", 0, 35],
  ])("%s goes from %i to %i", (key, least, most) => {
    expect(ofDb({ [key]: least })).toEqual({});
    expect(ofDb({ [key]: most })).toEqual({});
    for (const value of [least - 1, most + 1])
      expect(ofDb({ [key]: value })).toEqual({ [`db.${key}`]: `a whole number from ${least} to ${most}` });
  });

  it("storage may grow by itself to at least a tenth more", () => {
    expect(ofDb({ storageGib: 100, maxStorageGib: 110 })).toEqual({});
    expect(ofDb({ storageGib: 100, maxStorageGib: 109 })).toEqual({
      "db.maxStorageGib": "at least 10 % above storageGib 100",
    });
    expect(ofDb({ maxStorageGib: 65537 })).toEqual({
      "db.maxStorageGib": "a whole number from 22 to 65536, or left out",
    });
  });
});

const BACKUP = "hh:mm-hh:mm in UTC, at least 30 minutes";
const MAINTENANCE = "ddd:hh:mm-ddd:hh:mm in UTC, at least 30 minutes";

describe("the windows of the database", () => {
  it.each(["23:45-00:15", "00:00-00:30"])("backups may be made %s", (backupWindow) => {
    expect(ofDb({ backupWindow })).toEqual({});
  });

  it.each(["03:00-03:29", "03:00-03:00", "3:00-4:00", "24:00-25:00", "mon:03:00-mon:04:00"])(
    "backups may not be made %s",
    (backupWindow) => {
      expect(ofDb({ backupWindow })).toEqual({ "db.backupWindow": BACKUP });
    },
  );

  it.each(["sun:23:45-mon:00:15", "Mon:04:00-Mon:05:00", "tue:04:00-tue:04:30"])(
    "maintenance may be %s",
    (maintenanceWindow) => {
      expect(ofDb({ maintenanceWindow })).toEqual({});
    },
  );

  it.each(["mon:05:00-mon:05:29", "mon:05:00-mon:05:00", "04:00-05:00", "day:04:00-day:05:00"])(
    "maintenance may not be %s",
    (maintenanceWindow) => {
      expect(ofDb({ maintenanceWindow })).toEqual({ "db.maintenanceWindow": MAINTENANCE });
    },
  );

  it.each([
    ["03:00-04:00", "mon:03:30-mon:04:30"],
    ["03:00-04:00", "wed:03:00-wed:04:00"],
    ["03:00-04:00", "wed:03:15-wed:03:45"],
    ["23:30-00:30", "tue:00:00-tue:01:00"],
    ["23:30-00:30", "mon:00:00-mon:01:00"],
    ["00:15-00:45", "sun:23:30-mon:00:30"],
    ["10:00-11:00", "sat:12:00-mon:00:00"],
  ])("backups %s may not meet maintenance %s", (backupWindow, maintenanceWindow) => {
    expect(ofDb({ backupWindow, maintenanceWindow })).toEqual({
      "db.maintenanceWindow": `a window that does not meet backupWindow ${backupWindow}`,
    });
  });

  it.each([
    ["03:00-04:00", "mon:04:00-mon:05:00"],
    ["03:00-04:00", "mon:02:00-mon:03:00"],
    ["23:30-00:00", "mon:00:00-mon:01:00"],
    ["23:00-23:30", "sun:23:30-mon:00:30"],
  ])("backups %s may stand right beside maintenance %s", (backupWindow, maintenanceWindow) => {
    expect(ofDb({ backupWindow, maintenanceWindow })).toEqual({});
  });
});
