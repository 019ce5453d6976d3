import { readingCommand } from "./sh.ts";
import { demandHoldable, type EnvSheet, isSecretReference, NO_KEYS, type Variable } from "./variable.ts";

/** PowerShell takes the typographic single quotes for the plain one. Source: about_Quoting_Rules. */
const QUOTES = /['\u2018\u2019\u201A\u201B]/g;

const quote = (text: string): string => `'${text.replace(QUOTES, "$&$&")}'`;

function toLine(variable: Variable, sheet: EnvSheet): string {
  const target = `$env:${variable.name}`;
  if (isSecretReference(variable)) {
    const [program, ...words] = readingCommand(variable, sheet);
    // A command's output is a list of its lines.
    return `${target} = (& ${program} ${words.map(quote).join(" ")}) -join "\`n"`;
  }
  demandHoldable(variable, "powershell");
  return `${target} = ${quote(variable.value)}`;
}

/** Commands for `Invoke-Expression` or a script; a secret is read by the AWS CLI when they run. */
export const toPowershell = (sheet: EnvSheet): string =>
  [`# ${NO_KEYS}`, ...sheet.variables.map((variable) => toLine(variable, sheet)), ""].join("\n");
