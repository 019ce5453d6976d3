import { readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { findAccountFault } from "./account-check.ts";
import { SandboxAccountError } from "./account-error.ts";
import { DiskTrouble, fill, hasCode, type WriteSome } from "./disk.ts";
import { type LockPatience, withLock } from "./lock.ts";

/** Anything that JSON can hold. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };

/** What a record was until an instant; `value` is null while it did not exist. */
export interface PastVersion {
  readonly until: number;
  readonly value: unknown;
}

/** The whole simulated account, as it lies on disk. */
export interface AccountDocument {
  readonly version: 1;
  readonly accountId: string;
  readonly alias: string;
  readonly createdAt: number;
  /** The latest instant at which it was changed: time goes on from there, however the clock is set. */
  latestAt?: number;
  /** What AWS offers and allows (zones, versions, quotas), by client: plain values, meant to be edited by tests. */
  readonly offers: Record<string, Record<string, Json | undefined>>;
  /** How many reads were answered with something that was no longer true. */
  staleReads: number;
  /** Present records by table and id. */
  readonly tables: Record<string, Record<string, unknown>>;
  /** Past versions by table and id, oldest first, kept for as long as a read may lag. */
  readonly history: Record<string, Record<string, PastVersion[]>>;
}

/** The file of an account: shared by processes, each change durable before it returns. */
export interface AccountFile {
  /** The account as it is now; a new one, which nothing is written of, when absent. The answer is shared: do not change it. */
  read(): AccountDocument;
  /** Reads, changes and writes under the lock. Nothing is written when `work` throws or changes nothing. */
  change<T>(work: (document: AccountDocument) => T): T;
  /** Forgets the account. */
  remove(): void;
}

interface Snapshot {
  readonly stamp: string;
  readonly text: string;
  readonly document: AccountDocument;
}

/** Thrown by a change whose turn was given to another while this process was suspended. Nothing was written. */
class TurnLost extends Error {}

/** How an account is kept. */
export interface Keeping extends LockPatience {
  /** @default the disk's own */
  readonly write?: WriteSome;
}

/** Opens the account at `path`; `fresh` makes the one to begin with. */
export function openAccountFile(
  path: string,
  fresh: () => AccountDocument,
  keeping: Keeping = {},
): AccountFile {
  const lock = `${path}.lock`;
  let cached: Snapshot | undefined;
  let unwritten: AccountDocument | undefined;

  const load = (): Snapshot | undefined => {
    const stamp = stampOf(path);
    if (stamp === undefined) return undefined;
    if (cached?.stamp !== stamp) cached = readSnapshot(path);
    return cached;
  };
  const save = (document: AccountDocument, draft: string): void => {
    const text = JSON.stringify(document, null, 1);
    if (text === cached?.text) return;
    writeDurably(draft, path, { text, write: keeping.write });
    cached = { stamp: stampOf(path) ?? "", text, document };
  };
  const tryChange = <T>(work: (document: AccountDocument) => T): T =>
    withLock(
      lock,
      (draft) => {
        const present = load();
        const document = present === undefined ? fresh() : (JSON.parse(present.text) as AccountDocument);
        const result = work(document);
        save(document, draft);
        return result;
      },
      keeping,
    );
  const change = <T>(work: (document: AccountDocument) => T): T => {
    for (;;) {
      try {
        return tryChange(work);
      } catch (error) {
        // A request that was held up for so long arrives late: it is carried out on what the account is now.
        if (!(error instanceof TurnLost)) throw error;
      }
    }
  };

  return {
    change,
    read: () => {
      const present = load()?.document;
      if (present !== undefined) return present;
      unwritten ??= fresh();
      return unwritten;
    },
    remove: () => {
      cached = undefined;
      removeAll(path);
    },
  };
}

function stampOf(path: string): string | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isFile() === false)
    throw new DiskTrouble(`${path} is not a plain file: the sandbox keeps its account there. Move it away.`);
  return stat === undefined ? undefined : `${stat.ino}:${stat.mtimeMs}:${stat.size}`;
}

function readSnapshot(path: string): Snapshot {
  // The stamp is taken first: a write in between makes the next read look again, never miss one.
  const stamp = stampOf(path) ?? "";
  const text = readFileSync(path, "utf8");
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    throw new SandboxAccountError(`The sandbox account ${path} is not JSON.`, cause);
  }
  if (typeof document === "object" && document !== null && "version" in document && document.version !== 1)
    throw new SandboxAccountError(`The sandbox account ${path} is of another version.`);
  const fault = findAccountFault(document);
  if (fault !== undefined)
    throw new SandboxAccountError(`The sandbox account ${path} is not whole (${fault}).`);
  return { stamp, text, document: document as AccountDocument };
}

interface Content {
  readonly text: string;
  readonly write: WriteSome | undefined;
}

function writeDurably(draft: string, path: string, { text, write }: Content): void {
  try {
    fill(draft, text, write);
    renameSync(draft, path);
  } catch (error) {
    // An eviction has removed the draft.
    if (hasCode(error, "ENOENT")) throw new TurnLost();
    throw error;
  }
}

/** Removes the account, and what killed processes left beside its lock. */
function removeAll(path: string): void {
  const folder = dirname(path);
  if (statSync(folder, { throwIfNoEntry: false }) === undefined) return;
  const name = basename(path);
  for (const entry of readdirSync(folder)) {
    if (entry === name || entry.startsWith(`${name}.lock`)) rmSync(join(folder, entry), { force: true });
  }
}
