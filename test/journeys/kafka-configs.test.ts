import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { changesOf, changingCalls, endTo, plain, topicsWith, writeKafka } from "./kafka.ts";
import { Rehearsal } from "./rehearsal.ts";

let base: Rehearsal;
let rehearsal: Rehearsal;

/** A configuration of the last topic that differs from the one that stands. */
const CHANGED = { topics: topicsWith({ config: { "min.insync.replicas": 2, "retention.ms": 1000 } }) };

const tellAs = (topicConfigs: string): void =>
  rehearsal.edit(({ offers }) => {
    offers.Kafka = { ...offers.Kafka, topicConfigs };
  });

beforeAll(async () => {
  base = new Rehearsal();
  writeKafka(base);
  await endTo(0, "up --yes", base);
});

afterAll(() => base.remove());

beforeEach(() => {
  rehearsal = new Rehearsal(base);
});

afterEach(() => rehearsal.remove());

describe.each(["json", "properties"])("topics that MSK tells as %s", (form) => {
  beforeEach(() => tellAs(form));

  it("are read, compared and changed alike", async () => {
    expect(changesOf(await rehearsal.plan())).toEqual([]);
    await endTo(0, "status", rehearsal);
    const { stdout } = await endTo(0, "kafka topics", rehearsal);
    expect(stdout).toContain("min.insync.replicas=2 retention.ms=604800000");
    writeKafka(rehearsal, CHANGED);
    const { attempts } = await endTo(0, "up --yes", rehearsal);
    expect(changingCalls(attempts)).toEqual(["UpdateTopic"]);
    expect(changesOf(await rehearsal.plan())).toEqual([]);
  });
});

describe("topics of which MSK tells nothing that can be read", () => {
  beforeEach(() => tellAs("unreadable"));

  it.each(["plan --detailed-exitcode", "status", "verify", "kafka topics", "up --yes"])(
    "are taken by %s to be what was last sent",
    async (words) => {
      const { attempts } = await endTo(0, words, rehearsal);
      expect(changingCalls(attempts)).toEqual([]);
    },
  );

  it("are not changed, since what others set would be lost unseen", async () => {
    writeKafka(rehearsal, CHANGED);
    const { stderr, attempts } = await endTo(1, "up --yes", rehearsal);
    expect(plain(stderr)).toContain("would be lost unseen");
    expect(changingCalls(attempts)).toEqual([]);
  });
});
