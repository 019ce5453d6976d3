import {
  demandHoldable,
  type EnvSheet,
  isSecretReference,
  NO_KEYS,
  refuse,
  type Variable,
} from "./variable.ts";

/** Whether a value reads as itself without quotes, for dotenv as for Docker. */
const isPlain = (value: string): boolean =>
  value === value.trim() && !/[#\r\n]/.test(value) && !/^["'`]/.test(value);

/**
 * In quotes dotenv reads a text as it stands up to the same quote, but for `\n` and `\r` in double quotes. There is no
 * escape: what has every quote in it, or a backslash before the last one, cannot be written.
 */
function quote(value: string): string | undefined {
  // The reader takes CR LF and CR for LF before it looks at anything else.
  if (value.includes("\r") || value.endsWith("\\")) return undefined;
  const free = ["'", "`", '"'].find(
    (mark) => !value.includes(mark) && !(mark === '"' && /\\[nr]/.test(value)),
  );
  return free === undefined ? undefined : `${free}${value}${free}`;
}

/** Names of the variables whose values stand in quotes, which Docker would take for a part of them. */
export const quotedNames = ({ variables }: Pick<EnvSheet, "variables">): string[] =>
  variables.flatMap((variable) =>
    isSecretReference(variable) || isPlain(variable.value) ? [] : [variable.name],
  );

function toLine(variable: Variable): string {
  if (isSecretReference(variable)) return `# ${variable.name}: the value of ${variable.secretArn}`;
  demandHoldable(variable, "dotenv");
  const { name, value } = variable;
  const text = isPlain(value) ? value : quote(value);
  return `${name}=${text ?? refuse(name, "dotenv", "has every kind of quote, a carriage return, or ends with a backslash")}`;
}

/**
 * Lines for Node's dotenv and for `node --env-file`. Without quotes wherever Docker's env-file would read them likewise. A
 * secret is a comment with its ARN. Source: dotenv's README, "What rules does the parsing engine follow?".
 */
export const toDotenv = ({ variables }: EnvSheet): string =>
  [`# ${NO_KEYS}`, ...variables.map(toLine), ""].join("\n");
