import { Bug } from "../errors.ts";
import { type Plugin, toCallName, toCallPlugin } from "./plugin.ts";
import { READS } from "./reads.ts";

/** Keeps a client from changing anything. */
export interface ReadOnlyGuard {
  readonly plugin: Plugin;
  /** How many calls it refused. */
  refusals(): number;
}

/** Whether a call is on the list of those that change nothing. */
export function isRead(service: string, operation: string): boolean {
  return READS[service]?.has(operation) === true;
}

/** A call by the SDK's client id and the operation, such as `SecretsManager.GetSecretValue`. */
export type CallName = `${string}.${string}`;

/**
 * Refuses every call that is not on the list, with a `Bug` and before anything is sent. For the commands that only read, and
 * for those that besides do a little that is named here: `allow` is what a user has asked for in so many words, such as the
 * value of a secret.
 */
export function createReadOnlyGuard(allow: readonly CallName[] = []): ReadOnlyGuard {
  let count = 0;
  const plugin = toCallPlugin("flashsaleReadOnlyGuard", (next, context) => (args) => {
    const { service, operation } = toCallName(context);
    if (isRead(service, operation) || allow.includes(`${service}.${operation}`)) return next(args);
    count++;
    throw new Bug(`A command that only reads tried ${service}.${operation}. Nothing was sent.`);
  });
  return { plugin, refusals: () => count };
}
