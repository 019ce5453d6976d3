import { describe, expect, it } from "vitest";
import type { Aws } from "../../../src/aws/env.ts";
import type { ExistingNetwork, ExistingSubnet } from "../../../src/resources/ec2/existing-network.ts";
import { checkExisting } from "../../../src/sections/network/checks.ts";
import type { SettingProblem } from "../../../src/sections/section.ts";
import { answer, settingsOf } from "../declared.ts";

const VPC = "vpc-0abc1234";
const EXISTING = {
  vpcId: VPC,
  dataSubnetIds: ["subnet-0d1", "subnet-0d2"],
  applicationSubnetIds: ["subnet-0a1", "subnet-0a2"],
  edgeSubnetIds: ["subnet-0e1", "subnet-0e2"],
};

const subnet = (id: string, zone: string, part: Partial<ExistingSubnet> = {}): ExistingSubnet => ({
  id,
  vpcId: VPC,
  zone: `us-east-1${zone}`,
  zoneId: `use1-az-${zone}`,
  cidr: "172.16.1.0/24",
  freeAddresses: 200,
  mapsPublic: false,
  defaultRoute: "none",
  ...part,
});

const GOOD: readonly ExistingSubnet[] = [
  subnet("subnet-0d1", "a"),
  subnet("subnet-0d2", "b"),
  subnet("subnet-0a1", "a", { defaultRoute: "nat-gateway" }),
  subnet("subnet-0a2", "b", { defaultRoute: "nat-gateway" }),
  subnet("subnet-0e1", "a", { defaultRoute: "internet-gateway" }),
  subnet("subnet-0e2", "b", { defaultRoute: "internet-gateway" }),
];

const GOOD_VPC = {
  id: VPC,
  cidr: "172.16.0.0/16",
  secondaryBlocks: [],
  dnsSupport: true,
  dnsHostnames: true,
};

/** The good network with some subnets otherwise. */
const withSubnets = (changes: Readonly<Record<string, Partial<ExistingSubnet>>>): ExistingNetwork => ({
  vpc: GOOD_VPC,
  subnets: GOOD.map((one) => ({ ...one, ...changes[one.id] })),
});

function check(found: ExistingNetwork, existing: object = EXISTING): Promise<readonly SettingProblem[]> {
  return checkExisting({
    env: {} as Aws,
    settings: settingsOf({ network: { existing } }),
    answers: new Map([["network.existing", answer(found)]]),
    observation: new Map(),
  });
}

describe("a VPC that the settings name", () => {
  it("passes where each tier has two zones, room and its way out", async () => {
    expect(await check(withSubnets({}))).toEqual([]);
  });

  it("is not looked at where the stack makes its own", async () => {
    const context = {
      env: {} as Aws,
      settings: settingsOf(),
      answers: new Map(),
      observation: new Map(),
    };
    expect(await checkExisting(context)).toEqual([]);
  });

  it("must exist", async () => {
    const [first] = await check({ vpc: undefined, subnets: GOOD });
    expect(first).toEqual({
      key: "network.existing.vpcId",
      value: VPC,
      allowed: "a VPC of this account and region",
      text: "there is no such VPC",
    });
  });

  it.each(["dnsSupport", "dnsHostnames"])("must have %s switched on", async (attribute) => {
    const problems = await check({ ...withSubnets({}), vpc: { ...GOOD_VPC, [attribute]: false } });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({
      key: "network.existing.vpcId",
      allowed: "a VPC with DNS support and DNS hostnames switched on",
    });
  });

  it.each([
    ["data", "subnet-0d1", "subnet-0d2"],
    ["application", "subnet-0a1", "subnet-0a2"],
    ["edge", "subnet-0e1", "subnet-0e2"],
  ])("must have its %s subnets in two zones", async (tier, first, second) => {
    const network = withSubnets({ [first]: { zone: "us-east-1a" }, [second]: { zone: "us-east-1a" } });
    expect(await check(network)).toEqual([
      {
        key: `network.existing.${tier}SubnetIds`,
        value: [first, second],
        allowed: "subnets in at least two zones",
        text: "all are in us-east-1a",
      },
    ]);
  });

  it("must hold the subnets that are named", async () => {
    const problems = await check(withSubnets({ "subnet-0d1": { vpcId: "vpc-0other" } }), {
      ...EXISTING,
      edgeSubnetIds: ["subnet-0e1", "subnet-0404"],
    });
    expect(problems.map(({ key, value, text }) => [key, value, text])).toEqual([
      ["network.existing.dataSubnetIds", "subnet-0d1", "there is no such subnet in that VPC"],
      ["network.existing.edgeSubnetIds", "subnet-0404", "there is no such subnet in that VPC"],
    ]);
  });

  it("must have eight free addresses in each subnet", async () => {
    const network = withSubnets({ "subnet-0d1": { freeAddresses: 8 }, "subnet-0e2": { freeAddresses: 7 } });
    expect(await check(network)).toEqual([
      {
        key: "network.existing.edgeSubnetIds",
        value: "subnet-0e2",
        allowed: "a subnet with at least 8 free addresses",
        text: "it has 7",
      },
    ]);
  });

  it.each([
    ["data", "subnet-0d1", { defaultRoute: "internet-gateway" }, /without a route to an internet gateway/],
    ["application", "subnet-0a1", { defaultRoute: "none" }, /with a default route/],
    [
      "application",
      "subnet-0a1",
      { defaultRoute: "internet-gateway" },
      /NAT gateway, or .* public addresses/,
    ],
    ["edge", "subnet-0e1", { defaultRoute: "nat-gateway" }, /default route is an internet gateway/],
  ] as const)("refuses %s subnets with the wrong way out: %s %o", async (tier, id, change, allowed) => {
    const problems = await check(withSubnets({ [id]: change }));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ key: `network.existing.${tier}SubnetIds`, value: id });
    expect(problems[0]?.allowed).toMatch(allowed);
  });

  it("may give instances public addresses instead of a NAT gateway", async () => {
    const change = { defaultRoute: "internet-gateway", mapsPublic: true } as const;
    expect(await check(withSubnets({ "subnet-0a1": change, "subnet-0a2": change }))).toEqual([]);
  });

  it("may send its data and application elsewhere, as through a transit gateway", async () => {
    const change = { defaultRoute: "other" } as const;
    expect(await check(withSubnets({ "subnet-0d1": change, "subnet-0a1": change }))).toEqual([]);
  });

  it("has all that is wrong with it told at once", async () => {
    const problems = await check({
      vpc: { ...GOOD_VPC, dnsHostnames: false },
      subnets: withSubnets({
        "subnet-0d1": { defaultRoute: "internet-gateway", freeAddresses: 1 },
        "subnet-0e1": { defaultRoute: "none" },
      }).subnets,
    });
    expect(problems.map(({ key }) => key)).toEqual([
      "network.existing.vpcId",
      "network.existing.dataSubnetIds",
      "network.existing.dataSubnetIds",
      "network.existing.edgeSubnetIds",
    ]);
  });
});
