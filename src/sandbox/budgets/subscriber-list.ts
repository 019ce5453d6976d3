import type { Subscriber } from "@aws-sdk/client-budgets";
import { duplicate, invalid, tooMany } from "./find.ts";
import type { SubscriberRow } from "./tables.ts";

/** Subscribers of one notification, by kind. Source: Budgets API reference, `Notification`. */
const MOST_SUBSCRIBERS = { EMAIL: 10, SNS: 1 } as const;

/** The reference's pattern of `Address` only bars line breaks; the stricter reading wants what the kind asks for. */
const ADDRESSES = {
  EMAIL: /^[^\s@,]+@[^\s@,]+\.[^\s@,.]+$/,
  SNS: /^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w.-]+$/,
} as const;

/** Reads and checks a subscriber. Throws InvalidParameterException. */
export function toSubscriber(subscriber: Subscriber | undefined): SubscriberRow {
  const type = subscriber?.SubscriptionType;
  const address = subscriber?.Address ?? "";
  if (type !== "EMAIL" && type !== "SNS") throw invalid(`Invalid SubscriptionType: ${type}`);
  if (!ADDRESSES[type].test(address)) throw invalid(`Invalid subscriber address: ${address}`);
  return { type, address };
}

/** Whether two are the same subscriber. Whether Budgets heeds the case of addresses is not told: it does here. */
export const isSameSubscriber = (a: SubscriberRow, b: SubscriberRow): boolean =>
  a.type === b.type && a.address === b.address;

/** Adds a subscriber to those of a notification. Throws what Budgets refuses. */
export function addSubscriber(
  present: readonly SubscriberRow[],
  subscriber: Subscriber | undefined,
): readonly SubscriberRow[] {
  const row = toSubscriber(subscriber);
  if (present.some((one) => isSameSubscriber(one, row))) throw duplicate("The subscriber already exists.");
  const most = MOST_SUBSCRIBERS[row.type];
  if (present.filter(({ type }) => type === row.type).length >= most)
    throw tooMany(`one notification can only have ${most} subscribers with type of ${row.type}`);
  return [...present, row];
}
