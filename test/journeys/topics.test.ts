import { afterEach, describe, expect, it } from "vitest";
import { editCluster, writeKafka } from "./kafka.ts";
import { type Attempt, Rehearsal } from "./rehearsal.ts";

const TOPICS = 1000;

/** MSK's topic calls that may be on the wire at once. */
const AT_ONCE = 10;

const named = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ name: `flash-sale-${index}`, partitions: 1 }));

const isTopicCall = ({ call }: Attempt): boolean => /^Kafka\..*Topic/.test(call);

let rehearsal: Rehearsal;

afterEach(() => rehearsal.remove());

const topicsIn = async (): Promise<number> => {
  const { stdout } = await rehearsal.run("sandbox list --json");
  const { resources } = JSON.parse(stdout) as { resources: { type: string }[] };
  return resources.filter(({ type }) => type === "topic").length;
};

describe(`${TOPICS} topics`, () => {
  it("are planned, made, found and deleted with ten topic calls on the wire at most", async () => {
    rehearsal = new Rehearsal();
    writeKafka(rehearsal, { topics: named(TOPICS) });
    const planned = await rehearsal.plan();
    expect(planned.items.filter(({ type }) => type === "kafka/topic")).toHaveLength(TOPICS);
    const up = await rehearsal.run("up --yes", { latency: 1 });
    expect(up.code, up.stderr.slice(-2000)).toBe(0);
    expect(up.topicCallsAtOnce).toBe(AT_ONCE);
    expect(up.attempts.filter(({ call }) => call === "Kafka.CreateTopic")).toHaveLength(TOPICS);
    expect(await topicsIn()).toBe(TOPICS);
    const again = await rehearsal.run("plan --detailed-exitcode", { latency: 1 });
    expect(again.code).toBe(0);
    expect(again.attempts.filter(isTopicCall)).toHaveLength(TOPICS / 100);
    const destroy = await rehearsal.run("destroy --yes --delete-data", { latency: 1 });
    expect(destroy.code, destroy.stderr.slice(-2000)).toBe(0);
    expect(destroy.topicCallsAtOnce).toBeLessThanOrEqual(AT_ONCE);
    expect(await topicsIn()).toBe(0);
  }, 300_000);
});

/** Topic calls a second that the account takes. */
const ALLOWED = 20;

/** Slow enough that a machine can send more calls than are allowed. */
const SPEED = 8;

/** All of them take minutes: `npm run test:campaign` has the patience. */
const PACED = process.env.CAMPAIGN === "full" ? TOPICS : 100;

const shareOfThrottles = (attempts: readonly Attempt[]): number => {
  const calls = attempts.filter(isTopicCall);
  return calls.filter(({ error }) => error === "TooManyRequestsException").length / calls.length;
};

describe(`an account that takes ${ALLOWED} topic calls a second`, () => {
  it(`throttles one attempt in twenty at most while ${PACED} topics are made and deleted`, async () => {
    rehearsal = new Rehearsal();
    writeKafka(rehearsal, { topics: [] });
    expect((await rehearsal.run("up --yes")).code).toBe(0);
    rehearsal.edit(({ offers }) => {
      offers.Kafka = { ...offers.Kafka, topicRatePerSecond: ALLOWED };
    });
    writeKafka(rehearsal, { topics: named(PACED) });
    // The cluster stood long enough at the highest speed; it must not seem new at a lower one.
    editCluster(rehearsal, { createdAt: 0 });
    const up = await rehearsal.run("up --yes", { speed: SPEED });
    expect(up.code, up.stderr.slice(-2000)).toBe(0);
    const destroy = await rehearsal.run("destroy kafka --yes --delete-data", { speed: SPEED * 2 });
    expect(destroy.code, destroy.stderr.slice(-2000)).toBe(0);
    for (const { attempts } of [up, destroy]) expect(shareOfThrottles(attempts)).toBeLessThanOrEqual(0.05);
  }, 300_000);
});
