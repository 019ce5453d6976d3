import type { AwsCredentialIdentity, MetadataBearer } from "@smithy/types";
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

/**
 * Shorter ones are no keys of AWS, whose secrets have 40 characters, but stand-ins for simulators: words such as "secret" and
 * "testing", which occur everywhere.
 */
const SHORTEST_KEY = 12;

/** What in the environment lets somebody in as us. */
const SECRET_VARIABLES = [
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AWS_SECURITY_TOKEN",
  "AWS_CONTAINER_AUTHORIZATION_TOKEN",
];
/** URLs that may hold a name and a password. */
const URL_VARIABLES = /^(https?_proxy|all_proxy|flashsale_endpoint_url|aws_endpoint_url\w*)$/i;

/** Teaches a redactor the secret parts of credentials: AWS repeats a token in some of its errors. */
export function learnCredentials(
  redactor: Redactor,
  { secretAccessKey, sessionToken }: Pick<AwsCredentialIdentity, "secretAccessKey" | "sessionToken">,
): void {
  for (const secret of [secretAccessKey, sessionToken])
    if (secret !== undefined && secret.length >= SHORTEST_KEY) redactor.learn(secret);
}

/** Teaches a redactor the secrets that came with the environment: keys, and passwords of proxies. */
export function learnEnvironment(
  redactor: Redactor,
  env: Readonly<Record<string, string | undefined>>,
): void {
  for (const name of SECRET_VARIABLES) learnCredentials(redactor, { secretAccessKey: env[name] ?? "" });
  for (const [name, url = ""] of Object.entries(env))
    if (URL_VARIABLES.test(name)) for (const secret of passwordsIn(url)) redactor.learn(secret);
}

function passwordsIn(url: string): string[] {
  const password = /^(?:[a-z][a-z0-9+.-]*:\/\/)?[^/@:]*:([^/@]*)@/i.exec(url)?.[1] ?? "";
  return [password, decoded(password)];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray percent sign: it stands for itself.
    return text;
  }
}
