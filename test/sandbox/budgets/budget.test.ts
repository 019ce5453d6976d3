import {
  type Budget,
  CreateBudgetCommand,
  DeleteBudgetCommand,
  DescribeBudgetCommand,
  DescribeBudgetsCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateBudgetCommand,
} from "@aws-sdk/client-budgets";
import { describe, expect, it } from "vitest";
import { parsePolicy } from "../../../src/sandbox/policy.ts";
import { refusalOf } from "../harness.ts";
import {
  at,
  BUDGET,
  mailTo,
  makeBudget,
  ON_BUDGET,
  practiseBudgets,
  thresholdsOf,
  toBudgets,
} from "./client.ts";

const { AccountId } = ON_BUDGET;
const ResourceARN = `arn:aws:budgets::${AccountId}:budget/FlashSaleBudget`;

type Practice = ReturnType<typeof practiseBudgets>;

const describeBudget = async ({ budgets }: Pick<Practice, "budgets">): Promise<Budget | undefined> =>
  (await budgets.send(new DescribeBudgetCommand(ON_BUDGET))).Budget;

const updateTo = ({ budgets }: Pick<Practice, "budgets">, more: Partial<Budget>) =>
  budgets.send(new UpdateBudgetCommand({ AccountId, NewBudget: { ...BUDGET, ...more } }));

describe("a budget in the sandbox", () => {
  it("tells what was asked for, and what Budgets adds and computes", async () => {
    const practice = practiseBudgets();
    await makeBudget(practice);
    expect(await describeBudget(practice)).toEqual({
      ...BUDGET,
      BudgetLimit: { Amount: "5000.0", Unit: "USD" },
      CostFilters: {},
      CostTypes: expect.objectContaining({ IncludeTax: true, UseBlended: false }) as unknown,
      TimePeriod: { Start: new Date(Date.UTC(2026, 10, 1)), End: new Date(Date.UTC(2087, 5, 15)) },
      CalculatedSpend: { ActualSpend: { Amount: "0.0", Unit: "USD" } },
      LastUpdatedTime: new Date(Date.UTC(2026, 10, 22)),
      HealthStatus: { Status: "HEALTHY" },
    });
  });

  it("belongs to the account, so that every region shows it", async () => {
    const practice = practiseBudgets();
    await makeBudget(practice);
    const elsewhere = practice.reopen({ region: "eu-central-1" });
    expect(await describeBudget({ budgets: toBudgets(elsewhere) })).toMatchObject({
      BudgetName: BUDGET.BudgetName,
    });
    expect(elsewhere.sandbox.list()).toEqual([
      { service: "Budgets", type: "budget", id: "FlashSaleBudget", name: "FlashSaleBudget", tags: {} },
    ]);
  });

  it("is listed with all others, in pages", async () => {
    const practice = practiseBudgets();
    for (const BudgetName of ["one", "two", "three"])
      await makeBudget(practice, { Budget: { ...BUDGET, BudgetName } });
    const list = (NextToken?: string) =>
      practice.budgets.send(new DescribeBudgetsCommand({ AccountId, MaxResults: 2, NextToken }));
    const first = await list();
    const second = await list(first.NextToken);
    const told = [first, second].map(({ Budgets }) => Budgets?.map(({ BudgetName }) => BudgetName));
    expect(told).toEqual([["one", "two"], ["three"]]);
    expect(second.NextToken).toBeUndefined();
    expect(await refusalOf(list("wrong"))).toMatchObject({ name: "InvalidNextTokenException" });
  });

  it("has a name that is taken once in the account", async () => {
    const practice = practiseBudgets();
    await makeBudget(practice);
    expect(await refusalOf(makeBudget(practice))).toMatchObject({
      name: "DuplicateRecordException",
      message: "Error creating budget: FlashSaleBudget - the budget already exists.",
    });
  });

  it.each(["", "a:b", "a\\b", "a/action/b", "<script>a</script>", "x".repeat(101)])(
    "is refused for a name as %j",
    async (BudgetName) => {
      const making = makeBudget(practiseBudgets(), { Budget: { ...BUDGET, BudgetName } });
      expect(await refusalOf(making)).toMatchObject({ name: "InvalidParameterException" });
    },
  );

  it.each([
    { BudgetLimit: undefined },
    { BudgetLimit: { Amount: "a lot", Unit: "USD" } },
    { BudgetLimit: { Amount: "-5", Unit: "USD" } },
    { BudgetLimit: { Amount: "0", Unit: "USD" } },
    { BudgetLimit: { Amount: "5", Unit: "EUR" } },
    { CalculatedSpend: { ActualSpend: { Amount: "1", Unit: "USD" } } },
    { LastUpdatedTime: new Date(0) },
    { HealthStatus: { Status: "HEALTHY" as const } },
    { TimePeriod: { Start: new Date(Date.UTC(2030, 1)), End: new Date(Date.UTC(2029, 1)) } },
    { TimePeriod: { End: new Date(Date.UTC(2088, 1)) } },
  ])("is refused with %j, at its making and later", async (more) => {
    const practice = practiseBudgets();
    const making = makeBudget(practice, { Budget: { ...BUDGET, ...more } });
    expect(await refusalOf(making)).toMatchObject({ name: "InvalidParameterException" });
    await makeBudget(practice);
    expect(await refusalOf(updateTo(practice, more))).toMatchObject({ name: "InvalidParameterException" });
  });

  it.each([
    { BudgetType: "USAGE" as const },
    { TimeUnit: "DAILY" as const },
    { CostFilters: { Service: ["Amazon Redshift"] } },
    { Metrics: ["UnblendedCost" as const] },
    { PlannedBudgetLimits: {} },
  ])("is not simulated with %j, and says so", async (more) => {
    const making = makeBudget(practiseBudgets(), { Budget: { ...BUDGET, ...more } });
    expect((await refusalOf(making)).message).toContain("sandbox does not simulate Budgets");
  });

  it("is not made at all where one of its notifications is refused", async () => {
    const practice = practiseBudgets();
    const NotificationsWithSubscribers = [{ Notification: at(80), Subscribers: [] }];
    const making = makeBudget(practice, { NotificationsWithSubscribers });
    expect(await refusalOf(making)).toMatchObject({ name: "InvalidParameterException" });
    expect(await refusalOf(describeBudget(practice))).toMatchObject({ name: "NotFoundException" });
  });
});

