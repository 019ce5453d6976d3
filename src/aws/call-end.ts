import type { FinalizeRequestMiddleware, HandlerExecutionContext, MetadataBearer } from "@smithy/types";
import { toFileError } from "../disk/trouble.ts";
import { AmbiguousEnd, FlashsaleError, Interrupted } from "../errors.ts";
import { nameCall } from "./call-names.ts";
import { isRefusal, isTransient, isUntrusted } from "./errors.ts";
import { type CallMiddleware, type Plugin, toCallName } from "./plugin.ts";
import { isProofOfNothing, type RetryKind } from "./retry.ts";

/**
 * Whether nobody knows what AWS did: the call was on the wire, and its end is neither a definite no nor a proof that
 * nothing happened. An answer that cannot be read counts as unknown, too.
 */
function isAmbiguous(error: unknown): boolean {
  if (error instanceof FlashsaleError || error instanceof Interrupted) return false;
  // A file that could not be used ended the call before it was sent, or before the sandbox carried it out.
  if (toFileError(error) !== undefined) return false;
  return !(isRefusal(error) || isProofOfNothing(error) || isUntrusted(error));
}

const isCreate = (context: HandlerExecutionContext): boolean =>
  /^(Create|Run)(?!(OrUpdate)?Tags)/.test(context.commandName ?? "");

/**
 * The outermost plugin of a client: starts nothing once the signal aborted, says which call failed (`findCallOf`), and
 * on `once` clients, and for creates that were repeated with a token to no avail, throws `AmbiguousEnd` for an end that
 * proves nothing.
 */
export function createCallEnd(kind: RetryKind, signal: AbortSignal | undefined): Plugin {
  const sent = new WeakSet<HandlerExecutionContext>();
  const judge = (error: unknown, context: HandlerExecutionContext): unknown => {
    nameCall(error, toCallName(context));
    const makes = kind === "once" || isCreate(context);
    if (makes && sent.has(context) && isAmbiguous(error)) return new AmbiguousEnd(error);
    return signal?.aborted === true && isTransient(error) ? new Interrupted() : error;
  };
  const around: CallMiddleware = (next, context) => async (args) => {
    if (signal?.aborted === true) throw new Interrupted();
    try {
      return await next(args);
    } catch (error) {
      throw judge(error, context);
    }
  };
  // Only what reached the wire can be ambiguous: no credentials or a bad parameter ends a call before.
  const mark: FinalizeRequestMiddleware<object, MetadataBearer> = (next, context) => (args) => {
    sent.add(context);
    return next(args);
  };
  return {
    applyToStack: (stack) => {
      stack.add(around, { step: "initialize", priority: "high", name: "flashsaleCallEnd", override: true });
      stack.add(mark, { step: "finalizeRequest", priority: "low", name: "flashsaleSent", override: true });
    },
  };
}
