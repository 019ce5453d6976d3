import type { State } from "./format.ts";

/**
 * A state whose instants are none of the future: the clock was set back since. What is waited for is counted from now then,
 * not from a moment that is yet to come.
 */
export function withoutFuture(state: State, now: string): State {
  const resources = Object.entries(state.resources).map(([address, entry]) => {
    if (entry.status !== "replacing" || entry.new === undefined) return [address, atMost(entry, now)];
    return [address, { ...entry, new: atMost(entry.new, now) }];
  });
  return { ...state, resources: Object.fromEntries(resources) as State["resources"] };
}

function atMost<E extends object>(entry: E, now: string): E {
  const late = (["sentAt", "madeAt"] as const).filter((member) => {
    const instant = (entry as Partial<Record<string, unknown>>)[member];
    return typeof instant === "string" && Date.parse(instant) > Date.parse(now);
  });
  return { ...entry, ...Object.fromEntries(late.map((member) => [member, now])) };
}
