import { type IAMClient, ListAccountAliasesCommand } from "@aws-sdk/client-iam";
import { GetCallerIdentityCommand, type STSClient } from "@aws-sdk/client-sts";

/** Who calls AWS, and for which account. */
export interface Identity {
  /** Twelve digits. */
  readonly account: string;
  /** Of the user, or of the role's session. */
  readonly arn: string;
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;
  /** The account's own name; absent if it has none or the caller may not see it. */
  readonly alias?: string;
}

/** Asks STS who calls. Needs no permission. Throws what STS throws. */
export async function getCaller(sts: STSClient): Promise<Omit<Identity, "alias">> {
  const { Account = "", Arn = "" } = await sts.send(new GetCallerIdentityCommand({}));
  return { account: Account, arn: Arn, partition: Arn.split(":")[1] ?? "aws" };
}

/** The account's alias, or nothing: whether a caller may see it says nothing about what else it may do. */
export async function findAlias(iam: IAMClient): Promise<string | undefined> {
  try {
    const { AccountAliases } = await iam.send(new ListAccountAliasesCommand({}));
    return AccountAliases?.[0];
  } catch {
    // The alias is told for orientation only; every real trouble shows up in the next call.
    return undefined;
  }
}
