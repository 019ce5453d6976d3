import type {
  CreateSubscriberCommandInput,
  CreateSubscriberCommandOutput,
  DeleteSubscriberCommandInput,
  DeleteSubscriberCommandOutput,
  DescribeSubscribersForNotificationCommandInput,
  DescribeSubscribersForNotificationCommandOutput,
} from "@aws-sdk/client-budgets";
import { type Call, change, read } from "../operation.ts";
import { getBudget, notFound } from "./find.ts";
import { getNotification } from "./notification.ts";
import { paginate } from "./page.ts";
import { addSubscriber, isSameSubscriber, toSubscriber } from "./subscriber-list.ts";
import { type BudgetRow, budgets, type NotificationRow, type SubscriberRow } from "./tables.ts";

/** Writes the subscribers of a notification; one without any goes. Source: Budgets API reference, DeleteSubscriber. */
function setSubscribers(
  call: Call,
  { id, notifications: present }: BudgetRow,
  { changed, subscribers }: { changed: NotificationRow; subscribers: readonly SubscriberRow[] },
): void {
  const rows = present.map((row) => (row === changed ? { ...row, subscribers } : row));
  const notifications = rows.filter((row) => row.subscribers.length > 0);
  call.account.table(budgets).update(id, { notifications });
}

function create(
  input: CreateSubscriberCommandInput,
  call: Call,
): Omit<CreateSubscriberCommandOutput, "$metadata"> {
  const budget = getBudget(call, input);
  const changed = getNotification(budget.notifications, input.Notification);
  const subscribers = addSubscriber(changed.subscribers, input.Subscriber);
  setSubscribers(call, budget, { changed, subscribers });
  return {};
}

function remove(
  input: DeleteSubscriberCommandInput,
  call: Call,
): Omit<DeleteSubscriberCommandOutput, "$metadata"> {
  const budget = getBudget(call, input);
  const changed = getNotification(budget.notifications, input.Notification);
  const gone = toSubscriber(input.Subscriber);
  const subscribers = changed.subscribers.filter((one) => !isSameSubscriber(one, gone));
  if (subscribers.length === changed.subscribers.length)
    throw notFound("Unable to delete subscriber - the subscriber doesn't exist.");
  setSubscribers(call, budget, { changed, subscribers });
  return {};
}

function describeForNotification(
  input: DescribeSubscribersForNotificationCommandInput,
  call: Call,
): Omit<DescribeSubscribersForNotificationCommandOutput, "$metadata"> {
  const { subscribers } = getNotification(getBudget(call, input).notifications, input.Notification);
  const { elements, NextToken } = paginate(subscribers, input);
  const told = elements.map(({ type, address }) => ({ SubscriptionType: type, Address: address }));
  return { Subscribers: told, NextToken };
}

/** Budgets' calls on subscribers. */
export const subscriberOperations = {
  CreateSubscriber: change<CreateSubscriberCommandInput, CreateSubscriberCommandOutput>(create),
  DeleteSubscriber: change<DeleteSubscriberCommandInput, DeleteSubscriberCommandOutput>(remove),
  DescribeSubscribersForNotification: read<
    DescribeSubscribersForNotificationCommandInput,
    DescribeSubscribersForNotificationCommandOutput
  >(describeForNotification),
};
