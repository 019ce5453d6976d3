import { isSatisfied } from "./compare.ts";
import { diff } from "./diff.ts";
import { deleteAndWait, searchIntent } from "./drop.ts";
import type { Entry, Replacing } from "./entry.ts";
import { carriedOn } from "./make-entries.ts";
import type { Work } from "./plan-item.ts";
import { unknownSources } from "./ref.ts";
import type { AnyType, Observed, Props } from "./resource.ts";
import { type Run, watchOf } from "./run.ts";

/** An unfinished replacement, and what is wanted by now. */
interface Unfinished<Env> {
  readonly type: AnyType<Env>;
  readonly entry: Entry | undefined;
  /** Desired props, before a live name is put in. */
  readonly desired: Props;
  readonly candidates: readonly Observed[];
}

/**
 * The old half of an unfinished replacement that nobody wants any more: it is as wanted again, and the new half is not. For
 * all else `undefined`.
 */
export function wantedAgain<Env>({
  type,
  entry,
  desired,
  candidates,
}: Unfinished<Env>): Observed | undefined {
  if (entry?.status !== "replacing" || type.rename === undefined) return undefined;
  const old = candidates.find(({ id }) => id === entry.old.id);
  if (old === undefined || old.condition !== "standing") return undefined;
  const forcing = type.replaceOn.filter((prop) => unknownSources(desired[prop]).length === 0);
  if (forcing.length < type.replaceOn.length) return undefined;
  const isOff = (props: Readonly<Record<string, unknown>>): boolean =>
    forcing.some((prop) => !isSatisfied(type.compare[prop] ?? "exact", desired[prop], props[prop]));
  const forced = diff({ type, desired, observed: old }).filter(({ prop }) => type.replaceOn.includes(prop));
  return forced.length === 0 && (entry.new === undefined || isOff(entry.new.input)) ? old : undefined;
}

/**
 * Turns an unfinished replacement round: what was to go stands for the address again, and what was made instead is what goes, once
 * everything has let go of it. Of an intent of which nothing came nothing has to go.
 */
export async function giveUp<Env>(run: Run<Env>, work: Work<Env>): Promise<void> {
  const { address } = work.item;
  const entry = run.journal.entries().get(address);
  if (entry?.status !== "replacing" || work.observed === undefined) return;
  const kept = carriedOn(run, work, work.observed);
  const made = await madeOf(run, work, entry);
  if (made === undefined) return run.journal.put(address, kept);
  const name = entry.new?.name;
  const old = { id: made, needs: entry.new?.needs ?? entry.needs, ...(name === undefined ? {} : { name }) };
  const { type, needs } = entry;
  return run.journal.put(address, { status: "replacing", type, needs, old, new: kept });
}

/**
 * Makes room for a replacement of what an unfinished one made, where the settings changed meanwhile: what nothing uses any more of
 * the two goes, and the other stands for the address.
 */
export async function finishFirst<Env>(run: Run<Env>, work: Work<Env>): Promise<void> {
  const { address, forcedBy, givesUp } = work.item;
  const entry = run.journal.entries().get(address);
  const made = entry?.status === "replacing" ? entry.new : undefined;
  if (entry?.status !== "replacing" || made === undefined || made.status === "creating") return;
  if (givesUp === true || forcedBy.length === 0) return;
  const old = await work.type.get(run.env, entry.old.id);
  if (old?.condition === "standing") {
    await deleteAndWait(run, work, made.id);
    return run.journal.put(address, carriedOn(run, work, old));
  }
  if (old !== undefined) await work.type.gone(run.env, old.id, watchOf(run, address));
  return run.journal.put(address, made);
}

async function madeOf<Env>(run: Run<Env>, work: Work<Env>, entry: Replacing): Promise<string | undefined> {
  const { new: made } = entry;
  if (made?.status !== "creating" || made.id !== undefined) return made?.id;
  const found = await searchIntent(run, work, made);
  // The old one bears the same tags.
  return found === entry.old.id ? undefined : found;
}
