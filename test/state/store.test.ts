import { mkdir, readFile, rm, rmdir, writeFile } from "node:fs/promises";
import { beforeEach, describe, expect, it } from "vitest";
import type { Deleting, Entry, Ready, Replacing } from "../../src/engine/entry.ts";
import { Bug, type StateError } from "../../src/errors.ts";
import { backupOf } from "../../src/state/store.ts";
import { modeOf, namesBeside, newFile, onDisk, openStore } from "./folder.ts";

const AT = "2026-08-01T00:00:00.000Z";
const born = {
  type: "ec2/vpc",
  needs: ["network.gate"],
  token: "t",
  input: { cidr: "10.0.0.0/16", deep: [{ a: 1 }] },
};
const ready: Ready = { ...born, status: "ready", id: "vpc-1", attributes: { vpcId: "vpc-1" } };
const deleting: Deleting = { status: "deleting", type: "rds/db-instance", needs: [], id: "db-1", sentAt: AT };
const replacing: Replacing = {
  status: "replacing",
  type: "kafka/configuration",
  needs: [],
  old: { id: "c-1", name: "c", needs: ["network.vpc"] },
};

const ENTRIES: Readonly<Record<string, Entry>> = {
  creating: { ...born, status: "creating", sentAt: AT },
  "creating with its name and id": {
    ...born,
    name: "n",
    status: "creating",
    sentAt: AT,
    id: "vpc-1",
    adopted: true,
  },
  ready,
  "ready with its history": {
    ...ready,
    name: "n",
    adopted: true,
    timings: { create: 20.5, update: 3 },
    madeAt: AT,
  },
  updating: { ...ready, status: "updating", changes: ["tags"], sentAt: AT },
  deleting,
  "deleting with a snapshot": { ...deleting, name: "db", snapshot: "db-final" },
  replacing,
  "replacing with the new one": {
    ...replacing,
    new: { ...born, name: "c-2", status: "creating", sentAt: AT },
  },
};

let file = "";
beforeEach(() => {
  file = newFile();
});

describe("a state", () => {
  it("that has no file is new: it has a lineage, and no file until something is written", async () => {
    const store = await openStore(file);
    expect(store).toMatchObject({ stack: "flashsale", lineage: "lineage-of-a-test", serial: 0 });
    expect([...store.entries()]).toEqual([]);
    expect(namesBeside(file)).toEqual([]);
  });

  it.each(Object.keys(ENTRIES))("remembers an entry that is %s", async (kind) => {
    const entry = ENTRIES[kind] as Entry;
    await (await openStore(file)).put("network.vpc", entry);
    const again = await openStore(file, { newLineage: () => "another-lineage" });
    expect(again.entries().get("network.vpc")).toEqual(entry);
    expect(again).toMatchObject({ lineage: "lineage-of-a-test", serial: 1 });
  });

  it("holds what it was told before the promise resolves, and on disk when it does", async () => {
    const store = await openStore(file);
    const written = store.put("network.vpc", ready);
    expect(store.entries().get("network.vpc")).toEqual(ready);
    await written;
    expect((await onDisk(file)).resources).toEqual({ "network.vpc": ready });
  });

  it("is not changed by what is done to an entry after it was handed in", async () => {
    const store = await openStore(file);
    const input = { tags: { team: "sale" } };
    const written = store.put("network.vpc", { ...ready, input });
    input.tags.team = "other";
    await written;
    expect((await onDisk(file)).resources["network.vpc"]).toMatchObject({
      input: { tags: { team: "sale" } },
    });
  });

  it("raises the generation of what is removed and keeps it after the entry is gone", async () => {
    const store = await openStore(file);
    await store.put("network.vpc", ready);
    await store.remove("network.vpc");
    await store.remove("network.vpc");
    const again = await openStore(file);
    expect(again.generation("network.vpc")).toBe(2);
    expect(again.generation("network.gate")).toBe(0);
    expect([...again.entries()]).toEqual([]);
  });

  it("leaves the generation of an intent of which nothing came", async () => {
    const store = await openStore(file);
    await store.put("network.vpc", ready);
    await store.forget("network.vpc");
    expect(store.generation("network.vpc")).toBe(0);
    expect((await onDisk(file)).resources).toEqual({});
  });

  it("remembers what a delete left, once each, until it is in use again", async () => {
    const store = await openStore(file);
    const left = { type: "secrets-manager/secret", id: "vpc-1", from: "db.secret", at: AT, until: AT };
    await store.remove("db.secret", [left]);
    await store.remove("db.secret", [{ ...left, from: "db.other" }]);
    expect((await openStore(file)).retained).toEqual([{ ...left, from: "db.other" }]);
    await store.put("db.secret", { ...deleting, id: "vpc-1" });
    expect(store.retained).toHaveLength(1);
    await store.put("db.secret", ready);
    expect((await openStore(file)).retained).toEqual([]);
  });

  it("remembers pins, and replaces only those that are given", async () => {
    const store = await openStore(file);
    const pin = (value: unknown) => ({ value, resolvedAt: AT, source: "s" });
    await store.putPins(
      new Map([
        ["zones", pin(["a", "b"])],
        ["version", pin("15.9")],
      ]),
    );
    await store.putPins(new Map([["version", pin("15.10")]]));
    expect([...(await openStore(file)).pins]).toEqual([
      ["zones", pin(["a", "b"])],
      ["version", pin("15.10")],
    ]);
  });
});

