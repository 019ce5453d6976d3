import { findEnd } from "../aws/credentials.ts";
import { FlashsaleError } from "../errors.ts";
import { formatDuration } from "../ui/amounts.ts";
import type { Context } from "./context.ts";
import type { StackPlan } from "./planning.ts";

/** Codes of errors that a person mends by renewing credentials. */
const ENDED = new Set(["CredentialsExpired", "SsoSessionExpired"]);

/** Tells before the start when credentials that do not renew themselves end before the plan's estimate does. */
export async function tellIfTooShort(context: Context, { plan }: StackPlan): Promise<void> {
  const { credentials, output, clock, account } = context;
  if (credentials === undefined) return;
  const end = await findEnd(await credentials.provider(), account.profile);
  const secondsLeft = end === undefined ? Number.POSITIVE_INFINITY : (end.getTime() - clock.now()) / 1000;
  const needed = plan.criticalPath.seconds;
  if (secondsLeft >= needed) return;
  output.tell(
    `The credentials end in ${formatDuration(Math.max(0, secondsLeft))}, the plan takes about ${formatDuration(needed)}. Nothing is lost when they end on the way: renew them and run the same command again.`,
  );
}

/**
 * Where a run failed for expired credentials alone and somebody is there to renew them: waits for that and answers
 * whether to go on.
 */
export async function isRenewed(context: Context, failures: readonly unknown[]): Promise<boolean> {
  const { credentials, prompts, canAsk } = context;
  const ended = failures.filter((error) => error instanceof FlashsaleError && ENDED.has(error.code));
  if (credentials === undefined || !canAsk || failures.length === 0 || ended.length < failures.length)
    return false;
  const message = "The credentials ended; the commands above renew them in another window. Renewed, go on?";
  if (!(await prompts.confirm({ message, flag: "a profile that renews itself", default: true })))
    return false;
  credentials.forget();
  return true;
}
