import type { Layer, LayerResult } from "../../probes/probe.ts";
import type { CheckGroup } from "../../sections/verification.ts";

/** How a check was made. */
export type RouteName = "direct" | "ssm" | "endpoint" | "control";

/** What one check of `verify` came to. */
export interface CheckResult {
  readonly name: string;
  readonly group: CheckGroup;
  readonly state: "ok" | "warning" | "problem" | "skipped";
  readonly route: RouteName | undefined;
  /** Milliseconds. */
  readonly ms: number;
  /** What was seen, or what failed, in a sentence. */
  readonly detail: string;
  /** The layers of a connection, in order; empty for a check of the account. */
  readonly layers: readonly LayerResult[];
  /** The layer that failed. */
  readonly failedLayer?: Layer;
  /** Of a failed connection, for programs: `refused`, `tls-unknown-ca` … */
  readonly kind?: string;
  /** Why, as far as the stack tells. */
  readonly cause?: string;
  /** Commands that mend it. */
  readonly fix: readonly string[];
}

/** A check that is ready to run. */
export interface Check {
  readonly name: string;
  readonly group: CheckGroup;
  /** Rejects only when it is interrupted. */
  run(): Promise<CheckResult>;
}

/** Exit code: 3 where something is wrong, else 0; what could not be tested is told, not failed. */
export const exitCodeOf = (results: readonly CheckResult[]): 0 | 3 =>
  results.some(({ state }) => state === "problem") ? 3 : 0;
