import {
  CreateNotificationCommand,
  CreateSubscriberCommand,
  DeleteNotificationCommand,
  DeleteSubscriberCommand,
  type Notification,
  paginateDescribeNotificationsForBudget,
  paginateDescribeSubscribersForNotification,
} from "@aws-sdk/client-budgets";
import type { Aws } from "../../aws/env.ts";
import { isAlreadyExists } from "../../aws/errors.ts";
import { collect, ignoreAbsent, orAbsent, present } from "../type.ts";
import { type Audiences, toAlerts, toAudiences, toNotification, toSubscriber, toThreshold } from "./alert.ts";

/** E-mail subscribers of one notification at most. Source: Budgets API reference, `Notification`. */
const MOST_ADDRESSES = 10;

/** A notification of a budget, as far as it can be an alert of ours. */
interface Standing {
  readonly threshold: string;
  /** E-mail addresses. */
  readonly addresses: readonly string[];
  /** Whether a topic is told, too: that is not ours. */
  readonly tellsTopic: boolean;
}

/** Which budget is meant. */
const on = (aws: Aws, name: string): { AccountId: string; BudgetName: string } => ({
  AccountId: aws.account,
  BudgetName: name,
});

/** The alerts of a budget as AWS has them, those included that somebody else made. None for a budget that is not there. */
export async function readAlerts(aws: Aws, name: string): Promise<string[]> {
  const standing = await readStanding(aws, name);
  return standing.flatMap(({ threshold, addresses }) => toAlerts(threshold, addresses)).sort();
}

async function readStanding(aws: Aws, name: string): Promise<readonly Standing[]> {
  const pages = paginateDescribeNotificationsForBudget({ client: aws.safe.budgets }, on(aws, name));
  const all = (await orAbsent(() => collect(pages, (page) => page.Notifications))) ?? [];
  return present(await Promise.all(all.map((notification) => toStanding(aws, name, notification))));
}

/** What is not found went between the two reads. */
async function toStanding(aws: Aws, name: string, notification: Notification): Promise<Standing | undefined> {
  const threshold = toThreshold(notification);
  if (threshold === undefined) return undefined;
  const input = { ...on(aws, name), Notification: toNotification(threshold) };
  const pages = paginateDescribeSubscribersForNotification({ client: aws.safe.budgets }, input);
  const all = await orAbsent(() => collect(pages, (page) => page.Subscribers));
  if (all === undefined) return undefined;
  const byMail = all.filter(({ SubscriptionType }) => SubscriptionType === "EMAIL");
  const addresses = byMail.map(({ Address = "" }) => Address);
  return { threshold, addresses, tellsTopic: byMail.length < all.length };
}

/**
 * Brings the alerts of a budget to what is wanted, from what AWS has now: an update that was cut short is carried on. What is not
 * wanted goes first, since a budget holds few notifications.
 */
export async function setAlerts(aws: Aws, name: string, alerts: readonly string[]): Promise<void> {
  const wanted: Audiences = toAudiences(alerts);
  const standing = await readStanding(aws, name);
  for (const notification of standing.filter(({ threshold }) => !wanted.has(threshold)))
    await dismiss(aws, name, notification);
  for (const [threshold, addresses] of wanted) {
    const there = standing.find((notification) => notification.threshold === threshold);
    if (there === undefined) await notify(aws, name, { threshold, addresses });
    else await setAddresses(aws, name, { there, wanted: addresses });
  }
}

/** Ends a notification; where it tells a topic, too, only whom it tells by e-mail. */
async function dismiss(
  aws: Aws,
  name: string,
  { threshold, addresses, tellsTopic }: Standing,
): Promise<void> {
  if (tellsTopic) {
    for (const address of addresses) await unsubscribe(aws, name, { threshold, address });
    return;
  }
  const command = new DeleteNotificationCommand({
    ...on(aws, name),
    Notification: toNotification(threshold),
  });
  await ignoreAbsent(() => aws.safe.budgets.send(command));
}

/** Makes a notification. One that came meanwhile may tell others: it is made to tell these, too. */
async function notify(
  aws: Aws,
  name: string,
  { threshold, addresses }: { threshold: string; addresses: readonly string[] },
): Promise<void> {
  const command = new CreateNotificationCommand({
    ...on(aws, name),
    Notification: toNotification(threshold),
    Subscribers: addresses.map(toSubscriber),
  });
  const isMade = await unlessThere(() => aws.safe.budgets.send(command));
  if (isMade) return;
  for (const address of addresses) await subscribe(aws, name, { threshold, address });
}

/**
 * New ones come before old ones go, as long as there is room: a notification goes with its last subscriber. Source: Budgets API
 * reference, DeleteSubscriber.
 */
async function setAddresses(
  aws: Aws,
  name: string,
  { there, wanted }: { there: Standing; wanted: readonly string[] },
): Promise<void> {
  const { threshold, addresses } = there;
  const added = wanted.filter((address) => !addresses.includes(address));
  const dropped = addresses.filter((address) => !wanted.includes(address));
  const coming = (address: string) => () => subscribe(aws, name, { threshold, address });
  const going = (address: string) => () => unsubscribe(aws, name, { threshold, address });
  const room = Math.max(0, MOST_ADDRESSES - addresses.length);
  const late = added.slice(room);
  const steps = [
    ...added.slice(0, room).map(coming),
    ...late.flatMap((address, index) => [...dropped.slice(index, index + 1).map(going), coming(address)]),
    ...dropped.slice(late.length).map(going),
  ];
  for (const step of steps) await step();
}

/** Who is told, and at which threshold. */
interface Subscription {
  readonly threshold: string;
  readonly address: string;
}

async function subscribe(aws: Aws, name: string, { threshold, address }: Subscription): Promise<void> {
  const Subscriber = toSubscriber(address);
  const Notification = toNotification(threshold);
  const command = new CreateSubscriberCommand({ ...on(aws, name), Notification, Subscriber });
  await unlessThere(() => aws.safe.budgets.send(command));
}

async function unsubscribe(aws: Aws, name: string, { threshold, address }: Subscription): Promise<void> {
  const Subscriber = toSubscriber(address);
  const Notification = toNotification(threshold);
  const command = new DeleteSubscriberCommand({ ...on(aws, name), Notification, Subscriber });
  await ignoreAbsent(() => aws.safe.budgets.send(command));
}

/** Whether a call has made something; false where it was there already. */
async function unlessThere(call: () => Promise<unknown>): Promise<boolean> {
  try {
    await call();
    return true;
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
    return false;
  }
}
