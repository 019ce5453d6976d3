import {
  CreateBudgetCommand,
  DeleteBudgetCommand,
  DescribeBudgetCommand,
  DescribeNotificationsForBudgetCommand,
  DescribeSubscribersForNotificationCommand,
  ListTagsForResourceCommand,
} from "@aws-sdk/client-budgets";
import { describe, expect, it } from "vitest";
import { isThrottle } from "../../../src/aws/errors.ts";
import { AlreadyExists, Bug } from "../../../src/errors.ts";
import { budget } from "../../../src/resources/budgets/budget.ts";
import { inputsOf, operationsOf, refusal, scopeOf } from "../rds/mocked-aws.ts";
import {
  ACCOUNT,
  ARN,
  absent,
  at,
  changing,
  forecastAt,
  mailTo,
  mockBudgets,
  NAME,
  ON_BUDGET,
  PROPS,
  standing,
  TOLD,
  TOPIC,
  updateTo,
} from "./mocked-aws.ts";

const { BudgetName, BudgetType, TimeUnit } = TOLD;
const ASKED = { BudgetName, BudgetType, TimeUnit };

describe("the create of a budget", () => {
  it("sends limit, alerts and tags in one call, and answers the name", async () => {
    const { aws, once, safe } = mockBudgets();
    once.on(CreateBudgetCommand).resolves({});
    const alerts = [...PROPS.alerts, "actual 80% bob@example.com", "actual 80% bob@example.com"];
    expect(await budget.create(aws, { ...PROPS, alerts }, "token")).toEqual({ id: NAME });
    expect(operationsOf(safe)).toEqual([]);
    expect(inputsOf(once, "CreateBudget")).toEqual([
      {
        AccountId: ACCOUNT,
        Budget: { ...ASKED, BudgetLimit: { Amount: "5000", Unit: "USD" } },
        NotificationsWithSubscribers: [
          { Notification: at(80), Subscribers: [mailTo("ann"), mailTo("bob")] },
          { Notification: forecastAt(100), Subscribers: [mailTo("ann")] },
        ],
        ResourceTags: [{ Key: "Name", Value: NAME }],
      },
    ]);
  });

  it("leaves a name that is taken to the engine, and all else as it is", async () => {
    const { aws, once } = mockBudgets();
    once.on(CreateBudgetCommand).rejectsOnce(refusal("DuplicateRecordException"));
    await expect(budget.create(aws, PROPS, "token")).rejects.toBeInstanceOf(AlreadyExists);
    const limit = refusal("CreationLimitExceededException");
    once.on(CreateBudgetCommand).rejects(limit);
    await expect(budget.create(aws, PROPS, "token")).rejects.toBe(limit);
  });

  it.each(["actual ann@example.com", "80% ann@example.com", "sometimes 80% ann@example.com", "actual 80%"])(
    "sends nothing where an alert is written as %j",
    async (alert) => {
      const { aws, once } = mockBudgets();
      await expect(budget.create(aws, { ...PROPS, alerts: [alert] }, "token")).rejects.toBeInstanceOf(Bug);
      expect(operationsOf(once)).toEqual([]);
    },
  );
});

