import type { Notification, NotificationWithSubscribers } from "@aws-sdk/client-budgets";
import { Bug } from "../../errors.ts";

/** E-mail addresses by the threshold at which they are told, such as `actual 80%`. */
export type Audiences = ReadonlyMap<string, readonly string[]>;

const ALERT = /^((?:actual|forecast) \d+(?:\.\d+)?%) (\S+)$/;
const THRESHOLD = /^(actual|forecast) ([\d.]+)%$/;

/** Gathers alerts by their threshold, each address once. Throws `Bug` for one that is not written as an alert. */
export function toAudiences(alerts: readonly string[]): Audiences {
  const audiences = new Map<string, readonly string[]>();
  for (const alert of alerts) {
    const [, threshold, address] = ALERT.exec(alert) ?? [];
    if (threshold === undefined || address === undefined)
      throw new Bug(`"${alert}" is no alert of a budget: it is written as "actual 80% someone@example.com".`);
    audiences.set(threshold, [...new Set([...(audiences.get(threshold) ?? []), address])]);
  }
  return audiences;
}

/** Writes the alerts of a threshold. */
export const toAlerts = (threshold: string, addresses: readonly string[]): string[] =>
  addresses.map((address) => `${threshold} ${address}`);

/** The notification that has a threshold of ours. */
export function toNotification(threshold: string): Notification {
  const [, kind, percent] = THRESHOLD.exec(threshold) ?? [];
  return {
    NotificationType: kind === "actual" ? "ACTUAL" : "FORECASTED",
    ComparisonOperator: "GREATER_THAN",
    Threshold: Number(percent),
    ThresholdType: "PERCENTAGE",
  };
}

/**
 * The threshold of a notification; `undefined` for one that we never make: of an amount, or of falling below or meeting it.
 * Budgets may tell a percentage without saying that it is one. Source: HashiCorp's AWS provider, budget.go.
 */
export function toThreshold(notification: Notification): string | undefined {
  const { NotificationType, ComparisonOperator, Threshold, ThresholdType = "PERCENTAGE" } = notification;
  if (ComparisonOperator !== "GREATER_THAN" || ThresholdType !== "PERCENTAGE") return undefined;
  return `${NotificationType === "ACTUAL" ? "actual" : "forecast"} ${Threshold}%`;
}

/** The notifications of a new budget. */
export const toNotifications = (alerts: readonly string[]): NotificationWithSubscribers[] =>
  [...toAudiences(alerts)].map(([threshold, addresses]) => ({
    Notification: toNotification(threshold),
    Subscribers: addresses.map(toSubscriber),
  }));

/** Somebody who is told by e-mail. */
export const toSubscriber = (address: string): { SubscriptionType: "EMAIL"; Address: string } => ({
  SubscriptionType: "EMAIL",
  Address: address,
});