describe("an update of a budget in the sandbox", () => {
  it("sets the whole, and leaves the notifications", async () => {
    const practice = practiseBudgets();
    const NotificationsWithSubscribers = [{ Notification: at(80), Subscribers: [mailTo("ann")] }];
    await makeBudget(practice, {
      Budget: { ...BUDGET, CostTypes: { IncludeTax: false } },
      NotificationsWithSubscribers,
    });
    await updateTo(practice, { BudgetLimit: { Amount: "6000.50", Unit: "USD" } });
    expect(await describeBudget(practice)).toMatchObject({
      BudgetLimit: { Amount: "6000.5", Unit: "USD" },
      CostTypes: { IncludeTax: true },
    });
    expect(await thresholdsOf(practice)).toEqual([80]);
  });
});

describe("a delete of a budget in the sandbox", () => {
  it("takes it with its notifications, and finds none the second time", async () => {
    const practice = practiseBudgets();
    const NotificationsWithSubscribers = [{ Notification: at(80), Subscribers: [mailTo("ann")] }];
    await makeBudget(practice, { NotificationsWithSubscribers });
    const remove = () => practice.budgets.send(new DeleteBudgetCommand(ON_BUDGET));
    await remove();
    expect(await refusalOf(remove())).toMatchObject({ name: "NotFoundException" });
    expect(practice.sandbox.list()).toEqual([]);
    await makeBudget(practice);
    expect(await thresholdsOf(practice)).toEqual([]);
  });
});

