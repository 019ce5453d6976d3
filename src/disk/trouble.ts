import { FileError } from "../errors.ts";

interface SystemError extends Error {
  readonly code: string;
  readonly syscall: string;
  path?: string;
}

type Words = readonly [code: string, summary: string, means: string];

const DENIED: Words = [
  "FileForbidden",
  "A file may not be used",
  "this user lacks the right to do that there",
];
const OUT_OF_DESCRIPTORS: Words = [
  "TooManyFiles",
  "No more files can be opened",
  "the limit of open files is reached (ulimit -n shows that of a process): raise it, or end what else runs",
];

/** What the system's codes come to for whoever reads them. */
const WORDS: Readonly<Record<string, Words>> = {
  ENOSPC: ["DiskFull", "The disk is full", "there is no room left: free some"],
  EDQUOT: ["QuotaSpent", "The disk quota is spent", "this user may keep no more there: free some room"],
  EFBIG: ["FileTooLarge", "A file would become too large", "the file may not grow any more (ulimit -f)"],
  EIO: ["DiskFailed", "The disk fails", "the device reports an error: look into the system's log"],
  ESTALE: ["DiskFailed", "The disk fails", "the network's file system does not know the file any more"],
  EROFS: ["DiskReadOnly", "The disk is read-only", "nothing can be written on that file system"],
  EACCES: DENIED,
  EPERM: DENIED,
  EMFILE: OUT_OF_DESCRIPTORS,
  ENFILE: OUT_OF_DESCRIPTORS,
  EBUSY: ["FileBusy", "A file is in use", "something else uses it: try again"],
  ENOTDIR: ["FolderExpected", "A folder is missing", "something on the way to it is no folder"],
  EEXIST: ["FolderExpected", "A folder is missing", "something else is there that is in the way"],
  EISDIR: ["FileNotPlain", "This is no plain file", "a folder is there"],
  ENXIO: ["FileNotPlain", "This is no plain file", "a socket, pipe or device is there"],
  ELOOP: [
    "LinkLoops",
    "A symbolic link leads nowhere",
    "symbolic links lead round in a circle, or one is there",
  ],
  ENAMETOOLONG: ["NameTooLong", "A file's name is too long", "the file system takes no such name"],
  ENOENT: ["FileGone", "A file is not there", "it, or a folder on the way to it, is not there (any more)"],
  ENOTEMPTY: ["FolderInTheWay", "A folder is in the way", "the folder is not empty"],
};

/** Calls of the system that are about files; the same codes from a connection are the network's. */
const OF_FILES =
  /^(open|read|write|close|f?sync|fdatasync|mkdir|mkdtemp|rename|link|unlink|rmdir|rm|[lf]?stat|scandir|opendir|copyfile|readlink|realpath|access|f?truncate|[fl]?utimes?|f?chmod|symlink)$/;

/** Whether an error is Node's system error of this code, such as `ENOENT`. */
export const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;

function isOfDisk(error: unknown): error is SystemError {
  if (!(error instanceof Error) || !("code" in error) || !("syscall" in error)) return false;
  const { code, syscall } = error as SystemError;
  if (!(String(code) in WORDS)) return false;
  return code === "EMFILE" || code === "ENFILE" || OF_FILES.test(String(syscall));
}

/** What the system refused a file, in words and with its path; `undefined` for what no file system said. */
export function toFileError(error: unknown): FileError | undefined {
  if (error instanceof FileError) return error;
  // The sandbox, which knows nothing of ours, says by the name what it can neither use nor replace.
  if (error instanceof Error && error.name === "DiskTrouble")
    return new FileError({
      code: "SandboxFileUnusable",
      summary: "A file of the sandbox is unusable",
      detail: error.message,
      cause: error,
    });
  if (!isOfDisk(error)) return undefined;
  const [code, summary, means] = WORDS[error.code] as Words;
  const place = error.path === undefined ? "" : `${error.path}: `;
  const detail = `${place}${means} (${error.code}, ${error.syscall}). What was written before is whole; the same command carries on once that is mended.`;
  return new FileError({ code, summary, detail, cause: error });
}

/** What an error says of a file: in words where the system's code has some. */
export const wordsOf = (error: unknown): string =>
  toFileError(error)?.detail ?? (error instanceof Error ? error.message : String(error));

/** Runs `work` on a file, whose path errors of the system then name: those of an open file know none. */
export async function naming<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw named(path, error);
  }
}

/** An error of the system with the path that it lacks. */
export function named(path: string, error: unknown): unknown {
  if (isOfDisk(error)) error.path ??= path;
  return error;
}
