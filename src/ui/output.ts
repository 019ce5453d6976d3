import { drawnLine, drawnText, plainJson, plainLine, plainText } from "./clean.ts";
import type { Page } from "./page.ts";
import type { Terminal, TerminalStream } from "./terminal.ts";
import { createTheme, type Theme } from "./theme.ts";

/** The reader went away (a pager was closed, `| head` has enough); not worth a word. */
const READER_LEFT = new Set(["EPIPE", "EOF", "ERR_STREAM_DESTROYED", "ERR_STREAM_WRITE_AFTER_END"]);

const codeOf = (error: unknown): unknown =>
  error instanceof Error && "code" in error ? error.code : undefined;

const sizeOf = (cells: number | undefined, fallback: number): number =>
  cells === undefined || cells <= 0 ? fallback : cells;

type Side = "stdout" | "stderr";

/**
 * The only way out: data goes to stdout, everything else to stderr, and every text passes through the mask. Nothing that
 * steers a terminal passes, but for the paint of lines that our views drew. A stream that breaks is written to no more and
 * never stops the work.
 */
export class Output {
  readonly terminal: Terminal;
  readonly mask: (text: string) => string;
  /** Makes the commands in a text complete, so that they act where this run does. */
  readonly complete: (text: string) => string;
  readonly #themes: Readonly<Record<Side, Theme>>;
  readonly #broken = new Set<TerminalStream>();
  #hasDocument = false;
  #failure: Error | undefined;

  constructor(terminal: Terminal, mask: (text: string) => string, complete = (text: string) => text) {
    this.terminal = terminal;
    this.mask = mask;
    this.complete = complete;
    const { stdout, stderr, wishes } = terminal;
    this.#themes = { stdout: createTheme(stdout, wishes), stderr: createTheme(stderr, wishes) };
    for (const stream of new Set([stdout, stderr]))
      stream.on("error", (error: Error) => this.#lose(stream, error));
  }

  /** The first error of a stream other than that its reader left, such as a full disk. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** Whether stdout has its one JSON document already: an error that follows belongs on stderr only. */
  get hasDocument(): boolean {
    return this.#hasDocument;
  }

  /** Writes data to stdout, ended by one line break: a text, or lines that a view drew. */
  data(content: string | readonly string[]): void {
    const text =
      typeof content === "string" ? plainText(this.mask(content)) : this.#lines(content, "stdout").join("\n");
    this.#write(this.terminal.stdout, text.endsWith("\n") ? text : `${text}\n`);
  }

  /**
   * Writes data to stdout with its secrets in it: the one way around the mask, for a person who asked for the secrets by
   * name and for where they go.
   */
  reveal(text: string): void {
    this.#hasDocument = true;
    this.#write(this.terminal.stdout, text.endsWith("\n") ? text : `${text}\n`);
  }

  /** Writes a JSON document to stdout, set out for reading. */
  document(value: unknown): void {
    this.#hasDocument = true;
    this.#write(this.terminal.stdout, `${this.#json(value, 2)}\n`);
  }

  /** Writes a JSON document to stdout on one line. */
  jsonLine(value: unknown): void {
    this.#write(this.terminal.stdout, `${this.#json(value, 0)}\n`);
  }

  /** Writes for a person to stderr: a sentence on one line, or lines that a view drew. */
  tell(content: string | readonly string[]): void {
    const lines =
      typeof content === "string" ? [plainLine(this.mask(content))] : this.#lines(content, "stderr");
    this.#write(this.terminal.stderr, `${lines.join("\n")}\n`);
  }

  /** What a view drew, fit for stderr by other ways than {@link tell}: a spinner writes by itself. */
  fit(drawn: string): string {
    const clean = this.#themes.stderr.hasColor ? drawnText : plainText;
    return clean(this.mask(drawn));
  }

  /** What a view needs to draw for a stream; the size is that of this moment. */
  page(side: Side): Page {
    const stream = this.terminal[side];
    const isSeen = stream.isTTY === true;
    return {
      columns: isSeen ? sizeOf(stream.columns, 80) : Number.POSITIVE_INFINITY,
      rows: isSeen ? sizeOf(stream.rows, 24) : Number.POSITIVE_INFINITY,
      theme: this.#themes[side],
      mask: (text) => this.mask(this.complete(text)),
    };
  }

  /** Resolves once everything written so far has left the process or cannot leave it any more. */
  async flush(): Promise<void> {
    await Promise.all([this.#drained(this.terminal.stdout), this.#drained(this.terminal.stderr)]);
  }

  #drained(stream: TerminalStream): Promise<void> {
    if (this.#broken.has(stream) || stream.destroyed || stream.writableEnded) return Promise.resolve();
    return new Promise((resolve) => {
      stream.write("", () => resolve());
    });
  }

  #lines(lines: readonly string[], side: Side): string[] {
    const clean = this.#themes[side].hasColor ? drawnLine : plainLine;
    return lines.map((line) => clean(this.mask(line)));
  }

  /** Strings are masked before they are escaped: a quote inside a secret would hide it from the mask. */
  #json(value: unknown, indent: number): string {
    const masked = (_key: string, part: unknown): unknown =>
      typeof part === "string" ? this.mask(this.complete(part)) : part;
    return plainJson(this.mask(JSON.stringify(value, masked, indent)));
  }

  #write(stream: TerminalStream, text: string): void {
    if (this.#broken.has(stream) || stream.destroyed || stream.writableEnded) return;
    stream.write(text);
  }

  #lose(stream: TerminalStream, error: Error): void {
    this.#broken.add(stream);
    if (!READER_LEFT.has(String(codeOf(error)))) this.#failure ??= error;
  }
}