describe("a call for another account", () => {
  it.each([
    ["271828182845", "AccessDeniedException"],
    ["27182818284", "InvalidParameterException"],
  ])("as %s is refused", async (other, name) => {
    const { budgets } = practiseBudgets();
    const asked = { ...ON_BUDGET, AccountId: other };
    for (const call of [
      budgets.send(new CreateBudgetCommand({ AccountId: other, Budget: BUDGET })),
      budgets.send(new DescribeBudgetCommand(asked)),
      budgets.send(new DescribeBudgetsCommand({ AccountId: other })),
      budgets.send(new DeleteBudgetCommand(asked)),
    ])
      expect(await refusalOf(call)).toMatchObject({ name });
  });
});

describe("the permissions of Budgets", () => {
  const allowing = (...Action: string[]) =>
    parsePolicy(
      JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action, Resource: ResourceARN }],
      }),
    );

  it("are asked for on the budget itself, for its tags besides", async () => {
    const policy = allowing("budgets:ModifyBudget", "budgets:ViewBudget");
    const practice = practiseBudgets({ policy });
    const tagged = makeBudget(practice, { ResourceTags: [{ Key: "a", Value: "1" }] });
    expect(await refusalOf(tagged)).toMatchObject({
      name: "AccessDeniedException",
      message: expect.stringContaining(`budgets:TagResource on resource: ${ResourceARN}`) as unknown,
    });
    await makeBudget(practice);
    expect(await describeBudget(practice)).toMatchObject({ BudgetName: BUDGET.BudgetName });
    const other = makeBudget(practice, { Budget: { ...BUDGET, BudgetName: "Other" } });
    expect(await refusalOf(other)).toMatchObject({ name: "AccessDeniedException" });
  });
});

describe("the tags of a budget in the sandbox", () => {
  it("change by its ARN", async () => {
    const practice = practiseBudgets();
    await makeBudget(practice, { ResourceTags: [{ Key: "a", Value: "1" }] });
    const { budgets } = practice;
    await budgets.send(new TagResourceCommand({ ResourceARN, ResourceTags: [{ Key: "b", Value: "2" }] }));
    await budgets.send(new UntagResourceCommand({ ResourceARN, ResourceTagKeys: ["a"] }));
    const { ResourceTags } = await budgets.send(new ListTagsForResourceCommand({ ResourceARN }));
    expect(ResourceTags).toEqual([{ Key: "b", Value: "2" }]);
  });

  it.each([
    ["a reserved key", [{ Key: "aws:x", Value: "" }], "InvalidParameterException"],
    ["an empty key", [{ Key: "", Value: "" }], "InvalidParameterException"],
    ["a long value", [{ Key: "a", Value: "x".repeat(257) }], "InvalidParameterException"],
    [
      "a key twice",
      [
        { Key: "a", Value: "1" },
        { Key: "a", Value: "2" },
      ],
      "InvalidParameterException",
    ],
    [
      "more than fifty",
      Array.from({ length: 51 }, (_, at) => ({ Key: `k${at}`, Value: "" })),
      "ServiceQuotaExceededException",
    ],
  ])("are refused with %s", async (_title, ResourceTags, name) => {
    const practice = practiseBudgets();
    await makeBudget(practice);
    const tagging = practice.budgets.send(new TagResourceCommand({ ResourceARN, ResourceTags }));
    expect(await refusalOf(tagging)).toMatchObject({ name });
  });

  it("are asked for by the ARN of a budget that is there", async () => {
    const { budgets } = practiseBudgets();
    const list = (arn: string) => budgets.send(new ListTagsForResourceCommand({ ResourceARN: arn }));
    expect(await refusalOf(list(ResourceARN))).toMatchObject({ name: "NotFoundException" });
    expect(await refusalOf(list("FlashSaleBudget"))).toMatchObject({ name: "InvalidParameterException" });
  });
});
