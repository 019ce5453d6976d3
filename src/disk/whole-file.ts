import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { placeOf } from "./place.ts";
import { demandPlain } from "./plain.ts";
import { named, naming } from "./trouble.ts";

/** An open draft: what becomes a file once it is whole. */
export interface Draft {
  /** Writes the bytes from an index on, and answers how many it took: all, or fewer. */
  write(bytes: Uint8Array, from: number): Promise<number>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a draft that nobody has; fails with EEXIST when anything is there, be it a link. */
export type OpenDraft = (path: string, mode: number) => Promise<Draft>;

const { O_CREAT, O_EXCL, O_NOFOLLOW = 0, O_WRONLY } = constants;

/** The drafts of the disk itself. */
export const openDraft: OpenDraft = async (path, mode) => {
  const handle = await open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode);
  return {
    write: async (bytes, from) => (await handle.write(bytes, from)).bytesWritten,
    sync: () => handle.sync(),
    close: () => handle.close(),
  };
};

/** How a draft is written. */
export interface DraftOptions {
  /** Permission bits. @default 0600 */
  readonly mode?: number;
  /** @default the disk's own */
  readonly open?: OpenDraft;
}

/**
 * Writes a draft whole and puts it on the disk. `compose` gives its content once the draft is there. A draft that cannot be
 * written whole is gone again when the promise rejects.
 */
export async function writeDraft(
  path: string,
  compose: () => string | Promise<string>,
  options: DraftOptions = {},
): Promise<void> {
  const draft = await (options.open ?? openDraft)(path, options.mode ?? 0o600);
  try {
    try {
      await writeAll(draft, Buffer.from(await compose()));
      await draft.sync();
    } finally {
      await draft.close();
    }
  } catch (error) {
    await rm(path, { force: true }).catch(() => undefined);
    throw named(path, error);
  }
}

/** A disk that is almost full takes a part of the bytes, and says so by their number alone. */
async function writeAll(draft: Draft, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const taken = await draft.write(bytes, done);
    if (taken <= 0) throw noRoom();
    done += taken;
  }
}

const noRoom = (): Error =>
  Object.assign(new Error("ENOSPC: nothing more is taken, write"), { code: "ENOSPC", syscall: "write" });

/**
 * Writes a file so that a crash or a full disk at any instant leaves the old or the new text whole. A link stays a link: the
 * file that it leads to is replaced.
 * @throws FileError when something other than a plain file is there.
 */
export async function replaceFile(file: string, text: string, options: DraftOptions = {}): Promise<void> {
  const place = (await demandPlain(file)) ?? (await placeOf(file));
  const folder = dirname(place);
  await mkdir(folder, { recursive: true });
  const draft = join(folder, `.${basename(place)}.${randomUUID()}.new`);
  await writeDraft(draft, () => text, options);
  try {
    await rename(draft, place);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncFolder(folder);
}

/** Windows cannot sync a folder: there the rename is as durable as the file system makes it. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  await naming(folder, async () => {
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  });
}
