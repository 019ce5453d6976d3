import type { Call } from "../operation.ts";
import { snsOffers } from "./offers.ts";
import { type Subscription, subscriptions } from "./tables.ts";

/** Whether nobody has confirmed a subscription yet. */
export const isPending = ({ confirmed }: Subscription): boolean => !confirmed;

/** Whether SNS has dropped one that nobody confirmed. */
function isDropped(call: Call, row: Subscription): boolean {
  const { unconfirmedSeconds: limit } = call.account.offers(snsOffers);
  return isPending(row) && limit > 0 && call.account.clock.secondsSince(row.createdAt) > limit;
}

/** The subscriptions of a topic that SNS still shows, those that were just ended included. */
export function shownSubscriptions(call: Call, topicArn: string): readonly Subscription[] {
  const all = call.account.table(subscriptions).all();
  return all.filter((row) => row.topicArn === topicArn && !isDropped(call, row));
}

/** The subscriptions of a topic that count. */
export const livingSubscriptions = (call: Call, topicArn: string): readonly Subscription[] =>
  shownSubscriptions(call, topicArn).filter(({ deletedAt }) => deletedAt === undefined);
