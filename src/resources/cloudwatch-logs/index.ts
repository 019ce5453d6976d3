import { logGroup } from "./log-group.ts";

/** The resource types of CloudWatch Logs. */
export const cloudWatchLogsTypes = [logGroup] as const;
