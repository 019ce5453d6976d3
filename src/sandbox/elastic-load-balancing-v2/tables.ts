import type { Action, RuleCondition } from "@aws-sdk/client-elastic-load-balancing-v2";
import { type AccountRecord, defineTable } from "../account.ts";

/** A place of a load balancer: one subnet of a zone and the interface that stands there. */
export interface Place {
  readonly subnetId: string;
  readonly zone: string;
  readonly networkInterface: string;
}

/** An application load balancer, by its ARN. */
export interface LoadBalancer extends AccountRecord {
  readonly name: string;
  readonly scheme: "internet-facing" | "internal";
  readonly vpcId: string;
  readonly dnsName: string;
  readonly groupIds: readonly string[];
  readonly places: readonly Place[];
}

/** How a target group asks for the health of its targets. */
export interface HealthCheck {
  readonly protocol: "HTTP" | "HTTPS";
  readonly port: string;
  readonly path: string;
  readonly matcher: string;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly healthyCount: number;
  readonly unhealthyCount: number;
}

/** A target group, by its ARN. */
export interface TargetGroup extends AccountRecord {
  readonly name: string;
  readonly protocol: "HTTP" | "HTTPS";
  readonly port: number;
  readonly vpcId: string;
  readonly targetType: "instance" | "ip";
  readonly healthCheck: HealthCheck;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A listener, by its ARN. */
export interface Listener extends AccountRecord {
  readonly loadBalancer: string;
  readonly port: number;
  readonly protocol: "HTTP" | "HTTPS";
  readonly certificate?: string | undefined;
  readonly sslPolicy?: string | undefined;
  readonly actions: readonly Action[];
}

/** A rule of a listener, by its ARN; the default action is no record. */
export interface Rule extends AccountRecord {
  readonly listener: string;
  readonly priority: number;
  readonly conditions: readonly RuleCondition[];
  readonly actions: readonly Action[];
}

/** Application load balancers. */
export const loadBalancers = defineTable<LoadBalancer>("ElasticLoadBalancingV2", "load-balancer");

/** Target groups. */
export const targetGroups = defineTable<TargetGroup>("ElasticLoadBalancingV2", "target-group");

/** Listeners. */
export const listeners = defineTable<Listener>("ElasticLoadBalancingV2", "listener");

/** Rules of listeners. */
export const rules = defineTable<Rule>("ElasticLoadBalancingV2", "listener-rule");
