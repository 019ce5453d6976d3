import type { Command, CommanderError } from "commander";
import { UsageError } from "../errors.ts";
import { type JsonKind, tellAsJson } from "./run-command.ts";
import { isOn } from "./variables.ts";
import type { World } from "./world.ts";

/** A command line that cannot be carried out. */
export interface WrongLine {
  readonly is: "wrong";
  readonly error: UsageError;
  /** How the command would have told it with `--json`. */
  readonly kind: JsonKind;
  /** Whether help was shown because of it. */
  readonly hasHelp: boolean;
}

/** Commander's own errors by their codes, and the names under which they are told. */
const CODES: Readonly<Record<string, string>> = {
  "commander.unknownOption": "UnknownFlag",
  "commander.unknownCommand": "UnknownCommand",
  "commander.optionMissingArgument": "ValueMissing",
  "commander.missingArgument": "ArgumentMissing",
  "commander.excessArguments": "TooManyArguments",
  "commander.help": "CommandMissing",
};

/** Whether commander ended because help or version was asked for and told. */
export const isAnswered = ({ code, exitCode }: CommanderError): boolean =>
  exitCode === 0 && ["commander.helpDisplayed", "commander.version", "commander.help"].includes(code);

/** What commander found wrong, as this program tells errors, with the help that shows what there is. */
export function toUsageError(error: CommanderError, command: Command): UsageError {
  const isMissing = error.code === "commander.help";
  const detail = isMissing ? "A command is missing." : toSentence(error.message);
  return new UsageError({
    code: CODES[error.code] ?? "FlagWrong",
    summary: "The command line is wrong",
    detail,
    fix: [`${pathOf(command)} --help`],
    cause: error,
  });
}

/** `error: unknown option '--fst'` and, on a line of its own, `(Did you mean --fast?)`. */
function toSentence(message: string): string {
  const [what = "", ...guess] = message.replace(/^error: /, "").split("\n");
  const asked = guess.map((line) => ` ${line.replace(/^\(|\)$/g, "")}`).join("");
  return `${what.replace(/\.$/, "")}.${asked}`;
}

const pathOf = (command: Command): string =>
  command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;

/** Tells what is wrong with a command line, of which no flag counts but those about the telling. Answers the exit code. */
export async function tellWrongLine(world: World, { error, kind, hasHelp }: WrongLine): Promise<number> {
  const [{ Output }, { drawError }] = await Promise.all([
    import("../ui/output.ts"),
    import("../ui/error-view.ts"),
  ]);
  const { argv, env, terminal, version } = world;
  const noColor = terminal.wishes.noColor || argv.includes("--no-color");
  const output = new Output({ ...terminal, wishes: { ...terminal.wishes, noColor } }, (text) => text);
  if (argv.includes("--json") || isOn(env.FLASHSALE_JSON ?? "") === true)
    await tellAsJson(output, error, kind);
  const commandLine = ["flashsale-setup", ...argv].join(" ");
  if (!hasHelp) output.tell(drawError(error, { commandLine, version }, output.page("stderr")));
  await output.flush();
  return error.exitCode;
}
