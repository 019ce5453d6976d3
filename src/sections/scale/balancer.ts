import type { Ref } from "../../engine/ref.ts";
import type { Handle } from "../../engine/stack.ts";
import { listener } from "../../resources/elastic-load-balancing-v2/listener.ts";
import { listenerRule } from "../../resources/elastic-load-balancing-v2/listener-rule.ts";
import { loadBalancer } from "../../resources/elastic-load-balancing-v2/load-balancer.ts";
import type { AwsStack } from "../../resources/index.ts";
import type { NetworkHandles } from "../network/handles.ts";
import type { Settings } from "../settings.ts";
import { balancerName, HEALTH_PATH } from "./names.ts";

/** TLS 1.2 and 1.3. Source: Elastic Load Balancing User Guide, "Security policies for your Application Load Balancer". */
const SSL_POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06";

/** What the load balancer is made of. */
interface BalancerInput {
  readonly settings: Settings;
  readonly network: NetworkHandles;
  readonly targetGroupArn: Ref<string>;
}

/** A load balancer that stands, with what must stand before instances are worth their start. */
interface Balancer {
  readonly dnsName: Ref<string>;
  readonly listeners: readonly Handle<unknown>[];
}

/** Declares the load balancer over the edge subnets, its listeners and their rules. */
export function declareBalancer(stack: AwsStack, input: BalancerInput): Balancer {
  const { settings, network } = input;
  const name = balancerName(settings);
  const balancer = stack.add(
    loadBalancer,
    "scale.load-balancer",
    {
      name,
      scheme: "internet-facing",
      subnetIds: network.edgeSubnetIds,
      securityGroupIds: [network.groups.loadBalancer],
    },
    network.egress,
  );
  const { dnsName, loadBalancerArn } = balancer.out;
  const place = { loadBalancerArn, loadBalancerName: name };
  return { dnsName, listeners: declareListeners(stack, place, input) };
}

interface Place {
  readonly loadBalancerArn: Ref<string>;
  readonly loadBalancerName: string;
}

/** With a certificate port 443 serves and port 80 only leads there. */
function declareListeners(stack: AwsStack, place: Place, input: BalancerInput): Handle<unknown>[] {
  const { certificateArn } = input.settings.scale;
  const forward = { kind: "forward" as const, targetGroupArn: input.targetGroupArn };
  const http = stack.add(listener, "scale.listener.http", {
    ...place,
    port: 80,
    protocol: "HTTP",
    action: certificateArn === undefined ? forward : { kind: "redirect-to-https" },
  });
  if (certificateArn === undefined) return [http, ...declareRules(stack, place, { of: http, input })];
  const https = stack.add(listener, "scale.listener.https", {
    ...place,
    port: 443,
    protocol: "HTTPS",
    action: forward,
    certificateArn,
    sslPolicy: SSL_POLICY,
  });
  return [http, https, ...declareRules(stack, place, { of: https, input })];
}

interface Serving {
  readonly of: Handle<{ listenerArn: string }>;
  readonly input: BalancerInput;
}

/** Of what the application tells about itself, the world sees its health and nothing else. */
function declareRules(stack: AwsStack, place: Place, { of, input }: Serving): Handle<unknown>[] {
  const rule = { listenerArn: of.out.listenerArn, loadBalancerName: place.loadBalancerName };
  return [
    stack.add(listenerRule, "scale.rule.health", {
      ...rule,
      priority: 1,
      pathPatterns: [HEALTH_PATH],
      action: { kind: "forward", targetGroupArn: input.targetGroupArn },
    }),
    stack.add(listenerRule, "scale.rule.actuator", {
      ...rule,
      priority: 2,
      pathPatterns: ["/actuator", "/actuator/*"],
      action: { kind: "not-found" },
    }),
  ];
}
