import {
  demandHoldable,
  type EnvSheet,
  isSecretReference,
  NO_KEYS,
  type SecretVariable,
  type Variable,
} from "./variable.ts";

/** What no shell reads as anything but itself. */
const PLAIN = /^[A-Za-z0-9_@%+=:,./-]+$/;

/** A word that every POSIX shell reads as this text. */
export function quoteForShell(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** The command that prints a secret's text. */
export function readingCommand({ secretArn }: SecretVariable, { region, profile }: EnvSheet): string[] {
  return [
    "aws",
    "secretsmanager",
    "get-secret-value",
    "--secret-id",
    secretArn,
    "--query",
    "SecretString",
    "--output",
    "text",
    "--region",
    region,
    ...(profile === undefined ? [] : ["--profile", profile]),
  ];
}

function toLine(variable: Variable, sheet: EnvSheet): string {
  if (isSecretReference(variable)) {
    const words = readingCommand(variable, sheet).map(quoteForShell);
    return `export ${variable.name}="$(${words.join(" ")})"`;
  }
  demandHoldable(variable, "sh");
  return `export ${variable.name}=${quoteForShell(variable.value)}`;
}

/** Commands for `eval` or `.` in any POSIX shell; a secret is read by the AWS CLI when they run. */
export const toSh = (sheet: EnvSheet): string =>
  [`# ${NO_KEYS}`, ...sheet.variables.map((variable) => toLine(variable, sheet)), ""].join("\n");
