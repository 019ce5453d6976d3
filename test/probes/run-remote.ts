import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { ProbeResult } from "../../src/probes/probe.ts";
import { readRemoteReport } from "../../src/probes/remote-report.ts";
import { RDS_BUNDLE_URL, type RemoteTarget, renderRemoteScript } from "../../src/probes/remote-script.ts";

/** What stands in for Secrets Manager: text for one ARN, a refusal for every other. */
export const SECRET_ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:flashsale/db-AbCdEf";

/** What came of running the script. */
export interface RemoteRun {
  readonly results: readonly ProbeResult[];
  readonly script: string;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs the script for these targets as Run Command does: a file that `sh` executes. Only the AWS CLI is not the real one;
 * the secret is what its stand-in answers. With `bundle`, curl is replaced too: it fetches this file.
 */
export async function runRemote(
  folder: string,
  targets: readonly RemoteTarget[],
  more: { readonly secret?: string; readonly limitSeconds?: number; readonly bundle?: string } = {},
): Promise<RemoteRun> {
  const { secret = "", limitSeconds = 5 } = more;
  const script = renderRemoteScript(targets, { limitSeconds });
  const file = join(folder, "script.sh");
  writeFileSync(file, script);
  const programs = writePrograms(folder, more.bundle);
  const path = `${programs}${delimiter}${process.env.PATH ?? ""}`;
  const child = spawn("sh", [file], {
    env: { PATH: path, TEST_SECRET: secret, HOME: folder, TMPDIR: folder },
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (text) => {
    stdout += String(text);
  });
  child.stderr.on("data", (text) => {
    stderr += String(text);
  });
  await once(child, "close");
  return { results: readRemoteReport(stdout, targets), script, stdout, stderr };
}

function writePrograms(folder: string, bundle: string | undefined): string {
  const programs = join(folder, "programs");
  mkdirSync(programs, { recursive: true });
  const asked = `secretsmanager get-secret-value --secret-id ${SECRET_ARN} --region us-east-1 --query SecretString --output text`;
  const refusal =
    "An error occurred (AccessDeniedException) when calling the GetSecretValue operation: not authorized";
  const answer = `if [ "$*" = "${asked}" ]; then printf '%s\\n' "$TEST_SECRET"`;
  writeProgram(programs, "aws", `${answer}\nelse echo "${refusal}" >&2; exit 254; fi`);
  if (bundle !== undefined)
    writeProgram(programs, "curl", `[ "$4" = "${RDS_BUNDLE_URL}" ] && cp "${bundle}" "$3"`);
  return programs;
}

function writeProgram(folder: string, name: string, text: string): void {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${text}\n`);
  chmodSync(file, 0o755);
}
