import {
  DescribeDBEngineVersionsCommand,
  DescribeOrderableDBInstanceOptionsCommand,
  type OrderableDBInstanceOption,
} from "@aws-sdk/client-rds";
import { describe, expect, it } from "vitest";
import type { Observed } from "../../../src/engine/resource.ts";
import { checkDb } from "../../../src/sections/db/checks.ts";
import type { SettingProblem } from "../../../src/sections/section.ts";
import { mockAws, refusal } from "../../resources/rds/mocked-aws.ts";
import { answer, observationOf, settingsOf } from "../declared.ts";

interface Scene {
  readonly db?: object;
  /** What the lookup of the version came to. */
  readonly version?: string;
  readonly orderable?: readonly OrderableDBInstanceOption[] | Error;
  readonly live?: Partial<Observed>;
  /** Zones of the stack. @default not known */
  readonly zones?: readonly string[];
  /** Upgrade targets of the live version. */
  readonly targets?: readonly string[];
}

const ORDERABLE = [{ MultiAZCapable: true, StorageType: "gp3" }];

function check(scene: Scene): Promise<readonly SettingProblem[]> {
  const { db = {}, version = "15.13", orderable = ORDERABLE, live, targets = [], zones } = scene;
  const { aws, rds } = mockAws();
  const options = rds.safe.on(DescribeOrderableDBInstanceOptionsCommand);
  if (orderable instanceof Error) options.rejects(orderable);
  else options.resolves({ OrderableDBInstanceOptions: [...orderable] });
  const EngineVersion = String(live?.props?.engineVersion);
  const ValidUpgradeTarget = targets.map((target) => ({ EngineVersion: target }));
  rds.safe
    .on(DescribeDBEngineVersionsCommand)
    .resolves({ DBEngineVersions: [{ EngineVersion, ValidUpgradeTarget }] });
  return checkDb({
    env: aws,
    settings: settingsOf({ db }),
    answers: new Map([
      ["db.engineVersion", answer(version)],
      ...(zones === undefined ? [] : [["network.zones", answer(zones.map((name) => ({ name })))] as const]),
    ]),
    observation: observationOf("rds/db-instance", ...(live === undefined ? [] : [live])),
  });
}

const standing = (engineVersion: string, part: object = {}): Partial<Observed> => ({
  name: "flashsale-db",
  props: { engineVersion, class: "db.r5.xlarge", multiAz: true, ...part },
});

describe("the class of the database", () => {
  it("passes where RDS offers it with a standby", async () => {
    expect(await check({})).toEqual([]);
  });

  it("must be offered for the version in the region", async () => {
    expect(await check({ orderable: [] })).toEqual([
      {
        key: "db.class",
        value: "db.r5.xlarge",
        allowed: "a class that RDS offers for PostgreSQL 15.13 in us-east-1",
        text: "it is not offered",
      },
    ]);
  });

  it.each([
    ["of one zone of two that a standby needs", true, ["us-east-1a"], "of these zones us-east-1a has it"],
    ["of no zone of the stack", false, ["us-east-1f"], "of these zones none has it"],
  ])("must be one %s", async (_what, multiAz, having, text) => {
    const AvailabilityZones = having.map((Name) => ({ Name }));
    const orderable = [{ MultiAZCapable: true, StorageType: "gp3", AvailabilityZones }];
    const zones = ["us-east-1a", "us-east-1b", "us-east-1c"];
    expect(await check({ orderable, zones, db: { multiAz } })).toMatchObject([{ key: "db.class", text }]);
  });

  it("may be lacking in a zone that is not needed, or where zones are not told", async () => {
    const AvailabilityZones = ["us-east-1a", "us-east-1b"].map((Name) => ({ Name }));
    const orderable = [{ MultiAZCapable: true, StorageType: "gp3", AvailabilityZones }];
    expect(await check({ orderable, zones: ["us-east-1a", "us-east-1b", "us-east-1c"] })).toEqual([]);
    expect(await check({ zones: ["us-east-1a"] })).toEqual([]);
  });

  it("must take a standby where one is asked for", async () => {
    const orderable = [{ MultiAZCapable: false, StorageType: "gp3" }];
    expect(await check({ orderable })).toEqual([
      {
        key: "db.multiAz",
        value: true,
        allowed: "false",
        text: "db.r5.xlarge is offered without a standby only",
      },
    ]);
    expect(await check({ orderable, db: { multiAz: false } })).toEqual([]);
  });

  it("is not judged where only the line is known or AWS does not answer", async () => {
    expect(await check({ version: "15", orderable: [] })).toEqual([]);
    expect(await check({ orderable: refusal("AccessDenied") })).toEqual([]);
  });

  it("is not judged while an instance stands with it, though AWS offers it no more", async () => {
    expect(await check({ orderable: [], live: standing("15.13") })).toEqual([]);
  });

  it("is judged where the instance that stands has another", async () => {
    const live = standing("15.13", { class: "db.r5.large" });
    expect(await check({ orderable: [], live })).toMatchObject([{ key: "db.class" }]);
  });
});

describe("an upgrade of the database", () => {
  it("goes where RDS has a way", async () => {
    expect(await check({ live: standing("15.12"), targets: ["15.13", "16.9"] })).toEqual([]);
    expect(await check({ version: "16.9", live: standing("15.12"), targets: ["15.13", "16.9"] })).toEqual([]);
  });

  it("is refused, with the ways there are, where RDS has none", async () => {
    const problems = await check({
      db: { engineVersion: "17.5" },
      version: "17.5",
      live: standing("15.12"),
      targets: ["15.13", "16.9"],
    });
    expect(problems).toEqual([
      {
        key: "db.engineVersion",
        value: "17.5",
        allowed: "one of 15.13, 16.9",
        text: "RDS offers no way from 15.12 to 17.5",
      },
    ]);
  });

  it("never goes back", async () => {
    expect(await check({ live: standing("16.4") })).toEqual([
      {
        key: "db.engineVersion",
        value: "15.3",
        allowed: "16.4 or newer",
        text: "RDS cannot go back to an older version",
      },
    ]);
  });

  it("is none from an instance that is on its way out", async () => {
    expect(await check({ live: { ...standing("16.4"), condition: "leaving" } })).toEqual([]);
  });

  it("is none from an instance of another name", async () => {
    expect(await check({ live: { ...standing("16.4"), name: "other-db" } })).toEqual([]);
  });

  it("is none where the line was asked for and any of it stands", async () => {
    expect(await check({ version: "15", live: standing("15.12") })).toEqual([]);
  });
});
