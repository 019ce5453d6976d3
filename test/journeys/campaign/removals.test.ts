import { describe, expect, it } from "vitest";
import { contents } from "../../../src/sections/contents.ts";
import { isFull, seed } from "../../chance.ts";
import { Practice } from "../program.ts";
import { inParallel } from "./campaign.ts";
import { random } from "./kill-each.ts";
import { empty, WHOLE } from "./scenarios.ts";

/** About as many changes as an `up` of everything sends. */
const CHANGES = 150;

/** An event of a run, as `--json` tells it. */
interface Told {
  readonly event: string;
  readonly action?: string;
  readonly address?: string;
  readonly plan?: { readonly items: readonly { readonly action: string; readonly address: string }[] };
}

/** How an `up` may end half-way: killed somewhere, or refused something in the middle of it. */
const ENDS: readonly { readonly name: string; readonly faults: object }[] = [
  ...Array.from({ length: isFull ? 8 : 1 }, () => {
    const attempt = 1 + Math.floor(random() * CHANGES);
    return { name: `killed after change ${attempt}`, faults: { kill: { attempt, when: "after" } } };
  }),
  { name: "refused a database", faults: { deny: ["rds:CreateDBInstance"] } },
  { name: "refused a role", faults: { deny: ["iam:CreateRole"] } },
].slice(0, isFull ? undefined : 2);

const names = contents.map(({ name }) => name);
const SECTIONS = isFull ? names : [names[Math.floor(random() * names.length)] ?? "db", "kafka"];

/** What a run says that it makes, in its plan or while it works. */
function makesOf(stdout: string): string[] {
  const told = stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Told);
  const planned = told.flatMap(({ plan }) => plan?.items ?? []);
  return [...planned, ...told.filter(({ event }) => event === "start")]
    .filter(({ action }) => action === "create" || action === "replace")
    .map(({ action, address }) => `${action} ${address}`);
}

describe(`a section taken out of a stack that an up left half-made (seed ${seed}${isFull ? "" : ", a sample"})`, () => {
  it.each(ENDS)("makes nothing after an up that was $name", { timeout: 1_800_000 }, async ({ faults }) => {
    const base = await empty(WHOLE);
    await base.run("up --yes", { faults });
    expect(Object.keys(base.state().resources).length).toBeGreaterThan(0);
    await inParallel(SECTIONS, 2, async (section) => {
      const practice = new Practice(base);
      const removal = await practice.run(`destroy ${section} --yes --delete-data --json`);
      expect(removal.code, `${section}\n${removal.stderr}`).toBe(0);
      expect(makesOf(removal.stdout), section).toEqual([]);
      const left = Object.keys(practice.state().resources).filter((address) =>
        address.startsWith(`${section}.`),
      );
      expect(left, section).toEqual([]);
      practice.remove();
    });
    base.remove();
  });
});
