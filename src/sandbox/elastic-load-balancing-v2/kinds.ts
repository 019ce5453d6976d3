import { listeners, loadBalancers, rules, targetGroups } from "./tables.ts";

/** Where each kind's records are, and what is said when one is not there. */
export const KINDS = {
  loadBalancer: { table: loadBalancers, notFound: "LoadBalancerNotFoundException", noun: "load balancers" },
  targetGroup: { table: targetGroups, notFound: "TargetGroupNotFoundException", noun: "target groups" },
  listener: { table: listeners, notFound: "ListenerNotFoundException", noun: "listeners" },
  rule: { table: rules, notFound: "RuleNotFoundException", noun: "rules" },
} as const;

/** The kind that an ARN is of; `undefined` for what Elastic Load Balancing does not have. */
export function kindOf(arn: string): keyof typeof KINDS | undefined {
  const word = arn.split(":")[5]?.split("/")[0] ?? "";
  return (
    {
      loadbalancer: "loadBalancer",
      targetgroup: "targetGroup",
      listener: "listener",
      "listener-rule": "rule",
    } as const
  )[word];
}
