import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { toPowershell } from "../../../src/ui/env-format/powershell.ts";
import { toSh } from "../../../src/ui/env-format/sh.ts";
import { AWKWARD, REFERENCE, SECRET_ARN, sheetOf, valuesOf } from "./awkward.ts";

const folder = mkdtempSync(join(tmpdir(), "flashsale-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const isThere = (program: string): boolean => spawnSync(program, ["--version"]).error === undefined;

const PRINT = `"${process.execPath}" -e "process.stdout.write(JSON.stringify(process.env))"`;

/** What a child of the shell sees after the script. */
function environmentAfter(shell: readonly string[], text: string, path = ""): Record<string, string> {
  const [program = "", ...flags] = shell;
  const script = join(folder, program === "pwsh" ? "env.ps1" : "env.sh");
  writeFileSync(script, `${text}\n${program === "pwsh" ? "& " : ""}${PRINT}\n`);
  const run = spawnSync(program, [...flags, script], {
    encoding: "utf8",
    env: { PATH: `${path}:${process.env.PATH ?? ""}`, HOME: folder, LC_ALL: "C.UTF-8" },
  });
  expect(run.status, run.stderr).toBe(0);
  return JSON.parse(run.stdout) as Record<string, string>;
}

/** Values that any environment can hold; the shells read UTF-8, which has no lone surrogates. */
const drawn = (): string[] =>
  fc.sample(
    fc.string({
      unit: fc.oneof(fc.constantFrom(..."'\"`$\\\n#! "), fc.string({ minLength: 1, maxLength: 1 })),
    }),
    { numRuns: 200, seed: 7 },
  );

const SHELLS = [["sh"], ["bash"], ["bash", "--posix"], ["dash"], ["zsh"], ["ksh"]].filter(
  ([name = ""]) => ["sh", "bash"].includes(name) || spawnSync(name, ["-c", ":"]).status === 0,
);

describe.each(SHELLS.map((shell) => [shell.join(" "), shell] as const))(
  "--format sh, read by %s",
  (_, shell) => {
    it("gives awkward values as they are", () => {
      const sheet = sheetOf(AWKWARD);
      expect(environmentAfter(shell, toSh(sheet))).toMatchObject(valuesOf(sheet));
    });

    it("gives any text as it is", () => {
      const sheet = sheetOf(drawn());
      expect(environmentAfter(shell, toSh(sheet))).toMatchObject(valuesOf(sheet));
    });

    it("reads a secret by the AWS CLI, whatever its value", () => {
      const value = `a"b'c $HOME \`x\`\n  two  spaces`;
      const aws = join(folder, "aws");
      const answer = join(folder, "answer");
      writeFileSync(answer, value);
      writeFileSync(aws, `#!/bin/sh\nprintf '%s\\n' "$@" > "${folder}/asked"\ncat "${answer}"\necho\n`);
      chmodSync(aws, 0o755);
      const seen = environmentAfter(shell, toSh({ ...sheetOf([], [REFERENCE]), profile: "my shop" }), folder);
      expect(seen.DB_PASSWORD).toBe(value);
      const asked = spawnSync("cat", [join(folder, "asked")], { encoding: "utf8" })
        .stdout.trim()
        .split("\n");
      expect(asked.slice(0, 4)).toEqual(["secretsmanager", "get-secret-value", "--secret-id", SECRET_ARN]);
      expect(asked.slice(-4)).toEqual(["--region", "eu-central-1", "--profile", "my shop"]);
    });
  },
);

describe("--format sh", () => {
  it("tells why the guide's access keys are not there", () => {
    expect(toSh(sheetOf([]))).toMatch(/^# AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are left out/);
  });

  it("refuses a NUL character, which no environment holds, and does not tell the value", () => {
    const write = (): string => toSh(sheetOf(["secret\0text"]));
    expect(write).toThrow(/V0 has a NUL character/);
    expect(write).not.toThrow(/secret/);
  });
});

describe("--format powershell", () => {
  it.skipIf(!isThere("pwsh"))("gives awkward values as they are (needs pwsh)", () => {
    // Windows and PowerShell take an empty value for none.
    const sheet = sheetOf(AWKWARD.filter((value) => value !== ""));
    const seen = environmentAfter(["pwsh", "-NoProfile", "-File"], toPowershell(sheet));
    expect(seen).toMatchObject(valuesOf(sheet));
  });

  it("doubles each kind of single quote, which is all that a single-quoted text takes for special", () => {
    expect(toPowershell(sheetOf(["it's $HOME \u2018x\u2019\n`n"]))).toContain(
      "$env:V0 = 'it''s $HOME \u2018\u2018x\u2019\u2019\n`n'\n",
    );
  });

  it("reads a secret by the AWS CLI, joined again where it has lines", () => {
    expect(toPowershell(sheetOf([], [REFERENCE]))).toContain(
      `$env:DB_PASSWORD = (& aws 'secretsmanager' 'get-secret-value' '--secret-id' '${SECRET_ARN}' '--query' 'SecretString' '--output' 'text' '--region' 'eu-central-1') -join "\`n"\n`,
    );
  });
});
