import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EC2Client } from "@aws-sdk/client-ec2";
import type { AccountDocument } from "../../src/sandbox/account-file.ts";
import { createSandbox, type Sandbox, type SandboxOptions } from "../../src/sandbox/sandbox.ts";

/** A sandbox in a folder of its own, whose clock stands still until it is told to pass. */
export interface Practice {
  readonly sandbox: Sandbox;
  readonly ec2: EC2Client;
  readonly file: string;
  /** Lets simulated seconds pass. */
  pass(seconds: number): void;
  /** Opens the same account once more, as another process would. */
  reopen(options?: Partial<SandboxOptions>): Practice;
}

/** Opens a sandbox for a test. */
export function practise(options: Partial<SandboxOptions> = {}): Practice {
  const file = options.file ?? join(mkdtempSync(join(tmpdir(), "sandbox-")), "account", "sandbox.json");
  const start = { instant: Date.UTC(2026, 10, 22) };
  const now = options.now ?? (() => start.instant);
  const sandbox = createSandbox({ file, region: "us-east-1", speed: 1000, now, ...options });
  return {
    sandbox,
    file,
    ec2: toEc2(sandbox),
    pass: (seconds) => {
      start.instant += (seconds * 1000) / sandbox.clock.speed;
    },
    reopen: (changes = {}) => practise({ ...options, file, now, ...changes }),
  };
}

/** Makes an EC2 client that speaks to a sandbox, and gives up at the first error unless told otherwise. */
export function toEc2(sandbox: Sandbox, maxAttempts = 1): EC2Client {
  const { region, credentials } = sandbox;
  const client = new EC2Client({ region, credentials, maxAttempts });
  client.middlewareStack.use(sandbox.plugin());
  return client;
}

/** What a refused call leaves behind. */
export interface Refused {
  readonly name: string;
  readonly message: string;
  readonly Code?: string;
  readonly $fault?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
}

/** Waits for a call to be refused and gives the error. */
export async function refusalOf(call: Promise<unknown>): Promise<Refused> {
  try {
    await call;
  } catch (error) {
    return error as Refused;
  }
  throw new Error("The call was not refused.");
}

/** Changes an account's file by hand, as a test that wants other versions or quotas does. */
export function editAccount(file: string, edit: (document: AccountDocument) => void): void {
  const document = JSON.parse(readFileSync(file, "utf8")) as AccountDocument;
  edit(document);
  writeFileSync(file, JSON.stringify(document));
}
