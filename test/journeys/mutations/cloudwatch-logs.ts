import { asIdentity, type Mutations, retag, set, setId, tagged, within } from "./change.ts";

const GROUP = "deploy.log-group";

/** CloudWatch Logs' rows, by type and prop. */
export const CLOUDWATCH_LOGS: Readonly<Record<string, Mutations>> = {
  "cloudwatch-logs/log-group": {
    ...tagged(GROUP, { retentionDays: set("retentionInDays", 1), tags: retag }),
    name: asIdentity(within(GROUP, GROUP, setId("/renamed", "CloudWatchLogs/log-group"))),
  },
};
