import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Practice } from "./program.ts";
import { expectRefused, flat, readAccount, rowOf, runTo, standing } from "./stack.ts";

const STATE = ".flashsale/sandbox.state.json";
const WRITING = [
  "up --yes",
  "destroy --yes --delete-data",
  "destroy db --yes --delete-data",
  "network --yes",
];
const ELSEWHERE = ["security trail --yes", "iam --yes"];

let base: Practice;

beforeAll(async () => {
  base = await standing();
});

afterAll(() => base.remove());

const lose = (practice: Practice, file: string): void => rmSync(join(practice.folder, file));

describe("a state that is lost or mistyped while the stack stands", () => {
  it.each([...WRITING, ...ELSEWHERE])(
    "%s with a mistyped --state refuses, and edits no settings",
    async (words) => {
      const practice = new Practice(base);
      const settings = practice.read("flashsale.yaml");
      const told = await expectRefused(practice, 1, `${words} --state nowhere.json`);
      expect(told).toMatch(/There is no state file at \S*nowhere\.json/);
      expect(told).toMatch(/belong to this stack, but to another state file \(lineage [0-9a-f-]+\)/);
      const [verb] = words.split(" ");
      expect(told).toMatch(new RegExp(`flashsale-setup ${verb} .*--state \\S*sandbox\\.state\\.json`));
      expect(told).not.toMatch(/flashsale-setup .*--state nowhere\.json/);
      expect(practice.read("flashsale.yaml")).toBe(settings);
      expect(() => practice.read("nowhere.json")).toThrow(/ENOENT/);
      expect(() => practice.read(".flashsale/sandbox.yaml")).toThrow(/ENOENT/);
      practice.remove();
    },
  );

  it.each(WRITING)("%s refuses, and names the backup that is there", async (words) => {
    const practice = new Practice(base);
    lose(practice, STATE);
    const told = await expectRefused(practice, 1, words);
    expect(told).toMatch(/cp \S*sandbox\.state\.json\.backup \S*sandbox\.state\.json/);
    practice.remove();
  });

  it("destroy asks for the right file where there is no backup either", async () => {
    const practice = new Practice(base);
    lose(practice, STATE);
    lose(practice, `${STATE}.backup`);
    expect(await expectRefused(practice, 1, "destroy --yes --delete-data")).toContain("--state FILE");
    practice.remove();
  });
});

describe("a destroy of what does not stand", () => {
  it.each([
    ["destroy --yes", "Nothing of flashsale stands"],
    ["destroy db --yes", "Nothing of db stands"],
    ["destroy --yes --state other.json", "There is no state file at"],
  ])("%s says so, ends with 0, and writes neither settings nor state", async (words, says) => {
    const practice = new Practice();
    expect(flat((await runTo(practice, 0, words)).stderr)).toContain(says);
    for (const file of [STATE, "other.json", ".flashsale/sandbox.yaml"])
      expect(() => practice.read(file)).toThrow(/ENOENT/);
    practice.remove();
  });
});

describe("a database that AWS refuses to delete", () => {
  it("is protected again, and that is told", async () => {
    const practice = new Practice(base);
    const isOn = (): unknown =>
      (rowOf(readAccount(practice), "RDS/db-instance").settings as { DeletionProtection: boolean })
        .DeletionProtection;
    expect(isOn()).toBe(true);
    const faults = { deny: ["rds:DeleteDBInstance"] };
    const { stderr } = await runTo(practice, 77, "destroy db --yes --delete-data", { faults });
    expect(flat(stderr)).toContain("db.instance stays, and its deletion protection is on again");
    expect(isOn()).toBe(true);
    practice.remove();
  });
});
