import { expect, vi } from "vitest";
import { contents } from "../../src/sections/contents.ts";
import type { Attempt, Ended, Rehearsal } from "./rehearsal.ts";

// Every step is a whole run: on a busy machine a handful of them takes a while.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** Settings of which only some sections are on. */
export const only = (...sections: readonly string[]): string =>
  contents
    .filter(({ name }) => !sections.includes(name))
    .map(({ name }) => `${name}: { enabled: false }\n`)
    .join("");

/** Settings of the permissions alone, with more at their head. */
export const iamAlone = (iam: object = {}, head = ""): string =>
  `${head}${only("iam")}iam: ${JSON.stringify(iam)}\n`;

/** The calls to IAM that change something, in their order. */
export const changesOfIam = (attempts: readonly Attempt[]): string[] =>
  attempts.filter(({ call }) => /^IAM\.(?!Get|List)/.test(call)).map(({ call }) => call.replace("IAM.", ""));

/** The calls to IAM that only look, but for the account's alias. */
export const readsOfIam = (attempts: readonly Attempt[]): string[] =>
  attempts
    .filter(({ call }) => /^IAM\.(Get|List)/.test(call) && call !== "IAM.ListAccountAliases")
    .map(({ call }) => call.replace("IAM.", ""))
    .sort();

/** Runs a command that must end with a code, which says what went wrong if it does not. */
export async function endTo(code: number, words: string, on: Rehearsal): Promise<Ended> {
  const ended = await on.run(words);
  expect(ended.code, `${words}\n${ended.stdout}\n${ended.stderr}`).toBe(code);
  return ended;
}

/** A record of the simulated account, of which a test changes what it likes. */
export type Row = Record<string, unknown>;

/** Changes the records of one of IAM's tables as somebody else would. */
export const editIam = (
  rehearsal: Rehearsal,
  table: string,
  change: (rows: Record<string, Row>) => void,
): void =>
  rehearsal.edit(({ tables }) => {
    const rows = (tables[`IAM/${table}`] ?? {}) as Record<string, Row>;
    change(rows);
    tables[`IAM/${table}`] = rows as never;
  });

/** What IAM has, as type and name. */
export async function iamIn(rehearsal: Rehearsal): Promise<string[]> {
  const { stdout } = await rehearsal.run("sandbox list --json");
  const { resources } = JSON.parse(stdout) as { resources: Record<"service" | "type" | "id", string>[] };
  return resources
    .filter(({ service }) => service === "IAM")
    .map(({ type, id }) => `${type} ${id.replaceAll(/arn:aws:iam::(\d{12}|aws):/g, "")}`)
    .sort();
}

/** Text without the breaks that fit it to a terminal. */
export const plain = (text: string): string => text.replace(/\s+/g, " ");
