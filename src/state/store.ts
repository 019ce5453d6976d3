import { stat } from "node:fs/promises";
import { join } from "node:path";
import { readPlain } from "../disk/plain.ts";
import { isCode, toFileError } from "../disk/trouble.ts";
import { type Entry, idOf } from "../engine/entry.ts";
import type { Pin } from "../engine/lookup.ts";
import type { Journal, Retained } from "../engine/ports.ts";
import type { Address } from "../engine/ref.ts";
import { Bug, StateError } from "../errors.ts";
import { writeDurably } from "./durable-file.ts";
import { STATE_VERSION, type State, stateSchema } from "./format.ts";
import { withoutFuture } from "./instants.ts";

/** Where and for whom a state is kept. */
export interface StateIdentity {
  readonly stack: string;
  readonly accountId: string;
  readonly region: string;
}

/** The backup that stands beside a state file. */
export const backupOf = (file: string): string => `${file}.backup`;

/**
 * Reads a state file; `undefined` when there is none.
 * @throws StateError when it is malformed, truncated, or of a newer version; it is never read as empty.
 * @throws FileError when it cannot be read, or is no plain file.
 */
export async function readState(file: string): Promise<State | undefined> {
  const text = await readText(file);
  return text === undefined ? undefined : parseState(file, text);
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readPlain(file);
  } catch (error) {
    if (isCode(error, "FileNotPlain") && (await stat(file)).isDirectory()) throw isFolder(file);
    throw error;
  }
}

function parseState(file: string, text: string): State {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw malformed(file, error instanceof Error ? error.message : String(error));
  }
  const version = typeof json === "object" && json !== null && "version" in json ? json.version : undefined;
  if (typeof version === "number" && version > STATE_VERSION) throw newer(file, version);
  const parsed = stateSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw malformed(file, `${issue?.path.join(".") || "the file"}: ${issue?.message ?? "not a state"}`);
}

function malformed(file: string, why: string): StateError {
  const text = {
    code: "StateMalformed",
    summary: "The state file is unreadable",
    detail: `${file} is not a whole state (${why}). It is the memory of what was made: nothing was called, and it is not taken for empty. The state before the last write is ${backupOf(file)}.`,
    fix: [`cp ${backupOf(file)} ${file}`],
  };
  return new StateError(text, 1);
}

function isFolder(file: string): StateError {
  const detail = `${file} is a folder; the state is a file in it, such as ${join(file, "flashsale.state.json")}. Nothing was called.`;
  return new StateError({ code: "StateIsFolder", summary: "The state is no file", detail }, 1);
}

function newer(file: string, version: number): StateError {
  const text = {
    code: "StateNewer",
    summary: "The state file is newer",
    detail: `${file} has version ${version}; this program knows up to ${STATE_VERSION}. Use the program that wrote it. The state before the last write is ${backupOf(file)}.`,
  };
  return new StateError(text, 1);
}

/**
 * Refuses a state of another stack, account or region.
 * @throws StateError with exit code 78.
 */
export function checkIdentity(file: string, state: State, identity: StateIdentity): void {
  const differing = (["stack", "accountId", "region"] as const).find((key) => state[key] !== identity[key]);
  if (differing === undefined) return;
  const text = {
    code: "StateForeign",
    summary: "The state is of something else",
    detail: `${file} belongs to the ${differing === "accountId" ? "account" : differing} ${state[differing]}, but this run is for ${identity[differing]}. Nothing was called.`,
    fix: ["flashsale-setup status --state FILE"],
  };
  throw new StateError(text, 78);
}

const emptyState = (identity: StateIdentity, lineage: string): State => ({
  version: STATE_VERSION,
  serial: 0,
  lineage,
  ...identity,
  pins: {},
  resources: {},
  generations: {},
  retained: [],
});

interface StoreOptions {
  readonly file: string;
  readonly identity: StateIdentity;
  /** Makes the random id of a new state. */
  readonly newLineage: () => string;
  /** Reading commands hold no lock and must not write. */
  readonly readOnly: boolean;
  /** Asked before each write for why it may not be done: another process has the lock. */
  readonly lockLoss?: () => Promise<StateError | undefined>;
  /** Called when the lock is lost, the file turns out to be written by another process, or cannot be written. */
  readonly onLost?: (error: StateError) => void;
}

/** The state file as the engine's journal: every promise resolves once the change is on disk. */
export class StateStore implements Journal {
  /** Whether there was no file when it was opened. */
  readonly isNew: boolean;
  readonly #options: StoreOptions;
  #state: State;
  #entries: ReadonlyMap<Address, Entry>;
  /** Serial that the file must still have; `undefined` while there is no file. */
  #serialOnDisk: number | undefined;
  #running: Promise<void> = Promise.resolve();
  #pending: Promise<void> | undefined;
  #lost: StateError | undefined;

  private constructor(options: StoreOptions, state: State | undefined) {
    this.#options = options;
    this.isNew = state === undefined;
    this.#state = state ?? emptyState(options.identity, options.newLineage());
    this.#entries = new Map(Object.entries(this.#state.resources as Record<string, Entry>));
    this.#serialOnDisk = state?.serial;
  }

