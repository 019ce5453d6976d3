import { GetSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { untilSettled } from "../../aws/calls.ts";
import type { Aws } from "../../aws/env.ts";
import { isNotFound } from "../../aws/errors.ts";
import { PlanError } from "../../errors.ts";

// A secret that was just made may be unknown to the next call.
const FRESH_SECONDS = 120;

/**
 * Reads the text of a secret for the one call that needs it; nobody keeps it. `what` says what it is for. Throws
 * `PlanError` when the secret holds no text.
 */
export function readSecretText(aws: Aws, secretArn: string, what: string): Promise<string> {
  const lag = { isLag: (error: unknown) => isNotFound(error), budgetSeconds: FRESH_SECONDS };
  return untilSettled(() => readStandingSecretText(aws, secretArn, what), lag, aws.clock);
}

/** The same for a secret that was made long ago: one that is not found is gone, which is thrown at once. */
export async function readStandingSecretText(aws: Aws, secretArn: string, what: string): Promise<string> {
  const { SecretString } = await aws.safe.secretsManager.send(
    new GetSecretValueCommand({ SecretId: secretArn }),
  );
  if (SecretString !== undefined && SecretString !== "") return SecretString;
  throw new PlanError({
    code: "SecretEmpty",
    summary: "The secret holds no text",
    detail: `${secretArn} has no text that could be the ${what}. Nothing was created.`,
    fix: [`aws secretsmanager describe-secret --secret-id ${secretArn}`],
  });
}
