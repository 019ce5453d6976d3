import { describe, expect, it } from "vitest";
import { resolveInput } from "../../../src/engine/ref.ts";
import { type Aws, Stack } from "../../../src/resources/index.ts";
import { db } from "../../../src/sections/db/index.ts";
import { declareSections } from "../../../src/sections/index.ts";
import { answersWith, declared, PLACE, propsOf, settingsOf } from "../declared.ts";

const ofDb = (all = declared()) => [...all.keys()].filter((address) => address.startsWith("db."));

describe("the database of the guide", () => {
  it("is a subnet group, a secret and an instance", () => {
    expect(ofDb()).toEqual(["db.subnet-group", "db.secret", "db.instance"]);
  });

  it("has the guide's subnet group, over the data subnets", () => {
    expect(propsOf(declared(), "rds/db-subnet-group")).toEqual({
      "db.subnet-group": {
        name: "flashsale-db-subnet",
        description: "Flash Sale DB Subnet Group",
        subnetIds: [
          "network.subnet.data-1#subnetId",
          "network.subnet.data-2#subnetId",
          "network.subnet.data-3#subnetId",
        ],
        vpcId: "network.vpc#vpcId",
      },
    });
  });

  it("has the guide's instance, value for value", () => {
    expect(propsOf(declared(), "rds/db-instance")).toEqual({
      "db.instance": {
        identifier: "flashsale-db",
        class: "db.r5.xlarge",
        engineVersion: "15.13",
        masterUsername: "flashsaleadmin",
        masterPasswordSecret: "db.secret#arn",
        databaseName: "flashsale",
        allocatedStorageGib: 100,
        maxAllocatedStorageGib: "never",
        storageType: "gp3",
        storageEncrypted: true,
        securityGroupIds: ["network.security-group.database#groupId"],
        subnetGroupName: "db.subnet-group#name",
        backupRetentionDays: 7,
        backupWindow: "03:00-04:00",
        maintenanceWindow: "mon:04:00-mon:05:00",
        multiAz: true,
        publiclyAccessible: false,
        deletionProtection: true,
        copyTagsToSnapshot: true,
        extendedSupport: "open-source-rds-extended-support-disabled",
        autoMinorVersionUpgrade: true,
      },
    });
  });

  it("writes the password's secret before the instance that uses it", () => {
    expect(declared().get("db.instance")?.needs).toContain("db.secret");
  });

  it("has a password of forty characters that RDS, shells and URLs all take", () => {
    const secret = declared().get("db.secret")?.props;
    expect(secret?.name).toBe("flashsale/db-password");
    const alphabet = secret?.alphabet as { characters: string; length: number };
    expect(alphabet.length).toBe(40);
    expect(alphabet.characters).toMatch(/^[A-Za-z0-9._~-]+$/);
    expect(new Set(alphabet.characters).size).toBe(alphabet.characters.length);
  });

  it("grows by itself only where the settings give a bound", () => {
    expect(declared().get("db.instance")?.props.maxAllocatedStorageGib).toBe("never");
    const all = declared(settingsOf({ db: { maxStorageGib: 500 } }));
    expect(all.get("db.instance")?.props.maxAllocatedStorageGib).toBe(500);
  });

  it("carries the stack's name, and a Name tag of its own", () => {
    const stack = new Stack<Aws>({ stack: "shop", lineage: "lineage", tags: { team: "sale" } });
    const settings = settingsOf({ name: "shop", tags: { team: "sale" } });
    declareSections({ ...PLACE, stack, settings, answers: answersWith() });
    const instance = stack.declarations.find(({ address }) => address === "db.instance");
    expect(instance?.input).toMatchObject({
      identifier: "shop-db",
      tags: {
        Name: "shop-db",
        team: "sale",
        "flashsale-setup:stack": "shop",
        "flashsale-setup:address": "db.instance",
        "flashsale-setup:lineage": "lineage",
      },
    });
  });

  it("sends the line alone while no version was found", () => {
    const answers = answersWith();
    answers.delete("db.engineVersion");
    expect(declared(settingsOf(), answers).get("db.instance")?.props.engineVersion).toBe("15");
  });

  it("is not declared where it is switched off", () => {
    expect(ofDb(declared(settingsOf({ db: { enabled: false } })))).toEqual([]);
  });

  it("hands host, port, name, user and the secret's ARN to the application, and no password", () => {
    const stack = new Stack<Aws>({ stack: "flashsale", lineage: "lineage", tags: {} });
    const settings = settingsOf();
    const handles = declareSections({ ...PLACE, stack, settings, answers: answersWith() });
    const known = (address: string) =>
      address === "db.instance" ? { endpoint: "db.x", port: 5432 } : { arn: "arn:password" };
    expect(resolveInput(db.outputs(handles, settings), known)).toEqual([
      { name: "DB_HOST", value: "db.x" },
      { name: "DB_PORT", value: 5432 },
      { name: "DB_NAME", value: "flashsale" },
      { name: "DB_USERNAME", value: "flashsaleadmin" },
      { name: "DB_PASSWORD", secretArn: "arn:password" },
    ]);
    expect(db.outputs({}, settings)).toEqual([]);
  });
});
