import type { FlashsaleError } from "../errors.ts";

/** Makes of a read's error the reason to tell; `undefined` where the whole run has to end with it. */
export type Judge = (error: unknown) => Promise<FlashsaleError | undefined>;

/** What a read told, or why it was refused. */
export type Attempt<T> = { readonly told: T } | { readonly refusal: FlashsaleError };

const ENDS_THE_RUN: Judge = () => Promise.resolve(undefined);

/** The reads of a run that were refused: each stops only what needs it. */
export class Refusals {
  readonly #judge: Judge;
  readonly #reasons = new Map<string, FlashsaleError>();

  /** @param judge by default no read may be refused */
  constructor(judge: Judge = ENDS_THE_RUN) {
    this.#judge = judge;
  }

  /** Why, by the name of a type whose list it was, or by the key of a lookup. */
  get reasons(): ReadonlyMap<string, FlashsaleError> {
    return this.#reasons;
  }

  async attempt<T>(read: () => Promise<T>): Promise<Attempt<T>> {
    try {
      return { told: await read() };
    } catch (error) {
      const refusal = await this.#judge(error);
      if (refusal === undefined) throw error;
      return { refusal };
    }
  }

  /** What a read finds; `undefined` where it is refused, with the reason kept under `of`. */
  async unlessRefused<T>(of: string, read: () => Promise<T>): Promise<T | undefined> {
    const attempted = await this.attempt(read);
    if ("told" in attempted) return attempted.told;
    this.#reasons.set(of, attempted.refusal);
    return undefined;
  }
}
