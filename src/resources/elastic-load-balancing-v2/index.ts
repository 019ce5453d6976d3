import { listener } from "./listener.ts";
import { listenerRule } from "./listener-rule.ts";
import { loadBalancer } from "./load-balancer.ts";
import { targetGroup } from "./target-group.ts";

/** The resource types of Elastic Load Balancing. */
export const loadBalancingTypes = [loadBalancer, targetGroup, listener, listenerRule] as const;
