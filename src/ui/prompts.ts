import { Writable } from "node:stream";
import { createPromptModule } from "inquirer";
import { again } from "../advice.ts";
import { Cancelled, UsageError } from "../errors.ts";
import { questionText } from "./clean.ts";
import type { Output } from "./output.ts";
import { sayInline } from "./page.ts";

/** What every question has. */
export interface Question {
  readonly message: string;
  /** The flag that gives the answer where nobody can be asked, such as `--region REGION`. */
  readonly flag: string;
}

export interface ConfirmQuestion extends Question {
  /** @default false */
  readonly default?: boolean;
}

export interface InputQuestion extends Question {
  readonly default?: string;
  /** What is wrong with an answer, as a sentence; `undefined` if nothing is. */
  readonly problemOf?: (answer: string) => string | undefined | Promise<string | undefined>;
}

/** One of several answers. */
export interface Choice<T> {
  readonly value: T;
  readonly name: string;
  /** Told while the choice is pointed at. */
  readonly description?: string;
  /** Why it cannot be chosen. */
  readonly disabled?: string;
}

export interface SelectQuestion<T> extends Question {
  readonly choices: readonly Choice<T>[];
  readonly default?: T;
}

export interface CheckboxQuestion<T> extends Question {
  readonly choices: readonly (Choice<T> & { readonly checked?: boolean })[];
}

export interface NameQuestion extends Question {
  /** What has to be typed. */
  readonly name: string;
}

export interface PromptsOptions {
  readonly output: Output;
  /** False without a terminal and with `--no-input`. */
  readonly canAsk: boolean;
  /** Ends an open question with `Cancelled`. */
  readonly signal: AbortSignal;
}

/** What inquirer throws when a question was not answered. */
const UNANSWERED = new Set(["ExitPromptError", "AbortPromptError", "CancelPromptError"]);

/** A flag that needs nothing filled in. */
const IS_WHOLE_FLAG = /^--[a-z-]+$/;

/** What readline tells of a key. */
interface Key {
  readonly name?: string;
  readonly ctrl?: boolean;
}

const COLOR = new RegExp(`${String.fromCodePoint(27)}\\[[0-9;]*m`, "g");

const cancelled = (cause?: unknown): Cancelled =>
  new Cancelled({ code: "Cancelled", summary: "Cancelled", detail: "The question was not answered.", cause });

/**
 * Asks on stderr, so that stdout stays data. Throws `UsageError` (`AnswerMissing`, naming the flag) where nobody can be
 * asked, and `Cancelled` on Ctrl-C, on Ctrl-D, at the end of the input and when the signal aborts.
 */
export class Prompts {
  readonly #options: PromptsOptions;

  constructor(options: PromptsOptions) {
    this.#options = options;
  }

  confirm(question: ConfirmQuestion): Promise<boolean> {
    const { message, default: preset = false } = question;
    return this.#ask<boolean>(question, { type: "confirm", message, default: preset });
  }

  input(question: InputQuestion): Promise<string> {
    const { message, default: preset, problemOf } = question;
    const validate = async (answer: string): Promise<true | string> => {
      const problem = await problemOf?.(answer.trim());
      return problem === undefined ? true : this.#say(problem);
    };
    const asked = {
      type: "input",
      message,
      validate,
      ...(preset === undefined ? {} : { default: this.#say(preset) }),
    };
    return this.#ask<string>(question, asked).then((answer) => answer.trim());
  }

  select<T>(question: SelectQuestion<T>): Promise<T> {
    const { message, choices, default: preset } = question;
    const asked = {
      type: "select",
      message,
      choices: choices.map((choice) => this.#shown(choice)),
      loop: false,
    };
    return this.#ask<T>(question, preset === undefined ? asked : { ...asked, default: preset });
  }

  checkbox<T>(question: CheckboxQuestion<T>): Promise<T[]> {
    const { message, choices } = question;
    const shown = choices.map((choice) => this.#shown(choice));
    return this.#ask<T[]>(question, { type: "checkbox", message, choices: shown, loop: false });
  }

  /** Returns only if the name was typed exactly; an empty answer cancels. */
  async typeName(question: NameQuestion): Promise<void> {
    const { name } = question;
    const problemOf = (answer: string): string | undefined =>
      answer === "" || answer === name ? undefined : `Type ${name} to go on, or nothing to cancel`;
    if ((await this.input({ ...question, problemOf })) !== name) throw cancelled();
  }

  /** Names that AWS or files gave may hold anything. */
  #say(text: string): string {
    return sayInline(this.#options.output, text);
  }

  #shown<T, C extends Choice<T>>(choice: C): C {
    const { name, description, disabled } = choice;
    return {
      ...choice,
      name: this.#say(name),
      ...(description === undefined ? {} : { description: this.#say(description) }),
      ...(disabled === undefined ? {} : { disabled: this.#say(disabled) }),
    };
  }

  async #ask<T>(question: Question, asked: Readonly<Record<string, unknown>>): Promise<T> {
    const { canAsk, output, signal } = this.#options;
    if (!canAsk) throw answerMissing(question);
    const { stdin } = output.terminal;
    if (stdin.readableEnded || stdin.destroyed) throw cancelled();
    const ended = new AbortController();
    const end = (): void => ended.abort();
    const onKey = (_text: unknown, key: Key | undefined): void => {
      if (key?.ctrl === true && key.name === "d") end();
    };
    // At the end of its input, which Ctrl-D stands for on a terminal, inquirer would wait for ever.
    stdin.once("end", end).once("close", end).on("keypress", onKey);
    const prompt = createPromptModule({
      input: stdin,
      output: stderrFor(output),
      signal: AbortSignal.any([signal, ended.signal]),
    });
    try {
      const message = this.#say(question.message);
      const answers: Readonly<Record<string, unknown>> = await prompt([
        { ...asked, name: "answer", message },
      ] as never);
      return answers.answer as T;
    } catch (error) {
      if (error instanceof Error && UNANSWERED.has(error.name)) throw cancelled(error);
      throw error;
    } finally {
      stdin.off("end", end).off("close", end).off("keypress", onKey);
    }
  }
}

function answerMissing({ message, flag }: Question): UsageError {
  const detail = `"${message}" cannot be asked here: there is no terminal, or --no-input was given. Answer it with ${flag}.`;
  const fix = IS_WHOLE_FLAG.test(flag) ? [again(flag)] : [];
  return new UsageError({ code: "AnswerMissing", summary: "An answer is missing", detail, fix });
}

/** What inquirer writes to: it colours without asking the environment, and it ends its stream after each question. */
function stderrFor(output: Output): NodeJS.WritableStream {
  const { stderr } = output.terminal;
  const { theme } = output.page("stderr");
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: string | Buffer, _encoding, done) {
      const text = questionText(output.mask(String(chunk)));
      stderr.write(theme.hasColor ? text : text.replace(COLOR, ""));
      // At once, not when the terminal has it: else what is told after the question would overtake its end.
      done();
    },
  });
  return Object.assign(stream, { isTTY: stderr.isTTY, columns: stderr.columns, rows: stderr.rows });
}
