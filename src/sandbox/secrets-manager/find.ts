import { randomBytes } from "node:crypto";
import { type Call, toArn } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { type Secret, secrets } from "./tables.ts";

/** Secrets Manager's refusal of a parameter. */
export function invalidParameter(message: string): Refusal {
  return new Refusal("InvalidParameterException", message);
}

/** Secrets Manager's refusal of a call that the secret's state forbids. */
export function invalidRequest(message: string): Refusal {
  return new Refusal("InvalidRequestException", message);
}

/** Finds a secret by name, ARN, or an ARN without its last six characters. */
export function findSecret(call: Call, secretId: string | undefined): Secret | undefined {
  const table = call.account.table(secrets);
  if (secretId?.startsWith("arn:") !== true) return table.find(secretId ?? "");
  return table.all().find(({ arn }) => arn === secretId || arn.slice(0, -"-123456".length) === secretId);
}

/** Gets a secret, also one that waits for its deletion. Throws ResourceNotFoundException. */
export function getSecret(call: Call, secretId: string | undefined): Secret {
  const row = findSecret(call, secretId);
  if (row === undefined)
    throw new Refusal("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
  return row;
}

/** Gets a secret that is in use. Throws InvalidRequestException for one that waits for its deletion. */
export function getLivingSecret(call: Call, secretId: string | undefined): Secret {
  const row = getSecret(call, secretId);
  if (row.forced === true)
    throw invalidRequest("You can't perform this operation on the secret because it was deleted.");
  if (row.deletedAt !== undefined)
    throw invalidRequest(
      "You can't perform this operation on the secret because it was marked for deletion.",
    );
  return row;
}

/** Makes an ARN: the name, a hyphen and six random characters. */
export function newSecretArn(call: Call, name: string): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  const suffix = [...randomBytes(6)].map((byte) => alphabet[byte % alphabet.length]).join("");
  return toArn(call, "secretsmanager", `secret:${name}-${suffix}`);
}
