import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Listed, listAccount, Practice } from "./program.ts";

type Row = readonly [service: string, type: string, id: string, name: string | null];

const EXPECTED = join(import.meta.dirname, "../expected");

/** The rows of all files of a folder, but not of those below it. */
const expectedRows = (folder = EXPECTED): Row[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .flatMap((file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as Row[]);

/** Ids replaced by the address that their owner is tagged with; what has neither is `*`. */
function toRows(listed: readonly Listed[]): Row[] {
  const addresses = listed.flatMap(({ id, tags }): [string, string][] => {
    const address = tags["flashsale-setup:address"];
    return address === undefined ? [] : [[id, address]];
  });
  const label = (id: string): string => {
    const exact = addresses.find(([known]) => known === id)?.[1];
    const labelled = exact ?? addresses.reduce((text, [known, address]) => text.replace(known, address), id);
    return /^[a-z]+-[0-9a-f]{17}$|:configuration\//.test(labelled) ? "*" : labelled;
  };
  return listed.map(({ service, type, id, name }) => [service, type, label(id), name]);
}

const sorted = (rows: readonly Row[]): string[] => rows.map((row) => JSON.stringify(row)).sort();

describe("the whole stack in the sandbox", () => {
  let practice: Practice;

  beforeAll(async () => {
    practice = new Practice();
    const up = await practice.run("up --yes");
    expect(up.code, up.stderr).toBe(0);
  });

  afterAll(() => practice.remove());

  it("is exactly what guide and design ask for", async () => {
    expect(sorted(toRows(await listAccount(practice)))).toEqual(sorted(expectedRows()));
  });

  it("has the guide's single instance besides where the settings ask for it", async () => {
    const more = new Practice(practice);
    writeFileSync(join(more.folder, "flashsale.yaml"), "name: flashsale\ndeploy: { instance: true }\n");
    const up = await more.run("up --yes");
    expect(up.code, up.stderr).toBe(0);
    const expected = [...expectedRows(), ...expectedRows(join(EXPECTED, "with-instance"))];
    expect(sorted(toRows(await listAccount(more)))).toEqual(sorted(expected));
    more.remove();
  });

  it("has budget, trail and the trail's bucket besides where the settings ask for them", async () => {
    const more = new Practice(practice);
    writeFileSync(
      join(more.folder, "flashsale.yaml"),
      "name: flashsale\ncost: { enabled: true, monthlyUsd: 2500, notify: [team@example.com] }\nsecurity: { enabled: true }\n",
    );
    const up = await more.run("up --yes");
    expect(up.code, up.stderr).toBe(0);
    expect((await more.run("plan --detailed-exitcode")).code).toBe(0);
    const expected = [...expectedRows(), ...expectedRows(join(EXPECTED, "with-watch"))];
    expect(sorted(toRows(await listAccount(more)))).toEqual(sorted(expected));
    more.remove();
  });

  it("carries its name, stack, address and lineage on everything that can be tagged", async () => {
    const { lineage } = practice.state();
    for (const { id, tags } of await listAccount(practice)) {
      const address = tags["flashsale-setup:address"];
      if (address === undefined) expect(tags, id).toEqual({});
      else
        expect(tags, id).toMatchObject({
          "flashsale-setup:stack": "flashsale",
          "flashsale-setup:lineage": lineage,
          Name: expect.stringMatching(/^flashsale/i),
        });
    }
  });

  it("leaves nothing to do", async () => {
    expect((await practice.run("plan --detailed-exitcode")).code).toBe(0);
  });

  it("goes without residue but for one snapshot and one secret that can be restored for each data store that has them", async () => {
    const gone = new Practice(practice);
    const destroy = await gone.run("destroy --yes --delete-data");
    expect(destroy.code, destroy.stderr).toBe(0);
    const left = (await listAccount(gone)).map(({ service, type }) => `${service} ${type}`);
    expect(left.filter((one) => one.startsWith("RDS"))).toEqual(["RDS db-snapshot"]);
    expect(
      left.every((one) => / (db-snapshot|snapshot|secret)$/.test(one)),
      left.join(),
    ).toBe(true);
    expect(left.filter((one) => one.endsWith("secret")).length).toBe(left.length / 2);
    const state = gone.state();
    expect(state.resources).toEqual({});
    expect(state.lineage).toBe(practice.state().lineage);
    expect(Object.keys(state.pins)).toContain("network.zones");
    expect(Object.keys(state.generations)).toContain("network.vpc");
    expect(state.retained.map(({ type }) => type)).toContain("rds/db-snapshot");
    gone.remove();
  });

  it("goes without any residue with --no-final-snapshot", async () => {
    const gone = new Practice(practice);
    const destroy = await gone.run("destroy --yes --delete-data --no-final-snapshot");
    expect(destroy.code, destroy.stderr).toBe(0);
    expect(await listAccount(gone)).toEqual([]);
    expect(gone.state().resources).toEqual({});
    gone.remove();
  });
});

interface Timed {
  readonly event: string;
  readonly address?: string;
  readonly time: string;
}

describe("what takes long", () => {
  it("runs at once: database, cache and Kafka cluster have all begun before the first of them is done", async () => {
    const practice = new Practice();
    // Slow enough for the shortest of them to last a second.
    const up = await practice.run("up --yes --json", { speed: "400" });
    expect(up.code, up.stderr).toBe(0);
    const events = up.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Timed);
    const instants = (name: string): number[] =>
      ["db.instance", "cache.replication-group", "kafka.cluster"].map((address) =>
        Date.parse(events.find((one) => one.event === name && one.address === address)?.time ?? ""),
      );
    expect(Math.max(...instants("start"))).toBeLessThan(Math.min(...instants("done")));
    practice.remove();
  });
});
