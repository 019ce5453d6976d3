import type { Command } from "commander";
import { TYPED } from "../advice.ts";
import { contents } from "../sections/contents.ts";
import { quoteForShell } from "../ui/env-format/sh.ts";
import type { Globals } from "./globals.ts";
import { flagOf } from "./setting-flag.ts";

const PROGRAM = "flashsale-setup";

/** What a run knows of itself, for the commands that it advises. */
export interface Typed {
  /** The words after the program's name. */
  readonly argv: readonly string[];
  readonly globals: Globals;
  /** The command that was parsed; absent where none was. */
  readonly command?: Command | undefined;
}

/** Where the commands of others, such as `aws`, are to act. */
export interface AwsPlace {
  readonly region: string;
  readonly profile: string | undefined;
}

/** A flag with its value, as two words, or one without a value. */
type Flag = readonly [name: string, value?: string];

/** Commands with subcommands of their own. */
const SUBCOMMANDS: ReadonlyMap<string, readonly string[]> = new Map([
  ["sandbox", ["list", "reset"]],
  ...contents.map(
    ({ name, reports = [], edits = [], verbs = [] }) =>
      [name, [...reports, ...edits, ...verbs].map((one) => one.name)] as [string, string[]],
  ),
]);

/** What `plan` takes and `up` takes, too. */
const CARRIED = ["replace", "adopt", "upgrade", "pruneRules", "skipPreflight"] as const;

/**
 * Makes every command that the program prints to be typed: with the flags that make it act on the stack, state, account,
 * region and sandbox of this run, quoted for the shell.
 */
export class Advisor {
  readonly #typed: Typed;
  readonly #verbs: ReadonlySet<string>;
  #aws: AwsPlace | undefined;

  constructor(typed: Typed) {
    this.#typed = typed;
    this.#verbs = new Set(rootOf(typed.command)?.commands.map((command) => command.name()) ?? []);
  }

  /** Says where the run turned out to act; until then commands of others are left as they are. */
  settle(place: AwsPlace): void {
    this.#aws = place;
  }

  /** The command that was typed with the flags that it lacked, and with those that the environment said. */
  again(flags: readonly string[] = []): string {
    const { argv } = this.#typed;
    const isWhole = flags.length === 0 || this.#takes(flags);
    if (!isWhole && this.#typed.command?.name() === "destroy") return this.complete(`${PROGRAM} status`);
    const words = isWhole ? argv.map(quoteForShell) : ["up", ...this.#carried()];
    const rest = ["", ...words, ...flags].join(" ");
    return [PROGRAM, ...words, ...this.#placeBeside(rest), ...flags].join(" ");
  }

  /** A text with every command in it made complete. Completing it twice changes nothing. */
  complete(text: string): string {
    if (text.startsWith("aws ") && !text.includes("\n")) return this.#completeAws(text);
    if (!text.includes(PROGRAM)) return text;
    return this.#completeTyped(text).replace(
      /flashsale-setup ([a-z]+)(?: ([a-z][a-z0-9]*))?(?=(?<rest>[^\n]*))/g,
      (command: string, verb: string, second: string | undefined, ...more: unknown[]) =>
        this.#verbs.has(verb) ? this.#place({ command, verb, second, rest: restOf(more) }) : command,
    );
  }

  #completeTyped(text: string): string {
    if (!text.includes(TYPED)) return text;
    const [before = "", ...after] = text.split(TYPED);
    return after.reduce((done, part) => {
      const flags = /^(?: --[a-z-]+(?:[ =](?!--)[^\s,;]*[^\s,;.])?)*/.exec(part)?.[0] ?? "";
      return done + this.again(flags.split(" ").filter(Boolean)) + part.slice(flags.length);
    }, before);
  }

  /** The flags stand right behind the command's name: where it ends in a sentence cannot be seen. */
  #place({
    command,
    verb,
    second,
    rest,
  }: {
    command: string;
    verb: string;
    second: string | undefined;
    rest: string;
  }): string {
    const isNamed = second !== undefined && SUBCOMMANDS.get(verb)?.includes(second) === true;
    const named = isNamed || second === undefined ? command : `${PROGRAM} ${verb}`;
    const flags = this.#placeBeside(`${command}${rest}`);
    return [named, ...flags].join(" ") + command.slice(named.length);
  }

  /** What a command needs to act where this one does, but for what it says already. */
  #placeBeside(command: string): string[] {
    // Practice is another place by intent.
    if (says(command, "--sandbox") && !this.#typed.globals.sandbox) return [];
    return toWords(placeOf(this.#typed.globals).filter(([name]) => !says(command, name)));
  }

  #completeAws(command: string): string {
    // A simulated account is nothing that the AWS CLI could reach: pasted, it would act on a real one.
    if (this.#typed.globals.sandbox) return `# on a real account: ${command}`;
    const { region, profile } = this.#aws ?? { region: undefined, profile: this.#typed.globals.profile };
    const { endpointUrl } = this.#typed.globals;
    const place = flagsOf({ region, profile, endpointUrl });
    const flags = toWords(place.filter(([name]) => !says(command, name))).map((word) => ` ${word}`);
    // A command within a command takes them in front, where the AWS CLI reads them as well.
    return command.replaceAll("$(aws ", `$(aws${flags.join("")} `) + flags.join("");
  }

  #takes(flags: readonly string[]): boolean {
    const { command } = this.#typed;
    if (command === undefined || command.name() === "plan") return false;
    const names = flags.filter((word) => word.startsWith("--")).map((word) => word.split("=")[0]);
    return names.every((name) => command.options.some(({ long }) => long === name));
  }

  #carried(): string[] {
    const { command } = this.#typed;
    if (command?.name() !== "plan") return [];
    const given = command.opts<Record<string, unknown>>();
    return CARRIED.flatMap((key) => {
      const flag = command.options.find((option) => option.attributeName() === key)?.long;
      const value = given[key];
      if (flag == null || value === undefined || value === false) return [];
      return Array.isArray(value) ? value.flatMap((one) => [flag, quoteForShell(String(one))]) : [flag];
    });
  }
}

/** The flags with which another command is about the same stack, state, account and region as this one. */
function placeOf({ sandbox, configGiven, config, state, region, profile, endpointUrl }: Globals): Flag[] {
  const files = flagsOf({ config: configGiven ? config : undefined, state });
  return [
    ...(sandbox ? [["--sandbox"] as const] : []),
    ...files,
    ...flagsOf({ region, profile, endpointUrl }),
  ];
}

/** A flag for each value that there is; the keys are the flags' names in camel case. */
const flagsOf = (values: Readonly<Record<string, string | undefined>>): Flag[] =>
  Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [[flagOf(key), value]]));

const toWords = (flags: readonly Flag[]): string[] =>
  flags.flatMap((flag) => flag.filter((word) => word !== undefined).map(quoteForShell));

/** Whether a command has a flag already; it may end a sentence. */
const says = (command: string, flag: string): boolean =>
  new RegExp(`\\s${flag}(?=[\\s=.,;:)]|$)`).test(command);

function rootOf(command: Command | null | undefined): Command | undefined {
  let root = command;
  while (root?.parent != null) root = root.parent;
  return root ?? undefined;
}

/** The named groups are the last of what a replacing function is given. */
const restOf = (more: readonly unknown[]): string => (more.at(-1) as { readonly rest: string }).rest;
