import ora, { type Ora } from "ora";
import type { Output } from "./output.ts";
import { canRedraw } from "./terminal.ts";

/** What the spinner shows: a title, and what is drawn anew behind and below it at each of its turns. */
export interface SpinnerPicture {
  readonly title: string;
  readonly draw: () => string;
}

/** A spinner on stderr below everything else that is told there. Only for terminals that can redraw. */
export class Spinner {
  readonly #output: Output;
  readonly #ora: Ora;

  constructor(output: Output, picture: SpinnerPicture) {
    const { theme } = output.page("stderr");
    this.#output = output;
    this.#ora = ora({
      text: picture.title,
      suffixText: () => output.fit(picture.draw()),
      // Frames are coloured here, because ora would ask the environment.
      spinner: { interval: 100, frames: theme.symbols.frames.map(theme.accent) },
      color: false,
      stream: output.terminal.stderr,
      isEnabled: true,
      // Discarding stdin would put the terminal into raw mode, and Ctrl-C would no longer arrive as a signal.
      discardStdin: false,
    });
  }

  /** Does nothing if it spins already. */
  start(): void {
    this.#ora.start();
  }

  /** Tells lines above the spinner. */
  tellAbove(lines: readonly string[]): void {
    if (lines.length === 0) return;
    if (this.#ora.isSpinning) this.#ora.clear();
    this.#output.tell(lines);
    if (this.#ora.isSpinning) this.#ora.render();
  }

  /** Removes it from the screen and gives the cursor back; may be called again and at any time. */
  stop(): void {
    if (this.#ora.isSpinning) this.#ora.stop();
  }
}

/** Shows that something is awaited, such as `Reading the account`, until the returned function is called. */
export function showWait(output: Output, title: string): () => void {
  if (!canRedraw(output.terminal)) return () => undefined;
  const spinner = new Spinner(output, { title, draw: () => "" });
  spinner.start();
  return () => spinner.stop();
}
