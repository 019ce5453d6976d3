import { rename } from "node:fs/promises";
import { dirname } from "node:path";
import { describe, expect, it } from "vitest";
import { newFile, onDisk, openStore } from "./folder.ts";

describe("a state with instants of the future, as after the clock was set back", () => {
  it("counts them from now", async () => {
    const file = newFile();
    const later = "2999-01-01T00:00:00.000Z";
    const past = "2020-01-01T00:00:00.000Z";
    const living = { type: "ec2/vpc", needs: [], token: "t", input: {} };
    const store = await openStore(file);
    await store.put("a.creating", { ...living, status: "creating", sentAt: later });
    await store.put("a.past", { ...living, status: "creating", sentAt: past });
    await store.put("a.ready", { ...living, status: "ready", id: "r", attributes: {}, madeAt: later });
    const replaced = { id: "o", needs: [] };
    await store.put("a.replacing", {
      type: "ec2/vpc",
      needs: [],
      status: "replacing",
      old: replaced,
      new: { ...living, status: "creating", sentAt: later },
    });
    const entries = (await openStore(file)).entries();
    const text = JSON.stringify([...entries]);
    expect(text).not.toContain("2999");
    expect(entries.get("a.past")).toMatchObject({ sentAt: past });
  });
});

describe("a state that the disk does not take", () => {
  it("stops the run, and is written when there is room again", async () => {
    const file = newFile();
    const lost: unknown[] = [];
    const store = await openStore(file, { onLost: (error) => lost.push(error) });
    const living = {
      type: "ec2/vpc",
      needs: [],
      token: "t",
      input: {},
      status: "ready",
      attributes: {},
    } as const;
    await store.put("a.one", { ...living, id: "1" });
    await rename(dirname(file), `${dirname(file)}.away`);
    await expect(store.put("a.two", { ...living, id: "2" })).rejects.toMatchObject({
      exitCode: 1,
      detail: expect.stringContaining(file),
    });
    expect(lost).toMatchObject([{ exitCode: 1 }]);
    await rename(`${dirname(file)}.away`, dirname(file));
    await store.put("a.three", { ...living, id: "3" });
    expect(Object.keys((await onDisk(file)).resources)).toEqual(["a.one", "a.two", "a.three"]);
  });
});
