import { type ErrorTable, meaning, quota, setting } from "./row.ts";

/** Source: Amazon CloudWatch API reference, as the SDK's model of it. */
export const cloudWatch: ErrorTable = [
  meaning("absent", ["ResourceNotFound", "DashboardNotFound"]),
  meaning("busy", ["ConcurrentModification", "Conflict", "ResourceConflict"]),
  quota(["LimitExceeded"], "alarms", { service: "monitoring" }),
  setting(
    ["DashboardInvalidInput"],
    "CloudWatch does not take the dashboard: a part of its document is wrong, such as the name of a metric. Correct the settings of monitoring.",
  ),
];

/** Source: Amazon CloudWatch Logs API reference, as the SDK's model of it. */
export const cloudWatchLogs: ErrorTable = [
  meaning("absent", ["ResourceNotFound"]),
  meaning("exists", ["ResourceAlreadyExists"]),
  meaning("busy", ["OperationAborted"]),
  setting(
    ["Validation"],
    "The log group is protected from deletion, which this stack never asks for. Lift the protection, if that is right.",
    /deletion protection/i,
  ),
  quota(["LimitExceeded"], "log groups", { service: "logs" }),
];
