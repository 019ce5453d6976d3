import type { Row } from "../stack.ts";
import {
  asIdentity,
  ELSEWHERE,
  type Mutations,
  retag,
  set,
  setId,
  shorten,
  tagged,
  within,
} from "./change.ts";

const LISTENER = "scale.listener.https";
const RULE = "scale.rule.actuator";

const REFUSED = [{ Type: "fixed-response", FixedResponseConfig: { StatusCode: "503" } }];

const check =
  (changes: Readonly<Record<string, unknown>>) =>
  (row: Row): void => {
    row.healthCheck = { ...(row.healthCheck as object), ...changes };
  };

const other = (path: string) => `arn:aws:elasticloadbalancing:us-east-1:314159265358:${path}`;

/** Elastic Load Balancing's rows, under the sandbox's own names. */
export const LOAD_BALANCING: Readonly<Record<string, Mutations>> = {
  "elastic-load-balancing-v2/load-balancer": tagged("scale.load-balancer", {
    name: set("name", "renamed"),
    scheme: set("scheme", "internal"),
    subnetIds: shorten("places"),
    securityGroupIds: set("groupIds", ["sg-0123456789abcdef0"]),
    tags: retag,
  }),
  "elastic-load-balancing-v2/target-group": tagged("scale.target-group", {
    vpcId: set("vpcId", ELSEWHERE.vpc),
    protocol: set("protocol", "HTTPS"),
    port: set("port", 9090),
    targetType: set("targetType", "ip"),
    healthCheckPath: check({ path: "/" }),
    healthCheckMatcher: check({ matcher: "200-399" }),
    healthyThreshold: check({ healthyCount: 5 }),
    unhealthyThreshold: check({ unhealthyCount: 2 }),
    deregistrationDelaySeconds: (row) => {
      row.attributes = { ...(row.attributes as object), "deregistration_delay.timeout_seconds": "300" };
    },
    tags: retag,
  }),
  "elastic-load-balancing-v2/listener": tagged(LISTENER, {
    loadBalancerArn: set("loadBalancer", other("loadbalancer/app/other/0123456789abcdef")),
    port: set("port", 8443),
    protocol: set("protocol", "HTTP"),
    action: set("actions", REFUSED),
    certificateArn: set("certificate", "arn:aws:acm:us-east-1:314159265358:certificate/other"),
    sslPolicy: set("sslPolicy", "ELBSecurityPolicy-2016-08"),
    tags: retag,
  }),
  "elastic-load-balancing-v2/listener-rule": {
    ...tagged(RULE, {
      priority: set("priority", 9),
      pathPatterns: set("conditions", [{ Field: "path-pattern", Values: ["/other"] }]),
      action: set("actions", REFUSED),
      tags: retag,
    }),
    // The listener is a part of the rule's ARN.
    listenerArn: asIdentity(
      within(RULE, RULE, (row, account) => {
        row.listener = other("listener/app/other/0123456789abcdef/0123456789abcdef");
        const arn = other("listener-rule/app/other/0123456789abcdef/0123456789abcdef/0123456789abcdef");
        setId(arn, "ElasticLoadBalancingV2/listener-rule")(row, account);
      }),
    ),
  },
};
