import type { Call } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { type BudgetRow, budgets } from "./tables.ts";

/** Budgets' refusal of a value. */
export const invalid = (message: string): Refusal => new Refusal("InvalidParameterException", message);

/** Budgets' refusal of what is not there. */
export const notFound = (message: string): Refusal => new Refusal("NotFoundException", message);

/** Budgets' refusal of what is there already: a budget, a notification or a subscriber. */
export const duplicate = (message: string): Refusal => new Refusal("DuplicateRecordException", message);

/** Budgets' refusal of one notification or subscriber too many. */
export const tooMany = (message: string): Refusal => new Refusal("CreationLimitExceededException", message);

/** What every call on a budget names. */
interface BudgetRequest {
  readonly AccountId: string | undefined;
  readonly BudgetName: string | undefined;
}

/**
 * Checks that a request is for the caller's own account. Source: Budgets API reference, `AccountId` (12 digits) and
 * AccessDeniedException.
 */
export function checkAccount(call: Call, account: string | undefined): void {
  if (!/^\d{12}$/.test(account ?? "")) throw invalid("AccountId must have 12 digits.");
  if (account !== call.accountId)
    throw new Refusal("AccessDeniedException", `${call.callerArn} has no access to the account ${account}.`);
}

/** Checks a name: 1 to 100 characters. Source: Budgets API reference, the pattern of `BudgetName`. */
export function checkName(name: string | undefined): string {
  const text = name ?? "";
  const isNamed = /^[^:\\]{1,100}$/.test(text) && !text.includes("/action/");
  if (isNamed && !/<script>.*<\/script>/i.test(text)) return text;
  throw invalid(`Invalid budget name: ${text}`);
}

/** Gets a budget by account and name. Throws NotFoundException. */
export function getBudget(call: Call, { AccountId, BudgetName }: BudgetRequest): BudgetRow {
  checkAccount(call, AccountId);
  const name = checkName(BudgetName);
  const row = call.account.table(budgets).find(name);
  if (row === undefined) throw notFound(`Unable to get budget: ${name} - the budget doesn't exist.`);
  return row;
}

/** Names a budget. Source: Budgets API reference, `Budget`. */
export const budgetArn = ({ partition, accountId }: Call, name: string): string =>
  `arn:${partition}:budgets::${accountId}:budget/${name}`;
