import {
  type Budget,
  CreateBudgetCommand,
  DeleteBudgetCommand,
  DescribeBudgetCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateBudgetCommand,
} from "@aws-sdk/client-budgets";
import { asAlreadyExists } from "../../aws/calls.ts";
import type { Aws } from "../../aws/env.ts";
import { fromTagList, toTagList } from "../../aws/tags.ts";
import { waitGone, waitVisible } from "../../aws/waiter.ts";
import type { Change } from "../../engine/change.ts";
import type { Observed, Tags } from "../../engine/resource.ts";
import { ignoreAbsent, orAbsent, present, resourceType } from "../type.ts";
import { toNotifications } from "./alert.ts";
import { readAlerts, setAlerts } from "./notification.ts";

/** What a budget is asked to be: a monthly one of all costs of the account, in US dollars. */
export type BudgetProps = {
  /** 1 to 100 characters without `:`, `\` and `/action/`; unique in the account. Source: Budgets API reference, `BudgetName`. */
  name: string;
  /** The limit, in US dollars a month; more than 0. */
  monthlyUsd: number;
  /**
   * Whom to tell by e-mail, and when: `actual 80% someone@example.com` once that share of the limit is spent,
   * `forecast 100% someone@example.com` once it is likely to be. Percent above 0 and up to 1000000, without needless zeros. At
   * most 5 different thresholds with 10 addresses each. Source: Budgets API reference, CreateBudget and `Notification`.
   */
  alerts: string[];
  tags: Tags;
};

export type BudgetAttributes = { name: string; arn: string };

type ObservedBudget = Observed<BudgetProps, BudgetAttributes>;

/** It belongs to no region. Source: Budgets API reference, `Budget`. */
const toArn = ({ partition, account }: Aws, name: string): string =>
  `arn:${partition}:budgets::${account}:budget/${name}`;

/** The budget may go between the reads: then its ARN is what is not found. */
async function findBudget(aws: Aws, name: string): Promise<ObservedBudget | undefined> {
  const input = { AccountId: aws.account, BudgetName: name };
  return orAbsent(async () => {
    const { Budget: found } = await aws.safe.budgets.send(new DescribeBudgetCommand(input));
    if (found === undefined) return undefined;
    const arn = toArn(aws, name);
    const [alerts, told] = await Promise.all([
      readAlerts(aws, name),
      aws.safe.budgets.send(new ListTagsForResourceCommand({ ResourceARN: arn })),
    ]);
    const tags = fromTagList(told.ResourceTags);
    return {
      id: name,
      name,
      condition: "standing",
      status: "available",
      props: { name, alerts, tags, ...toMonthlyUsd(found) },
      attributes: { name, arn },
      tags,
    };
  });
}

/** A budget of another kind, of another time or in another currency has no limit that could be compared. */
function toMonthlyUsd({
  BudgetType,
  TimeUnit,
  BudgetLimit,
}: Budget): Pick<BudgetProps, "monthlyUsd"> | object {
  const isOurs = BudgetType === "COST" && TimeUnit === "MONTHLY" && BudgetLimit?.Unit === "USD";
  return isOurs ? { monthlyUsd: Number(BudgetLimit.Amount) } : {};
}

/** A monthly cost budget of that limit. */
const toBudget = (name: string, monthlyUsd: number) =>
  ({
    BudgetName: name,
    BudgetType: "COST",
    TimeUnit: "MONTHLY",
    BudgetLimit: { Amount: String(monthlyUsd), Unit: "USD" },
  }) as const satisfies Budget;

/**
 * Sets the limit. An update takes the whole budget: what somebody set besides stays, except what would set another limit. What
 * counts may be said in one of two ways, not in both (Budgets API reference, UpdateBudget); whether both are ever told is not
 * known, so that the one is sent in which something is said.
 */
