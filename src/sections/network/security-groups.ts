import type { Ref } from "../../engine/ref.ts";
import { securityGroup } from "../../resources/ec2/security-group.ts";
import { securityGroupRule } from "../../resources/ec2/security-group-rule.ts";
import type { AwsStack } from "../../resources/index.ts";
import type { Settings } from "../settings.ts";
import type { SecurityGroups } from "./handles.ts";

interface GroupsInput {
  readonly vpcId: string | Ref<string>;
  readonly vpcCidr: string;
  readonly settings: Settings;
}

/** Ports that the tiers talk on. Kafka: TLS without credentials. Source: MSK Developer Guide, "Port information". */
const PORTS = { http: 80, https: 443, application: 8080, postgres: 5432, redis: 6379, kafka: 9094 } as const;

/** The five groups and their rules: each tier is reached from the tier before it, or from the whole VPC as in the guide. */
export function declareSecurityGroups(stack: AwsStack, input: GroupsInput): SecurityGroups {
  const { settings, vpcId } = input;
  const group = (key: string, suffix: string, protects: string): Ref<string> =>
    stack.add(securityGroup, `network.security-group.${key}`, {
      vpcId,
      name: `${settings.name}-${suffix}`,
      description: `Security group for Flash Sale ${protects}`,
    }).out.groupId;
  const groups = {
    loadBalancer: group("load-balancer", "alb-sg", "load balancer"),
    application: group("application", "app-sg", "application"),
    database: group("database", "db-sg", "RDS"),
    cache: group("cache", "redis-sg", "Redis"),
    kafka: group("kafka", "kafka-sg", "Kafka"),
  };
  declareRules(stack, groups, input);
  return groups;
}

function declareRules(stack: AwsStack, groups: SecurityGroups, { settings, vpcCidr }: GroupsInput): void {
  const allow = (key: string, groupId: Ref<string>, port: number, from: From): void => {
    stack.add(securityGroupRule, `network.rule.${key}-from-${from.key}`, {
      groupId,
      direction: "ingress",
      protocol: "tcp",
      fromPort: port,
      toPort: port,
      source: from.source,
      description: `${key} from ${from.key}`,
    });
  };
  const anywhere: From = { key: "anywhere", source: { kind: "cidr", value: "0.0.0.0/0" } };
  allow("http", groups.loadBalancer, PORTS.http, anywhere);
  allow("https", groups.loadBalancer, PORTS.https, anywhere);
  // Another source is another rule under another address: the new one is there before the old one is gone.
  const wholeVpc: From | undefined =
    settings.network.ingress === "vpc-cidr"
      ? { key: "vpc", source: { kind: "cidr", value: vpcCidr } }
      : undefined;
  const loadBalancer: From = {
    key: "load-balancer",
    source: { kind: "security-group", value: groups.loadBalancer },
  };
  const application: From = {
    key: "application",
    source: { kind: "security-group", value: groups.application },
  };
  allow("application", groups.application, PORTS.application, wholeVpc ?? loadBalancer);
  allow("database", groups.database, PORTS.postgres, wholeVpc ?? application);
  allow("cache", groups.cache, PORTS.redis, wholeVpc ?? application);
  allow("kafka", groups.kafka, PORTS.kafka, wholeVpc ?? application);
}

interface From {
  readonly key: string;
  readonly source: { kind: "cidr" | "security-group"; value: string | Ref<string> };
}
