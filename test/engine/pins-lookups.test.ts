import { describe, expect, it } from "vitest";
import {
  type Answer,
  type AnyLookup,
  beginLookup,
  type Lookup,
  type Pin,
  settleAnswer,
} from "../../src/engine/lookup.ts";
import type { Observed } from "../../src/engine/resource.ts";

/** The engine's versions as a section would ask for them: `15.9` and the like. */
const version = (offered: string | Error, more: Partial<Lookup<string, null>> = {}): AnyLookup<null> =>
  ({
    key: "db.version",
    source: "15 of the list",
    ask: async () => {
      if (offered instanceof Error) throw offered;
      return offered;
    },
    live: {
      type: "fake/db",
      read: ([first]: readonly Observed[]) => first?.props.version as string | undefined,
      isSameLine: (answer: string, live: string) => answer.split(".")[0] === live.split(".")[0],
      isAhead: (answer: string, live: string) => Number(live.split(".")[1]) > Number(answer.split(".")[1]),
    },
    newer: (pinned: string, today: string) =>
      pinned === today ? undefined : `${today} is out; ${pinned} is kept`,
    ...more,
  }) as AnyLookup<null>;

const pinnedTo = (value: unknown, source = "15 of the list"): Pin => ({
  value,
  source,
  resolvedAt: "2026-01-01T00:00:00.000Z",
});
const db = (running: string, part: Partial<Observed> = {}): Observed => ({
  id: "db-1",
  condition: "standing",
  status: "available",
  props: { version: running },
  attributes: {},
  ...part,
});

interface Given {
  readonly pin?: Pin;
  readonly upgrade?: string;
  readonly observed?: readonly Observed[];
  readonly isOurs?: (observed: Observed) => boolean;
}

const NOW = Date.parse("2026-08-01T00:00:00.000Z");

async function resolve(lookup: AnyLookup<null>, given: Given = {}): Promise<Answer> {
  const pins = new Map(given.pin === undefined ? [] : [[lookup.key, given.pin]]);
  const upgrade = new Set(given.upgrade === undefined ? [] : [given.upgrade]);
  const run = beginLookup(lookup, { env: null, pins, upgrade, now: () => NOW });
  const answer = await run.first;
  return settleAnswer(lookup, {
    answer,
    offer: await run.offer,
    observation: new Map([["fake/db", given.observed ?? []]]),
    hadPin: given.pin !== undefined,
    isOurs: given.isOurs ?? (() => true),
    now: NOW,
  });
}

describe("a lookup's first answer", () => {
  it("is what AWS says, and is to be pinned", async () => {
    const answer = await resolve(version("15.9"));
    expect(answer).toEqual({
      value: "15.9",
      fresh: true,
      notices: [],
      pin: { value: "15.9", source: "15 of the list", resolvedAt: "2026-08-01T00:00:00.000Z" },
    });
  });

  it("fails with AWS's own error where nothing else is to go on with", async () => {
    await expect(resolve(version(new Error("no permission")))).rejects.toThrow("no permission");
  });

  it("is the fallback, with a notice, where AWS's list cannot be had and there is one", async () => {
    const fallback = { value: "15.8", notice: "the list could not be read" };
    const answer = await resolve(version(new Error("no permission"), { fallback }));
    expect(answer).toMatchObject({ value: "15.8", notices: ["the list could not be read"] });
  });
});

describe("a pin", () => {
  it("is kept; what AWS offers today is a notice and never a change", async () => {
    const answer = await resolve(version("15.10"), { pin: pinnedTo("15.9") });
    expect(answer).toMatchObject({ value: "15.9", fresh: false, notices: ["15.10 is out; 15.9 is kept"] });
  });

  it("is kept where AWS cannot be asked", async () => {
    const answer = await resolve(version(new Error("throttled")), { pin: pinnedTo("15.9") });
    expect(answer).toMatchObject({ value: "15.9", fresh: false, notices: [] });
  });

  it("is given up for an edited setting", async () => {
    const answer = await resolve(version("16.2"), { pin: pinnedTo("15.9", "another question") });
    expect(answer).toMatchObject({ value: "16.2", fresh: true, pin: { source: "15 of the list" } });
  });

  it.each([
    ["by its key", "db.version", "15.10", true],
    ["by another key not", "app.image", "15.9", false],
  ])("is given up %s in --upgrade", async (_, upgrade, value, fresh) => {
    expect(await resolve(version("15.10"), { pin: pinnedTo("15.9"), upgrade })).toMatchObject({
      value,
      fresh,
    });
  });
});

describe("what stands", () => {
  it.each([
    ["ahead of the pin in the same line moves it", "15.12", "15.12", true],
    ["behind the pin does not", "15.7", "15.9", false],
    ["in another line does not", "16.1", "15.9", false],
    ["at the pin does not", "15.9", "15.9", false],
  ])("%s", async (_, running, value, fresh) => {
    const answer = await resolve(version("15.9"), { pin: pinnedTo("15.9"), observed: [db(running)] });
    expect(answer).toMatchObject({ value, fresh, pin: { value } });
  });

  it.each([
    ["is pinned after the state was lost, also behind what AWS offers", "15.7", "15.7"],
    ["in another line than what is asked for is not", "14.2", "15.9"],
  ])("%s", async (_, running, value) => {
    expect(await resolve(version("15.9"), { observed: [db(running)] })).toMatchObject({ value, fresh: true });
  });

  it("decides nothing where it is not ours, or is on its way out", async () => {
    const others = await resolve(version("15.9"), { observed: [db("15.7")], isOurs: () => false });
    const leaving = await resolve(version("15.9"), { observed: [db("15.7", { condition: "leaving" })] });
    expect([others.value, leaving.value]).toEqual(["15.9", "15.9"]);
  });

  it("moves the pin silently: an offer that it has caught up with is no notice", async () => {
    const answer = await resolve(version("15.12"), { pin: pinnedTo("15.9"), observed: [db("15.12")] });
    expect(answer).toMatchObject({ value: "15.12", notices: [] });
  });

  it("behind an answer that was asked anew is changed to it", async () => {
    const answer = await resolve(version("15.12"), {
      pin: pinnedTo("15.9"),
      upgrade: "db.version",
      observed: [db("15.9")],
    });
    expect(answer).toMatchObject({ value: "15.12", fresh: true });
  });
});

describe("what changes by nature", () => {
  const image = (offered: string | Error, more = {}): AnyLookup<null> => {
    const { live: _, newer: __, ...lookup } = version(offered);
    return { ...lookup, key: "app.image", unpinned: true, ...more };
  };

  it("is asked on each run, whatever an earlier one answered, and never pinned", async () => {
    const answer = await resolve(image("pushed"), { pin: pinnedTo("absent") });
    expect(answer).toMatchObject({ value: "pushed", fresh: false });
  });

  it("is not pinned either where what stands tells better", async () => {
    const running = version("15.1", { unpinned: true });
    expect(await resolve(running, { observed: [db("15.9")] })).toMatchObject({ value: "15.9", fresh: false });
  });

  it("is not pinned either where its fallback stands in", async () => {
    const fallback = { value: "absent", notice: "the registry could not be read" };
    expect(await resolve(image(new Error("denied"), { fallback }))).toMatchObject({
      value: "absent",
      fresh: false,
    });
  });
});
