import { type AccountRecord, defineTable } from "../account.ts";

/** A log group, by its name. */
export interface LogGroup extends AccountRecord {
  /** Absent while logs are kept for ever. */
  readonly retentionInDays?: number | undefined;
}

/** Log groups. */
export const logGroups = defineTable<LogGroup>("CloudWatchLogs", "log-group");
