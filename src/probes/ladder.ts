import { Interrupted } from "../errors.ts";
import { LATE_KINDS, LayerFailure, toLayerFailure } from "./failure.ts";
import type {
  Failure,
  Layer,
  LayerResult,
  ProbeOptions,
  ProbeResult,
  Protocol,
  SecretReader,
} from "./probe.ts";

/** What a layer hands to the next, and what is told of it. */
export interface Rung<T> {
  readonly value: T;
  readonly detail: string;
}

/** Stops the climb; what failed is kept by the ladder. */
class Stopped extends Error {}

const DEFAULT_LIMIT_SECONDS = 5;

/** The layers of one test: each is timed, held to its limit, and ends the climb when it fails. */
export class Ladder {
  readonly #options: ProbeOptions;
  readonly #layers: LayerResult[] = [];
  readonly #ends: (() => void)[] = [];
  readonly #secrets: string[] = [];
  #failure: Failure | undefined;
  /** The addresses that the name led to. */
  addresses: readonly string[] = [];

  constructor(options: ProbeOptions) {
    this.#options = options;
  }

  /** The milliseconds of this machine's clock that a layer may take. */
  limitMilliseconds(layer: Layer): number {
    return this.#options.clock.toRealSeconds(this.#limitSeconds(layer)) * 1000;
  }

  /**
   * Does the work of a layer. `whenLate` may name a layer that reached its limit better than by its silence.
   * Throws `Interrupted` when the signal aborts.
   */
  async step<T>(
    layer: Layer,
    work: () => Promise<Rung<T>>,
    whenLate?: () => Promise<LayerFailure | undefined>,
  ): Promise<T> {
    if (this.#options.signal?.aborted === true) throw new Interrupted();
    const start = this.#options.clock.now();
    try {
      const { value, detail } = await this.within(layer, work(), whenLate);
      this.#layers.push({ layer, ok: true, ms: this.#millisecondsSince(start), detail: this.#mask(detail) });
      return value;
    } catch (error) {
      if (error instanceof Interrupted) throw error;
      const { kind, message } = toLayerFailure(error);
      const text = this.#mask(message);
      this.#layers.push({ layer, ok: false, ms: this.#millisecondsSince(start), detail: text });
      this.#failure = { layer, kind, text };
      throw new Stopped();
    }
  }

  /** Reads the secret before the login is timed, within the same limit; from then on no text of the result holds it. */
  async readSecret(read: SecretReader | undefined): Promise<string | undefined> {
    if (read === undefined) return undefined;
    const start = this.#options.clock.now();
    try {
      const secret = await this.within("login", read());
      if (secret !== "") this.#secrets.push(secret);
      return secret;
    } catch (error) {
      if (error instanceof Interrupted) throw error;
      const text = this.#mask(`the secret could not be read: ${toLayerFailure(error).message}`);
      this.#layers.push({ layer: "login", ok: false, ms: this.#millisecondsSince(start), detail: text });
      this.#failure = { layer: "login", kind: "secret-unreadable", text };
      throw new Stopped();
    }
  }

  /** Runs when the climb ends, however it ends. */
  atEnd(end: () => void): void {
    this.#ends.push(end);
  }

  /** Ends every connection, the last one first. */
  close(): void {
    for (const end of this.#ends.reverse()) end();
  }

  /** What came of it. */
  toResult(protocol: Protocol, target: string): ProbeResult {
    const base = { protocol, target, layers: this.#layers, addresses: this.addresses };
    return this.#failure === undefined
      ? { ...base, ok: true }
      : { ...base, ok: false, failure: this.#failure };
  }

  #limitSeconds(layer: Layer): number {
    return this.#options.limitSeconds?.[layer] ?? DEFAULT_LIMIT_SECONDS;
  }

  #millisecondsSince(start: number): number {
    return Math.max(0, Math.round(this.#options.clock.now() - start));
  }

  #mask(text: string): string {
    return this.#secrets.reduce((masked, secret) => masked.replaceAll(secret, "***"), text);
  }

  /** Holds work to the limit of a layer without telling of it. Throws `Interrupted` when the signal aborts. */
  async within<T>(
    layer: Layer,
    work: Promise<T>,
    whenLate?: () => Promise<LayerFailure | undefined>,
  ): Promise<T> {
    // What loses the race below may still reject, when its socket is closed under it.
    work.catch(() => undefined);
    const done = new AbortController();
    const { signal: stop, clock } = this.#options;
    const signal = stop === undefined ? done.signal : AbortSignal.any([stop, done.signal]);
    const limit = this.#limitSeconds(layer);
    const late = clock.sleep(limit, signal).then(async () => {
      throw (await whenLate?.()) ?? new LayerFailure(LATE_KINDS[layer], `no answer within ${limit} s`);
    });
    late.catch(() => undefined);
    try {
      return await Promise.race([work, late]);
    } finally {
      done.abort();
    }
  }
}

/** Climbs the layers of one test until the top or the first that fails. Rejects only with `Interrupted` or a bug. */
export async function climb(
  protocol: Protocol,
  endpoint: { readonly host: string; readonly port: number },
  options: ProbeOptions,
  probe: (ladder: Ladder) => Promise<void>,
): Promise<ProbeResult> {
  const ladder = new Ladder(options);
  try {
    await probe(ladder);
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
  } finally {
    ladder.close();
  }
  return ladder.toResult(protocol, toTarget(endpoint));
}

/** `host:port`, with brackets around an IPv6 address. */
export function toTarget({ host, port }: { readonly host: string; readonly port: number }): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
