import {
  DeleteSubnetCommand,
  DescribeNetworkInterfacesCommand,
  DetachInternetGatewayCommand,
} from "@aws-sdk/client-ec2";
import {
  DeleteLoadBalancerCommand,
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeTagsCommand,
  SetSubnetsCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { describe, expect, it } from "vitest";
import { refusalOf } from "../harness.ts";
import {
  type BalancingPractice,
  forward,
  type Ground,
  makeBalancer,
  makeGround,
  makeListener,
  makeTargets,
  makeZoneSubnet,
  practiseBalancing,
} from "./balancing.ts";

async function prepared(): Promise<{ practice: BalancingPractice; ground: Ground }> {
  const practice = practiseBalancing();
  return { practice, ground: await makeGround(practice) };
}

const stateOf = async ({ elb }: BalancingPractice): Promise<string | undefined> =>
  (await elb.send(new DescribeLoadBalancersCommand({}))).LoadBalancers?.[0]?.State?.Code;

const refused = async (call: Promise<unknown>): Promise<string> => (await refusalOf(call)).name;

describe("a load balancer", () => {
  it("is provisioning for two minutes, then active", async () => {
    const { practice, ground } = await prepared();
    await makeBalancer(practice, ground);
    expect(await stateOf(practice)).toBe("provisioning");
    practice.pass(120);
    expect(await stateOf(practice)).toBe("active");
  });

  it("wants two subnets in different zones", async () => {
    const { practice, ground } = await prepared();
    const [first = ""] = ground.subnetIds;
    expect(await refused(makeBalancer(practice, ground, { Subnets: [first] }))).toBe("ValidationError");
    const beside = await makeZoneSubnet(practice, ground.VpcId, 3);
    const both = makeBalancer(practice, ground, { Subnets: [first, beside] });
    expect(await refused(both)).toBe("InvalidConfigurationRequestException");
    const unknown = makeBalancer(practice, ground, { Subnets: [first, "subnet-0123456789abcdef0"] });
    expect(await refused(unknown)).toBe("SubnetNotFoundException");
  });

  it("wants a default route to an internet gateway, unless it is internal", async () => {
    const { practice, ground } = await prepared();
    const Subnets = [
      await makeZoneSubnet(practice, ground.VpcId, 10),
      await makeZoneSubnet(practice, ground.VpcId, 11),
    ];
    expect(await refused(makeBalancer(practice, ground, { Subnets }))).toBe("InvalidSubnetException");
    expect(await makeBalancer(practice, ground, { Subnets, Scheme: "internal" })).toContain("flashsale-alb");
  });

  it("wants eight free addresses in each subnet", async () => {
    const { practice, ground } = await prepared();
    const Subnets = [
      await makeZoneSubnet(practice, ground.VpcId, 20, 28),
      await makeZoneSubnet(practice, ground.VpcId, 21, 28),
    ];
    // Of 16 addresses 11 are free: the first load balancers fit, the fifth does not.
    for (const number of [1, 2, 3, 4])
      await makeBalancer(practice, ground, { Name: `alb-${number}`, Subnets, Scheme: "internal" });
    const fifth = makeBalancer(practice, ground, { Name: "alb-5", Subnets, Scheme: "internal" });
    expect(await refused(fifth)).toBe("InvalidSubnetException");
  });

  it.each(["a".repeat(33), "-alb", "alb-", "alb_1", "internal-alb"])("may not be called %s", async (Name) => {
    const { practice, ground } = await prepared();
    expect(await refused(makeBalancer(practice, ground, { Name }))).toBe("ValidationError");
  });

  it("is answered for a repeated create, and refused when something else is asked for", async () => {
    const { practice, ground } = await prepared();
    const arn = await makeBalancer(practice, ground);
    expect(await makeBalancer(practice, ground)).toBe(arn);
    const other = makeBalancer(practice, ground, { Subnets: ground.subnetIds.slice(1) });
    expect(await refused(other)).toBe("DuplicateLoadBalancerNameException");
  });

  it("is not found by a name that does not exist, and neither are those beside it", async () => {
    const { practice, ground } = await prepared();
    await makeBalancer(practice, ground);
    const call = practice.elb.send(new DescribeLoadBalancersCommand({ Names: ["flashsale-alb", "other"] }));
    expect(await refused(call)).toBe("LoadBalancerNotFoundException");
  });
});

describe("the interfaces of a load balancer", () => {
  const interfacesOf = async ({ ec2 }: BalancingPractice) =>
    (await ec2.send(new DescribeNetworkInterfacesCommand({}))).NetworkInterfaces ?? [];

  it("stand in its subnets, and move with them", async () => {
    const { practice, ground } = await prepared();
    const LoadBalancerArn = await makeBalancer(practice, ground);
    const [found] = await interfacesOf(practice);
    expect(found?.Description).toMatch(/^ELB app\/flashsale-alb\/[0-9a-f]{16}$/);
    expect(found?.RequesterId).toBe("amazon-elb");
    await practice.elb.send(new SetSubnetsCommand({ LoadBalancerArn, Subnets: ground.subnetIds.slice(1) }));
    practice.pass(100);
    const homes = (await interfacesOf(practice)).map(({ SubnetId }) => SubnetId);
    expect(homes.sort()).toEqual([...ground.subnetIds.slice(1)].sort());
  });

  it("stay for a while after it is gone, and hold subnets and internet gateway until then", async () => {
    const { practice, ground } = await prepared();
    const LoadBalancerArn = await makeBalancer(practice, ground);
    await practice.elb.send(new DeleteLoadBalancerCommand({ LoadBalancerArn }));
    const [SubnetId] = ground.subnetIds;
    const removal = () => practice.ec2.send(new DeleteSubnetCommand({ SubnetId }));
    const { InternetGatewayId, VpcId } = ground;
    const detach = () => practice.ec2.send(new DetachInternetGatewayCommand({ InternetGatewayId, VpcId }));
    expect(await refused(removal())).toBe("DependencyViolation");
    expect(await refused(detach())).toBe("DependencyViolation");
    practice.pass(100);
    await removal();
    await detach();
  });
});

describe("a load balancer that is deleted", () => {
  it("is not found any more, takes its listeners with it, and may be deleted again", async () => {
    const { practice, ground } = await prepared();
    const LoadBalancerArn = await makeBalancer(practice, ground);
    const listener = await makeListener(
      practice,
      LoadBalancerArn,
      forward(await makeTargets(practice, ground)),
    );
    await practice.elb.send(new DeleteLoadBalancerCommand({ LoadBalancerArn }));
    const named = new DescribeLoadBalancersCommand({ LoadBalancerArns: [LoadBalancerArn] });
    expect(await refused(practice.elb.send(named))).toBe("LoadBalancerNotFoundException");
    const listeners = new DescribeListenersCommand({ ListenerArns: [listener] });
    expect(await refused(practice.elb.send(listeners))).toBe("ListenerNotFoundException");
    await practice.elb.send(new DeleteLoadBalancerCommand({ LoadBalancerArn }));
    const tags = practice.elb.send(new DescribeTagsCommand({ ResourceArns: [LoadBalancerArn] }));
    expect(await refused(tags)).toBe("LoadBalancerNotFoundException");
  });
});
