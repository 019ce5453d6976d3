import { afterEach, describe, expect, it } from "vitest";
import { writeKafka } from "./kafka.ts";
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
    const t0 = Date.now();
    const planned = await rehearsal.plan();
    expect(planned.items.filter(({ type }) => type === "kafka/topic")).toHaveLength(TOPICS);
    console.log("plan", Date.now() - t0);
    const up = await rehearsal.run("up --yes", { latency: 1 });
    expect(up.code, up.stderr.slice(-2000)).toBe(0);
    console.log("up", Date.now() - t0, up.attempts.length);
    expect(up.topicCallsAtOnce).toBe(AT_ONCE);
    expect(up.attempts.filter(({ call }) => call === "Kafka.CreateTopic")).toHaveLength(TOPICS);
    expect(await topicsIn()).toBe(TOPICS);
    const again = await rehearsal.run("plan --detailed-exitcode", { latency: 1 });
    expect(again.code).toBe(0);
    console.log("plan2", Date.now() - t0);
    expect(again.attempts.filter(isTopicCall)).toHaveLength(TOPICS / 100);
    const destroy = await rehearsal.run("destroy --yes --delete-data", { latency: 1 });
    expect(destroy.code, destroy.stderr.slice(-2000)).toBe(0);
    expect(destroy.topicCallsAtOnce).toBeLessThanOrEqual(AT_ONCE);
    expect(await topicsIn()).toBe(0);
    console.log("destroy", Date.now() - t0);
  }, 600_000);
});
