import type { EnvSheet, PlainVariable, Variable } from "../../../src/ui/env-format/variable.ts";

/** Values that quoting gets wrong. */
export const AWKWARD: readonly string[] = [
  "",
  "plain",
  "two words",
  "  spaces around  ",
  "it's",
  'say "hi"',
  "`whoami`",
  "$HOME and $(whoami)",
  `\${HOME}`,
  "back\\slash",
  "C:\\temp\\new",
  "ends with \\",
  "'",
  "''",
  '"',
  "`",
  "'quoted'",
  '"quoted"',
  "a#b",
  "# not a comment",
  "a # b",
  "a=b=c",
  "=",
  "!important !!",
  "~",
  "~/home",
  "a;b & c | d > e < f",
  "*?[a-z]{1,2}",
  "%PATH% ^caret",
  "tab\tin",
  "two\nlines",
  "\nline first\n",
  "two\n'quoted'\nlines",
  "Grüße, 価格 €, \u{1F3F7}",
  "\u2018typographic\u2019 \u201Cquotes\u201D",
  "export X=1",
  "-n",
  "on",
  "012",
  "1_000",
  "12:30:45",
  "null",
  "{a: 1}",
  "- item",
  "a: b",
];

/** A sheet of variables `V0`, `V1` and so on. */
export const sheetOf = (values: readonly string[], more: readonly Variable[] = []): EnvSheet => ({
  variables: [...values.map((value, index) => ({ name: `V${index}`, value })), ...more],
  stack: "shop",
  region: "eu-central-1",
});

/** The values by name, as a reader of the sheet must find them. */
export const valuesOf = ({ variables }: EnvSheet): Record<string, string> =>
  Object.fromEntries((variables as readonly PlainVariable[]).map(({ name, value }) => [name, value]));

/** The secret that the tests refer to. */
export const SECRET_ARN = "arn:aws:secretsmanager:eu-central-1:314159265358:secret:shop/db-password-AbCdEf";

/** A reference to it. */
export const REFERENCE: Variable = { name: "DB_PASSWORD", secretArn: SECRET_ARN };
