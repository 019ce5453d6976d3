import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { copyFile, link, open, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

const DRAFT_ENDING = ".new";

/**
 * Replaces a file so that a crash at any instant leaves the old or the new content whole, and keeps the old one as
 * `backup`. Mode 0600. The new content survives a power failure once the promise resolves.
 *
 * `compose` gives the content once the draft exists that will become the file. So whoever takes the file over meanwhile
 * ({@link removeDrafts}) stops this write whatever it found out before: the rename then fails with ENOENT.
 */
export async function writeDurably(
  file: string,
  backup: string,
  compose: () => string | Promise<string>,
): Promise<void> {
  const token = randomUUID();
  const draft = draftOf(file, token);
  const handle = await open(draft, "wx", 0o600);
  try {
    try {
      await handle.writeFile(await compose());
      await handle.sync();
    } finally {
      await handle.close();
    }
    await keepBackup(file, { backup, draft: draftOf(backup, token) });
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  await syncFolder(dirname(file));
}

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
    await copyFile(file, draft, constants.COPYFILE_EXCL);
  }
  await rename(draft, backup);
  // Both may be one file after a kill between here and the end: then the rename does nothing and leaves the first name.
  await rm(draft, { force: true });
}

/** Windows cannot sync a folder: there the rename is as durable as the file system makes it. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Whether an error is Node's system error of this code, such as `ENOENT`. */
export const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;
