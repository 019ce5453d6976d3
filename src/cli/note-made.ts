import type { Aws } from "../aws/env.ts";
import { type Entry, idOf } from "../engine/entry.ts";

/** Tells the clients what this stack made before: a run that was killed may be taken up within the same second. */
export function noteMade(env: Aws, entries: ReadonlyMap<string, Entry>): void {
  for (const entry of entries.values()) {
    const living = entry.status === "replacing" ? entry.new : entry;
    const instant = living === undefined ? undefined : instantOf(living);
    if (living === undefined || instant === undefined) continue;
    const attributes = "attributes" in living ? Object.values(living.attributes) : [];
    const names = [idOf(living), living.name, ...attributes];
    env.noteMade?.(
      names.filter((name) => typeof name === "string"),
      Date.parse(instant),
    );
  }
}

/** When the create ended, or was sent. */
function instantOf(entry: Exclude<Entry, { readonly status: "replacing" }>): string | undefined {
  if ("madeAt" in entry) return entry.madeAt;
  return "sentAt" in entry ? entry.sentAt : undefined;
}
