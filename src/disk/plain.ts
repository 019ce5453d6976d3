import { constants, type Stats } from "node:fs";
import { open } from "node:fs/promises";
import { FileError } from "../errors.ts";
import { lookAt, placeOf } from "./place.ts";
import { naming } from "./trouble.ts";

/** Flags that Windows does not have are none there. */
const { O_NOFOLLOW = 0, O_NONBLOCK = 0, O_RDONLY } = constants;

/**
 * Reads a text file; `undefined` when there is none. A pipe, socket, device or folder is refused unopened: it might never
 * end, or never begin.
 * @throws FileError when it is no plain file, or a link that leads nowhere.
 */
export async function readPlain(file: string): Promise<string | undefined> {
  const place = await demandPlain(file);
  if (place === undefined) return undefined;
  const handle = await open(place, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  return naming(place, async () => {
    try {
      // What was looked at may have been exchanged since.
      demandKind(place, await handle.stat());
      return await handle.readFile("utf8");
    } finally {
      await handle.close();
    }
  });
}

/** Where a plain file really is; `undefined` when nothing is there. @throws FileError as {@link readPlain}. */
export async function demandPlain(file: string): Promise<string | undefined> {
  const place = await placeOf(file);
  const found = await lookAt(place);
  if (found === undefined) return undefined;
  demandKind(place, found);
  return place;
}

/** @throws FileError unless it is a plain file. */
export function demandKind(path: string, found: Stats): void {
  if (found.isFile()) return;
  throw new FileError({
    code: "FileNotPlain",
    summary: "This is no plain file",
    detail: `${path} is ${kindOf(found)}, not a plain file. It is neither read nor written.`,
  });
}

/** What something on a disk is, with its article. */
export function kindOf(found: Stats): string {
  if (found.isFile()) return "a file";
  if (found.isDirectory()) return "a folder";
  if (found.isSymbolicLink()) return "a symbolic link";
  if (found.isFIFO()) return "a named pipe";
  return found.isSocket() ? "a socket" : "a device";
}
