import { mkdir, readFile, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { STATE_VERSION } from "../../src/state/format.ts";
import { backupOf, readState } from "../../src/state/store.ts";
import { newFile, openStore } from "./folder.ts";

const whole = {
  version: STATE_VERSION,
  serial: 3,
  lineage: "lineage-of-a-test",
  stack: "flashsale",
  accountId: "123456789012",
  region: "us-east-1",
  pins: {},
  resources: {
    "network.vpc": {
      status: "ready",
      type: "ec2/vpc",
      needs: [],
      token: "t",
      input: {},
      id: "vpc-1",
      attributes: {},
    },
  },
  generations: {},
  retained: [],
};
const vpc = whole.resources["network.vpc"];
const withVpc = (part: object): object => ({ ...whole, resources: { "network.vpc": { ...vpc, ...part } } });
const without = <T extends object>(from: T, key: keyof T): object =>
  Object.fromEntries(Object.entries(from).filter(([name]) => name !== key));

const pinned = (key: string, value: unknown): object => ({
  [key]: { value, resolvedAt: "2026-08-01T00:00:00Z", source: "s" },
});

async function written(content: string): Promise<string> {
  const file = newFile();
  await writeFile(file, content);
  return file;
}

describe("a file that is not a whole state", () => {
  const text = JSON.stringify(whole, undefined, 2);

  it.each([
    ["is empty", ""],
    ["is cut off", text.slice(0, text.length / 2)],
    ["lacks its last byte", text.slice(0, -1)],
    ["is cut off between two members", '{"version": 1}'],
    ["is no JSON", "version: 1"],
    ["is null", "null"],
    ["is a list", "[]"],
    ["is of zeros, as after a power failure", "\0".repeat(100)],
    ["has two ends", `${text}}`],
    ["has a member that nobody knows", JSON.stringify({ ...whole, extra: 1 })],
    ["lacks a member", JSON.stringify(without(whole, "generations"))],
    ["has a serial below 0", JSON.stringify({ ...whole, serial: -1 })],
    ["has no account", JSON.stringify({ ...whole, accountId: "" })],
    ["has an entry of no known status", JSON.stringify(withVpc({ status: "made" }))],
    [
      "has an entry without its id",
      JSON.stringify({ ...whole, resources: { "network.vpc": without(vpc, "id") } }),
    ],
    [
      "has an entry with a member of another status",
      JSON.stringify(withVpc({ sentAt: "2026-08-01T00:00:00Z" })),
    ],
    [
      "has a time that is none",
      JSON.stringify(withVpc({ status: "updating", changes: [], sentAt: "yesterday" })),
    ],
    ["has a pin of another form", JSON.stringify({ ...whole, pins: pinned("db.engineVersion", { "": 1 }) })],
    ["has zones without names", JSON.stringify({ ...whole, pins: pinned("network.zones", [{ id: "a" }]) })],
    ["is of an older version that never was", JSON.stringify({ ...whole, version: 0 })],
  ])("because it %s is refused, never taken for empty, and the backup is named", async (_, content) => {
    const file = await written(content);
    await expect(openStore(file)).rejects.toMatchObject({
      code: "StateMalformed",
      exitCode: 1,
      detail: expect.stringContaining(backupOf(file)),
      fix: [`cp ${backupOf(file)} ${file}`],
    });
    expect(await readFile(file, "utf8")).toBe(content);
  });

  it("because it is a folder is refused, too, and no copy over it is advised", async () => {
    const file = newFile();
    await mkdir(file);
    const refused = openStore(file);
    await expect(refused).rejects.toMatchObject({ code: "StateIsFolder", exitCode: 1 });
    await expect(refused).rejects.not.toHaveProperty("fix", [expect.stringMatching(/^cp /)]);
  });

  it("says where it is wrong", async () => {
    const file = await written(JSON.stringify(withVpc({ id: 7 })));
    await expect(openStore(file)).rejects.toMatchObject({
      detail: expect.stringContaining("resources.network.vpc.id"),
    });
  });
});

describe("a state of a newer program", () => {
  it("is refused as newer, even where this one understands nothing of it, and the backup is named", async () => {
    const file = await written(JSON.stringify({ version: STATE_VERSION + 1, anything: "else" }));
    await expect(openStore(file)).rejects.toMatchObject({
      code: "StateNewer",
      exitCode: 1,
      detail: expect.stringContaining(backupOf(file)),
    });
  });
});

describe("a state of something else", () => {
  it.each([
    ["stack", { stack: "other" }, "belongs to the stack other, but this run is for flashsale"],
    ["account", { accountId: "999999999999" }, "belongs to the account 999999999999"],
    ["region", { region: "eu-west-1" }, "belongs to the region eu-west-1"],
  ])("by its %s is refused with exit 78", async (_, part, detail) => {
    const file = await written(JSON.stringify({ ...whole, ...part }));
    await expect(openStore(file)).rejects.toMatchObject({
      code: "StateForeign",
      exitCode: 78,
      detail: expect.stringContaining(detail),
    });
  });
});

it("a whole state is read as it is, and a missing one is none", async () => {
  expect(await readState(await written(JSON.stringify(whole)))).toEqual(whole);
  expect(await readState(newFile())).toBeUndefined();
});