  /** Opens the state of a stack; a missing file is a new state with a new lineage. */
  static async open(options: StoreOptions): Promise<StateStore> {
    const state = await readState(options.file);
    if (state === undefined) return new StateStore(options, undefined);
    checkIdentity(options.file, state, options.identity);
    return new StateStore(options, withoutFuture(state, new Date().toISOString()));
  }

  get stack(): string {
    return this.#state.stack;
  }

  get lineage(): string {
    return this.#state.lineage;
  }

  get serial(): number {
    return this.#state.serial;
  }

  get pins(): ReadonlyMap<string, Pin> {
    return new Map(Object.entries(this.#state.pins as Record<string, Pin>));
  }

  get retained(): readonly Retained[] {
    return this.#state.retained as readonly Retained[];
  }

  entries(): ReadonlyMap<Address, Entry> {
    return this.#entries;
  }

  generation(address: Address): number {
    return this.#state.generations[address] ?? 0;
  }

  put(address: Address, entry: Entry): Promise<void> {
    const plain = JSON.parse(JSON.stringify(entry)) as State["resources"][string];
    // What was restored is in use again: it is no longer something that destroy left.
    const retained = this.#state.retained.filter(
      ({ id }) => entry.status === "deleting" || id !== idOf(entry),
    );
    return this.#change({ resources: { ...this.#state.resources, [address]: plain }, retained });
  }

  forget(address: Address): Promise<void> {
    const { [address]: _, ...resources } = this.#state.resources;
    return this.#change({ resources });
  }

  remove(address: Address, retained: readonly Retained[] = []): Promise<void> {
    const { [address]: _, ...resources } = this.#state.resources;
    const generations = { ...this.#state.generations, [address]: this.generation(address) + 1 };
    const ids = new Set(retained.map(({ id }) => id));
    const kept = this.#state.retained.filter(({ id }) => !ids.has(id));
    return this.#change({ resources, generations, retained: [...kept, ...retained] });
  }

  /** Writes the answers of lookups. */
  putPins(pins: ReadonlyMap<string, Pin>): Promise<void> {
    return this.#change({ pins: { ...this.#state.pins, ...Object.fromEntries(pins) } });
  }

  /** Resolves once nothing is left to write. */
  async flushed(): Promise<void> {
    await (this.#pending ?? this.#running);
  }

  /** From now on every write is refused: another process owns the state. */
  lose(error: StateError): void {
    if (this.#lost !== undefined) return;
    this.#lost = error;
    this.#options.onLost?.(error);
  }

  #change(part: Partial<State>): Promise<void> {
    if (this.#options.readOnly) throw new Bug("A reading command tried to write the state.");
    this.#state = { ...this.#state, ...part };
    this.#entries = new Map(Object.entries(this.#state.resources as Record<string, Entry>));
    return this.#save();
  }

  /** Changes made while a write runs, or in the same tick, share the next write. */
  #save(): Promise<void> {
    this.#pending ??= this.#running
      .catch(() => undefined)
      .then(() => {
        this.#pending = undefined;
        this.#running = this.#write();
        return this.#running;
      });
    return this.#pending;
  }

  async #write(): Promise<void> {
    if (this.#lost !== undefined) throw this.#lost;
    const { file } = this.#options;
    const serial = (this.#serialOnDisk ?? 0) + 1;
    try {
      await writeDurably(file, backupOf(file), () => this.#compose(serial));
    } catch (error) {
      // The new holder of a lock removes the drafts of the one before: that, too, fails here.
      await this.#checkLock();
      throw this.#stopFor(error);
    }
    this.#serialOnDisk = serial;
  }

  /** Without a journal nothing more may be started: what it would make, nobody could carry on. */
  #stopFor(error: unknown): unknown {
    const trouble = toFileError(error);
    if (trouble === undefined) return error;
    const text = {
      code: trouble.code,
      summary: trouble.summary,
      detail: `The state cannot be written, so nothing more is started. ${trouble.detail}`,
      cause: error,
    };
    const stopped = new StateError(text, 1);
    this.#options.onLost?.(stopped);
    return stopped;
  }

  async #compose(serial: number): Promise<string> {
    await this.#checkLock();
    await this.#checkSerial();
    this.#state = { ...this.#state, serial };
    return `${JSON.stringify(this.#state, undefined, 2)}\n`;
  }

  async #checkLock(): Promise<void> {
    const error = this.#lost ?? (await this.#options.lockLoss?.());
    if (error === undefined) return;
    this.lose(error);
    throw error;
  }

  async #checkSerial(): Promise<void> {
    const onDisk = (await readState(this.#options.file))?.serial;
    if (onDisk === this.#serialOnDisk) return;
    const text = {
      code: "StateChangedElsewhere",
      summary: "Another run wrote the state",
      detail: `${this.#options.file} has serial ${onDisk ?? "none (the file is gone)"}, this run last wrote ${this.#serialOnDisk ?? "none"}. Nothing more is started or written here.`,
    };
    const error = new StateError(text, 75);
    this.lose(error);
    throw error;
  }
}
