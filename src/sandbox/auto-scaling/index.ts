import { settledBy } from "../operation.ts";
import { listTable, QUERY_DIALECT, type SandboxService } from "../service.ts";
import { needs } from "./actions.ts";
import { activityOperations } from "./activity.ts";
import { groupOperations } from "./group.ts";
import { groupDescriptionOperations } from "./group-description.ts";
import { refreshOperations } from "./instance-refresh.ts";
import { autoScalingOffers } from "./offers.ts";
import { processOperations } from "./process.ts";
import { policyOperations } from "./scaling-policy.ts";
import { settleGroups } from "./settle.ts";
import { groups, policies } from "./tables.ts";
import { tagOperations } from "./tagging.ts";

/**
 * EC2 Auto Scaling: groups with their instances, refreshes, policies. What groups do by themselves is done at the next call
 * that asks.
 */
export const autoScaling: SandboxService = {
  clientName: "AutoScalingClient",
  dialect: QUERY_DIALECT,
  operations: settledBy(settleGroups, {
    ...activityOperations,
    ...groupDescriptionOperations,
    ...groupOperations,
    ...policyOperations,
    ...processOperations,
    ...refreshOperations,
    ...tagOperations,
  }),
  needs,
  offers: [autoScalingOffers],
  listings: [listTable(groups, { name: ({ id }) => id }), listTable(policies, { name: ({ name }) => name })],
};
