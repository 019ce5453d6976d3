import { describe, expect, it } from "vitest";
import { network } from "../../../src/sections/network/index.ts";
import { answersWith, settingsOf } from "../declared.ts";

const told = (text: object = {}, zones = 3): Record<string, string> =>
  Object.fromEntries(
    network
      .deviations(settingsOf({ network: text }), answersWith(zones))
      .map(({ guide, ours }) => [guide, ours]),
  );

describe("where the network differs from the guide", () => {
  it("tells subnets, way out, groups and ingress", () => {
    expect(told()).toEqual({
      "two subnets in us-east-1a and us-east-1b": "9 subnets in us-east-1a, us-east-1b, us-east-1c",
      "no internet gateway, no routes": "internet gateway and NAT gateway",
      "security groups for the database and Redis only":
        "five: load balancer, application, database, cache, Kafka",
      "ingress from 10.0.0.0/16":
        "ingress from the security group of the tier before (network.ingress: vpc-cidr gives the guide's rule)",
    });
  });

  it("counts the subnets of a region with two zones", () => {
    expect(told({}, 2)).toMatchObject({
      "two subnets in us-east-1a and us-east-1b": "6 subnets in us-east-1a, us-east-1b",
    });
  });

  it("does not tell of a NAT gateway that is not made", () => {
    expect(told({ egress: "internet-gateway" })).toMatchObject({
      "no internet gateway, no routes": "internet gateway",
    });
  });

  it("says nothing of ingress where the guide's rule was chosen", () => {
    expect(told({ ingress: "vpc-cidr" })).not.toHaveProperty(["ingress from 10.0.0.0/16"]);
  });

  it("tells only of groups in a VPC that exists", () => {
    const existing = {
      vpcId: "vpc-0a",
      dataSubnetIds: ["subnet-0a", "subnet-0b"],
      applicationSubnetIds: ["subnet-0c", "subnet-0d"],
      edgeSubnetIds: ["subnet-0e", "subnet-0f"],
    };
    expect(Object.keys(told({ existing }))).toEqual([
      "security groups for the database and Redis only",
      "ingress from 10.0.0.0/16",
    ]);
  });

  it("gives the guide's chapter and a reason for each", () => {
    for (const { step, reason } of network.deviations(settingsOf(), answersWith())) {
      expect(step).toMatch(/^Database Setup [12]$/);
      expect(reason).not.toBe("");
    }
  });
});
