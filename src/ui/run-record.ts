import type { Emit, Summary } from "../engine/events.ts";
import type { Address } from "../engine/ref.ts";
import { type ErrorDocument, toErrorDocument } from "./error-document.ts";

/** One cause of failure, however many resources it hit. */
export interface Cause {
  readonly error: ErrorDocument;
  readonly failed: readonly Address[];
  /** What was not begun because of it. */
  readonly skipped: readonly Address[];
}

/** Remembers of a run what its summary must tell. */
export class RunRecord {
  readonly #failed = new Map<Address, ErrorDocument>();
  readonly #because = new Map<Address, Address>();
  #summary: Summary | undefined;

  readonly listen: Emit = (event) => {
    if (event.event === "failed") this.#failed.set(event.address, toErrorDocument(event.error));
    if (event.event === "skipped") this.#because.set(event.address, event.because);
    if (event.event === "summary") this.#summary = event.summary;
  };

  /** Absent until the run has ended. */
  get summary(): Summary | undefined {
    return this.#summary;
  }

  /** Each cause once: failures that tell the same are one, and what they stopped is counted to them. */
  causes(): Cause[] {
    const causes = new Map<string, { error: ErrorDocument; failed: Address[]; skipped: Address[] }>();
    for (const [address, error] of this.#failed) {
      const cause = causes.get(keyOf(error)) ?? { error, failed: [], skipped: [] };
      causes.set(keyOf(error), cause);
      cause.failed.push(address);
    }
    for (const address of this.#because.keys()) {
      const error = this.#failed.get(this.#rootOf(address));
      if (error !== undefined) causes.get(keyOf(error))?.skipped.push(address);
    }
    return [...causes.values()];
  }

  /** What was skipped may itself be named as the reason for skipping others. */
  #rootOf(address: Address): Address {
    const seen = new Set<Address>();
    let at = address;
    for (
      let next = this.#because.get(at);
      next !== undefined && !seen.has(next);
      next = this.#because.get(at)
    ) {
      seen.add(next);
      at = next;
    }
    return at;
  }
}

const keyOf = ({ code, summary, detail }: ErrorDocument): string => JSON.stringify([code, summary, detail]);
