import type { MetadataBearer } from "@smithy/types";
import type { Clock } from "../engine/ports.ts";
import { errorMessage, errorName } from "./errors.ts";
import { type Plugin, toCallName, toCallPlugin } from "./plugin.ts";
import { type Redactor, redactInput } from "./redaction.ts";

/** One line of the trace: one AWS call, however many attempts it took. */
export interface TraceLine {
  /** ISO instant at which the call began. */
  readonly time: string;
  /** The SDK's client id: `EC2`, `RDS`, `Kafka`. */
  readonly service: string;
  readonly operation: string;
  /** Secrets are `***`. */
  readonly input: unknown;
  /** 0 if nothing was sent. */
  readonly attempts: number;
  /** Real milliseconds from first to last, the pauses between attempts included. */
  readonly ms: number;
  /** AWS's id of the last attempt; `null` without an answer. */
  readonly requestId: string | null;
  readonly error?: { readonly code: string; readonly message: string };
}

/** Where a trace goes, and what it needs. */
export interface TraceOptions {
  readonly clock: Clock;
  readonly redactor: Redactor;
  /** Takes one line of JSON, without its end. */
  write(line: string): void;
}

/** Writes each call of a client as one line of JSON when it ends. */
export function createTrace({ clock, redactor, write }: TraceOptions): Plugin {
  return toCallPlugin("flashsaleTrace", (next, context) => async (args) => {
    const start = clock.now();
    const end = (outcome: Partial<MetadataBearer>, error?: unknown): void => {
      const { service, operation } = toCallName(context);
      const line: TraceLine = {
        time: new Date(start).toISOString(),
        service,
        operation,
        input: redactInput(args.input, operation),
        attempts: outcome.$metadata?.attempts ?? 0,
        ms: clock.now() - start,
        requestId: outcome.$metadata?.requestId ?? null,
        ...(error === undefined ? {} : { error: { code: errorName(error), message: errorMessage(error) } }),
      };
      write(redactor.mask(JSON.stringify(line)));
    };
    try {
      const result = await next(args);
      end(result.output);
      return result;
    } catch (error) {
      end(error as Partial<MetadataBearer>, error);
      throw error;
    }
  });
}
