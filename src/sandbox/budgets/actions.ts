import type { NeedRow, NeedRule, SandboxService } from "../service.ts";
import { budgetArn } from "./find.ts";

const on = (action: string): NeedRow => ({
  action: `budgets:${action}`,
  resource: "arn:{partition}:budgets::{account}:budget/{BudgetName}",
});

const onArn = (action: string): NeedRow => ({ action: `budgets:${action}`, resource: "{ResourceARN}" });

/** A budget that is to be made or changed is named inside of what it is to be. */
const onNamed =
  (action: string, { member, when }: { member: string; when?: string }): NeedRule =>
  (input, call) => {
    const isAsked = when === undefined || (Array.isArray(input[when]) && input[when].length > 0);
    const { BudgetName = "*" } = (input[member] ?? {}) as { BudgetName?: string };
    return isAsked ? [{ action: `budgets:${action}`, resource: budgetArn(call, BudgetName) }] : [];
  };

/**
 * What IAM wants: two actions stand for nearly all calls. Source: Service Authorization Reference, "Actions, resources, and
 * condition keys for AWS Budget Service", its table of API operations. The `aws-portal:ModifyBilling` that it names besides is
 * what accounts had before March 2023, and is left out.
 */
export const needs: SandboxService["needs"] = {
  CreateBudget: [
    onNamed("ModifyBudget", { member: "Budget" }),
    onNamed("TagResource", { member: "Budget", when: "ResourceTags" }),
  ],
  UpdateBudget: [onNamed("ModifyBudget", { member: "NewBudget" })],
  DeleteBudget: [on("ModifyBudget")],
  DescribeBudget: [on("ViewBudget")],
  DescribeBudgets: [on("ViewBudget")],
  CreateNotification: [on("ModifyBudget")],
  DeleteNotification: [on("ModifyBudget")],
  DescribeNotificationsForBudget: [on("ViewBudget")],
  CreateSubscriber: [on("ModifyBudget")],
  DeleteSubscriber: [on("ModifyBudget")],
  DescribeSubscribersForNotification: [on("ViewBudget")],
  TagResource: [onArn("TagResource")],
  UntagResource: [onArn("UntagResource")],
  ListTagsForResource: [onArn("ListTagsForResource")],
};
