import type { Command, Option } from "commander";
import { UsageError } from "../errors.ts";
import { didYouMean } from "./nearest.ts";

/** A command line set in order. */
export interface Arranged {
  /** The command that the words lead to. */
  readonly command: Command;
  /** The command's name, then all its flags and arguments, in the order in which they were given. */
  readonly words: readonly string[];
  /** Why the words lead no further. */
  readonly problem?: UsageError;
}

/** Asked of the program alone, before any command. */
const OF_PROGRAM = ["-V", "--version"];

const isFlag = (word: string): boolean => word.length > 1 && word.startsWith("-");

const nameOf = (flag: string): string => flag.split("=", 1)[0] ?? "";

/**
 * Sets a command line in order: flags that stand before the name of a command or subcommand go behind it, so that they mean
 * the same there. Names are told from values by the flags of the tree. What stands behind the last name stays as it is.
 */
export function arrange(program: Command, words: readonly string[]): Arranged {
  const walk = new Walk(program, words);
  while (walk.step());
  return walk.end();
}

class Walk {
  readonly #words: readonly string[];
  readonly #program: Command;
  readonly #path: string[] = [];
  readonly #first: string[] = [];
  readonly #moved: string[] = [];
  #command: Command;
  #flags: ReadonlyMap<string, Option> | undefined;
  #problem: UsageError | undefined;
  #at = 0;

  constructor(program: Command, words: readonly string[]) {
    this.#program = program;
    this.#command = program;
    this.#words = words;
  }

  /** Takes the next word or two; answers whether there may be a name yet. */
  step(): boolean {
    const word = this.#words[this.#at];
    if (word === undefined || word === "--" || this.#command.commands.length === 0) return false;
    if (isFlag(word)) return this.#moveFlag(word);
    const next = this.#command.commands.find((one) => one.name() === word);
    if (next !== undefined) {
      this.#command = next;
      this.#path.push(word);
    } else if (word === "help") this.#moved.push("--help");
    else {
      this.#problem = this.#unknown(word);
      return false;
    }
    this.#at += 1;
    return true;
  }

  end(): Arranged {
    const words = [...this.#first, ...this.#path, ...this.#moved, ...this.#words.slice(this.#at)];
    return {
      command: this.#command,
      words,
      ...(this.#problem === undefined ? {} : { problem: this.#problem }),
    };
  }

  #moveFlag(word: string): true {
    const option = this.#known().get(word);
    const value = option === undefined ? undefined : this.#valueOf(option);
    const into = OF_PROGRAM.includes(word) ? this.#first : this.#moved;
    if (value === undefined) into.push(word);
    else if (option?.required === true) into.push(word, value);
    else into.push(`${word}=${value}`);
    this.#at += value === undefined ? 1 : 2;
    return true;
  }

  /**
   * The word that belongs to a flag. One that may have a value has none where a name comes next, but where that is one of its
   * values and the name comes after it: `--policy plan doctor`.
   */
  #valueOf({ required, optional, argChoices = [] }: Option): string | undefined {
    const [next, after] = this.#words.slice(this.#at + 1);
    if (required || next === undefined) return required ? next : undefined;
    const isName = (word = ""): boolean => this.#command.commands.some((one) => one.name() === word);
    const isValue = !isName(next) || (argChoices.includes(next) && isName(after));
    return optional && !isFlag(next) && isValue ? next : undefined;
  }

  /** A flag that nobody knows may have had the word for its value: then the flag is what is wrong. */
  #unknown(word: string): UsageError {
    const flag = this.#moved
      .map(nameOf)
      .find((one) => one.startsWith("--") && one !== "--help" && !this.#known().has(one));
    if (flag !== undefined) {
      const guess = didYouMean(flag, [...this.#known().keys()]);
      return wrongWord("UnknownFlag", `unknown option '${flag}'.${guess}`);
    }
    const guess = didYouMean(
      word,
      this.#command.commands.map((one) => one.name()),
    );
    const parent = this.#path.length === 0 ? "" : ` of ${this.#path.join(" ")}`;
    return wrongWord("UnknownCommand", `unknown command '${word}'${parent}.${guess}`);
  }

  /** The flags of the whole tree by their names, collected when one stands before a name: rarely. */
  #known(): ReadonlyMap<string, Option> {
    this.#flags ??= new Map(
      optionsIn(this.#program).flatMap((option) =>
        [option.long, option.short].flatMap((name) => (name == null ? [] : [[name, option] as const])),
      ),
    );
    return this.#flags;
  }
}

/** Every flag of a command and of what is below it. */
export const optionsIn = (command: Command): Option[] => [
  ...command.options,
  ...command.commands.flatMap(optionsIn),
];

const wrongWord = (code: string, detail: string): UsageError =>
  new UsageError({ code, summary: "The command line is wrong", detail });
