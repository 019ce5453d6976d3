import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { runProgram } from "../../../src/cli/program.ts";
import type { CheckResult } from "../../../src/cli/verify/result.ts";
import type { Probing, World } from "../../../src/cli/world.ts";
import { fakeWorld, freshFolder, type Run } from "../fake-world.ts";
import { accountFile, runInSandbox, sandboxWorld } from "../sandbox-world.ts";
import type { FakeAccount } from "./account.ts";

/** Where the state says that something answers. */
export interface Places {
  readonly db?: { readonly host: string; readonly port: number };
  readonly cache?: { readonly host: string; readonly port: number };
  /** `host:port` with commas. */
  readonly kafka?: string;
  /** `host:port`. */
  readonly app?: string;
}

/** How `verify` is run against an account. */
export interface VerifyOptions {
  readonly account: FakeAccount;
  readonly places?: Places;
  readonly probing?: Probing;
  readonly signal?: AbortSignal;
  /** What to do once stdout shows a text. */
  readonly onShown?: readonly [string, () => void];
}

interface Entry {
  readonly attributes: Record<string, unknown>;
}

interface StateFile {
  readonly resources: Record<string, Entry>;
}

/** A stack that stands in the sandbox, and whose state tells of places that are real. */
export interface StandingStack {
  readonly folder: string;
  /** ARNs of its two secrets. */
  readonly secrets: { readonly db: string; readonly cache: string };
  /** Names under which the state knows its services. */
  readonly names: { readonly db: string; readonly cache: string };
  /** Runs `verify` for a real account, with a trace in `trace.jsonl`. */
  verify(flags: string, options: VerifyOptions): Promise<Run>;
  /** Runs `verify` in the sandbox. */
  verifyInSandbox(flags: string, probing?: Probing): Promise<Run>;
  trace(): string;
}

const KEYS = { AWS_ACCESS_KEY_ID: "AKIA", AWS_SECRET_ACCESS_KEY: "local", AWS_REGION: "us-east-1" };

/** Makes the whole stack in the sandbox, which takes a few seconds. */
export async function standInSandbox(): Promise<StandingStack> {
  const folder = freshFolder();
  writeFileSync(join(folder, "flashsale.yaml"), "name: flashsale\n");
  const { code, stderr } = await runInSandbox("up --yes", { cwd: folder });
  expect(code, stderr).toBe(0);
  const { resources } = readState(folder);
  const read = (address: string, key: string): string => String(resources[address]?.attributes[key]);
  return {
    folder,
    secrets: { db: read("db.secret", "arn"), cache: read("cache.secret", "arn") },
    names: {
      db: read("db.instance", "endpoint"),
      cache: read("cache.replication-group", "endpoint"),
    },
    verify: (flags, options) => verify(folder, flags, options),
    verifyInSandbox: (flags, probing) => verifyInSandbox(folder, flags, probing),
    trace: () => readFileSync(join(folder, "trace.jsonl"), "utf8"),
  };
}

/** A command about this stack and no other, with the flags that come after its place. */
export const commandHere = (verb: string, flags = ""): string =>
  expect.stringMatching(
    new RegExp(
      `^flashsale-setup ${verb} --state real\\.state\\.json --endpoint-url http://127\\.0\\.0\\.1:\\d+${flags}$`,
    ),
  ) as string;

/** The result of one check in a JSON document. */
export function checkOf({ stdout, stderr }: Run, name: string): CheckResult {
  const { checks } = JSON.parse(stdout) as { checks: CheckResult[] };
  const check = checks.find((one) => one.name === name);
  if (check === undefined) throw new Error(`no check ${name}: ${stderr}`);
  return check;
}

/** The value of a secret as the simulated account keeps it. */
export function readSecret(folder: string, id: string): string {
  const account = JSON.parse(readFileSync(accountFile(folder), "utf8")) as {
    tables: Record<string, Record<string, { id: string; versions: { text: string }[] }>>;
  };
  const secrets = Object.values(account.tables["us-east-1/SecretsManager/secret"] ?? {});
  return secrets.find((secret) => secret.id === id)?.versions.at(-1)?.text ?? "";
}

const readState = (folder: string): StateFile =>
  JSON.parse(readFileSync(join(folder, ".flashsale", "sandbox.state.json"), "utf8")) as StateFile;

async function verify(folder: string, flags: string, options: VerifyOptions): Promise<Run> {
  const { account, places = {}, probing, signal, onShown } = options;
  writeState(folder, places);
  // The SDK's own chain reads the environment of the process.
  Object.assign(process.env, KEYS);
  const line = `verify ${flags} --state real.state.json --endpoint-url ${account.url} --trace trace.jsonl`;
  const world = fakeWorld(wordsOf(line), { cwd: folder, env: KEYS });
  if (onShown !== undefined) void world.terminal.stdout.shown(onShown[0]).then(onShown[1]);
  try {
    return await end({
      ...world,
      ...(probing === undefined ? {} : { probing }),
      ...(signal === undefined ? {} : { signal }),
    });
  } finally {
    for (const name of Object.keys(KEYS)) delete process.env[name];
  }
}

function verifyInSandbox(folder: string, flags: string, probing?: Probing): Promise<Run> {
  const world = sandboxWorld(wordsOf(`verify ${flags} --sandbox`), { cwd: folder });
  return end({ ...world, ...(probing === undefined ? {} : { probing }) });
}

async function end(world: World & { readonly terminal: Run["world"]["terminal"] }): Promise<Run> {
  const code = await runProgram(world);
  const { stdout, stderr } = world.terminal;
  return { code, stdout: stdout.text, stderr: stderr.text, world: world as Run["world"] };
}

const wordsOf = (line: string): string[] => line.split(" ").filter((word) => word !== "");

function writeState(folder: string, { db, cache, kafka, app }: Places): void {
  const state = readState(folder);
  const change = (address: string, values: object): void => {
    Object.assign(state.resources[address]?.attributes ?? {}, values);
  };
  if (db !== undefined) change("db.instance", { endpoint: db.host, port: db.port });
  if (cache !== undefined) change("cache.replication-group", { endpoint: cache.host, port: cache.port });
  if (kafka !== undefined) change("kafka.cluster", { bootstrapBrokers: kafka });
  if (app !== undefined) change("scale.load-balancer", { dnsName: app });
  writeFileSync(join(folder, "real.state.json"), JSON.stringify(state), { mode: 0o600 });
}
