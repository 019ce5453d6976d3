import type { Command, Option } from "commander";
import { Flag } from "../../src/cli/flag.ts";
import { readLine } from "../../src/cli/program.ts";
import { allCommands, type NamedCommand } from "./commands.ts";
import { fakeWorld } from "./fake-world.ts";

/** Every command that does something. */
export const commands = allCommands().filter(({ path }) => path !== "sandbox");

export const flagsOf = ({ command }: NamedCommand): Flag[] =>
  command.options.filter((option): option is Flag => option instanceof Flag);

/** The words that a command needs behind its name. */
const argumentsOf = (command: Command): string[] =>
  command.registeredArguments
    .filter((argument) => argument.required)
    .map(({ argChoices }) => argChoices?.[0] ?? "something");

/** A line that runs a command without any flag. */
export const bareLineOf = ({ path, command }: NamedCommand): string[] => [
  ...path.split(" "),
  ...argumentsOf(command),
];

/** Every place of the command line where a flag may stand, and the line with it there. */
export function placesOf(
  { path, command }: NamedCommand,
  flag: readonly string[],
): [place: string, words: string[]][] {
  const names = path.split(" ");
  const rest = argumentsOf(command);
  return [
    ...names.map((name, at): [string, string[]] => [
      `before ${name}`,
      [...names.slice(0, at), ...flag, ...names.slice(at), ...rest],
    ]),
    ["behind its name", [...names, ...flag, ...rest]],
    ...(rest.length === 0 ? [] : [["at the end", [...names, ...rest, ...flag]] as [string, string[]]]),
  ];
}

type Environment = Readonly<Record<string, string>>;

/** What a line and an environment come to. */
export const read = (words: readonly string[], env: Environment = {}) => readLine(fakeWorld(words, { env }));

/** The command that is reached and the value that its body sees of a flag; or why there is none. */
export function seen(option: Option, words: readonly string[], env: Environment = {}): unknown {
  const line = read(words, env);
  if (line.is !== "asked") return line;
  const key = option.attributeName();
  const globals: Readonly<Record<string, unknown>> = { ...line.globals };
  const value: unknown = key in globals ? globals[key] : line.command.opts<Record<string, unknown>>()[key];
  return { path: pathOf(line.command), value };
}

function pathOf(command: Command): string {
  const { parent } = command;
  return parent?.parent == null ? command.name() : `${pathOf(parent)} ${command.name()}`;
}
