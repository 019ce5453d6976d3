import type { Ref } from "../../engine/ref.ts";
import { securityGroup } from "../../resources/ec2/security-group.ts";
import { securityGroupRule } from "../../resources/ec2/security-group-rule.ts";
import type { AwsStack } from "../../resources/index.ts";
import type { Settings } from "../settings.ts";
import type { SecurityGroups } from "./handles.ts";

interface GroupsInput {
  readonly vpcId: string | Ref<string>;
  readonly vpcCidr: string;
  /** Further blocks of a VPC that exists. @default none */
  readonly secondaryBlocks?: readonly string[];
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

function declareRules(stack: AwsStack, groups: SecurityGroups, input: GroupsInput): void {
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
  const wholeVpc = input.settings.network.ingress === "vpc-cidr" ? blocksOf(input) : undefined;
  const loadBalancer: From = {
    key: "load-balancer",
    source: { kind: "security-group", value: groups.loadBalancer },
  };
  const application: From = {
    key: "application",
    source: { kind: "security-group", value: groups.application },
  };
  for (const from of wholeVpc ?? [loadBalancer])
    allow("application", groups.application, PORTS.application, from);
  for (const from of wholeVpc ?? [application]) {
    allow("database", groups.database, PORTS.postgres, from);
    allow("cache", groups.cache, PORTS.redis, from);
    allow("kafka", groups.kafka, PORTS.kafka, from);
  }
}

/** Every block of the VPC; those that were added to it are named by themselves, so that another one moves none. */
function blocksOf({ vpcCidr, secondaryBlocks = [] }: GroupsInput): From[] {
  const toFrom = (key: string, value: string): From => ({ key, source: { kind: "cidr", value } });
  return [
    toFrom("vpc", vpcCidr),
    ...secondaryBlocks.map((block) => toFrom(`vpc-${block.replace("/", "-")}`, block)),
  ];
}

interface From {
  readonly key: string;
  readonly source: { kind: "cidr" | "security-group"; value: string | Ref<string> };
}
