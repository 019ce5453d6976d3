import type { MetadataBearer } from "@smithy/types";
import { type Plugin, toCallPlugin } from "./plugin.ts";
import type { Redactor } from "./redaction.ts";

interface SecretBearer extends Partial<MetadataBearer> {
  readonly SecretString?: unknown;
  readonly SecretBinary?: unknown;
  readonly RandomPassword?: unknown;
  readonly SecretValues?: readonly SecretBearer[];
}

// The fields beside the password in the secrets that AWS itself makes. Source: Secrets Manager User Guide, JSON structure.
const PLAIN_FIELDS = new Set([
  "dbClusterIdentifier",
  "dbInstanceIdentifier",
  "dbname",
  "engine",
  "host",
  "port",
  "username",
]);

/** Teaches a redactor everything that is read from or written to Secrets Manager through a client. */
export function createSecretLearning(redactor: Redactor): Plugin {
  const learn = (bearer: SecretBearer): void => {
    for (const text of textsOf(bearer)) learnSecret(text, redactor);
    for (const part of bearer.SecretValues ?? []) learn(part);
  };
  return toCallPlugin("flashsaleSecretLearning", (next) => async (args) => {
    learn(args.input);
    const result = await next(args);
    learn(result.output);
    return result;
  });
}

function textsOf({ SecretString, SecretBinary, RandomPassword }: SecretBearer): string[] {
  const binary = SecretBinary instanceof Uint8Array ? Buffer.from(SecretBinary).toString("utf8") : undefined;
  return [SecretString, RandomPassword, binary].filter((text) => typeof text === "string");
}

function learnSecret(text: string, redactor: Redactor): void {
  redactor.learn(text);
  for (const value of valuesOf(text)) redactor.learn(value);
}

/** The texts within a secret that is a JSON object. */
function valuesOf(text: string): string[] {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== "object" || parsed === null) return [];
    const secret = Object.entries(parsed).filter(([name]) => !PLAIN_FIELDS.has(name));
    return secret.map(([, value]) => value).filter((value) => typeof value === "string");
  } catch {
    // Most secrets are plain text.
    return [];
  }
}
