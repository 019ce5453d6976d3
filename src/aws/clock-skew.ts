import type { DeserializeMiddleware, MetadataBearer } from "@smithy/types";
import type { Plugin } from "./plugin.ts";

/** Learns from the answers of AWS how far this machine's clock is off. */
export interface SkewMeter {
  readonly plugin: Plugin;
  /** Seconds that this machine is ahead of AWS; absent while no answer told the time. */
  seconds(): number | undefined;
}

interface Answer {
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Reads the Date header of every answer. AWS refuses signatures that are more than 5 minutes off. Source: IAM User Guide,
 * "Troubleshooting signed requests". The header counts whole seconds, so a second either way is nothing.
 */
export function createSkewMeter(now: () => number): SkewMeter {
  let seen: number | undefined;
  const middleware: DeserializeMiddleware<object, MetadataBearer> = (next) => async (args) => {
    const begun = now();
    const result = await next(args);
    const told = Date.parse((result.response as Answer | undefined)?.headers?.date ?? "");
    if (!Number.isNaN(told)) seen = Math.round(((begun + now()) / 2 - told) / 1000);
    return result;
  };
  return {
    plugin: {
      applyToStack: (stack) => {
        // Innermost: it sees the answer as it came, before the SDK makes an output of it.
        stack.add(middleware, { step: "deserialize", priority: "low", name: "clockSkew", override: true });
      },
    },
    seconds: () => seen,
  };
}
