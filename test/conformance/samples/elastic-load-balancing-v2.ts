import { route } from "../../../src/resources/ec2/route.ts";
import { routeTable } from "../../../src/resources/ec2/route-table.ts";
import { routeTableAssociation } from "../../../src/resources/ec2/route-table-association.ts";
import { listener } from "../../../src/resources/elastic-load-balancing-v2/listener.ts";
import { listenerRule } from "../../../src/resources/elastic-load-balancing-v2/listener-rule.ts";
import { loadBalancer } from "../../../src/resources/elastic-load-balancing-v2/load-balancer.ts";
import { targetGroup } from "../../../src/resources/elastic-load-balancing-v2/target-group.ts";
import { type Ground, tagsFor } from "../ground.ts";
import { type Sample, sampleOf } from "../sample.ts";
import { makeGateway, makeGroup, makeSubnets, makeVpc } from "./ec2.ts";

const ARN = "arn:aws:elasticloadbalancing:us-east-1:314159265358";
const ANYWHERE = "0.0.0.0/0";
const certificate = (id: string) => `arn:aws:acm:us-east-1:314159265358:certificate/${id}`;

/** Makes so many subnets with a way to the internet, and answers their ids. */
export async function makePublicSubnets(ground: Ground, vpcId: string, count: number): Promise<string[]> {
  const id = await makeGateway(ground, vpcId);
  const subnetIds = await makeSubnets(ground, vpcId, count);
  const { id: routeTableId } = await ground.make(routeTable, "ground.edge-table", { vpcId });
  const target = { kind: "internet-gateway" as const, id };
  await ground.make(route, "ground.edge-route", { routeTableId, destination: ANYWHERE, target });
  for (const subnetId of subnetIds)
    await ground.make(routeTableAssociation, `ground.edge.${subnetId}`, { routeTableId, subnetId });
  return subnetIds;
}

/** Makes a load balancer and answers its ARN. */
export async function makeBalancer(ground: Ground): Promise<string> {
  const vpcId = await makeVpc(ground);
  const subnetIds = await makePublicSubnets(ground, vpcId, 2);
  const group = await makeGroup(ground, vpcId, "balancer");
  const made = await ground.make(loadBalancer, "ground.balancer", {
    name: "flashsale-alb",
    scheme: "internet-facing",
    subnetIds,
    securityGroupIds: [group],
  });
  return made.id;
}

/** Makes a target group and answers its ARN. */
export async function makeTargets(ground: Ground, key = "1"): Promise<string> {
  const made = await ground.make(targetGroup, `ground.targets-${key}`, {
    name: `ground-${key}`,
    vpcId: await makeVpc(ground),
    protocol: "HTTP",
    port: 8080,
    targetType: "instance",
    healthCheckPath: "/actuator/health",
    healthCheckMatcher: "200",
    healthyThreshold: 2,
    unhealthyThreshold: 6,
    deregistrationDelaySeconds: 30,
  });
  return made.id;
}

/** Makes a listener that sends all requests to a target group, and answers its ARN. */
export async function makeListener(ground: Ground, port: number, targetGroupArn: string): Promise<string> {
  const made = await ground.make(listener, `ground.listener-${port}`, {
    loadBalancerArn: await makeBalancer(ground),
    loadBalancerName: "flashsale-alb",
    port,
    protocol: "HTTP",
    action: { kind: "forward", targetGroupArn },
  });
  return made.id;
}

/** The samples of Elastic Load Balancing. */
export const loadBalancingSamples: readonly Sample[] = [
  sampleOf(loadBalancer, {
    absentId: `${ARN}:loadbalancer/app/flashsale-absent/0123456789abcdef`,
    props: async (ground) => {
      const vpcId = await makeVpc(ground);
      const subnetIds = await makePublicSubnets(ground, vpcId, 3);
      return {
        name: "flashsale-alb",
        scheme: "internet-facing" as const,
        subnetIds: subnetIds.slice(0, 2),
        securityGroupIds: [await makeGroup(ground, vpcId)],
        tags: tagsFor(),
      };
    },
    changes: async (ground) => {
      const vpcId = await makeVpc(ground);
      return {
        subnetIds: (await makePublicSubnets(ground, vpcId, 3)).slice(1),
        securityGroupIds: [await makeGroup(ground, vpcId, "other")],
      };
    },
  }),
  sampleOf(targetGroup, {
    absentId: `${ARN}:targetgroup/flashsale-absent/0123456789abcdef`,
    props: async (ground) => ({
      name: "flashsale-app",
      vpcId: await makeVpc(ground),
      protocol: "HTTP" as const,
      port: 8080,
      targetType: "instance" as const,
      healthCheckPath: "/actuator/health",
      healthCheckMatcher: "200",
      healthyThreshold: 2,
      unhealthyThreshold: 6,
      deregistrationDelaySeconds: 30,
      tags: tagsFor(),
    }),
    changes: () =>
      Promise.resolve({
        healthCheckPath: "/",
        healthCheckMatcher: "200-299",
        healthyThreshold: 3,
        unhealthyThreshold: 7,
        deregistrationDelaySeconds: 60,
      }),
  }),
  sampleOf(listener, {
    absentId: `${ARN}:listener/app/flashsale-absent/0123456789abcdef/0123456789abcdef`,
    props: async (ground) => ({
      loadBalancerArn: await makeBalancer(ground),
      loadBalancerName: "flashsale-alb",
      port: 443,
      protocol: "HTTPS" as const,
      action: { kind: "forward" as const, targetGroupArn: await makeTargets(ground) },
      certificateArn: certificate("one"),
      sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
      tags: tagsFor(),
    }),
    changes: () =>
      Promise.resolve({
        action: { kind: "redirect-to-https" as const },
        certificateArn: certificate("two"),
        sslPolicy: "ELBSecurityPolicy-TLS13-1-3-2021-06",
      }),
  }),
  sampleOf(listenerRule, {
    absentId: `${ARN}:listener-rule/app/flashsale-absent/0123456789abcdef/0123456789abcdef/0123456789abcdef`,
    props: async (ground) => ({
      listenerArn: await makeListener(ground, 80, await makeTargets(ground)),
      loadBalancerName: "flashsale-alb",
      priority: 2,
      pathPatterns: ["/actuator", "/actuator/*"],
      action: { kind: "not-found" as const },
      tags: tagsFor(),
    }),
    changes: async (ground) => ({
      pathPatterns: ["/private/*"],
      action: { kind: "forward" as const, targetGroupArn: await makeTargets(ground, "2") },
    }),
  }),
];
