import { describe, expect, it } from "vitest";
import { contents } from "../../src/sections/contents.ts";
import { defaultDisplayName, defaultSettings, settingsSchema } from "../../src/settings/schema.ts";
import { wrong } from "./wrong.ts";

describe("the defaults", () => {
  it("are the guide's values, bit for bit", () => {
    const { name, displayName, region, tags, limits, network, db } = defaultSettings();
    expect({ name, displayName, region, tags, limits, network, db }).toEqual({
      name: "flashsale",
      displayName: "FlashSale",
      region: "us-east-1",
      tags: {},
      limits: {},
      network: {
        enabled: true,
        cidr: "10.0.0.0/16",
        dataSubnets: ["10.0.1.0/24", "10.0.2.0/24", "10.0.3.0/24"],
        applicationSubnets: ["10.0.11.0/24", "10.0.12.0/24", "10.0.13.0/24"],
        edgeSubnets: ["10.0.21.0/24", "10.0.22.0/24", "10.0.23.0/24"],
        egress: "nat-gateway",
        natGateways: "one",
        ingress: "security-groups",
      },
      db: {
        enabled: true,
        engineVersion: "15.3",
        class: "db.r5.xlarge",
        storageGib: 100,
        multiAz: true,
        replicas: 0,
        username: "flashsaleadmin",
        databaseName: "flashsale",
        backupRetentionDays: 7,
        backupWindow: "03:00-04:00",
        maintenanceWindow: "mon:04:00-mon:05:00",
        deletionProtection: true,
      },
    });
  });
});

describe("the name of a stack", () => {
  it.each(["flashsale", "ab", "a-b", "sale2", "s2", "a-b-c-d", "abcdefghijklmnopqrst"])(
    "may be %s",
    (name) => {
      expect(wrong({ name })).toEqual({});
    },
  );

  it.each(["", "a", "Sale", "2sale", "-sale", "sale-", "flash--sale", "flash_sale", "abcdefghijklmnopqrstu"])(
    "may not be %j",
    (name) => {
      expect(Object.keys(wrong({ name }))).toEqual(["name"]);
    },
  );

  it.each([
    ["flashsale", "FlashSale"],
    ["shop", "Shop"],
    ["flash-sale-2", "FlashSale2"],
    ["a-b", "AB"],
  ])("%s makes the account-wide prefix %s", (name, displayName) => {
    expect(defaultDisplayName(name)).toBe(displayName);
    expect(settingsSchema.parse({ name }).displayName).toBe(displayName);
  });

  it("gives way to an account-wide prefix that is set", () => {
    expect(settingsSchema.parse({ name: "shop", displayName: "Sale" }).displayName).toBe("Sale");
  });

  it.each(["S", "2Sale", "Flash-Sale", "F".repeat(41)])(
    "an account-wide prefix may not be %s",
    (displayName) => {
      expect(Object.keys(wrong({ displayName }))).toEqual(["displayName"]);
    },
  );
});

describe("place and limit", () => {
  it.each(["us-east-1", "eu-central-1", "ap-southeast-4", "us-gov-west-1"])(
    "the region may be %s",
    (region) => {
      expect(wrong({ region })).toEqual({});
    },
  );

  it.each(["us-east-1a", "useast1", "US-EAST-1", ""])("the region may not be %j", (region) => {
    expect(Object.keys(wrong({ region }))).toEqual(["region"]);
  });

  it.each(["12345678901", "1234567890123", "acme"])("the account may not be %s", (account) => {
    expect(wrong({ account })).toEqual({ account: "twelve digits in quotes" });
  });

  it("the limit is no less than nothing", () => {
    expect(wrong({ limits: { monthlyUsd: 0 } })).toEqual({});
    expect(wrong({ limits: { monthlyUsd: -1 } })).toEqual({
      "limits.monthlyUsd": "a number of USD, 0 or more",
    });
  });
});

describe("a section without the network", () => {
  it("is refused, since nothing could hold it", () => {
    expect(wrong({ network: { enabled: false } })).toMatchObject({
      "db.enabled": "false where network.enabled is false: it cannot be without network",
    });
  });

  it("is fine when it is off, too", () => {
    const off = Object.fromEntries(contents.map(({ name }) => [name, { enabled: false }]));
    expect(wrong(off)).toEqual({});
  });
});