describe("a write", () => {
  it("is shared by all that is to be written in the same tick", async () => {
    const store = await openStore(file);
    await Promise.all(Array.from({ length: 50 }, (_, at) => store.put(`network.${at}`, ready)));
    expect(await onDisk(file)).toMatchObject({ serial: 1 });
    expect(Object.keys((await onDisk(file)).resources)).toHaveLength(50);
  });

  it("that runs is followed by one more for all that came meanwhile, and loses none", async () => {
    const store = await openStore(file);
    const writes: Promise<void>[] = [];
    for (let at = 0; at < 50; at++) {
      writes.push(store.put(`network.${at}`, ready));
      await new Promise(setImmediate);
    }
    await Promise.all(writes);
    const { serial, resources } = await onDisk(file);
    expect(Object.keys(resources)).toHaveLength(50);
    expect(serial).toBeLessThanOrEqual(50);
  });

  it("resolves for each only once its own change is on disk", async () => {
    const store = await openStore(file);
    const seen = Array.from({ length: 20 }, async (_, at) => {
      await new Promise(setImmediate);
      await store.put(`network.${at}`, ready);
      return `network.${at}` in (await onDisk(file)).resources;
    });
    expect(await Promise.all(seen)).not.toContain(false);
  });

  it("is readable by its owner alone, its backup too", async () => {
    const store = await openStore(file);
    await store.put("network.vpc", ready);
    await store.put("network.vpc", { ...ready, id: "vpc-2" });
    expect([modeOf(file), modeOf(backupOf(file))]).toEqual(["600", "600"]);
  });

  it("keeps the state before it as the backup, and nothing else beside the file", async () => {
    const store = await openStore(file);
    await store.put("network.vpc", ready);
    expect(namesBeside(file)).toEqual(["flashsale.state.json"]);
    const before = await readFile(file, "utf8");
    await store.put("network.vpc", { ...ready, id: "vpc-2" });
    expect(await readFile(backupOf(file), "utf8")).toBe(before);
    expect(namesBeside(file)).toEqual(["flashsale.state.json", "flashsale.state.json.backup"]);
  });

  it("that fails is told to whoever asked, and the next one has its change, too", async () => {
    const store = await openStore(file);
    await store.put("network.vpc", ready);
    // The present state cannot take this place, so the write must stop before it replaces anything.
    await mkdir(backupOf(file));
    await expect(store.put("network.gate", ready)).rejects.toThrow();
    await rmdir(backupOf(file));
    await store.put("db.instance", ready);
    expect(Object.keys((await onDisk(file)).resources)).toEqual([
      "network.vpc",
      "network.gate",
      "db.instance",
    ]);
  });

  it("is over once the store says that it is flushed", async () => {
    const store = await openStore(file);
    void store.put("network.vpc", ready);
    await store.flushed();
    expect(Object.keys((await onDisk(file)).resources)).toEqual(["network.vpc"]);
    await store.flushed();
  });
});

