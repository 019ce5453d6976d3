import { describe, expect, it } from "vitest";
import { db } from "../../../src/sections/db/index.ts";
import { answersWith, settingsOf } from "../declared.ts";

const deviations = (text: object = {}, version = "15.3") =>
  db.deviations(settingsOf({ db: text }), answersWith(3, { "db.engineVersion": version }));

const ofVersion = (asked: string, version: string) =>
  deviations({ engineVersion: asked }, version).filter(({ guide }) => guide.startsWith("PostgreSQL"));

describe("where the database differs from the guide", () => {
  it("tells of password, protection and the way the database is made", () => {
    expect(deviations().map(({ step, ours }) => [step, ours])).toEqual([
      ["Database Setup 2", "a generated one in the secret flashsale/db-password"],
      ["Database Setup 2", "deletion protection on, tags copied to snapshots, Extended Support off"],
      ["Database Setup 3", "the database flashsale made with the instance"],
    ]);
  });

  it("tells truly whether deletion protection is on", () => {
    expect(deviations({ deletionProtection: false })[1]?.ours).toMatch(/^deletion protection off/);
  });

  it("says nothing of a version that is the asked one, or of the asked line", () => {
    expect(ofVersion("15.3", "15.3")).toEqual([]);
    expect(ofVersion("16", "16.9")).toEqual([]);
  });

  it.each([
    ["15.3", "15.13", "AWS no longer offers 15.3 or has upgraded it; this one is of the same line"],
    ["15.3", "16.9", "AWS no longer offers the line of 15.3; this is the newest of the nearest"],
    ["15.3", "15", "AWS's list could not be had"],
  ])("says why %s became %s", (asked, version, reason) => {
    expect(ofVersion(asked, version)).toEqual([
      { step: "Database Setup 2", guide: "PostgreSQL 15.3", ours: `PostgreSQL ${version}`, reason },
    ]);
  });
});
