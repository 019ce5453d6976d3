import {
  CreateLoadBalancerCommand,
  DeleteLoadBalancerCommand,
  DescribeLoadBalancersCommand,
  DescribeTagsCommand,
  type LoadBalancer,
  SetSecurityGroupsCommand,
  SetSubnetsCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { describe, expect, it } from "vitest";
import type { Scope } from "../../../src/engine/resource.ts";
import { AlreadyExists, AmbiguousEnd, BrokenResourceError } from "../../../src/errors.ts";
import {
  type LoadBalancerProps,
  loadBalancer,
} from "../../../src/resources/elastic-load-balancing-v2/load-balancer.ts";
import { type MockedAws, mockAws } from "../auto-scaling/mocked-aws.ts";
import { inputsOf, operationsOf, refusal, scopeOf } from "../rds/mocked-aws.ts";

const ARN = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/flashsale-alb/0123";
const props: LoadBalancerProps = {
  name: "flashsale-alb",
  scheme: "internet-facing",
  subnetIds: ["subnet-a", "subnet-b"],
  securityGroupIds: ["sg-1"],
  tags: { Name: "flashsale-alb" },
};
const told: LoadBalancer = {
  LoadBalancerArn: ARN,
  LoadBalancerName: "flashsale-alb",
  DNSName: "flashsale-alb-1.us-east-1.elb.amazonaws.com",
  Scheme: "internet-facing",
  State: { Code: "active" },
  AvailabilityZones: [{ SubnetId: "subnet-a" }, { SubnetId: "subnet-b" }],
  SecurityGroups: ["sg-1"],
};
const TAGS = [{ ResourceArn: ARN, Tags: [{ Key: "Name", Value: "flashsale-alb" }] }];

function standing(balancer: LoadBalancer = told): MockedAws {
  const mocked = mockAws();
  mocked.balancing.safe.on(DescribeLoadBalancersCommand).resolves({ LoadBalancers: [balancer] });
  mocked.balancing.safe.on(DescribeTagsCommand).resolves({ TagDescriptions: TAGS });
  mocked.balancing.safe.on(SetSubnetsCommand).resolves({});
  mocked.balancing.safe.on(SetSecurityGroupsCommand).resolves({});
  return mocked;
}

function absent(): MockedAws {
  const mocked = mockAws();
  mocked.balancing.safe.on(DescribeLoadBalancersCommand).rejects(refusal("LoadBalancerNotFoundException"));
  return mocked;
}

describe("reading a load balancer", () => {
  it("tells its place, its groups, its tags and under what name it is reached", async () => {
    const { aws } = standing();
    expect(await loadBalancer.get(aws, ARN)).toEqual({
      id: ARN,
      name: "flashsale-alb",
      condition: "standing",
      status: "active",
      props,
      attributes: {
        loadBalancerArn: ARN,
        dnsName: "flashsale-alb-1.us-east-1.elb.amazonaws.com",
        fullName: "app/flashsale-alb/0123",
      },
      tags: { Name: "flashsale-alb" },
    });
  });

  it("answers undefined for one that does not exist, and for one that goes before its tags are read", async () => {
    expect(await loadBalancer.get(absent().aws, ARN)).toBeUndefined();
    const leaving = standing();
    leaving.balancing.safe.on(DescribeTagsCommand).rejects(refusal("LoadBalancerNotFoundException"));
    expect(await loadBalancer.get(leaving.aws, ARN)).toBeUndefined();
  });

  it("asks for each name by itself, since one that is missing would hide all others", async () => {
    const { aws, balancing } = standing();
    await loadBalancer.list(aws, scopeOf(["one", "two"]));
    expect(inputsOf(balancing.safe, "DescribeLoadBalancers")).toEqual([
      { Names: ["one"] },
      { Names: ["two"] },
    ]);
  });

  it("reads the tags of all that the state knows with one call, and of nothing twice", async () => {
    const { aws, balancing } = standing();
    const known: Readonly<Record<string, string[]>> = {
      "elastic-load-balancing-v2/load-balancer": [ARN],
      "elastic-load-balancing-v2/listener": ["listener-arn"],
    };
    const scope: Scope = {
      ...scopeOf(["flashsale-alb"], [ARN]),
      idsOf: (type) => Promise.resolve(known[type] ?? []),
    };
    const [listed] = await loadBalancer.list(aws, scope);
    expect(listed?.tags).toEqual({ Name: "flashsale-alb" });
    expect(inputsOf(balancing.safe, "DescribeTags")).toEqual([{ ResourceArns: [ARN, "listener-arn"] }]);
  });
});

describe("making a load balancer", () => {
  it("sends everything in one call, its tags included", async () => {
    const { aws, balancing } = absent();
    balancing.once.on(CreateLoadBalancerCommand).resolves({ LoadBalancers: [told] });
    expect(await loadBalancer.create(aws, props, "token")).toEqual({ id: ARN });
    expect(inputsOf(balancing.once, "CreateLoadBalancer")).toEqual([
      {
        Name: "flashsale-alb",
        Type: "application",
        Scheme: "internet-facing",
        IpAddressType: "ipv4",
        Subnets: ["subnet-a", "subnet-b"],
        SecurityGroups: ["sg-1"],
        Tags: [{ Key: "Name", Value: "flashsale-alb" }],
      },
    ]);
  });

  it("says that it exists without sending the create, which AWS would answer with the ARN of whosever it is", async () => {
    const { aws, balancing } = standing();
    await expect(loadBalancer.create(aws, props, "token")).rejects.toBeInstanceOf(AlreadyExists);
    expect(operationsOf(balancing.once)).toEqual([]);
  });

  it("says that it exists when AWS has one with other settings", async () => {
    const { aws, balancing } = absent();
    balancing.once.on(CreateLoadBalancerCommand).rejects(refusal("DuplicateLoadBalancerNameException"));
    await expect(loadBalancer.create(aws, props, "token")).rejects.toBeInstanceOf(AlreadyExists);
  });

  it("waits until AWS knows the subnets, and that they have an internet gateway", async () => {
    const { aws, balancing } = absent();
    balancing.once
      .on(CreateLoadBalancerCommand)
      .rejectsOnce(refusal("SubnetNotFoundException"))
      .rejectsOnce(refusal("InvalidSubnetException", "VPC vpc-1 has no internet gateway"))
      .resolves({ LoadBalancers: [told] });
    expect(await loadBalancer.create(aws, props, "token")).toEqual({ id: ARN });
  });

  it("leaves an answer without an ARN open", async () => {
    const { aws, balancing } = absent();
    balancing.once.on(CreateLoadBalancerCommand).resolves({});
    await expect(loadBalancer.create(aws, props, "token")).rejects.toBeInstanceOf(AmbiguousEnd);
  });

  it("is ready once it is active, and broken when it failed", async () => {
    const { aws, balancing, watch } = standing();
    balancing.safe
      .on(DescribeLoadBalancersCommand)
      .resolvesOnce({ LoadBalancers: [{ ...told, State: { Code: "provisioning" } }] })
      .resolves({ LoadBalancers: [told] });
    await loadBalancer.ready(aws, ARN, watch);
    expect(watch.statuses).toEqual(["provisioning", "active"]);
    const failed = standing({ ...told, State: { Code: "failed", Reason: "No room" } });
    const ending = loadBalancer.ready(failed.aws, ARN, failed.watch);
    await expect(ending).rejects.toBeInstanceOf(BrokenResourceError);
  });
});

describe("changing and deleting a load balancer", () => {
  it("sets groups and subnets each with the call of its own", async () => {
    const { aws, balancing, watch } = standing();
    const observed = await loadBalancer.get(aws, ARN);
    const changes = [
      { prop: "securityGroupIds" as const, from: ["sg-1"], to: ["sg-2"], cause: "settings" as const },
      { prop: "subnetIds" as const, from: [], to: ["subnet-c", "subnet-d"], cause: "settings" as const },
    ];
    if (observed === undefined) throw new Error("It stands.");
    await loadBalancer.update(aws, ARN, changes, { ...watch, observed, props, applyAt: "now" });
    expect(inputsOf(balancing.safe, "SetSecurityGroups")).toEqual([
      { LoadBalancerArn: ARN, SecurityGroups: ["sg-2"] },
    ]);
    expect(inputsOf(balancing.safe, "SetSubnets")).toEqual([
      { LoadBalancerArn: ARN, Subnets: ["subnet-c", "subnet-d"] },
    ]);
  });

  it("deletes it and waits until AWS no longer shows it", async () => {
    const { aws, balancing, watch } = absent();
    balancing.safe.on(DeleteLoadBalancerCommand).resolves({});
    expect(await loadBalancer.delete(aws, ARN, { ...watch, force: true })).toEqual([]);
    await loadBalancer.gone(aws, ARN, watch);
    expect(watch.statuses).toEqual(["gone"]);
  });
});

it("is billed by the hour, and so is its public address in each zone", () => {
  expect(loadBalancer.usage?.(props)).toEqual([
    { sku: "elb:application:hour", quantity: 730 },
    { sku: "ec2:public-ipv4:hour", quantity: 1460 },
  ]);
  expect(loadBalancer.usage?.({ ...props, scheme: "internal" })).toHaveLength(1);
});
