import type { Action } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Call } from "../operation.ts";
import { listeners, rules } from "./tables.ts";

const forwardsTo = (actions: readonly Action[], arn: string): boolean =>
  actions.some(({ TargetGroupArn }) => TargetGroupArn === arn);

/** ARNs of the load balancers whose listeners or rules send requests to a target group. */
export function balancersOf(call: Call, targetGroup: string): readonly string[] {
  const all = call.account.table(listeners).all();
  const byRule = call.account
    .table(rules)
    .all()
    .filter(({ actions }) => forwardsTo(actions, targetGroup))
    .map(({ listener }) => listener);
  const using = all.filter(({ id, actions }) => forwardsTo(actions, targetGroup) || byRule.includes(id));
  return [...new Set(using.map(({ loadBalancer }) => loadBalancer))];
}
