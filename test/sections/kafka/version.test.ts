import { ListKafkaVersionsCommand } from "@aws-sdk/client-kafka";
import { describe, expect, it } from "vitest";
import { again } from "../../../src/advice.ts";
import type { AnyLookup } from "../../../src/engine/lookup.ts";
import { beginLookup, type Offer, type Pin, settleAnswer } from "../../../src/engine/lookup.ts";
import type { Aws } from "../../../src/resources/index.ts";
import { versionLookup } from "../../../src/sections/kafka/lookups.ts";
import { observationOf, settingsOf } from "../declared.ts";
import { mockKafka } from "./mocked-kafka.ts";

const KEY = "kafka.version";
const OFFERED = ["3.8.x", "3.9.x", "3.8.x.kraft", "3.9.x.kraft", "4.1.x.kraft"];

const lookupOf = (kafka: object = {}): AnyLookup<Aws> =>
  versionLookup(settingsOf({ kafka })) as AnyLookup<Aws>;

function offering(versions: readonly string[] | undefined): Aws {
  const { aws, kafka } = mockKafka();
  const list = kafka.on(ListKafkaVersionsCommand);
  if (versions === undefined) list.rejects(new Error("no list"));
  else list.resolves({ KafkaVersions: versions.map((Version) => ({ Version, Status: "ACTIVE" })) });
  return aws;
}

const ask = (lookup: AnyLookup<Aws>, env: Aws, pins: ReadonlyMap<string, Pin> = new Map()) =>
  beginLookup(lookup, { env, pins, upgrade: new Set(), now: () => 0 });

describe("the version of Kafka", () => {
  it.each([
    [{}, "3.9.x.kraft"],
    [{ mode: "zookeeper" }, "3.9.x"],
    [{ version: "4.1.x.kraft" }, "4.1.x.kraft"],
    [{ version: "3.7.x" }, "3.7.x"],
  ])("for the settings %o is %s", async (kafka, version) => {
    const { first } = ask(lookupOf(kafka), offering(OFFERED));
    expect(await first).toMatchObject({ value: version, fresh: true, notices: [] });
  });

  it("is the newest with ZooKeeper where AWS offers no KRaft", async () => {
    expect((await ask(lookupOf(), offering(["3.7.x", "3.8.x"])).first).value).toBe("3.8.x");
  });

  it.each([
    [{}, "3.9.x.kraft"],
    [{ mode: "zookeeper" }, "3.9.x"],
    [{ version: "3.8.x" }, "3.8.x"],
  ])("for %o without AWS's list is %s, told", async (kafka, version) => {
    const answer = await ask(lookupOf(kafka), offering(undefined)).first;
    expect(answer.value).toBe(version);
    expect(answer.notices).toEqual([
      `AWS's list of Kafka versions could not be had: ${version} is sent as it is.`,
    ]);
  });

  it("is asked anew when version or mode of the settings change", () => {
    const sources = [{}, { mode: "zookeeper" }, { version: "3.9.x" }].map((kafka) => lookupOf(kafka).source);
    expect(new Set(sources).size).toBe(3);
  });
});

const settle = async (pinned: string, live: string | undefined, offer: Offer) => {
  const lookup = lookupOf();
  const pin = { value: pinned, resolvedAt: "2026-08-01T00:00:00.000Z", source: lookup.source };
  const answer = await ask(lookup, offering(OFFERED), new Map([[KEY, pin]])).first;
  const observation =
    live === undefined ? new Map() : observationOf("kafka/cluster", { props: { kafkaVersion: live } });
  const settled = settleAnswer(lookup, {
    answer,
    offer,
    observation,
    hadPin: true,
    isOurs: () => true,
    now: 0,
  });
  return { value: settled.value, notices: settled.notices };
};

describe("a pinned version of Kafka", () => {
  it("stays when AWS offers a newer one, which is told", async () => {
    expect(await settle("3.8.x.kraft", "3.8.x.kraft", { value: "3.9.x.kraft" })).toEqual({
      value: "3.8.x.kraft",
      notices: [
        `Kafka 3.9.x.kraft is offered; the stack stays at 3.8.x.kraft until: ${again("--upgrade kafka.version")}`,
      ],
    });
  });

  it.each([
    ["3.8.x.kraft", "3.9.x.kraft"],
    ["3.9.x", "3.9.x.kraft"],
  ])("moves from %s to the live %s, which AWS or somebody upgraded", async (pinned, live) => {
    expect((await settle(pinned, live, { value: "3.9.x.kraft" })).value).toBe(live);
  });

  it.each(["3.7.x.kraft", "4.1.x.kraft"])("does not move to a live %s", async (live) => {
    expect((await settle("3.9.x.kraft", live, { value: "3.9.x.kraft" })).value).toBe("3.9.x.kraft");
  });
});
