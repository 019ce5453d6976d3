import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { contents } from "../../src/sections/contents.ts";
import { type Listed, listAccount, type Practice } from "./program.ts";
import { editAccount, expectSettled, flat, prepared, rowOf, runTo } from "./stack.ts";

/** The trail and its bucket alone, in a region that takes no tags at the create of a bucket. */
const SETTINGS = [
  "region: us-gov-west-1",
  "security: { enabled: true }",
  ...contents.filter(({ name }) => name !== "security").map(({ name }) => `${name}: { enabled: false }`),
].join("\n");

const practiseThere = (): Practice => prepared(SETTINGS, "");

const bucketsOf = async (practice: Practice): Promise<Listed[]> =>
  (await listAccount(practice)).filter(({ type }) => type === "bucket");

const OURS = { "flashsale-setup:stack": "flashsale", "flashsale-setup:address": "security.bucket" };

describe("a bucket in a region that takes no tags at the create", () => {
  it("is made all the same, with its tags right after it", async () => {
    const practice = practiseThere();
    await runTo(practice, 0, "up --yes");
    expect(await bucketsOf(practice)).toMatchObject([{ tags: OURS }]);
    await expectSettled(practice);
    await runTo(practice, 0, "destroy --yes --delete-data");
    expect(await bucketsOf(practice)).toEqual([]);
    practice.remove();
  });

  // The first is refused for its tags, the second makes it, the third gives it tags.
  it.each([
    [1, "after"],
    [2, "before"],
    [2, "after"],
    [3, "before"],
    [3, "after"],
  ] as const)("is ours after a kill at change %i, %s it", async (attempt, when) => {
    const practice = practiseThere();
    const killed = await practice.run("up --yes", { faults: { kill: { attempt, when } } });
    expect(killed.signal).toBe("SIGKILL");
    await runTo(practice, 0, "up --yes");
    expect(await bucketsOf(practice)).toMatchObject([{ tags: OURS }]);
    await expectSettled(practice);
    practice.remove();
  });

  it("is a stranger's where no create of ours is open", async () => {
    const practice = practiseThere();
    await runTo(practice, 0, "up --yes");
    editAccount(practice, (account) => Object.assign(rowOf(account, "S3/bucket"), { tags: {} }));
    rmSync(join(practice.folder, ".flashsale/sandbox.state.json"));
    rmSync(join(practice.folder, ".flashsale/sandbox.state.json.backup"), { force: true });
    const refused = await practice.run("up --yes");
    expect(refused.code).toBe(1);
    expect(flat(refused.stderr)).toMatch(/security\.bucket.*(NotOurs|someone else)/);
    expect(await bucketsOf(practice)).toMatchObject([{ tags: {} }]);
    practice.remove();
  });
});