describe("a store that is opened for reading", () => {
  it.each([
    ["put", (store: Awaited<ReturnType<typeof openStore>>) => store.put("network.vpc", ready)],
    ["remove", (store: Awaited<ReturnType<typeof openStore>>) => store.remove("network.vpc")],
    ["putPins", (store: Awaited<ReturnType<typeof openStore>>) => store.putPins(new Map())],
  ])("refuses %s, and leaves the file as it was", async (_, act) => {
    await (await openStore(file)).put("network.vpc", ready);
    const before = await readFile(file, "utf8");
    const store = await openStore(file, { readOnly: true });
    await expect((async () => act(store))()).rejects.toThrow(Bug);
    expect(await readFile(file, "utf8")).toBe(before);
    expect([...store.entries().keys()]).toEqual(["network.vpc"]);
  });
});

describe("a state that another process wrote meanwhile", () => {
  async function overtaken(act: () => Promise<void>) {
    const lost: StateError[] = [];
    const store = await openStore(file, { onLost: (error) => lost.push(error) });
    await store.put("network.vpc", ready);
    await act();
    return { store, lost };
  }
  const elsewhere = async (): Promise<void> => (await openStore(file)).put("network.gate", ready);

  it.each([
    ["was written elsewhere", elsewhere, "has serial 2, this run last wrote 1"],
    ["is gone", () => rm(file), "has serial none (the file is gone), this run last wrote 1"],
  ])("because it %s is not written over: exit 75, told once", async (_, act, detail) => {
    const { store, lost } = await overtaken(act);
    await expect(store.put("db.instance", ready)).rejects.toMatchObject({
      code: "StateChangedElsewhere",
      exitCode: 75,
      detail: expect.stringContaining(detail),
    });
    await expect(store.put("db.other", ready)).rejects.toMatchObject({ code: "StateChangedElsewhere" });
    expect(lost).toHaveLength(1);
  });

  it("stays as the other left it", async () => {
    const { store } = await overtaken(elsewhere);
    const theirs = await readFile(file, "utf8");
    await store.put("db.instance", ready).catch(() => undefined);
    await store.remove("network.vpc").catch(() => undefined);
    expect(await readFile(file, "utf8")).toBe(theirs);
  });

  it("is not written over either where it appeared only after this run found none", async () => {
    const store = await openStore(file);
    await elsewhere();
    await expect(store.put("network.vpc", ready)).rejects.toMatchObject({ exitCode: 75 });
  });

  it("and became unreadable is not written over", async () => {
    const { store } = await overtaken(() => writeFile(file, "{"));
    await expect(store.put("db.instance", ready)).rejects.toMatchObject({ code: "StateMalformed" });
    expect(await readFile(file, "utf8")).toBe("{");
  });
});

it("a store that lost its lock writes nothing more, and says why", async () => {
  const store = await openStore(file);
  await store.put("network.vpc", ready);
  const { StateError: Lost } = await import("../../src/errors.ts");
  const error = new Lost({ code: "LockLost", summary: "The lock was lost", detail: "Suspended." }, 75);
  store.lose(error);
  await expect(store.put("network.gate", ready)).rejects.toBe(error);
  expect(Object.keys((await onDisk(file)).resources)).toEqual(["network.vpc"]);
});
