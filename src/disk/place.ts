import type { Stats } from "node:fs";
import { lstat, readlink, realpath, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { FileError } from "../errors.ts";
import { isCode } from "./trouble.ts";

/** Most links that lead from one to the next, as Linux has it. Source: path_resolution(7), "40". */
const MOST_LINKS = 40;

/**
 * Where a file really is, or would be: symbolic links are followed once, here, so that two paths to one file come to the same
 * place. The folder need not be there yet.
 * @throws FileError when a link leads nowhere or round in a circle, or is somebody else's in a folder where others write.
 */
export async function placeOf(file: string): Promise<string> {
  let path = resolve(file);
  for (let links = 0; links <= MOST_LINKS; links++) {
    const folder = await folderOf(dirname(path));
    path = join(folder, basename(path));
    const found = await lookAt(path);
    if (found === undefined && links > 0) throw dangling(file, path);
    if (!found?.isSymbolicLink()) return path;
    await demandTrusted(path, found, folder);
    path = resolve(folder, await readlink(path));
  }
  throw looping(file);
}

/** What is at a path itself, links unfollowed; `undefined` when nothing is. */
export async function lookAt(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if (isCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

/** The real path of a folder, as far as it is there. */
async function folderOf(folder: string): Promise<string> {
  try {
    return await realpath(folder);
  } catch (error) {
    if (isCode(error, "ELOOP")) throw looping(folder);
    if (!isCode(error, "ENOENT") || dirname(folder) === folder) throw error;
    if ((await lookAt(folder))?.isSymbolicLink()) throw dangling(folder, await readlink(folder));
    return join(await folderOf(dirname(folder)), basename(folder));
  }
}

/** Permission bits of a folder in which the group, and in which everybody, may make files. */
const OTHERS_WRITE = 0o022;
const ALL_WRITE = 0o002;

/** In a folder where all write, only links of this user and of root are followed; where a group does, its owner's, too. */
async function demandTrusted(path: string, link: Stats, folder: string): Promise<void> {
  const own = process.getuid?.();
  if (own === undefined || link.uid === own || link.uid === 0) return;
  const { mode, uid } = await stat(folder);
  if ((mode & OTHERS_WRITE) === 0) return;
  if (link.uid === uid && (mode & ALL_WRITE) === 0) return;
  throw new FileError({
    code: "LinkForeign",
    summary: "A symbolic link is not followed",
    detail: `${path} is a symbolic link that another user made in a folder where others may write. It is not followed: it could lead anywhere. Name a file in a folder of your own.`,
  });
}

const dangling = (file: string, target: string): FileError =>
  new FileError({
    code: "LinkDangling",
    summary: "A symbolic link leads nowhere",
    detail: `${file} is a symbolic link to ${target}, which is not there. Nothing is made in its place: mend the link, or name the file itself.`,
  });

const looping = (file: string): FileError =>
  new FileError({
    code: "LinkLoops",
    summary: "A symbolic link leads nowhere",
    detail: `${file} leads through symbolic links round in a circle. Mend the links, or name the file itself.`,
  });
