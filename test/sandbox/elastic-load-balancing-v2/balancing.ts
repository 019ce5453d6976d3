import { AssociateRouteTableCommand, CreateRouteCommand, CreateSubnetCommand } from "@aws-sdk/client-ec2";
import {
  type Action,
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  type CreateLoadBalancerCommandInput,
  CreateTargetGroupCommand,
  type CreateTargetGroupCommandInput,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { SandboxOptions } from "../../../src/sandbox/sandbox.ts";
import { makeGroup, makeInternetGateway, makeRouteTable, makeVpc } from "../ec2/network.ts";
import { type Practice, practise } from "../harness.ts";

/** A sandbox with a client of Elastic Load Balancing. */
export interface BalancingPractice extends Practice {
  readonly elb: ElasticLoadBalancingV2Client;
}

/** Opens a sandbox for a test of Elastic Load Balancing. */
export function practiseBalancing(options: Partial<SandboxOptions> = {}): BalancingPractice {
  const practice = practise(options);
  const { region, credentials } = practice.sandbox;
  const elb = new ElasticLoadBalancingV2Client({ region, credentials, maxAttempts: 1 });
  elb.middlewareStack.use(practice.sandbox.plugin());
  return { ...practice, elb };
}

/** What a load balancer stands on. */
export interface Ground {
  readonly VpcId: string;
  readonly InternetGatewayId: string;
  /** In us-east-1a, 1b and 1c, each with a default route to the internet gateway. */
  readonly subnetIds: readonly string[];
  readonly groupId: string;
}

/** Makes VPC, internet gateway, three public subnets and a security group. */
export async function makeGround({ ec2 }: Practice): Promise<Ground> {
  const VpcId = await makeVpc(ec2);
  const InternetGatewayId = await makeInternetGateway(ec2, VpcId);
  const RouteTableId = await makeRouteTable(ec2, VpcId);
  const route = { RouteTableId, DestinationCidrBlock: "0.0.0.0/0", GatewayId: InternetGatewayId };
  await ec2.send(new CreateRouteCommand(route));
  const subnetIds: string[] = [];
  for (const index of [0, 1, 2]) {
    const SubnetId = await makeZoneSubnet({ ec2 }, VpcId, index);
    await ec2.send(new AssociateRouteTableCommand({ RouteTableId, SubnetId }));
    subnetIds.push(SubnetId);
  }
  return { VpcId, InternetGatewayId, subnetIds, groupId: await makeGroup(ec2, VpcId, "flashsale-alb-sg") };
}

/** Makes a subnet of a zone without a way out. */
export async function makeZoneSubnet(
  { ec2 }: Pick<Practice, "ec2">,
  VpcId: string,
  index: number,
  size = 24,
): Promise<string> {
  const AvailabilityZone = `us-east-1${"abc"[index % 3]}`;
  const made = await ec2.send(
    new CreateSubnetCommand({ VpcId, CidrBlock: `10.0.${index}.0/${size}`, AvailabilityZone }),
  );
  return made.Subnet?.SubnetId ?? "";
}

/** Makes a load balancer over the first two subnets and answers its ARN. */
export async function makeBalancer(
  { elb }: BalancingPractice,
  ground: Ground,
  changes: Partial<CreateLoadBalancerCommandInput> = {},
): Promise<string> {
  const input = {
    Name: "flashsale-alb",
    Subnets: ground.subnetIds.slice(0, 2),
    SecurityGroups: [ground.groupId],
    ...changes,
  };
  const { LoadBalancers } = await elb.send(new CreateLoadBalancerCommand(input));
  return LoadBalancers?.[0]?.LoadBalancerArn ?? "";
}

/** Makes a target group and answers its ARN. */
export async function makeTargets(
  { elb }: BalancingPractice,
  { VpcId }: Pick<Ground, "VpcId">,
  changes: Partial<CreateTargetGroupCommandInput> = {},
): Promise<string> {
  const input = { Name: "flashsale-app", Protocol: "HTTP" as const, Port: 8080, VpcId, ...changes };
  const { TargetGroups } = await elb.send(new CreateTargetGroupCommand(input));
  return TargetGroups?.[0]?.TargetGroupArn ?? "";
}

/** Sends all to a target group. */
export const forward = (TargetGroupArn: string): Action[] => [{ Type: "forward", TargetGroupArn }];

/** Makes a listener and answers its ARN. */
export async function makeListener(
  { elb }: BalancingPractice,
  LoadBalancerArn: string,
  DefaultActions: Action[],
  Port = 80,
): Promise<string> {
  const input = { LoadBalancerArn, Port, Protocol: "HTTP" as const, DefaultActions };
  const { Listeners } = await elb.send(new CreateListenerCommand(input));
  return Listeners?.[0]?.ListenerArn ?? "";
}
