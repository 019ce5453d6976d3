import { listTable, QUERY_DIALECT, type SandboxService } from "../service.ts";
import { needs } from "./actions.ts";
import { dashboardOperations } from "./dashboard.ts";
import { metricAlarmOperations } from "./metric-alarm.ts";
import { cloudWatchOffers } from "./offers.ts";
import { alarms, dashboards } from "./tables.ts";
import { tagOperations } from "./tag.ts";

/** CloudWatch: dashboards, and alarms on metrics that nobody sends. Its errors keep the codes of its older query protocol. */
export const cloudWatch: SandboxService = {
  clientName: "CloudWatchClient",
  dialect: QUERY_DIALECT,
  operations: { ...dashboardOperations, ...metricAlarmOperations, ...tagOperations },
  needs,
  offers: [cloudWatchOffers],
  listings: [listTable(dashboards, { name: ({ id }) => id }), listTable(alarms, { name: ({ id }) => id })],
};