describe("a look at budgets", () => {
  it("tells the limit as a number, alerts and tags", async () => {
    const { ThresholdType: _, ...unsaid } = at(80, { NotificationState: "OK" });
    const { aws, safe } = standing();
    safe.on(DescribeNotificationsForBudgetCommand).resolves({ Notifications: [unsaid, forecastAt(100)] });
    safe.on(DescribeSubscribersForNotificationCommand).resolves({ Subscribers: [mailTo("ann")] });
    expect(await budget.list(aws, scopeOf([NAME]))).toEqual([
      {
        id: NAME,
        name: NAME,
        condition: "standing",
        status: "available",
        props: PROPS,
        attributes: { name: NAME, arn: ARN },
        tags: PROPS.tags,
      },
    ]);
    expect(inputsOf(safe, "DescribeBudget")).toEqual([ON_BUDGET]);
    expect(inputsOf(safe, "ListTagsForResource")).toEqual([{ ResourceARN: ARN }]);
    expect(inputsOf(safe, "DescribeSubscribersForNotification")).toEqual([
      { ...ON_BUDGET, Notification: at(80) },
      { ...ON_BUDGET, Notification: forecastAt(100) },
    ]);
  });

  it("reads all pages of notifications and of subscribers", async () => {
    const { aws, safe } = standing();
    safe
      .on(DescribeNotificationsForBudgetCommand)
      .resolvesOnce({ Notifications: [at(50)], NextToken: "more" })
      .resolves({ Notifications: [at(90)] });
    safe
      .on(DescribeSubscribersForNotificationCommand, { ...ON_BUDGET, Notification: at(50) })
      .resolvesOnce({ Subscribers: [mailTo("ann")], NextToken: "more" });
    safe
      .on(DescribeSubscribersForNotificationCommand, {
        ...ON_BUDGET,
        Notification: at(50),
        NextToken: "more",
      })
      .resolves({ Subscribers: [mailTo("bob")] });
    safe
      .on(DescribeSubscribersForNotificationCommand, { ...ON_BUDGET, Notification: at(90) })
      .resolves({ Subscribers: [mailTo("cid")] });
    const seen = await budget.get(aws, NAME);
    expect(seen?.props.alerts).toEqual([
      "actual 50% ann@example.com",
      "actual 50% bob@example.com",
      "actual 90% cid@example.com",
    ]);
  });

  it("shows e-mail alerts that nobody declared, and no others", async () => {
    const { aws } = standing([
      [at(33.3), [mailTo("stranger"), TOPIC]],
      [at(70), [TOPIC]],
      [at(4000, { ThresholdType: "ABSOLUTE_VALUE" }), [mailTo("ann")]],
      [at(10, { ComparisonOperator: "LESS_THAN" }), [mailTo("ann")]],
    ]);
    expect((await budget.get(aws, NAME))?.props.alerts).toEqual(["actual 33.3% stranger@example.com"]);
  });

  it.each([
    { BudgetLimit: { Amount: "5000.0", Unit: "EUR" } },
    { BudgetType: "USAGE" as const },
    { TimeUnit: "DAILY" as const },
  ])("tells no limit of a budget that became one of %j", async (more) => {
    const { aws } = standing([], more);
    expect((await budget.get(aws, NAME))?.props).not.toHaveProperty("monthlyUsd");
  });

  it("finds nothing where there is none, or it goes between the reads", async () => {
    expect(await budget.get(absent().aws, NAME)).toBeUndefined();
    expect(await budget.list(absent().aws, scopeOf([NAME]))).toEqual([]);
    const going = absent();
    going.safe.on(DescribeBudgetCommand).resolves({ Budget: TOLD });
    expect(await budget.get(going.aws, NAME)).toBeUndefined();
  });

  it("passes over a notification that goes between the reads", async () => {
    const { aws, safe } = standing([[at(80), [mailTo("ann")]]]);
    safe.on(DescribeNotificationsForBudgetCommand).resolves({ Notifications: [at(70), at(80)] });
    safe
      .on(DescribeSubscribersForNotificationCommand, { ...ON_BUDGET, Notification: at(70) })
      .rejects(refusal("NotFoundException"));
    expect((await budget.get(aws, NAME))?.props.alerts).toEqual(["actual 80% ann@example.com"]);
  });

  it("says that it may not look, where it may not", async () => {
    const { aws, safe } = standing();
    safe.on(ListTagsForResourceCommand).rejects(refusal("AccessDeniedException"));
    await expect(budget.get(aws, NAME)).rejects.toMatchObject({ name: "AccessDeniedException" });
  });
});

