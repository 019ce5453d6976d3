/** Seconds that calls in flight get to return after the first signal. */
const GRACE_SECONDS = 5;

/** Exit codes by signal: those of shells; a closed terminal counts as a termination. */
const CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 143 } as const;

/** What of the process is needed; tests hand in less. */
interface ProcessLike {
  on(signal: string, listener: () => void): unknown;
  exit(code: number): never;
}

/** The process's signals as one abort signal whose reason is the exit code. */
export interface Signals {
  readonly signal: AbortSignal;
  onExit(cleanUp: () => Promise<void>): void;
  /** Ends the process; an aborted wait may still have a timer that would hold it. */
  exit(code: number): void;
}

/**
 * The first signal aborts: nothing new is started, calls in flight get 5 s to return, all is saved and unlocked. The
 * second exits at once; the journal has it all.
 */
export function listenForSignals(process: ProcessLike): Signals {
  const controller = new AbortController();
  const cleanUps: (() => Promise<void>)[] = [];
  const cleanUpAndExit = (code: number): void => {
    void Promise.all(cleanUps.map((cleanUp) => cleanUp().catch(() => undefined))).then(() =>
      process.exit(code),
    );
  };
  for (const [name, code] of Object.entries(CODES)) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(code);
      controller.abort(code);
      setTimeout(() => cleanUpAndExit(code), GRACE_SECONDS * 1000).unref();
    });
  }
  return {
    signal: controller.signal,
    onExit: (cleanUp) => cleanUps.push(cleanUp),
    exit: (code) => process.exit(code),
  };
}
