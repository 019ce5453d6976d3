import { describe, expect, it } from "vitest";
import { declared, propsOf, settingsOf } from "../declared.ts";

const VPC = "network.vpc#vpcId";
const idOf = (key: string): string => `network.security-group.${key}#groupId`;

const rule = (key: string, port: number, source: object, description: string) => ({
  groupId: idOf(key),
  direction: "ingress",
  protocol: "tcp",
  fromPort: port,
  toPort: port,
  source,
  description,
});

const from = (key: string) => ({ kind: "security-group", value: idOf(key) });
const anywhere = { kind: "cidr", value: "0.0.0.0/0" };

describe("the security groups", () => {
  it("are five, with the guide's names and descriptions where it has them", () => {
    const group = (name: string, protects: string) => ({
      vpcId: VPC,
      name,
      description: `Security group for Flash Sale ${protects}`,
    });
    expect(propsOf(declared(), "ec2/security-group")).toEqual({
      "network.security-group.load-balancer": group("flashsale-alb-sg", "load balancer"),
      "network.security-group.application": group("flashsale-app-sg", "application"),
      "network.security-group.database": group("flashsale-db-sg", "RDS"),
      "network.security-group.cache": group("flashsale-redis-sg", "Redis"),
      "network.security-group.kafka": group("flashsale-kafka-sg", "Kafka"),
    });
  });

  it("let each tier in from the tier before it", () => {
    expect(propsOf(declared(), "ec2/security-group-rule")).toEqual({
      "network.rule.http-from-anywhere": rule("load-balancer", 80, anywhere, "http from anywhere"),
      "network.rule.https-from-anywhere": rule("load-balancer", 443, anywhere, "https from anywhere"),
      "network.rule.application-from-load-balancer": rule(
        "application",
        8080,
        from("load-balancer"),
        "application from load-balancer",
      ),
      "network.rule.database-from-application": rule(
        "database",
        5432,
        from("application"),
        "database from application",
      ),
      "network.rule.cache-from-application": rule(
        "cache",
        6379,
        from("application"),
        "cache from application",
      ),
      "network.rule.kafka-from-application": rule(
        "kafka",
        9094,
        from("application"),
        "kafka from application",
      ),
    });
  });

  it("let the whole VPC in where the settings ask for the guide's rule", () => {
    const whole = { kind: "cidr", value: "10.0.0.0/16" };
    const all = declared(settingsOf({ network: { ingress: "vpc-cidr" } }));
    expect(propsOf(all, "ec2/security-group-rule")).toEqual({
      "network.rule.http-from-anywhere": rule("load-balancer", 80, anywhere, "http from anywhere"),
      "network.rule.https-from-anywhere": rule("load-balancer", 443, anywhere, "https from anywhere"),
      "network.rule.application-from-vpc": rule("application", 8080, whole, "application from vpc"),
      "network.rule.database-from-vpc": rule("database", 5432, whole, "database from vpc"),
      "network.rule.cache-from-vpc": rule("cache", 6379, whole, "cache from vpc"),
      "network.rule.kafka-from-vpc": rule("kafka", 9094, whole, "kafka from vpc"),
    });
  });

  it("carry the stack's name, so that two stacks live side by side", () => {
    const names = Object.values(propsOf(declared(settingsOf({ name: "shop" })), "ec2/security-group")).map(
      ({ name }) => name,
    );
    expect(names).toEqual(["shop-alb-sg", "shop-app-sg", "shop-db-sg", "shop-redis-sg", "shop-kafka-sg"]);
  });
});
