import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Unknown } from "../../../src/engine/ref.ts";
import { type UserDataInput, userDataOf } from "../../../src/sections/deploy/user-data.ts";

/** What the user data of the default stack is made of. */
export const INPUT: UserDataInput = {
  app: "flashsale-app",
  region: "us-east-1",
  image: "123456789012.dkr.ecr.us-east-1.amazonaws.com/flashsale-app:latest",
  logGroup: "/flashsale/app",
  environment: { AWS_REGION: "us-east-1", DB_HOST: "db.example.com", DB_PORT: 5432 },
  secrets: {
    DB_PASSWORD: "arn:aws:secretsmanager:us-east-1:123456789012:secret:flashsale/db-password-AbCdEf",
  },
};

/** The text of user data whose values are all known. */
export function textOf(input: UserDataInput = INPUT): string {
  const text = userDataOf(input).resolve(() => undefined);
  if (text instanceof Unknown) throw new Error("The user data waits for something.");
  return text;
}

/** What came of a script. */
export interface Ran {
  readonly status: number | null;
  /** All that it said. */
  readonly said: string;
}

/**
 * A machine in a folder: the paths of the scripts lead into it, and the commands that would touch the real one are played.
 * Each played command notes its arguments and then runs the few lines that the test gives it.
 */
export class Machine {
  readonly #root = mkdtempSync(join(tmpdir(), "machine-"));

  constructor(played: Readonly<Record<string, string>> = {}) {
    mkdirSync(join(this.#root, "bin"));
    mkdirSync(join(this.#root, "run/flashsale-app"), { recursive: true });
    for (const folder of ["etc/systemd/system", "usr/local/bin", "var/lib/cloud/data"])
      mkdirSync(join(this.#root, folder), { recursive: true });
    writeFileSync(join(this.#root, "var/lib/cloud/data/instance-id"), "i-0123456789abcdef0\n");
    const all = { aws: "", docker: "", dnf: "", systemctl: "", sleep: "", ...played };
    for (const [name, body] of Object.entries(all)) this.#play(name, body);
  }

  #play(name: string, body: string): void {
    const file = join(this.#root, "bin", name);
    const counting = `count() { echo x >>"${this.#root}/$1"; wc -l <"${this.#root}/$1"; }`;
    const noting = `printf '%s\\n' "${name} $*" >>"${this.#root}/commands"`;
    writeFileSync(file, `#!/bin/bash\n${counting}\n${noting}\n${body}\n`);
    chmodSync(file, 0o755);
  }

  /** Runs a script as root would, with its paths led into the folder. */
  run(script: string): Ran {
    const led = script.replace(/(?<![\w.}])\/(etc|run|usr\/local|var\/lib\/cloud)\//g, `${this.#root}/$1/`);
    const env = { PATH: `${join(this.#root, "bin")}:/usr/bin:/bin` };
    const { status, stdout, stderr } = spawnSync("bash", ["-c", led], { env, encoding: "utf8" });
    return { status, said: stdout + stderr };
  }

  /** Runs what the user data has put there to start the application. */
  start(): Ran {
    return this.run(this.read("usr/local/bin/flashsale-app"));
  }

  has(path: string): boolean {
    return existsSync(join(this.#root, path));
  }

  /** Text of a file, with its paths as they would be on a real machine. */
  read(path: string): string {
    return readFileSync(join(this.#root, path), "utf8").replaceAll(this.#root, "");
  }

  /** Permissions, such as `600`. */
  mode(path: string): string {
    return (statSync(join(this.#root, path)).mode & 0o777).toString(8);
  }

  /** The played commands in their order, each with its arguments. */
  commands(): string[] {
    return this.has("commands") ? this.read("commands").trim().split("\n") : [];
  }
}
