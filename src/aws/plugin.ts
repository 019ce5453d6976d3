import type { InitializeMiddleware, MetadataBearer, MiddlewareStack, Pluggable } from "@smithy/types";

/** A piece of middleware that any client can use, ours or the sandbox's. */
export type Plugin = Pluggable<object, MetadataBearer>;

/** Middleware that sees a whole call once, however often the SDK repeats it. */
export type CallMiddleware = InitializeMiddleware<object, MetadataBearer>;

/** Makes a plugin of call middleware. Plugins stand around each other in the order in which a client uses them. */
export function toCallPlugin(name: string, middleware: CallMiddleware): Plugin {
  return {
    applyToStack: (stack: MiddlewareStack<object, MetadataBearer>) => {
      stack.add(middleware, { step: "initialize", priority: "high", name, override: true });
    },
  };
}

/** The SDK's id of the client and the operation of a call: `EC2`, `CreateVpc`. */
export function toCallName(context: { clientName?: string; commandName?: string }): {
  service: string;
  operation: string;
} {
  const { clientName = "Unknown", commandName = "Unknown" } = context;
  return { service: clientName.replace(/Client$/, ""), operation: commandName.replace(/Command$/, "") };
}
