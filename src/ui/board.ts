import type { Emit, EngineEvent } from "../engine/events.ts";
import type { Clock } from "../engine/ports.ts";
import { formatDuration, formatProgress } from "./amounts.ts";
import { drawFlights, drawProgress } from "./board-lines.ts";
import { drawCauses } from "./error-view.ts";
import { describeChange, describeEvent } from "./event-words.ts";
import { Flights } from "./flights.ts";
import { widthOf, wrap } from "./layout.ts";
import type { Output } from "./output.ts";
import { type Page, sayInline } from "./page.ts";
import { Spinner } from "./spinner.ts";
import { canRedraw, type Ticker } from "./terminal.ts";

/** What a board needs. */
export interface BoardOptions {
  readonly output: Output;
  /** Elapsed times are those of the account. */
  readonly clock: Clock;
  /** Drives the heartbeat where no board can be drawn. */
  readonly ticker: Ticker;
  /** A word or two in front of the progress, such as `Setting up`. */
  readonly title: string;
  /** Let every status stay as a line, and tell what lies behind a failure. @default false */
  readonly isVerbose?: boolean;
}

/** Shows a run while it happens. It ends with the `summary` event, or with {@link Board.stop}. */
export interface Board {
  readonly listen: Emit;
  /** Clears the screen of it, so that a question can be asked. */
  pause(): void;
  resume(): void;
  /** Leaves only finished lines behind; may be called again and at any time. */
  stop(): void;
}

/** Seconds of the account's time between two heartbeats. */
const HEARTBEAT_SECONDS = 60;

/** A live board on a terminal; elsewhere one line for each change of state and a heartbeat a minute. */
export function createBoard(options: BoardOptions): Board {
  return canRedraw(options.output.terminal) ? new LiveBoard(options) : new PlainBoard(options);
}

/** What lies behind a failure, line by line. */
const behind = (event: EngineEvent, page: Page): string[] =>
  event.event === "failed" ? drawCauses(event.error, page) : [];

class LiveBoard implements Board {
  readonly #output: Output;
  readonly #flights: Flights;
  readonly #title: string;
  readonly #spinner: Spinner;
  readonly #isVerbose: boolean;
  #isRunning = false;

  constructor({ output, clock, title, isVerbose = false }: BoardOptions) {
    this.#isVerbose = isVerbose;
    this.#output = output;
    this.#flights = new Flights(clock);
    this.#title = title;
    this.#spinner = new Spinner(output, { title, draw: () => this.#draw() });
  }

  readonly listen: Emit = (event) => {
    const isNew = this.#flights.follow(event);
    const page = this.#output.page("stderr");
    const words = this.#isVerbose && isNew ? describeChange(event, page) : describeEvent(event, page);
    if (words !== undefined) {
      const margins = {
        width: page.columns - 2,
        first: `${words.sign} `,
        rest: " ".repeat(widthOf(words.sign) + 1),
      };
      this.#spinner.tellAbove(wrap(words.text, margins));
      if (this.#isVerbose) this.#spinner.tellAbove(behind(event, page));
    }
    if (event.event === "start" && !this.#isRunning) {
      this.#isRunning = true;
      this.#spinner.start();
    }
    if (event.event === "summary") this.stop();
  };

  pause(): void {
    this.#spinner.stop();
  }

  resume(): void {
    if (this.#isRunning) this.#spinner.start();
  }

  stop(): void {
    this.#isRunning = false;
    this.#spinner.stop();
  }

  #draw(): string {
    const page = this.#output.page("stderr");
    const flights = this.#flights.list();
    // The spinner, the title and two blanks stand before the progress.
    const cells = page.columns - 2 - widthOf(this.#title) - 3;
    return [
      drawProgress(this.#flights.progress(), flights.length, page, cells),
      ...drawFlights(flights, page),
    ].join("\n");
  }
}

class PlainBoard implements Board {
  readonly #output: Output;
  readonly #flights: Flights;
  readonly #clock: Clock;
  readonly #ticker: Ticker;
  readonly #isVerbose: boolean;
  #stopTicking: (() => void) | undefined;
  #lastBeat: number;

  constructor({ output, clock, ticker, isVerbose = false }: BoardOptions) {
    this.#isVerbose = isVerbose;
    this.#output = output;
    this.#flights = new Flights(clock);
    this.#clock = clock;
    this.#ticker = ticker;
    this.#lastBeat = clock.now();
  }

  readonly listen: Emit = (event) => {
    if (event.event === "start") this.#beginTicking();
    if (this.#flights.follow(event)) this.#tell(event);
    if (event.event === "summary") this.stop();
  };

  pause(): void {
    this.#stopTicking?.();
    this.#stopTicking = undefined;
  }

  resume(): void {
    if (this.#flights.list().length > 0) this.#beginTicking();
  }

  stop(): void {
    this.pause();
  }

  #beginTicking(): void {
    if (this.#stopTicking !== undefined) return;
    this.#lastBeat = this.#clock.now();
    this.#stopTicking = this.#ticker(() => this.#beat());
  }

  #tell(event: EngineEvent): void {
    const page = this.#output.page("stderr");
    const words = describeChange(event, page);
    if (words === undefined) return;
    const more = this.#isVerbose ? behind(event, page) : [];
    this.#output.tell([`${words.sign} ${words.text}`, ...more]);
  }

  #beat(): void {
    const flights = this.#flights.list();
    if (flights.length === 0 || this.#clock.secondsSince(this.#lastBeat) < HEARTBEAT_SECONDS) return;
    this.#lastBeat = this.#clock.now();
    const page = this.#output.page("stderr");
    const parts = flights.map(({ address, status, elapsedSeconds, typicalSeconds }) =>
      sayInline(page, `${address} ${status} ${formatProgress(elapsedSeconds, typicalSeconds)}`),
    );
    const { done, total, elapsedSeconds, typicalSeconds } = this.#flights.progress();
    const after =
      typicalSeconds === undefined
        ? formatDuration(elapsedSeconds)
        : formatProgress(elapsedSeconds, typicalSeconds);
    const far = total === undefined ? "" : `${done} of ${total} done, `;
    this.#output.tell(`  after ${after}, ${far}${flights.length} in flight: ${parts.join("; ")}`);
  }
}
