import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Census, hasMoto, type Moto, SETUP_MILLISECONDS, startMoto } from "./moto.ts";
import { cleanUp, type Place } from "./program.ts";
import { countOurs, editSettings, newPlace, replacing, runWell, thingAt, withSections } from "./stack.ts";

const BUCKET = "flashsale-trail-123456789012-us-east-1";

describe.skipIf(!hasMoto())("the trail, against moto, over the wire", () => {
  let moto: Moto;
  let place: Place;
  let untouched: Census;
  let made: Census;

  beforeAll(async () => {
    moto = await startMoto(1);
    place = await newPlace(moto);
    untouched = await moto.census();
    await runWell(place, "init", "--defaults");
    await editSettings(place, withSections("none"));
  }, SETUP_MILLISECONDS);

  afterAll(async () => {
    await (moto as Moto | undefined)?.stop();
    await cleanUp();
  });

  // moto drops the tags of a create: the program looks for them for a minute, then sends them again.
  it("is made by its command, with its bucket, and records", { timeout: 120_000 }, async () => {
    await runWell(place, "security", "trail", "--yes");
    made = await moto.census();
    expect(countOurs(made, { buckets: 1, trails: 1 })).toEqual({ buckets: 1, trails: 1 });
    expect(thingAt(made, "security.trail")).toMatchObject({
      id: "flashsale-trail",
      bucket: BUCKET,
      everywhere: true,
      digests: true,
      logging: true,
    });
    await runWell(place, "plan", "--detailed-exitcode");
    await runWell(place, "security", "audit");
  });

  it("keeps its records in a bucket that is open to nobody else", () => {
    const { private: access, policy, days, id } = thingAt(made, "security.bucket");
    expect([id, days]).toEqual([BUCKET, [90]]);
    expect(Object.values(access as object)).toEqual([true, true, true, true]);
    const { Statement: statements } = policy as { Statement: { Effect: string; Principal: unknown }[] };
    const allowed = statements.filter(({ Effect }) => Effect === "Allow");
    expect(allowed.map(({ Principal }) => Principal)).toEqual([
      { Service: "cloudtrail.amazonaws.com" },
      { Service: "cloudtrail.amazonaws.com" },
    ]);
  });

  it("takes edited settings in place", { timeout: 60_000 }, async () => {
    await editSettings(
      place,
      replacing("retentionDays: 90", "retentionDays: 30"),
      replacing("multiRegion: true", "multiRegion: false"),
    );
    await runWell(place, "up", "--yes");
    const edited = await moto.census();
    expect(thingAt(edited, "security.bucket")).toMatchObject({ id: BUCKET, days: [30] });
    expect(thingAt(edited, "security.trail")).toMatchObject({ everywhere: false, logging: true });
    await runWell(place, "plan", "--detailed-exitcode");
  });

  it("leaves nothing", { timeout: 60_000 }, async () => {
    await runWell(place, "destroy", "--yes", "--delete-data");
    expect(await moto.census()).toEqual(untouched);
  });
});
