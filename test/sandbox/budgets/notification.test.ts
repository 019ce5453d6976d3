import {
  CreateNotificationCommand,
  CreateSubscriberCommand,
  DeleteNotificationCommand,
  DeleteSubscriberCommand,
  DescribeNotificationsForBudgetCommand,
  DescribeSubscribersForNotificationCommand,
  type Notification,
  type Subscriber,
} from "@aws-sdk/client-budgets";
import { describe, expect, it } from "vitest";
import { refusalOf } from "../harness.ts";
import {
  addressesOf,
  at,
  type BudgetsPractice,
  mailTo,
  makeBudget,
  ON_BUDGET,
  practiseBudgets,
  thresholdsOf,
} from "./client.ts";

const TOPIC = { SubscriptionType: "SNS", Address: "arn:aws:sns:us-east-1:314159265358:costs" } as const;

/** A budget that tells Ann at 80 %. */
async function standing(): Promise<BudgetsPractice> {
  const practice = practiseBudgets();
  const NotificationsWithSubscribers = [{ Notification: at(80), Subscribers: [mailTo("ann")] }];
  await makeBudget(practice, { NotificationsWithSubscribers });
  return practice;
}

const notify = (
  { budgets }: BudgetsPractice,
  Notification: Notification,
  Subscribers: Subscriber[] = [mailTo("ann")],
) => budgets.send(new CreateNotificationCommand({ ...ON_BUDGET, Notification, Subscribers }));

const dismiss = ({ budgets }: BudgetsPractice, Notification: Notification) =>
  budgets.send(new DeleteNotificationCommand({ ...ON_BUDGET, Notification }));

const subscribe = ({ budgets }: BudgetsPractice, Notification: Notification, Subscriber: Subscriber) =>
  budgets.send(new CreateSubscriberCommand({ ...ON_BUDGET, Notification, Subscriber }));

const unsubscribe = ({ budgets }: BudgetsPractice, Notification: Notification, Subscriber: Subscriber) =>
  budgets.send(new DeleteSubscriberCommand({ ...ON_BUDGET, Notification, Subscriber }));

describe("a notification in the sandbox", () => {
  it("is told with its state, and as a percentage without saying so", async () => {
    const practice = await standing();
    await notify(practice, at(4000, { ThresholdType: "ABSOLUTE_VALUE" }));
    const told = await practice.budgets.send(new DescribeNotificationsForBudgetCommand(ON_BUDGET));
    const { ThresholdType: _, ...percentage } = at(80);
    expect(told.Notifications).toEqual([
      { ...percentage, NotificationState: "OK" },
      { ...at(4000), ThresholdType: "ABSOLUTE_VALUE", NotificationState: "OK" },
    ]);
  });

  it("is known by all that it says, a percentage being meant where nothing is said", async () => {
    const practice = await standing();
    for (const other of [
      at(80, { NotificationType: "FORECASTED" }),
      at(80, { ComparisonOperator: "EQUAL_TO" }),
      at(81),
      at(80, { ThresholdType: "ABSOLUTE_VALUE" }),
    ])
      await notify(practice, other);
    const refused = notify(practice, at(80, { ThresholdType: undefined }));
    expect(await refusalOf(refused)).toMatchObject({ name: "DuplicateRecordException" });
  });

  it("is the last that fits if it is the fifth", async () => {
    const practice = await standing();
    for (const percent of [81, 82, 83, 84]) await notify(practice, at(percent));
    expect(await refusalOf(notify(practice, at(85)))).toMatchObject({
      name: "CreationLimitExceededException",
    });
    const other = practiseBudgets();
    const NotificationsWithSubscribers = [1, 2, 3, 4, 5, 6].map((percent) => ({
      Notification: at(percent),
      Subscribers: [mailTo("ann")],
    }));
    expect(await refusalOf(makeBudget(other, { NotificationsWithSubscribers }))).toMatchObject({
      name: "CreationLimitExceededException",
    });
  });

  it.each([
    at(0),
    at(-1),
    at(1_000_001),
    at(80, { NotificationType: "GUESSED" as "ACTUAL" }),
    at(80, { ComparisonOperator: "ABOUT" as "EQUAL_TO" }),
    at(80, { ThresholdType: "SHARE" as "PERCENTAGE" }),
  ])("is refused as %j", async (notification) => {
    const refused = notify(await standing(), notification);
    expect(await refusalOf(refused)).toMatchObject({ name: "InvalidParameterException" });
  });

  it("is refused without a subscriber, or with one twice", async () => {
    const practice = await standing();
    expect(await refusalOf(notify(practice, at(90), []))).toMatchObject({
      name: "InvalidParameterException",
    });
    const twice = notify(practice, at(90), [mailTo("ann"), mailTo("ann")]);
    expect(await refusalOf(twice)).toMatchObject({ name: "DuplicateRecordException" });
    expect(await thresholdsOf(practice)).toEqual([80]);
  });

  it("goes once, with its subscribers", async () => {
    const practice = await standing();
    await dismiss(practice, at(80));
    expect(await thresholdsOf(practice)).toEqual([]);
    expect(await refusalOf(dismiss(practice, at(80)))).toMatchObject({ name: "NotFoundException" });
    expect(await refusalOf(addressesOf(practice, at(80)))).toMatchObject({ name: "NotFoundException" });
  });

  it("needs a budget that is there", async () => {
    const practice = practiseBudgets();
    for (const call of [notify(practice, at(80)), dismiss(practice, at(80)), thresholdsOf(practice)])
      expect(await refusalOf(call)).toMatchObject({ name: "NotFoundException" });
  });

  it("comes in pages, if it is asked for so", async () => {
    const practice = await standing();
    await notify(practice, at(90));
    const list = (MaxResults: number, NextToken?: string) =>
      practice.budgets.send(
        new DescribeNotificationsForBudgetCommand({ ...ON_BUDGET, MaxResults, NextToken }),
      );
    const first = await list(1);
    const second = await list(1, first.NextToken);
    expect([first, second].map(({ Notifications }) => Notifications?.[0]?.Threshold)).toEqual([80, 90]);
    expect(second.NextToken).toBeUndefined();
    for (const size of [0, 101])
      expect(await refusalOf(list(size))).toMatchObject({ name: "InvalidParameterException" });
  });
});

