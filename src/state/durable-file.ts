import { constants } from "node:fs";
import { copyFile, link, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Replaces a file so that a crash at any instant leaves the old or the new content whole, and keeps the old one as
 * `backup`. Mode 0600. The new content survives a power failure once the promise resolves.
 */
export async function writeDurably(file: string, backup: string, text: string): Promise<void> {
  const fresh = `${file}.${process.pid}.new`;
  const handle = await open(fresh, "w", 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await keepBackup(file, backup);
  await rename(fresh, file);
  await syncFolder(dirname(file));
}

/** A hard link costs nothing; file systems without them get a copy. */
async function keepBackup(file: string, backup: string): Promise<void> {
  const kept = `${backup}.${process.pid}.new`;
  await rm(kept, { force: true });
  try {
    await link(file, kept);
  } catch (error) {
    if (isCode(error, "ENOENT")) return;
    await copyFile(file, kept, constants.COPYFILE_EXCL);
  }
  await rename(kept, backup);
  // Both may be one file after a kill between here and the end: then the rename does nothing and leaves the first name.
  await rm(kept, { force: true });
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
