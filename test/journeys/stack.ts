import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, vi } from "vitest";
import { contents } from "../../src/sections/contents.ts";
import { Practice, type Run, type RunOptions } from "./program.ts";

// Every step is a process of its own: on a busy machine a handful of them takes a while.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** A record of the simulated account. */
export type Row = Record<string, unknown> & { id: string };

/** The simulated account as it lies on disk. */
export interface Account {
  readonly offers: Record<string, Record<string, unknown>>;
  /** By table (`us-east-1/EC2/vpc`), then by id. */
  readonly tables: Record<string, Record<string, Row>>;
}

/** One change of a plan's JSON document. */
export interface PlannedChange {
  readonly prop: string;
  readonly from: unknown;
  readonly to: unknown;
  readonly cause: string;
  readonly knownAfter?: readonly string[];
}

/** One resource of a plan's JSON document. */
export interface PlannedItem {
  readonly address: string;
  readonly type: string;
  readonly action: string;
  readonly reason: string;
  readonly id?: string;
  readonly snapshot?: string;
  readonly status?: string;
  readonly changes: readonly PlannedChange[];
  readonly forcedBy: readonly string[];
  readonly outage: readonly string[];
}

/** What of a plan's JSON document the journeys look at. */
export interface PlanDocument {
  readonly schema: number;
  readonly empty: boolean;
  readonly items: readonly PlannedItem[];
  readonly problems: readonly { readonly code: string; readonly address: string; readonly text: string }[];
  readonly notices: readonly string[];
}

const ACCOUNT_FILE = ".flashsale/sandbox.json";
const STATE_FILE = ".flashsale/sandbox.state.json";

/** Writes a file into the practice folder. */
export function write(practice: Practice, file: string, text: string): void {
  const path = join(practice.folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** Most journeys are about how the program works, which network and database show quickly enough. */
const OTHERS_OFF = contents
  .filter(({ name }) => name !== "network" && name !== "db")
  .map(({ name }) => `${name}: { enabled: false }\n`)
  .join("");

/** Nothing is switched off. */
export const ALL_SECTIONS = "";

/** Writes the settings of a stack of network and database, or with {@link ALL_SECTIONS} just the given ones. */
export const writeSettings = (practice: Practice, text: string, others: string = OTHERS_OFF): void =>
  write(practice, "flashsale.yaml", `name: flashsale\n${text}\n${others}`);

/** Runs a command that must end with a code, which says what went wrong if it does not. */
export async function runTo(
  practice: Practice,
  code: number,
  words: string,
  options?: RunOptions,
): Promise<Run> {
  const run = await practice.run(words, options);
  expect(run.code, `${words}\n${run.stdout}\n${run.stderr}`).toBe(code);
  return run;
}

/** A folder in which nothing stands yet. */
export function prepared(settings = "", others: string = OTHERS_OFF): Practice {
  const practice = new Practice();
  writeSettings(practice, settings, others);
  return practice;
}

/** A folder in which the stack stands. */
export async function standing(
  settings = "",
  { others = OTHERS_OFF, ...options }: RunOptions & { readonly others?: string } = {},
): Promise<Practice> {
  const practice = prepared(settings, others);
  await runTo(practice, 0, "up --yes", options);
  return practice;
}

/** The plan as JSON, whatever its exit code. */
export async function planOf(practice: Practice, flags = "", options?: RunOptions): Promise<PlanDocument> {
  const run = await practice.run(`plan --json ${flags}`, options);
  const document = JSON.parse(run.stdout || "{}") as PlanDocument;
  expect(document, run.stderr).toHaveProperty("items");
  return document;
}

/** What a plan would change. */
export const changedItems = ({ items }: PlanDocument): PlannedItem[] =>
  items.filter(({ action }) => action !== "no-op");

/** A plan that finds nothing to do. */
export async function expectSettled(practice: Practice, options?: RunOptions): Promise<Run> {
  return runTo(practice, 0, "plan --detailed-exitcode", options);
}

export const readAccount = (practice: Practice): Account =>
  JSON.parse(practice.read(ACCOUNT_FILE)) as Account;

/** Changes the simulated account as somebody else would. */
export function editAccount(practice: Practice, edit: (account: Account) => void): void {
  const account = readAccount(practice);
  edit(account);
  write(practice, ACCOUNT_FILE, JSON.stringify(account));
}

/** All records of a table, such as `RDS/db-instance`. */
export function rowsOf(account: Account, table: string): Row[] {
  const key = Object.keys(account.tables).find((name) => name === table || name.endsWith(`/${table}`));
  return Object.values(account.tables[key ?? ""] ?? {});
}

/** The one record of a table that fits. */
export function rowOf(account: Account, table: string, fits: (row: Row) => boolean = () => true): Row {
  const row = rowsOf(account, table).find(fits);
  if (row === undefined) throw new Error(`The account has no such ${table}.`);
  return row;
}

/** Removes a record as if somebody had deleted the thing long ago. */
export function forgetRow(account: Account, table: string, id: string): void {
  const key = Object.keys(account.tables).find((name) => name.endsWith(`/${table}`)) ?? "";
  delete account.tables[key]?.[id];
}

/** Changes the state file as a person with an editor would. */
export function editState(practice: Practice, edit: (state: Record<string, unknown>) => void): void {
  const state = JSON.parse(practice.read(STATE_FILE)) as Record<string, unknown>;
  edit(state);
  write(practice, STATE_FILE, `${JSON.stringify(state, undefined, 2)}\n`);
}

/** One call of a trace. */
export interface TracedCall {
  readonly service: string;
  readonly operation: string;
  readonly input: Record<string, unknown>;
  /** Why AWS did not carry it out. */
  readonly error?: object;
}

/** The calls that a trace tells, oldest first; none where it was never begun. */
export function callsOf(practice: Practice, trace: string): TracedCall[] {
  const text = readFileSync(join(practice.folder, trace), "utf8").trim();
  return text === "" ? [] : text.split("\n").map((line) => JSON.parse(line) as TracedCall);
}

const READS = /^(Describe|Get|Head|List|Decode|Lookup|Search)/;

/** The calls of a trace that change something. */
export const changingCallsOf = (practice: Practice, trace: string): string[] =>
  callsOf(practice, trace)
    .map(({ operation }) => operation)
    .filter((operation) => !READS.test(operation));

/** Text in which line breaks do not matter, as a person reads it. */
export const flat = (text: string): string => text.replace(/\s+/g, " ");

/** A command that must end with a code before it changed anything; answers all that it said. */
export async function expectRefused(practice: Practice, code: number, words = "up --yes"): Promise<string> {
  const run = await runTo(practice, code, `${words} --trace trace.jsonl`);
  expect(changingCallsOf(practice, "trace.jsonl")).toEqual([]);
  return flat(`${run.stdout}\n${run.stderr}`);
}
