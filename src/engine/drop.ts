import type { Deleting, Entry, Replacing } from "./entry.ts";
import { idOf } from "./entry.ts";
import { isSomebodyElses } from "./ownership.ts";
import type { Work } from "./plan-item.ts";
import type { Retained } from "./ports.ts";
import { isProtected, protectAgain } from "./protection.ts";
import type { DeleteContext, Leftover } from "./resource.ts";
import {
  checkSignal,
  demandTold,
  type Living,
  LOOK_SECONDS,
  lookUp,
  ownedOrThrow,
  pauseSearch,
  READ_LAG_SECONDS,
  type Run,
  VISIBLE_SECONDS,
  watchOf,
} from "./run.ts";

/** Deletes one resource with its intent on disk first, and answers what it left behind on purpose. */
export async function drop<Env>(run: Run<Env>, work: Work<Env>): Promise<readonly Leftover[]> {
  const { address } = work.item;
  const entry = run.journal.entries().get(address);
  if (work.item.adopted && !run.options.deleteAdopted && work.item.action === "delete") {
    run.emit({
      event: "notice",
      address,
      text: `${address} was adopted: it stays in the account and is only forgotten.`,
    });
    await run.journal.forget(address);
    return [];
  }
  if (entry?.status === "replacing") return dropReplacing(run, work, entry);
  // Nothing was made of the replacement that was given up.
  if (work.item.givesUp === true) return [];
  const id = await idToDelete(run, work, entry);
  if (id === undefined) {
    await run.journal.remove(address);
    return [];
  }
  await letShow(run, work, entry);
  checkSignal(run);
  const intent = deletingEntry(run, work, id, entry);
  await run.journal.put(address, intent);
  const leftovers = await deleteAndWait(run, work, id).catch(async (error: unknown) => {
    if (intent.protected === true) await protectAgain(run, work, id);
    throw error;
  });
  await run.journal.remove(address, retainedOf(run, work, leftovers));
  return leftovers;
}

/** What was only just made may not be shown yet: then nothing could tell either that it is gone. */
async function letShow<Env>(run: Run<Env>, work: Work<Env>, entry: Entry | undefined): Promise<void> {
  if (entry?.status !== "creating" || entry.id === undefined) return;
  const sent = Date.parse(entry.sentAt);
  while (run.clock.secondsSince(sent) < VISIBLE_SECONDS) {
    if ((await work.type.get(run.env, entry.id)) !== undefined) return;
    await run.clock.sleep(LOOK_SECONDS, run.signal);
  }
}

/** Deletes by id, and answers what that leaves once it is gone. */
export async function deleteAndWait<Env>(
  run: Run<Env>,
  work: Work<Env>,
  id: string,
): Promise<readonly Leftover[]> {
  const { snapshot, address, holdsData } = work.item;
  const watch = watchOf(run, address);
  const context: DeleteContext = {
    ...watch,
    force: run.options.force,
    ...(snapshot === undefined ? {} : { snapshot }),
    ...(work.type.holdsData === true && !holdsData ? { onlyIfEmpty: true } : {}),
  };
  const leftovers = await work.type.delete(run.env, id, context);
  await work.type.gone(run.env, id, watch);
  return leftovers;
}

/** What is replaced by a new one first has two: a replace ends the old one, a delete both. */
async function dropReplacing<Env>(
  run: Run<Env>,
  work: Work<Env>,
  entry: Replacing,
): Promise<readonly Leftover[]> {
  if (work.item.action === "replace") return dropOld(run, work, entry);
  const { new: made, ...rest } = entry;
  const id = made?.status === "creating" ? (made.id ?? (await searchIntent(run, work, made))) : made?.id;
  checkSignal(run);
  const first = id === undefined ? [] : await deleteAndWait(run, work, id);
  await run.journal.put(work.item.address, rest);
  return [...first, ...(await dropOld(run, work, rest))];
}

/** The second half of a replace that made the new one first: the new entry takes the address. */
async function dropOld<Env>(run: Run<Env>, work: Work<Env>, entry: Replacing): Promise<readonly Leftover[]> {
  checkSignal(run);
  const leftovers = await deleteAndWait(run, work, entry.old.id);
  if (entry.new === undefined) await run.journal.remove(work.item.address, retainedOf(run, work, leftovers));
  else await run.journal.put(work.item.address, entry.new);
  return leftovers;
}

function deletingEntry<Env>(run: Run<Env>, work: Work<Env>, id: string, entry: Entry | undefined): Deleting {
  const { type, needs, snapshot } = work.item;
  const name = entry?.name ?? work.item.name;
  return {
    status: "deleting",
    type,
    ...(name === undefined ? {} : { name }),
    needs: entry?.needs ?? needs,
    id,
    ...(snapshot === undefined ? {} : { snapshot }),
    ...(isProtected(work, entry) ? { protected: true as const } : {}),
    sentAt: new Date(run.clock.now()).toISOString(),
  };
}

function retainedOf<Env>(run: Run<Env>, work: Work<Env>, leftovers: readonly Leftover[]): Retained[] {
  const at = new Date(run.clock.now()).toISOString();
  return leftovers.map((leftover) => ({ ...leftover, from: work.item.address, at }));
}

/** The id to delete; an open intent is searched for until AWS's reads must show what came of it. */
async function idToDelete<Env>(
  run: Run<Env>,
  work: Work<Env>,
  entry: Entry | undefined,
): Promise<string | undefined> {
  const known = idOf(entry) ?? work.observed?.id;
  if (known !== undefined) return known;
  if (entry?.status !== "creating") return undefined;
  return searchIntent(run, work, entry);
}

/** What came of an intent that was never answered, once AWS's reads must show it; `undefined` where nothing did. */
export async function searchIntent<Env>(
  run: Run<Env>,
  work: Work<Env>,
  intent: Living & { status: "creating" },
): Promise<string | undefined> {
  const sent = Date.parse(intent.sentAt);
  const begun = run.clock.now();
  for (;;) {
    checkSignal(run);
    const match = await lookUp(run, work, intent, true);
    // Somebody else's under the same name: nothing came of our intent.
    const isNobodys = match.found === "none" || isSomebodyElses(match);
    const found = isNobodys ? undefined : ownedOrThrow(match, work.item.address);
    if (found !== undefined) return found.id;
    const rest = READ_LAG_SECONDS - run.clock.secondsSince(sent);
    if (rest <= 0 && isNobodys) return undefined;
    demandTold(run, work, begun);
    await pauseSearch(run, work.item.address, rest);
  }
}
