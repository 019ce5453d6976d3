import type {
  CreateNotificationCommandInput,
  CreateNotificationCommandOutput,
  DeleteNotificationCommandInput,
  DeleteNotificationCommandOutput,
  DescribeNotificationsForBudgetCommandInput,
  DescribeNotificationsForBudgetCommandOutput,
  Notification,
  Subscriber,
} from "@aws-sdk/client-budgets";
import { type Call, change, read } from "../operation.ts";
import { duplicate, getBudget, invalid, notFound, tooMany } from "./find.ts";
import { paginate } from "./page.ts";
import { addSubscriber } from "./subscriber-list.ts";
import { budgets, type NotificationRow, type SubscriberRow } from "./tables.ts";

/**
 * Notifications of one budget. Source: Budgets API reference, CreateBudget; `Notification` there speaks of ten, so this is the
 * stricter of the two.
 */
const MOST_NOTIFICATIONS = 5;

/** Percent, at most. Source: Budgets API reference, `Notification`. */
const MOST_PERCENT = 1_000_000;

type Key = Omit<NotificationRow, "subscribers">;

/** Reads and checks which notification is meant; without a kind of threshold it is a percentage. */
function toKey(notification: Notification | undefined): Key {
  const { NotificationType, ComparisonOperator, Threshold = 0 } = notification ?? ({} as Notification);
  const thresholdType = notification?.ThresholdType ?? "PERCENTAGE";
  const type = oneOf(["ACTUAL", "FORECASTED"] as const, NotificationType, "NotificationType");
  const operators = ["EQUAL_TO", "GREATER_THAN", "LESS_THAN"] as const;
  const operator = oneOf(operators, ComparisonOperator, "ComparisonOperator");
  oneOf(["ABSOLUTE_VALUE", "PERCENTAGE"] as const, thresholdType, "ThresholdType");
  if (!(Threshold > 0) || (thresholdType === "PERCENTAGE" && Threshold > MOST_PERCENT))
    throw invalid(`Invalid notification threshold: ${Threshold}`);
  return { type, operator, threshold: Threshold, thresholdType };
}

function oneOf<T extends string>(allowed: readonly T[], value: string | undefined, member: string): T {
  const found = allowed.find((one) => one === value);
  if (found === undefined) throw invalid(`Invalid ${member}: ${value}`);
  return found;
}

const isSame = (row: Key, key: Key): boolean =>
  row.type === key.type &&
  row.operator === key.operator &&
  row.threshold === key.threshold &&
  row.thresholdType === key.thresholdType;

/** Adds a notification to those of a budget. Throws what Budgets refuses. */
export function addNotification(
  present: readonly NotificationRow[],
  notification: Notification | undefined,
  subscribers: readonly Subscriber[] | undefined,
): readonly NotificationRow[] {
  const key = toKey(notification);
  if (present.some((row) => isSame(row, key))) throw duplicate("The notification already exists.");
  if (present.length >= MOST_NOTIFICATIONS)
    throw tooMany(`one budget can only have ${MOST_NOTIFICATIONS} notifications`);
  if (subscribers === undefined || subscribers.length === 0)
    throw invalid("A notification must have at least one subscriber.");
  const rows = subscribers.reduce<readonly SubscriberRow[]>((made, one) => addSubscriber(made, one), []);
  return [...present, { ...key, subscribers: rows }];
}

/** Gets a notification among those of a budget. Throws NotFoundException. */
export function getNotification(
  present: readonly NotificationRow[],
  notification: Notification | undefined,
): NotificationRow {
  const key = toKey(notification);
  const row = present.find((one) => isSame(one, key));
  if (row === undefined) throw notFound("Unable to get notification - the notification doesn't exist.");
  return row;
}

/**
 * A percentage is not told to be one. Source: HashiCorp's AWS provider, `resourceBudgetRead` in budget.go, which met that.
 * Nothing is spent here, so all is well.
 */
const toNotification = (row: NotificationRow): Notification => ({
  NotificationType: row.type,
  ComparisonOperator: row.operator,
  Threshold: row.threshold,
  ...(row.thresholdType === "PERCENTAGE" ? {} : { ThresholdType: row.thresholdType }),
  NotificationState: "OK",
});

function create(
  input: CreateNotificationCommandInput,
  call: Call,
): Omit<CreateNotificationCommandOutput, "$metadata"> {
  const { id, notifications: present } = getBudget(call, input);
  const notifications = addNotification(present, input.Notification, input.Subscribers);
  call.account.table(budgets).update(id, { notifications });
  return {};
}

/** Its subscribers go with it. Source: Budgets API reference, DeleteNotification. */
function remove(
  input: DeleteNotificationCommandInput,
  call: Call,
): Omit<DeleteNotificationCommandOutput, "$metadata"> {
  const { id, notifications: present } = getBudget(call, input);
  const gone = getNotification(present, input.Notification);
  call.account.table(budgets).update(id, { notifications: present.filter((row) => row !== gone) });
  return {};
}

function describeForBudget(
  input: DescribeNotificationsForBudgetCommandInput,
  call: Call,
): Omit<DescribeNotificationsForBudgetCommandOutput, "$metadata"> {
  const { elements, NextToken } = paginate(getBudget(call, input).notifications, input);
  return { Notifications: elements.map(toNotification), NextToken };
}

/** Budgets' calls on notifications. */
export const notificationOperations = {
  CreateNotification: change<CreateNotificationCommandInput, CreateNotificationCommandOutput>(create),
  DeleteNotification: change<DeleteNotificationCommandInput, DeleteNotificationCommandOutput>(remove),
  DescribeNotificationsForBudget: read<
    DescribeNotificationsForBudgetCommandInput,
    DescribeNotificationsForBudgetCommandOutput
  >(describeForBudget),
};
