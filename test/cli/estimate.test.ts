import { describe, expect, it } from "vitest";
import { estimate } from "../../src/cli/estimate.ts";
import { contents } from "../../src/sections/contents.ts";
import type { Settings } from "../../src/sections/index.ts";
import { settingsOf } from "../sections/declared.ts";

const HOURS = 730;

/** Settings of network and database alone. */
const alone = (text: object = {}): Settings => {
  const others = contents
    .map(({ name }) => name as string)
    .filter((name) => !["network", "db"].includes(name));
  return settingsOf({ ...Object.fromEntries(others.map((name) => [name, { enabled: false }])), ...text });
};

const usd = (text: object = {}): number => estimate(alone(text)).knownUsd ?? 0;
const withoutDb = (network: object = {}): number => usd({ db: { enabled: false }, network });

const NAT = HOURS * 0.045;
const ADDRESS = HOURS * 0.005;
const SECRET = 0.4;

describe("the estimate", () => {
  it("sums what the guide's stack uses a month, and knows every price", () => {
    const database = HOURS * 1 + 100 * 0.23;
    const { knownUsd, unknown } = estimate(alone());
    expect(knownUsd).toBeCloseTo(NAT + ADDRESS + database + SECRET, 6);
    expect(unknown).toEqual([]);
  });

  it("counts a NAT gateway and its address in each zone", () => {
    expect(withoutDb()).toBeCloseTo(NAT + ADDRESS, 6);
    expect(withoutDb({ natGateways: "per-zone" })).toBeCloseTo(3 * (NAT + ADDRESS), 6);
  });

  it("counts as many zones as there are blocks", () => {
    const dataSubnets = ["10.0.1.0/24", "10.0.2.0/24"];
    expect(withoutDb({ natGateways: "per-zone", dataSubnets })).toBeCloseTo(2 * (NAT + ADDRESS), 6);
  });

  it("counts no NAT gateway where none is made", () => {
    expect(withoutDb({ egress: "internet-gateway" })).toBe(0);
  });

  it("counts a public address for each instance where there is no NAT gateway", () => {
    const network = { egress: "internet-gateway" };
    const sized = (desired: number): number =>
      estimate(settingsOf({ network, scale: { desired } })).knownUsd ?? 0;
    const instance = HOURS * 0.192 + 20 * 0.08;
    expect(sized(6) - sized(5)).toBeCloseTo(instance + ADDRESS, 6);
    const single = estimate(settingsOf({ network, deploy: { instance: true } })).knownUsd ?? 0;
    expect(single - sized(5)).toBeCloseTo(instance + ADDRESS, 6);
  });

  it("halves the database without its standby", () => {
    expect(usd() - usd({ db: { multiAz: false } })).toBeCloseTo(HOURS * 0.5 + 100 * 0.115, 6);
  });

  it("grows with the storage", () => {
    expect(usd({ db: { storageGib: 200 } }) - usd()).toBeCloseTo(100 * 0.23, 6);
  });

  it("names what has no price instead of calling it free", () => {
    const { knownUsd, unknown } = estimate(alone({ db: { class: "db.r6g.large" } }));
    expect(knownUsd).toBeGreaterThan(0);
    expect(unknown).toEqual(["rds:db.r6g.large:multi-az:hour"]);
  });

  it("knows no price in a region without a list", () => {
    const { knownUsd, unknown } = estimate(settingsOf({ region: "eu-central-1" }));
    expect(knownUsd).toBeUndefined();
    expect(unknown.length).toBeGreaterThan(3);
  });

  it("is made for a VPC that exists without looking at it", () => {
    const existing = {
      vpcId: "vpc-0a",
      dataSubnetIds: ["subnet-0a", "subnet-0b"],
      applicationSubnetIds: ["subnet-0c", "subnet-0d"],
      edgeSubnetIds: ["subnet-0e", "subnet-0f"],
    };
    expect(withoutDb({ existing })).toBe(0);
  });
});
