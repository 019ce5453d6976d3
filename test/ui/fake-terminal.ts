import { PassThrough, Writable } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import type { Clock } from "../../src/engine/ports.ts";
import { Output } from "../../src/ui/output.ts";
import type { Page } from "../../src/ui/page.ts";
import type { DrawingWishes, Terminal, Ticker } from "../../src/ui/terminal.ts";

interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** A stream that keeps what was written and, if it has a size, what a terminal of that size would show. */
export class FakeStream extends Writable {
  readonly isTTY: boolean;
  readonly columns: number | undefined;
  readonly rows: number | undefined;
  /** Everything written, colours included. */
  raw = "";
  /** The lines of the terminal, scrolled ones included. */
  readonly #lines: string[] = [""];
  #row = 0;
  #column = 0;
  #awaited: { text: string; resolve: () => void }[] = [];

  constructor(size?: Size) {
    super({ decodeStrings: false });
    this.isTTY = size !== undefined;
    this.columns = size?.columns;
    this.rows = size?.rows;
  }

  /** What was written, without colours. */
  get text(): string {
    return stripVTControlCharacters(this.raw);
  }

  get lines(): string[] {
    return this.text.trimEnd().split("\n");
  }

  /** The lines of the terminal as they stand, without blanks at the end. */
  get screen(): string[] {
    const lines = this.#lines.map((line) => line.trimEnd());
    return lines.slice(0, lines.findLastIndex((line) => line !== "") + 1);
  }

  /** Resolves once the text was written. */
  shown(text: string): Promise<void> {
    if (this.text.includes(text)) return Promise.resolve();
    return new Promise((resolve) => {
      this.#awaited.push({ text, resolve });
    });
  }

  override _write(chunk: string | Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.raw += String(chunk);
    for (const character of stripVTControlCharacters(String(chunk))) this.#put(character);
    const shown = this.#awaited.filter(({ text }) => this.text.includes(text));
    this.#awaited = this.#awaited.filter((one) => !shown.includes(one));
    for (const { resolve } of shown) resolve();
    done();
  }

  cursorTo(column: number): boolean {
    this.#column = column;
    return true;
  }

  moveCursor(_columns: number, rows: number): boolean {
    this.#row = Math.max(0, this.#row + rows);
    return true;
  }

  clearLine(): boolean {
    this.#lines[this.#row] = (this.#lines[this.#row] ?? "").slice(0, this.#column);
    return true;
  }

  #put(character: string): void {
    if (character === "\r") this.#column = 0;
    else if (character === "\n") this.#newLine();
    else {
      if (this.#column >= (this.columns ?? Number.POSITIVE_INFINITY)) this.#newLine();
      const line = (this.#lines[this.#row] ?? "").padEnd(this.#column);
      this.#lines[this.#row] = line.slice(0, this.#column) + character + line.slice(this.#column + 1);
      this.#column += 1;
    }
  }

  #newLine(): void {
    this.#row += 1;
    this.#column = 0;
    this.#lines[this.#row] ??= "";
  }
}

/** A keyboard: what is written to it was typed. */
export class FakeKeys extends PassThrough {
  readonly isTTY = true;
}

export interface FakeTerminal extends Terminal {
  readonly stdout: FakeStream;
  readonly stderr: FakeStream;
  readonly stdin: FakeKeys;
}

/** A terminal of a size; without one its streams are pipes. */
export function fakeTerminal(size?: Size, wishes: Partial<DrawingWishes> = {}): FakeTerminal {
  return {
    stdout: new FakeStream(size),
    stderr: new FakeStream(size),
    stdin: new FakeKeys(),
    wishes: { noColor: false, forceColor: false, ci: false, ...wishes },
  };
}

/** The secret that {@link fakeOutput} hides. */
export const SECRET = "kP7vXq2mZr9L";

export const hideSecret = (text: string): string => text.replaceAll(SECRET, "***");

export const fakeOutput = (terminal: Terminal): Output => new Output(terminal, hideSecret);

/** A page without colours. */
export const pageOf = (columns: number): Page =>
  fakeOutput(fakeTerminal({ columns, rows: 24 }, { noColor: true })).page("stdout");

/** A clock that stands still until it is moved. */
export class FakeClock implements Clock {
  #seconds = 0;

  move(seconds: number): void {
    this.#seconds += seconds;
  }

  now(): number {
    return this.#seconds * 1000;
  }

  secondsSince(instant: number): number {
    return this.#seconds - instant / 1000;
  }

  toRealSeconds(seconds: number): number {
    return seconds;
  }

  sleep(seconds: number): Promise<void> {
    this.move(seconds);
    return Promise.resolve();
  }
}

/** A ticker that ticks when told to. */
export class FakeTicker {
  #ticks: (() => void)[] = [];

  readonly begin: Ticker = (tick) => {
    this.#ticks.push(tick);
    return () => {
      this.#ticks = this.#ticks.filter((one) => one !== tick);
    };
  };

  get isTicking(): boolean {
    return this.#ticks.length > 0;
  }

  tick(): void {
    for (const tick of this.#ticks) tick();
  }
}