async function setLimit(aws: Aws, name: string, monthlyUsd: number): Promise<void> {
  const read = { AccountId: aws.account, BudgetName: name, ShowFilterExpression: true };
  const { Budget: found } = await aws.safe.budgets.send(new DescribeBudgetCommand(read));
  const { CostFilters, CostTypes, FilterExpression, Metrics, TimePeriod, BillingViewArn } = found ?? {};
  const hasOldFilters = Object.keys(CostFilters ?? {}).length > 0;
  const isNew = FilterExpression !== undefined || (Metrics !== undefined && !hasOldFilters);
  const counted = isNew ? { FilterExpression, Metrics } : { CostFilters, CostTypes };
  const NewBudget = { ...toBudget(name, monthlyUsd), ...counted, TimePeriod, BillingViewArn };
  await aws.safe.budgets.send(new UpdateBudgetCommand({ AccountId: aws.account, NewBudget }));
}

async function setTags(aws: Aws, arn: string, change: Change<BudgetProps>): Promise<void> {
  const add = { ResourceARN: arn, ResourceTags: toTagList(change.to as Tags) };
  await aws.safe.budgets.send(new TagResourceCommand(add));
  const dropped = [...(change.dropped ?? [])];
  if (dropped.length === 0) return;
  const remove = { ResourceARN: arn, ResourceTagKeys: dropped };
  await aws.safe.budgets.send(new UntagResourceCommand(remove));
}

/** Sends one change; each sets an absolute value, so that it may be repeated. */
async function send(aws: Aws, name: string, change: Change<BudgetProps>): Promise<void> {
  if (change.prop === "tags") await setTags(aws, toArn(aws, name), change);
  if (change.prop === "monthlyUsd") await setLimit(aws, name, Number(change.to));
  if (change.prop === "alerts") await setAlerts(aws, name, change.to as readonly string[]);
}

/**
 * A monthly cost budget with alerts by e-mail. Made at once, together with its alerts. Alerts by e-mail that nobody declared
 * count as changed; topics that are told, and notifications of amounts, are not ours and stay.
 */
export const budget = resourceType<BudgetProps, BudgetAttributes>({
  name: "budgets/budget",
  title: "monthly budget",
  repeat: "name",
  proof: "tags",
  accountWide: true,
  compare: { name: "exact", monthlyUsd: "exact", alerts: "set", tags: "subset" },
  replaceOn: ["name"],
  stable: ["name", "arn"],
  typicalSeconds: { create: 1, update: 1, delete: 1 },
  // Two of these stand for nearly all calls. Source: Service Authorization Reference, AWS Budget Service.
  iamActions: [
    "budgets:ModifyBudget",
    "budgets:ViewBudget",
    "budgets:TagResource",
    "budgets:UntagResource",
    "budgets:ListTagsForResource",
  ],
  nameOf: ({ name }) => name,

  async list(aws, scope) {
    return present(await Promise.all(scope.names.map((name) => findBudget(aws, name))));
  },

  get: findBudget,

  async create(aws, { name, monthlyUsd, alerts, tags }) {
    const command = new CreateBudgetCommand({
      AccountId: aws.account,
      Budget: toBudget(name, monthlyUsd),
      NotificationsWithSubscribers: toNotifications(alerts),
      ResourceTags: toTagList(tags),
    });
    await asAlreadyExists(() => aws.once.budgets.send(command));
    return { id: name };
  },

  async ready(aws, id, watch) {
    await waitVisible(() => findBudget(aws, id), `budget ${id}`, watch);
  },

  async update(aws, id, changes) {
    for (const change of changes) await send(aws, id, change);
  },

  /** Its notifications go with it. Source: Budgets API reference, DeleteBudget. */
  async delete(aws, id) {
    const command = new DeleteBudgetCommand({ AccountId: aws.account, BudgetName: id });
    await ignoreAbsent(() => aws.safe.budgets.send(command));
    return [];
  },

  gone: (aws, id, watch) => waitGone(() => findBudget(aws, id), `budget ${id}`, watch),
});
