import { type AccountRecord, defineTable } from "../account.ts";

/** A topic, by its ARN. */
export interface Topic extends AccountRecord {
  readonly name: string;
}

/** A subscription, by its ARN. */
export interface Subscription extends AccountRecord {
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly confirmed: boolean;
}

/** Topics. */
export const topics = defineTable<Topic>("SNS", "topic");

/** Subscriptions; one that was ended is listed as `Deleted` for a moment. */
export const subscriptions = defineTable<Subscription>("SNS", "subscription");
