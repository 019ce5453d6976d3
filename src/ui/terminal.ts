import type { Readable, Writable } from "node:stream";

/** A stream that may be a terminal; `process.stdout` and `process.stderr` are such streams. */
export interface TerminalStream extends Writable {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
}

/** A stream of keys; `process.stdin` is one. */
export interface KeyStream extends Readable {
  readonly isTTY?: boolean | undefined;
}

/** What the environment and the flags say about drawing. */
export interface DrawingWishes {
  /** `--no-color`, or `NO_COLOR` with any value but the empty one. Beats `forceColor`. */
  readonly noColor: boolean;
  /** `FORCE_COLOR` with any value but the empty one, `0` and `false`. */
  readonly forceColor: boolean;
  /** A build server reads along (`CI`): nothing is redrawn, even if the stream claims to be a terminal. */
  readonly ci: boolean;
  /**
   * The terminal cannot move its cursor (`TERM=dumb`).
   * @default false
   */
  readonly dumb?: boolean;
  /**
   * Only ASCII can be shown (a locale without UTF-8).
   * @default false
   */
  readonly ascii?: boolean;
}

/** Everything through which this program talks to a person or to another program. */
export interface Terminal {
  /** Data, and nothing else. */
  readonly stdout: TerminalStream;
  /** Everything that is not data. */
  readonly stderr: TerminalStream;
  readonly stdin: KeyStream;
  readonly wishes: DrawingWishes;
}

/** Calls back about once a second of real time until the returned function is called. */
export type Ticker = (tick: () => void) => () => void;

/** Whether lines on stderr can be redrawn; where a terminal tells no width (0), nobody knows how many there are. */
export const canRedraw = ({ stderr, wishes }: Terminal): boolean =>
  stderr.isTTY === true && stderr.columns !== 0 && !wishes.ci && wishes.dumb !== true;
