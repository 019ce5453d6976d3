import { randomUUID } from "node:crypto";
import { link, readdir, readFile, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isCode } from "../disk/trouble.ts";
import { type OpenDraft, openDraft, syncFolder, writeDraft } from "../disk/whole-file.ts";

const DRAFT_ENDING = ".new";

/** Replaces a file and keeps what was there as its backup. */
export type WriteDurably = (
  file: string,
  backup: string,
  compose: () => string | Promise<string>,
) => Promise<void>;

/**
 * Makes the function that replaces a file so that a crash at any instant leaves the old or the new content whole, and keeps
 * the old one as `backup`. Mode 0600. The new content survives a power failure once the promise resolves; a disk that is
 * full, or fails, changes nothing.
 *
 * `compose` gives the content once the draft exists that will become the file. So whoever takes the file over meanwhile
 * ({@link removeDrafts}) stops this write whatever it found out before: the rename then fails with ENOENT.
 */
export const durableWriter =
  (open: OpenDraft): WriteDurably =>
  async (file, backup, compose) => {
    const token = randomUUID();
    const draft = draftOf(file, token);
    await writeDraft(draft, compose, { open });
    try {
      await keepBackup(file, { backup, draft: draftOf(backup, token) });
      await rename(draft, file);
    } catch (error) {
      await rm(draft, { force: true }).catch(() => undefined);
      throw error;
    }
    await syncFolder(dirname(file));
  };

/** {@link durableWriter} on the disk itself. */
export const writeDurably: WriteDurably = durableWriter(openDraft);

/** Removes the drafts of writes that were killed, and of those that a suspended process would end when it wakes up. */
export async function removeDrafts(file: string): Promise<void> {
  const start = `${basename(file)}.`;
  const names = (await readdir(dirname(file))).filter(
    (name) => name.startsWith(start) && name.endsWith(DRAFT_ENDING),
  );
  await Promise.all(names.map((name) => rm(join(dirname(file), name), { force: true })));
}

const draftOf = (file: string, token: string): string => `${file}.${token}${DRAFT_ENDING}`;

/** A hard link costs nothing; file systems without them get a copy. */
async function keepBackup(file: string, { backup, draft }: { backup: string; draft: string }): Promise<void> {
  try {
    await link(file, draft);
  } catch (error) {
    if (isCode(error, "ENOENT")) return;
    await writeDraft(draft, () => readFile(file, "utf8"));
  }
  await rename(draft, backup).finally(() =>
    // Both may be one file after a kill between here and the end: then the rename does nothing and leaves the first name.
    rm(draft, { force: true }).catch(() => undefined),
  );
}
