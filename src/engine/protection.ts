import type { Entry } from "./entry.ts";
import type { Work } from "./plan-item.ts";
import { type Run, watchOf } from "./run.ts";

/** Whether AWS keeps it from being deleted, or did before a delete of ours that was interrupted. */
export function isProtected<Env>({ type, observed }: Work<Env>, entry: Entry | undefined): boolean {
  if (type.protection === undefined) return false;
  const wasLifted = entry?.status === "deleting" && entry.protected === true;
  return wasLifted || observed?.props[type.protection] === true;
}

/** Puts the protection back that a delete lifted, where AWS then refused the delete; told either way, and never thrown. */
export async function protectAgain<Env>(run: Run<Env>, work: Work<Env>, id: string): Promise<void> {
  const { type } = work;
  const { address } = work.item;
  const prop = type.protection;
  const tell = (text: string): void => run.emit({ event: "notice", address, text: `${address} ${text}` });
  if (prop === undefined || run.signal.aborted) return;
  try {
    const observed = await type.get(run.env, id);
    if (observed === undefined || observed.condition === "leaving") return;
    const change = { prop, from: false, to: true, cause: "settings" } as const;
    const props = { ...observed.props, [prop]: true };
    const watch = watchOf(run, address);
    await type.update(run.env, id, [change], { ...watch, observed, props, applyAt: "now" });
    tell("stays, and its deletion protection is on again.");
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    tell(`stays, and its deletion protection is off: it could not be put back (${why}).`);
  }
}
