import type { Layer, ProbeOptions, ProbeResult } from "../../src/probes/probe.ts";
import { createFastClock } from "../aws/clocks.ts";

/** Long enough for a server on this machine, short enough to wait for one that never answers. */
export const LIMIT_SECONDS = 0.4;
const PATIENT_SECONDS = 5;
const LAYERS: readonly Layer[] = ["resolve", "connect", "tls", "login", "query"];

/** The machine's clock; only the named layers are impatient, so that a busy machine fails no test. */
export function toOptions(impatient: readonly Layer[] = [], more: Partial<ProbeOptions> = {}): ProbeOptions {
  const limits = LAYERS.map((layer) => [layer, impatient.includes(layer) ? LIMIT_SECONDS : PATIENT_SECONDS]);
  return { clock: createFastClock(1), limitSeconds: Object.fromEntries(limits), ...more };
}

/** The layers that were climbed, with the failure's kind at the one that failed: `resolve connect tls:not-tls`. */
export function pathOf({ layers, failure }: ProbeResult): string {
  return layers.map(({ layer, ok }) => (ok ? layer : `${layer}:${failure?.kind}`)).join(" ");
}

/** Milliseconds of the last layer. */
export function lastMilliseconds({ layers }: ProbeResult): number {
  return layers.at(-1)?.ms ?? Number.NaN;
}
