import { describe, expect, it } from "vitest";
import { priceOf } from "../../src/prices/index.ts";
import { US_EAST_1 } from "../../src/prices/us-east-1.ts";
import { resourceTypes } from "../../src/resources/index.ts";
import { declared, settingsOf } from "../sections/declared.ts";

describe("the price of what is used", () => {
  it("is quantity times price, summed", () => {
    const usages = [
      { sku: "ec2:nat-gateway:hour", quantity: 730 },
      { sku: "ec2:public-ipv4:hour", quantity: 730 },
    ];
    const { knownUsd, unknown } = priceOf(usages, "us-east-1");
    expect(knownUsd).toBeCloseTo(36.5, 6);
    expect(unknown).toEqual([]);
  });

  it("names what has none, once, and sums the rest", () => {
    const usages = [
      { sku: "ec2:nat-gateway:hour", quantity: 730 },
      { sku: "rds:db.x1.large:multi-az:hour", quantity: 730 },
      { sku: "rds:db.x1.large:multi-az:hour", quantity: 730 },
    ];
    const { knownUsd, unknown } = priceOf(usages, "us-east-1");
    expect(knownUsd).toBeCloseTo(32.85, 6);
    expect(unknown).toEqual(["rds:db.x1.large:multi-az:hour"]);
  });

  it("is nothing where nothing is billed, in every region", () => {
    expect(priceOf([], "eu-north-1")).toEqual({ knownUsd: 0, unknown: [] });
  });

  it("is not known where nothing has one", () => {
    const usages = [{ sku: "ec2:nat-gateway:hour", quantity: 730 }];
    expect(priceOf(usages, "eu-north-1")).toEqual({ knownUsd: undefined, unknown: ["ec2:nat-gateway:hour"] });
  });
});

describe("the price list of us-east-1", () => {
  const VARIANTS = [
    {},
    { network: { natGateways: "per-zone" } },
    { network: { egress: "internet-gateway" } },
    { db: { multiAz: false } },
  ];

  it.each(VARIANTS)("has every sku that the guide's stack uses with %j", (text) => {
    const usages = [...declared(settingsOf(text)).values()].flatMap(
      ({ type, props }) => resourceTypes.get(type)?.usage?.(props) ?? [],
    );
    // Metrics of Kafka are billed one by one, and nobody knows their number beforehand.
    const priced = usages.filter(({ sku }) => !sku.startsWith("kafka:metrics:"));
    for (const { sku } of priced) expect([sku, US_EAST_1[sku]]).toEqual([sku, expect.any(Number)]);
  });

  it("bills a standby twice", () => {
    for (const [sku, usd] of Object.entries(US_EAST_1)) {
      if (!sku.includes(":multi-az:")) continue;
      expect(usd).toBeCloseTo(2 * (US_EAST_1[sku.replace("multi-az", "single-az")] ?? 0), 6);
    }
  });
});
