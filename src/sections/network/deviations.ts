import type { Answer } from "../../engine/lookup.ts";
import { answerOf, type Deviation } from "../section.ts";
import type { Settings } from "../settings.ts";
import type { Zone } from "./lookups.ts";

/** Where the network differs from the guide, and why. */
export function networkDeviations(settings: Settings, answers: ReadonlyMap<string, Answer>): Deviation[] {
  const { network } = settings;
  const groups = groupDeviations(settings);
  if (network.existing !== undefined) return groups;
  const zones = answerOf<readonly Zone[]>(answers, "network.zones") ?? [];
  return [
    ...(zones.length === 0 ? [] : [subnetDeviation(zones)]),
    {
      step: "Database Setup 1",
      guide: "no internet gateway, no routes",
      ours: network.egress === "nat-gateway" ? "internet gateway and NAT gateway" : "internet gateway",
      reason:
        "without a way out instances can fetch neither packages nor images, and no load balancer is reachable",
    },
    ...groups,
  ];
}

const subnetDeviation = (zones: readonly Zone[]): Deviation => ({
  step: "Database Setup 1",
  guide: "two subnets in us-east-1a and us-east-1b",
  ours: `${zones.length * 3} subnets in ${zones.map(({ name }) => name).join(", ")}`,
  reason: "Kafka takes one subnet for each of its zones, and zone names differ between accounts",
});

function groupDeviations({ network }: Settings): Deviation[] {
  const missing: Deviation = {
    step: "Database Setup 2",
    guide: "security groups for the database and Redis only",
    ours: "five: load balancer, application, database, cache, Kafka",
    reason: "the guide uses a security group for Kafka, instances and load balancer that it never makes",
  };
  if (network.ingress === "vpc-cidr") return [missing];
  const rule: Deviation = {
    step: "Database Setup 2",
    guide: "ingress from 10.0.0.0/16",
    ours: "ingress from the security group of the tier before (network.ingress: vpc-cidr gives the guide's rule)",
    reason: "only the application needs the database, not everything in the VPC",
  };
  return [missing, rule];
}
