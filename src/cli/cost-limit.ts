import { Cancelled } from "../errors.ts";
import { formatMonthlyUsd } from "../ui/amounts.ts";
import type { Context } from "./context.ts";
import type { StackPlan } from "./planning.ts";

/**
 * A plan above `limits.monthlyUsd` needs a person's yes or `--accept-cost`.
 * @throws UsageError where nobody can be asked, Cancelled when the answer is no.
 */
export async function demandAffordable(
  context: Context,
  planned: StackPlan,
  accepted: number | undefined,
): Promise<void> {
  const limit = context.settings.limits.monthlyUsd;
  const usd = planned.cost?.knownUsd;
  if (limit === undefined || usd === undefined || usd <= limit) return;
  if (accepted !== undefined && usd <= accepted) return;
  const message = `This plan costs ${formatMonthlyUsd(usd)}, above limits.monthlyUsd ${limit}. Go on?`;
  const flag = `--accept-cost ${Math.ceil(usd)}`;
  if (await context.prompts.confirm({ message, flag })) return;
  throw new Cancelled({
    code: "CostNotAccepted",
    summary: "Nothing was changed",
    detail: "The cost was not accepted.",
  });
}
