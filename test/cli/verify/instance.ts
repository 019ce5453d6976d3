import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { RDS_BUNDLE_URL } from "../../../src/probes/remote-script.ts";
import type { Authority } from "../../servers/certificates.ts";
import { createFolder } from "../../servers/keep.ts";
import { findProgram } from "../../servers/programs.ts";

/** What an instance has at hand. */
export interface InstanceSetup {
  /** Secrets that its role may read, by ARN. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Who signs its servers' certificates. */
  readonly authority: Authority;
  /** Names and addresses that lead elsewhere inside the VPC. @default none */
  readonly names?: Readonly<Record<string, string>>;
}

/** What became of a script. */
export interface ScriptRun {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** This machine as an application instance: it really runs scripts. */
export interface Instance {
  run(script: string): Promise<ScriptRun>;
  /** The words of every program that scripts started. */
  words(): string;
}

const REFUSAL =
  "An error occurred (AccessDeniedException) when calling the GetSecretValue operation: not authorized";

/**
 * Runs scripts as Run Command does: a file that `sh` executes. Real are bash, openssl, psql, redis-cli and curl; the AWS CLI
 * reads the given secrets, getent knows the given names, and curl fetches RDS's bundle from the given authority.
 */
export function createInstance({ secrets, authority, names = {} }: InstanceSetup): Instance {
  const folder = createFolder();
  const programs = join(folder, "programs");
  mkdirSync(programs);
  const log = join(folder, "words");
  const write = (name: string, text: string): void => {
    const file = join(programs, name);
    const noted = `printf '%s\\n' "${name} $*" >>'${log}'`;
    const real = findProgram(name);
    const rest = real === undefined ? "exit 127" : `exec ${real} "$@"`;
    writeFileSync(file, `#!/bin/sh\n${noted}\n${text}\n${rest}\n`);
    chmodSync(file, 0o755);
  };
  const reads = Object.entries(secrets).map(([arn, text], index) => {
    const file = join(folder, `secret-${index}`);
    writeFileSync(file, `${text}\n`, { mode: 0o600 });
    return `'${arn}') cat '${file}'; exit 0;;`;
  });
  write("aws", `case "$4" in ${reads.join(" ")} esac\necho "${REFUSAL}" >&2; exit 254`);
  const known = Object.entries(names).map(([name, address]) => `${name}) echo '${address} STREAM'; exit 0;;`);
  write("getent", `case "$2" in ${known.join(" ")} esac`);
  write("curl", `[ "$4" = "${RDS_BUNDLE_URL}" ] && cp '${authority.caFile}' "$3" && exit 0`);
  for (const name of ["openssl", "psql", "redis-cli"]) write(name, "");
  const env = {
    PATH: `${programs}${delimiter}${process.env.PATH ?? ""}`,
    HOME: folder,
    TMPDIR: folder,
    SSL_CERT_FILE: authority.caFile,
  };
  return {
    run: (script) => runScript(join(folder, "script.sh"), script, env),
    words: () => (existsSync(log) ? readFileSync(log, "utf8") : ""),
  };
}

let count = 0;

async function runScript(file: string, script: string, env: Record<string, string>): Promise<ScriptRun> {
  // Several run at once.
  const own = `${file}-${++count}`;
  writeFileSync(own, script);
  const child = spawn("sh", [own], { env });
  const texts = { stdout: "", stderr: "" };
  child.stdout.on("data", (text) => (texts.stdout += String(text)));
  child.stderr.on("data", (text) => (texts.stderr += String(text)));
  const [code] = (await once(child, "close")) as [number | null];
  return { ...texts, exitCode: code ?? 1 };
}
