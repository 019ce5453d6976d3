import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

/** A server on this machine, for the length of one test file. */
export interface RunningServer {
  readonly host: string;
  readonly port: number;
  close(): Promise<void>;
}

const ends: (() => void | Promise<void>)[] = [];
afterAll(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** Ends a server after the file's last test. */
export function keep<T extends { close(): Promise<void> }>(server: T): T {
  ends.push(() => server.close());
  return server;
}

/** A folder that another user may enter, removed after the file's last test. */
export function createFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "flashsale-servers-"));
  chmodSync(folder, 0o755);
  ends.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
