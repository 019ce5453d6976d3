import {
  demandHoldable,
  type EnvSheet,
  isSecretReference,
  NO_KEYS,
  refuse,
  type Variable,
} from "./variable.ts";

/** The longest line that Docker's reader takes. Source: Go's bufio.MaxScanTokenSize. */
const LONGEST_LINE_BYTES = 65_535;

function toLine(variable: Variable): string {
  if (isSecretReference(variable)) return `# ${variable.name}: the value of ${variable.secretArn}`;
  const { name, value } = variable;
  demandHoldable(variable, "docker");
  if (/[\r\n]/.test(value)) refuse(name, "docker", "has a line break");
  const line = `${name}=${value}`;
  if (Buffer.byteLength(line) > LONGEST_LINE_BYTES) refuse(name, "docker", "is too long");
  return line;
}

/**
 * Lines for `docker run --env-file`, which takes all after the first `=` as it stands: it knows no quotes, no escapes and no
 * line breaks. A secret is a comment with its ARN. Source: Docker CLI reference, `docker container run --env-file`.
 */
export const toDocker = ({ variables }: EnvSheet): string =>
  [`# ${NO_KEYS}`, ...variables.map(toLine), ""].join("\n");