describe("a subscriber in the sandbox", () => {
  it("comes and goes", async () => {
    const practice = await standing();
    await subscribe(practice, at(80), mailTo("bob"));
    expect(await addressesOf(practice, at(80))).toEqual(["ann@example.com", "bob@example.com"]);
    await unsubscribe(practice, at(80), mailTo("ann"));
    expect(await addressesOf(practice, at(80))).toEqual(["bob@example.com"]);
  });

  it("takes the notification along if it is the last", async () => {
    const practice = await standing();
    await unsubscribe(practice, at(80), mailTo("ann"));
    expect(await thresholdsOf(practice)).toEqual([]);
  });

  it("comes once, and goes once", async () => {
    const practice = await standing();
    expect(await refusalOf(subscribe(practice, at(80), mailTo("ann")))).toMatchObject({
      name: "DuplicateRecordException",
    });
    expect(await refusalOf(unsubscribe(practice, at(80), mailTo("bob")))).toMatchObject({
      name: "NotFoundException",
    });
  });

  it("needs a notification that is there", async () => {
    const practice = await standing();
    for (const call of [
      subscribe(practice, at(90), mailTo("bob")),
      unsubscribe(practice, at(90), mailTo("ann")),
      addressesOf(practice, at(90)),
    ])
      expect(await refusalOf(call)).toMatchObject({ name: "NotFoundException" });
  });

  it("is one of ten by e-mail, and one topic besides", async () => {
    const practice = await standing();
    for (const number of [2, 3, 4, 5, 6, 7, 8, 9, 10])
      await subscribe(practice, at(80), mailTo(`person-${number}`));
    await subscribe(practice, at(80), TOPIC);
    const second = { ...TOPIC, Address: `${TOPIC.Address}-2` };
    for (const more of [mailTo("eleventh"), second])
      expect(await refusalOf(subscribe(practice, at(80), more))).toMatchObject({
        name: "CreationLimitExceededException",
      });
    const input = { ...ON_BUDGET, Notification: at(80), MaxResults: 10 };
    const page = await practice.budgets.send(new DescribeSubscribersForNotificationCommand(input));
    expect(page.Subscribers).toHaveLength(10);
    expect(page.NextToken).toBeDefined();
  });

  it.each([
    { SubscriptionType: "EMAIL" as const, Address: "nobody" },
    { SubscriptionType: "EMAIL" as const, Address: "ann@example.com\n" },
    { SubscriptionType: "SNS" as const, Address: "ann@example.com" },
    { SubscriptionType: "PIGEON" as "SNS", Address: "ann@example.com" },
  ])("is refused as %j", async (subscriber) => {
    const refused = subscribe(await standing(), at(80), subscriber);
    expect(await refusalOf(refused)).toMatchObject({ name: "InvalidParameterException" });
  });
});
