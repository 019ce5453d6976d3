import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Practice, type Run } from "./program.ts";

/** The files that the simulated AWS keeps: the secrets are in there, as they are in AWS. */
const OF_AWS = /sandbox\.json/;

function filesIn(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesIn(path) : [path];
  });
}

/** Every version of every secret that the account holds. */
function secretsOf(practice: Practice): string[] {
  const { tables } = JSON.parse(practice.read(".flashsale/sandbox.json")) as {
    tables: Record<string, Record<string, { versions: { text: string }[] }>>;
  };
  const secrets = Object.entries(tables).filter(([name]) => name.endsWith("/SecretsManager/secret"));
  return secrets.flatMap(([, rows]) =>
    Object.values(rows).flatMap(({ versions }) => versions.map(({ text }) => text)),
  );
}

/** What a leak may look like. */
const formsOf = (secret: string): string[] => [
  secret,
  Buffer.from(secret).toString("base64").replace(/=+$/, ""),
  encodeURIComponent(secret),
  JSON.stringify(secret).slice(1, -1),
];

function leaksIn(practice: Practice, runs: readonly Run[], secrets: ReadonlySet<string>): string[] {
  const forms = [...secrets].flatMap(formsOf);
  expect(forms.length).toBeGreaterThan(0);
  const files = filesIn(practice.folder).filter((file) => !OF_AWS.test(file));
  const texts: [string, string][] = [
    ...files.map((file): [string, string] => [file, readFileSync(file, "utf8")]),
    ...runs.flatMap((run, index): [string, string][] => [
      [`stdout ${index}`, run.stdout],
      [`stderr ${index}`, run.stderr],
    ]),
  ];
  return texts.filter(([, text]) => forms.some((form) => text.includes(form))).map(([name]) => name);
}

describe("a secret", () => {
  it("is in no file, output or trace of a whole life of the stack, nor of one with faults", {
    timeout: 120_000,
  }, async () => {
    const practice = new Practice();
    const runs: Run[] = [];
    const secrets = new Set<string>();
    const step = async (words: string, faults?: object): Promise<void> => {
      runs.push(
        await practice.run(`${words} --trace trace.jsonl -v`, faults === undefined ? {} : { faults }),
      );
      for (const secret of secretsOf(practice)) secrets.add(secret);
    };
    await step("up --yes --json", { throttle: 0.2, errorAfterSuccess: 0.2, seed: 11 });
    await step("up --yes", { kill: { attempt: 3, when: "before" } });
    await step("up --yes");
    await step("plan --json");
    await step("status --json");
    await step("destroy --yes --delete-data", { kill: { attempt: 4, when: "after" } });
    await step("destroy --yes --delete-data");
    expect(leaksIn(practice, runs, secrets)).toEqual([]);
    practice.remove();
  });

  it("never stands on the command line of a process", { timeout: 60_000 }, async () => {
    const practice = new Practice();
    const run = practice.start("up --yes", { speed: "180" });
    const lines: string[] = [];
    const timer = setInterval(() => {
      try {
        lines.push(
          readFileSync(`/proc/${run.child.pid}/cmdline`, "utf8"),
          readFileSync(`/proc/${run.child.pid}/environ`, "utf8"),
        );
      } catch {
        // Not every system has it, and the process may be gone.
      }
    }, 50);
    expect((await run.ended).code).toBe(0);
    clearInterval(timer);
    const forms = secretsOf(practice).flatMap(formsOf);
    expect(forms.length).toBeGreaterThan(0);
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.filter((line) => forms.some((form) => line.includes(form)))).toEqual([]);
    practice.remove();
  });
});
