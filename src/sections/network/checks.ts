import type { ExistingNetwork } from "../../resources/ec2/existing-network.ts";
import { answerOf, type CheckContext, type SettingProblem } from "../section.ts";
import { TIERS, type Tier } from "./blocks.ts";
import type { NetworkSettings } from "./settings.ts";

/** Free addresses that a subnet needs. Load balancer: 8, Source: Elastic Load Balancing User Guide, "Subnets". */
const FREE_ADDRESSES: Readonly<Record<Tier, number>> = { data: 8, application: 8, edge: 8 };

type Existing = NonNullable<NetworkSettings["existing"]>;
type Subnet = ExistingNetwork["subnets"][number];

/** What is wrong with the VPC that the settings name; nothing of it is ever changed. */
export async function checkExisting({ settings, answers }: CheckContext): Promise<readonly SettingProblem[]> {
  const { existing } = settings.network;
  const found = answerOf<ExistingNetwork>(answers, "network.existing");
  if (existing === undefined || found === undefined) return [];
  return [...vpcProblems(existing, found), ...TIERS.flatMap((tier) => tierProblems(tier, existing, found))];
}

function vpcProblems({ vpcId }: Existing, { vpc }: ExistingNetwork): SettingProblem[] {
  const key = "network.existing.vpcId";
  if (vpc === undefined)
    return [{ key, value: vpcId, allowed: "a VPC of this account and region", text: "there is no such VPC" }];
  if (vpc.dnsSupport && vpc.dnsHostnames) return [];
  const allowed = "a VPC with DNS support and DNS hostnames switched on";
  return [
    {
      key,
      value: vpcId,
      allowed,
      text: "its DNS attributes are off, so that the endpoints of RDS could not be resolved",
    },
  ];
}

function tierProblems(tier: Tier, existing: Existing, found: ExistingNetwork): SettingProblem[] {
  const key = `network.existing.${tier}SubnetIds`;
  const ids = existing[`${tier}SubnetIds`];
  const subnets = ids.flatMap((id) => found.subnets.find((candidate) => candidate.id === id) ?? []);
  const zones = new Set(subnets.map(({ zone }) => zone));
  const one = ids.flatMap((id) => subnetProblem(key, id, tier, { existing, found }));
  const spread = zones.size < 2 && subnets.length === ids.length;
  const zoneProblem = {
    key,
    value: ids,
    allowed: "subnets in at least two zones",
    text: `all are in ${[...zones].join(", ")}`,
  };
  return spread ? [...one, zoneProblem] : one;
}

function subnetProblem(
  key: string,
  id: string,
  tier: Tier,
  seen: { existing: Existing; found: ExistingNetwork },
): SettingProblem[] {
  const subnet = seen.found.subnets.find((candidate) => candidate.id === id);
  if (subnet === undefined || subnet.vpcId !== seen.existing.vpcId) {
    return [
      {
        key,
        value: id,
        allowed: `a subnet of ${seen.existing.vpcId}`,
        text: "there is no such subnet in that VPC",
      },
    ];
  }
  const problems: SettingProblem[] = [];
  if (subnet.freeAddresses < FREE_ADDRESSES[tier]) {
    const allowed = `a subnet with at least ${FREE_ADDRESSES[tier]} free addresses`;
    problems.push({ key, value: id, allowed, text: `it has ${subnet.freeAddresses}` });
  }
  const way = wayOutProblem(tier, subnet);
  return way === undefined ? problems : [...problems, { key, value: id, ...way }];
}

function wayOutProblem(
  tier: Tier,
  { defaultRoute, mapsPublic }: Subnet,
): { allowed: string; text: string } | undefined {
  if (tier === "edge" && defaultRoute !== "internet-gateway") {
    return {
      allowed: "a subnet whose default route is an internet gateway",
      text: `its default route is ${defaultRoute}`,
    };
  }
  if (tier === "application" && defaultRoute === "none") {
    return {
      allowed: "a subnet with a default route",
      text: "it has none, so that instances could fetch nothing",
    };
  }
  if (tier === "application" && defaultRoute === "internet-gateway" && !mapsPublic) {
    return {
      allowed: "a subnet with a NAT gateway, or one that gives instances public addresses",
      text: "its default route is an internet gateway, which serves public addresses only",
    };
  }
  if (tier === "data" && defaultRoute === "internet-gateway") {
    return {
      allowed: "a subnet without a route to an internet gateway",
      text: "its default route is an internet gateway",
    };
  }
  return undefined;
}
