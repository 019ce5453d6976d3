import { resolve } from "node:path";
import type { Command } from "commander";
import { readSecretText } from "../../resources/secrets-manager/secret-text.ts";
import { quotedNames } from "../../ui/env-format/dotenv.ts";
import { ENV_FORMATS, type EnvFormatName } from "../../ui/env-format/index.ts";
import { toValues } from "../../ui/env-format/json.ts";
import { type EnvSheet, isSecretReference, type Variable } from "../../ui/env-format/variable.ts";
import { JSON_SCHEMA } from "../../ui/json-view.ts";
import { type Context, type Desk, openContext } from "../context.ts";
import { collectStanding, type Standing } from "../outputs.ts";
import { writePrivately } from "../private-file.ts";
import { usage } from "../run-command.ts";

/** What the command line asks of `env`. */
interface EnvRequest {
  readonly format: EnvFormatName;
  readonly prefix: string;
  readonly showSecrets: boolean;
  readonly out: string | undefined;
}

/** `env`: the application's environment variables, references instead of secrets unless they are asked for. */
export async function env(desk: Desk, command: Command): Promise<number> {
  const request = readRequest(desk, command);
  const reveal = request.showSecrets ? (["SecretsManager.GetSecretValue"] as const) : [];
  const context = await openContext(desk, { writes: false, allow: reveal });
  try {
    const standing = collectStanding(context);
    const named = standing.variables.map((variable) => ({
      ...variable,
      name: `${request.prefix}${variable.name}`,
    }));
    const variables = request.showSecrets ? await withSecrets(context, named) : named;
    const sheet = toSheet(context, variables);
    await write(context, request, textOf(context, request, { sheet, standing }));
    tellAbout(context, request, { sheet, standing });
    return 0;
  } finally {
    await context.close();
  }
}

function readRequest({ world, globals }: Desk, command: Command): EnvRequest {
  const {
    format,
    prefix = "",
    showSecrets,
    out,
  } = command.opts<{
    format?: EnvFormatName;
    prefix?: string;
    showSecrets?: boolean | string;
    out?: string;
  }>();
  if (globals.json && format !== undefined && format !== "json")
    throw usage("FlagsContradict", `--json and --format ${format}: give one of them.`);
  if (typeof showSecrets === "string" && showSecrets !== "pipe")
    throw usage("ShowSecretsMalformed", `--show-secrets=${showSecrets}: only =pipe can stand there.`);
  const isAsked = showSecrets !== undefined && showSecrets !== false;
  if (showSecrets === true && out === undefined && world.terminal.stdout.isTTY !== true)
    throw usage(
      "SecretsIntoPipe",
      "--show-secrets writes secrets to a terminal or to --out FILE. Into a pipe or a file of the shell's it writes them only as --show-secrets=pipe.",
    );
  return { format: format ?? (globals.json ? "json" : "sh"), prefix, showSecrets: isAsked, out };
}

/** The variables with the values of the secrets, read now. */
const withSecrets = ({ aws }: Context, variables: readonly Variable[]): Promise<Variable[]> =>
  Promise.all(
    variables.map(async (variable): Promise<Variable> => {
      if (!isSecretReference(variable)) return variable;
      const { name, secretArn } = variable;
      return { name, value: await readSecretText(aws, secretArn, name), isSecret: true };
    }),
  );

const toSheet = ({ settings, aws, account }: Context, variables: readonly Variable[]): EnvSheet => ({
  variables,
  stack: settings.name,
  region: aws.region,
  ...(account.profile === undefined ? {} : { profile: account.profile }),
});

interface Told {
  readonly sheet: EnvSheet;
  readonly standing: Standing;
}

function textOf({ globals, output }: Context, { format }: EnvRequest, { sheet, standing }: Told): string {
  if (!globals.json) return output.complete(ENV_FORMATS[format](sheet));
  const document = { schema: JSON_SCHEMA, variables: toValues(sheet), missing: standing.missing };
  return JSON.stringify(document, undefined, 2);
}

async function write({ output, world }: Context, request: EnvRequest, text: string): Promise<void> {
  if (request.out !== undefined) {
    const file = resolve(world.cwd, request.out);
    await writePrivately("--out", file, text);
    output.tell(
      `${file} is written${request.showSecrets ? ", with secrets in it: only you can read it" : ""}.`,
    );
  } else if (request.showSecrets) output.reveal(text);
  else output.data(text);
}

/** What a reader should know and a program should not have to skip. */
function tellAbout({ output, account }: Context, { format }: EnvRequest, { sheet, standing }: Told): void {
  for (const { name, needs } of standing.missing)
    output.tell(`${name} is missing: ${needs.join(", ")} does not stand yet.`);
  const quoted = format === "dotenv" ? quotedNames(sheet) : [];
  if (quoted.length > 0)
    output.tell(
      `${quoted.join(", ")}: in quotes, which Docker would take for a part of the value; --format docker has none.`,
    );
  const references = sheet.variables.filter(isSecretReference).map(({ name }) => name);
  if (references.length > 0 && (format === "dotenv" || format === "docker"))
    output.tell(`${references.join(", ")}: secrets, told as references; --show-secrets gives their values.`);
  if (references.length > 0 && account.sandbox)
    output.tell("The secrets are the sandbox's own: the AWS CLI cannot read them, --show-secrets can.");
}
