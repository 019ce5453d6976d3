import { DescribeDBEngineVersionsCommand } from "@aws-sdk/client-rds";
import { describe, expect, it } from "vitest";
import { again } from "../../../src/advice.ts";
import { type Answer, beginLookup, settleAnswer } from "../../../src/engine/lookup.ts";
import type { AwsLookup } from "../../../src/resources/index.ts";
import { versionLookup, versionOf } from "../../../src/sections/db/lookups.ts";
import { mockAws, refusal } from "../../resources/rds/mocked-aws.ts";
import { answer, observationOf, settingsOf } from "../declared.ts";

const NOW = Date.UTC(2026, 7, 1);

const lookupFor = (engineVersion: string): AwsLookup<unknown> =>
  versionLookup(settingsOf({ db: { engineVersion } })) as AwsLookup<unknown>;

/** What a first run resolves the version to. */
async function resolve(asked: string, offered: readonly string[] | Error): Promise<Answer> {
  const { aws, rds } = mockAws();
  const command = rds.safe.on(DescribeDBEngineVersionsCommand);
  if (offered instanceof Error) command.rejects(offered);
  else command.resolves({ DBEngineVersions: offered.map((EngineVersion) => ({ EngineVersion })) });
  return beginLookup(lookupFor(asked), {
    env: aws,
    pins: new Map(),
    upgrade: new Set(),
    now: () => NOW,
  }).first;
}

describe("the PostgreSQL version", () => {
  it.each([
    ["the asked one while AWS offers it", "15.3", ["15.3", "15.13", "16.9"], "15.3"],
    [
      "the newest of its line otherwise, by number and not by letter",
      "15.3",
      ["15.9", "15.13", "16.9"],
      "15.13",
    ],
    ["the newest of a line that was asked for", "15", ["15.9", "15.13", "16.9"], "15.13"],
    ["the newest of the next line where its own is gone", "15.3", ["14.20", "16.4", "16.9", "17.5"], "16.9"],
    ["the newest of all where nothing newer is left", "18.1", ["16.9", "17.5"], "17.5"],
  ])("is %s", async (_case, asked, offered, chosen) => {
    const { value, fresh, notices } = await resolve(asked, offered);
    expect(value).toBe(chosen);
    expect(fresh).toBe(true);
    expect(notices).toEqual([]);
  });

  it("is pinned with what was asked", async () => {
    const { pin } = await resolve("15.3", ["15.13"]);
    expect(pin).toEqual({
      value: "15.13",
      resolvedAt: "2026-08-01T00:00:00.000Z",
      source: "15.3 of rds:DescribeDBEngineVersions",
    });
  });

  it.each([
    ["the call is refused", refusal("AccessDenied")],
    ["the list is empty", []],
  ])("is the line alone, with a notice, where %s", async (_case, offered) => {
    const { value, notices } = await resolve("15.3", offered);
    expect(value).toBe("15");
    expect(notices).toEqual([
      "AWS's list of PostgreSQL versions could not be had: 15 is sent, and RDS chooses the minor version.",
    ]);
  });

  it("falls back to the line of the settings before any answer", () => {
    expect(versionOf(settingsOf({ db: { engineVersion: "16.2" } }), new Map())).toBe("16");
  });
});

interface Standing {
  readonly pinned: string;
  readonly offered?: string;
  readonly live?: string;
  readonly hadPin?: boolean;
}

/** What a pinned version comes to, held against what stands and what AWS offers. */
function settle({ pinned, offered = pinned, live, hadPin = true }: Standing): Answer {
  const found = live === undefined ? [] : [{ name: "flashsale-db", props: { engineVersion: live } }];
  return settleAnswer(lookupFor("15.3"), {
    answer: answer(pinned),
    offer: { value: offered },
    observation: observationOf("rds/db-instance", ...found),
    hadPin,
    isOurs: () => true,
    now: NOW,
  });
}

describe("a pinned PostgreSQL version", () => {
  it("stays when AWS offers a newer one, which is only a notice", () => {
    const { value, notices } = settle({ pinned: "15.12", offered: "15.13", live: "15.12" });
    expect(value).toBe("15.12");
    expect(notices).toEqual([
      `PostgreSQL 15.13 is offered; the stack stays at 15.12 until: ${again("--upgrade db.engineVersion")}`,
    ]);
  });

  it("moves along with an instance that AWS upgraded within its line", () => {
    expect(settle({ pinned: "15.12", live: "15.13" })).toMatchObject({ value: "15.13", fresh: true });
  });

  it("does not follow an instance into another line", () => {
    expect(settle({ pinned: "15.12", live: "16.4" })).toMatchObject({ value: "15.12", fresh: false });
  });

  it("does not go back to an older instance", () => {
    expect(settle({ pinned: "15.13", live: "15.12" }).value).toBe("15.13");
  });

  it("becomes what stands where the state was lost", () => {
    expect(settle({ pinned: "15.13", live: "15.12", hadPin: false })).toMatchObject({
      value: "15.12",
      fresh: true,
    });
  });

  it("says nothing of newer ones while only the line is known", () => {
    expect(settle({ pinned: "15", offered: "15.13", live: "15.13" })).toMatchObject({
      value: "15",
      notices: [],
    });
  });
});
