import { beforeAll, describe, expect, it, vi } from "vitest";
import { editing, type Member, recording } from "./answers.ts";
import { runs, seed } from "./spoil.ts";
import { folderOf, indecencyOf, makeStanding, runHere, type Standing } from "./world.ts";

vi.setConfig({ testTimeout: 3_600_000, hookTimeout: 600_000 });

const SETTINGS = "name: flashsale\nscale: { enabled: false }\n";

let standing: Standing;

beforeAll(async () => {
  standing = await makeStanding(SETTINGS);
});

const COMMANDS: readonly (readonly [words: string, stands: boolean])[] = [
  ["status", true],
  ["plan --json", false],
  ["verify", true],
  ["security audit", true],
  ["destroy --yes --delete-data", true],
  ["up --yes", false],
];

/** Of very many, as many as there is time for: another part of them for each seed. */
function some<T>(list: readonly T[], count: number): T[] {
  const step = Math.max(1, Math.floor(list.length / count));
  return list.filter((_, index) => index % step === seed % step).slice(0, count);
}

const ODD: Readonly<Record<string, (part: unknown) => unknown>> = {
  "is missing": () => undefined,
  "is odd": (part) => {
    if (typeof part === "string") return "{\u001b]52;c;aGk=\u0007%zz";
    if (typeof part === "number") return -1;
    if (typeof part === "boolean") return !part;
    if (Array.isArray(part)) return [];
    return part instanceof Date ? new Date(0) : part;
  },
};

describe.each(COMMANDS)("%s", (words, stands) => {
  const folder = (): string => folderOf(SETTINGS, stands ? standing : {});

  it.each(Object.keys(ODD))(
    "ends with a documented code and no bug where a member of an answer %s",
    async (how) => {
      const members = new Map<Member, unknown>();
      await runHere(words, { cwd: folder(), tamper: recording(members) });
      expect(members.size).toBeGreaterThan(100);
      const faults: string[] = [];
      for (const member of some([...members.keys()], runs(2, Number(process.env.FUZZ_RUNS ?? 400)))) {
        const tamper = editing(member, ODD[how] ?? (() => undefined));
        const fault = indecencyOf(await runHere(words, { cwd: folder(), tamper }));
        if (fault !== undefined) faults.push(`${member} ${how}: ${fault}`);
      }
      expect(faults).toEqual([]);
    },
  );
});
