import { DescribeDBEngineVersionsCommand } from "@aws-sdk/client-rds";
import { describe, expect, it } from "vitest";
import {
  findPostgresVersions,
  isNewer,
  isSameLine,
  newestOf,
} from "../../../src/resources/rds/engine-versions.ts";
import { inputsOf, mockAws } from "./mocked-aws.ts";

const offered = (...versions: string[]) =>
  versions.map((version) => ({ version, status: "available", upgradeTargets: [] }));

describe("the versions of PostgreSQL that RDS offers", () => {
  it("are read page by page with where they can be upgraded to", async () => {
    const { aws, rds } = mockAws();
    rds.safe
      .on(DescribeDBEngineVersionsCommand)
      .resolvesOnce({
        Marker: "next",
        DBEngineVersions: [
          {
            EngineVersion: "15.12",
            Status: "available",
            ValidUpgradeTarget: [
              { EngineVersion: "15.13", IsMajorVersionUpgrade: false },
              { EngineVersion: "16.9", IsMajorVersionUpgrade: true },
            ],
          },
        ],
      })
      .resolvesOnce({ DBEngineVersions: [{ EngineVersion: "15.13", Status: "deprecated" }] });
    expect(await findPostgresVersions(aws, "postgres15")).toEqual([
      {
        version: "15.12",
        status: "available",
        upgradeTargets: [
          { version: "15.13", isMajor: false },
          { version: "16.9", isMajor: true },
        ],
      },
      { version: "15.13", status: "deprecated", upgradeTargets: [] },
    ]);
    const [first] = inputsOf(rds.safe, "DescribeDBEngineVersions");
    expect(first).toMatchObject({ Engine: "postgres", DBParameterGroupFamily: "postgres15" });
  });

  it("are read for all lines when none is named", async () => {
    const { aws, rds } = mockAws();
    rds.safe.on(DescribeDBEngineVersionsCommand).resolves({});
    expect(await findPostgresVersions(aws)).toEqual([]);
    expect(inputsOf(rds.safe, "DescribeDBEngineVersions")[0]).not.toHaveProperty("DBParameterGroupFamily");
  });
});

describe("choosing a version", () => {
  it.each([
    ["15.3", ["15.3", "15.13"], "15.3", "asked"],
    ["15.3", ["15.9", "15.13", "16.4"], "15.13", "line"],
    ["15", ["15.9", "15.13", "16.4"], "15.13", "line"],
    ["15.3", ["14.2", "16.4", "16.10", "17.1"], "16.10", "other-line"],
    ["18", ["15.3", "16.4"], "16.4", "other-line"],
    ["11", ["11.22-rds.20240418", "11.22-rds.20240509"], "11.22-rds.20240509", "line"],
  ])("for %s of %j takes %s (%s)", (asked, versions, version, by) => {
    expect(newestOf(offered(...versions), asked)).toEqual({ asked, version, by });
  });

  it("passes over what new instances do not get", () => {
    const versions = [...offered("15.12"), { version: "15.13", status: "deprecated", upgradeTargets: [] }];
    expect(newestOf(versions, "15.13")).toEqual({ asked: "15.13", version: "15.12", by: "line" });
  });

  it("answers undefined when nothing is offered", () => {
    expect(newestOf([], "15.3")).toBeUndefined();
  });
});

describe("comparing versions", () => {
  it("goes number by number", () => {
    expect(isNewer("15.10", "15.9")).toBe(true);
    expect(isNewer("15.9", "15.10")).toBe(false);
    expect(isNewer("15.9", "15.9")).toBe(false);
    expect(isNewer("16", "15.13")).toBe(true);
  });

  it("takes the major version for the line", () => {
    expect(isSameLine("15.3", "15.13")).toBe(true);
    expect(isSameLine("15", "15.13")).toBe(true);
    expect(isSameLine("15.3", "1.5")).toBe(false);
  });
});
