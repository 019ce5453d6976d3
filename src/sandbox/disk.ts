import { closeSync, constants, fsyncSync, openSync, readFileSync, unlinkSync, writeSync } from "node:fs";

const { O_NOFOLLOW = 0, O_RDWR, O_RDONLY, O_NONBLOCK = 0 } = constants;

/** Something of the sandbox's on the disk that it can neither use nor replace. */
export class DiskTrouble extends Error {
  override readonly name = "DiskTrouble";
}

/** Whether an error is the system's of this code, such as `ENOENT`. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

/** Runs `work` on a file, whose path errors of the system then name: those of an open file know none. */
export function naming<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof Error && "syscall" in error) (error as NodeJS.ErrnoException).path ??= path;
    throw error;
  }
}

/** The text of a file; `undefined` when there is none. Links and pipes are not followed. */
export function readText(path: string): string | undefined {
  let file: number | undefined;
  try {
    file = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    return readFileSync(file, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** Removes a file that may be gone. */
export function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (!hasCode(error, "ENOENT")) throw error;
  }
}

/** Takes bytes of an open file from an index on; answers how many: all, or fewer. */
export type WriteSome = (file: number, bytes: Uint8Array, from: number) => number;

/** The disk's own. */
export const writeSome: WriteSome = (file, bytes, from) => writeSync(file, bytes, from);

/**
 * Fills an empty file that is there, whole, and puts it on the disk. A disk that is almost full takes a part of the bytes, and
 * says so by their number alone.
 */
export function fill(path: string, text: string, write: WriteSome = writeSome): void {
  // Not made anew when it is missing: whoever removed it meant it.
  const file = openSync(path, O_RDWR | O_NOFOLLOW);
  naming(path, () => {
    try {
      const bytes = Buffer.from(text);
      for (let done = 0; done < bytes.length; ) {
        const taken = write(file, bytes, done);
        if (taken <= 0) throw noRoom();
        done += taken;
      }
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  });
}

const noRoom = (): Error =>
  Object.assign(new Error("ENOSPC: nothing more is taken, write"), { code: "ENOSPC", syscall: "write" });
