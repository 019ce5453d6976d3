import { JSON_DIALECT, listTable, type SandboxService } from "../service.ts";
import { needs } from "./actions.ts";
import { logGroupOperations } from "./log-group.ts";
import { cloudWatchLogsOffers } from "./offers.ts";
import { logGroups } from "./tables.ts";
import { tagOperations } from "./tag.ts";

/** CloudWatch Logs: log groups, without logs. */
export const cloudWatchLogs: SandboxService = {
  clientName: "CloudWatchLogsClient",
  dialect: {
    ...JSON_DIALECT,
    missing: "InvalidParameterException",
    invalid: "InvalidParameterException",
  },
  operations: { ...logGroupOperations, ...tagOperations },
  needs,
  offers: [cloudWatchLogsOffers],
  listings: [listTable(logGroups, { name: ({ id }) => id })],
};