describe("an update of a budget", () => {
  it("sets the limit, and keeps what else can be set", async () => {
    const mocked = standing();
    await updateTo(mocked, { monthlyUsd: 6500.5 });
    const { CostFilters, CostTypes, TimePeriod } = TOLD;
    const NewBudget = { ...ASKED, BudgetLimit: { Amount: "6500.5", Unit: "USD" } };
    expect(inputsOf(mocked.safe, "UpdateBudget")).toEqual([
      { AccountId: ACCOUNT, NewBudget: { ...NewBudget, CostFilters, CostTypes, TimePeriod } },
    ]);
    expect(inputsOf(mocked.safe, "DescribeBudget")).toEqual([{ ...ON_BUDGET, ShowFilterExpression: true }]);
    expect(changing(mocked.safe)).toEqual(["UpdateBudget"]);
  });

  it("drops what would set another limit, and says in one way only what counts", async () => {
    const FilterExpression = { Dimensions: { Key: "SERVICE" as const, Values: ["Amazon Redshift"] } };
    const Metrics = ["AmortizedCost" as const];
    const mocked = standing([], {
      FilterExpression,
      Metrics,
      PlannedBudgetLimits: { "1793491200": { Amount: "1", Unit: "USD" } },
      AutoAdjustData: { AutoAdjustType: "FORECAST" },
    });
    await updateTo(mocked, { monthlyUsd: 5000 });
    expect(inputsOf(mocked.safe, "UpdateBudget")).toEqual([
      {
        AccountId: ACCOUNT,
        NewBudget: {
          ...ASKED,
          BudgetLimit: { Amount: "5000", Unit: "USD" },
          FilterExpression,
          Metrics,
          TimePeriod: TOLD.TimePeriod,
        },
      },
    ]);
  });

  it("keeps filters of the older way, though metrics of the newer are told", async () => {
    const CostFilters = { Service: ["Amazon Redshift"] };
    const mocked = standing([], { CostFilters, Metrics: ["UnblendedCost"] });
    await updateTo(mocked, { monthlyUsd: 5000 });
    const [sent] = inputsOf(mocked.safe, "UpdateBudget") as { NewBudget: object }[];
    expect(sent?.NewBudget).toMatchObject({ CostFilters, CostTypes: TOLD.CostTypes });
    expect(sent?.NewBudget).not.toHaveProperty("Metrics");
  });

  it("makes a budget of another kind a monthly cost budget again", async () => {
    const mocked = standing([], { TimeUnit: "DAILY" });
    await updateTo(mocked, { monthlyUsd: 5000 });
    expect(inputsOf(mocked.safe, "UpdateBudget")).toMatchObject([{ NewBudget: ASKED }]);
  });

  it("sets tags, and drops those that are to go", async () => {
    const mocked = standing();
    await updateTo(mocked, { tags: { b: "2" } }, ["a"]);
    expect(inputsOf(mocked.safe, "TagResource")).toEqual([
      { ResourceARN: ARN, ResourceTags: [{ Key: "b", Value: "2" }] },
    ]);
    expect(inputsOf(mocked.safe, "UntagResource")).toEqual([{ ResourceARN: ARN, ResourceTagKeys: ["a"] }]);
  });

  it("drops no tags where none are to go", async () => {
    const mocked = standing();
    await updateTo(mocked, { tags: { b: "2" } });
    expect(changing(mocked.safe)).toEqual(["TagResource"]);
  });
});

describe("the delete of a budget", () => {
  it("names it, and waits until it is gone", async () => {
    const { aws, safe, watch } = absent();
    safe.on(DeleteBudgetCommand).resolves({});
    expect(await budget.delete(aws, NAME, { ...watch, force: true })).toEqual([]);
    expect(inputsOf(safe, "DeleteBudget")).toEqual([ON_BUDGET]);
    await budget.gone(aws, NAME, watch);
  });

  it("succeeds where there is none, and fails with any other refusal", async () => {
    const { aws, safe, watch } = absent();
    expect(await budget.delete(aws, NAME, { ...watch, force: true })).toEqual([]);
    safe.on(DeleteBudgetCommand).rejects(refusal("AccessDeniedException"));
    await expect(budget.delete(aws, NAME, { ...watch, force: true })).rejects.toMatchObject({
      name: "AccessDeniedException",
    });
  });
});

describe("a budget that was just made", () => {
  it("is ready once a read shows it", async () => {
    const { aws, safe, watch } = standing();
    safe.on(DescribeBudgetCommand).rejectsOnce(refusal("NotFoundException")).resolves({ Budget: TOLD });
    await budget.ready(aws, NAME, watch);
    expect(watch.statuses).toContain("visible");
  });
});

describe("a call to Budgets that came too often", () => {
  it("is known as one, so that it is repeated", () => {
    expect(isThrottle(refusal("ThrottlingException"))).toBe(true);
  });
});
