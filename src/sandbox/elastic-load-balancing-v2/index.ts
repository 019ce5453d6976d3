import { listTable, QUERY_DIALECT, type SandboxService } from "../service.ts";
import { needs } from "./actions.ts";
import { listenerOperations } from "./listener.ts";
import { ruleOperations } from "./listener-rule.ts";
import { loadBalancerOperations } from "./load-balancer.ts";
import { loadBalancingOffers } from "./offers.ts";
import { listeners, loadBalancers, rules, targetGroups } from "./tables.ts";
import { tagOperations } from "./tag.ts";
import { targetGroupOperations } from "./target-group.ts";
import { targetHealthOperations } from "./target-health.ts";

/** Elastic Load Balancing: application load balancers with their listeners and rules, target groups. */
export const loadBalancing: SandboxService = {
  clientName: "ElasticLoadBalancingV2Client",
  dialect: QUERY_DIALECT,
  operations: {
    ...listenerOperations,
    ...loadBalancerOperations,
    ...ruleOperations,
    ...tagOperations,
    ...targetGroupOperations,
    ...targetHealthOperations,
  },
  needs,
  offers: [loadBalancingOffers],
  listings: [
    listTable(listeners),
    listTable(loadBalancers, { name: ({ name }) => name }),
    listTable(rules),
    listTable(targetGroups, { name: ({ name }) => name }),
  ],
};
