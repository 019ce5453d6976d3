import { DescribeTopicCommand, ListClustersV2Command } from "@aws-sdk/client-kafka";
import { describe, expect, it } from "vitest";
import { createClients } from "../../src/aws/clients.ts";
import type { Plugin } from "../../src/aws/plugin.ts";
import { Pacer, TOPIC_CALLS_IN_FLIGHT } from "../../src/aws/topic-gate.ts";
import { createFastClock, createVirtualClock } from "./clocks.ts";

/** A wire whose answers are held until a test lets them go. */
function createWire() {
  const held: (() => void)[] = [];
  const seen = { most: 0 };
  const plugin: Plugin = {
    applyToStack: (stack) => {
      const middleware = () => async () => {
        await new Promise<void>((resolve) => {
          held.push(resolve);
          seen.most = Math.max(seen.most, held.length);
        });
        return { response: {}, output: { $metadata: { httpStatusCode: 200 } } };
      };
      stack.add(middleware as never, { step: "deserialize", priority: "high", name: "wire", override: true });
    },
  };
  return { plugin, held, seen };
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 20));

function open(plugin: Plugin) {
  const credentials = { accessKeyId: "AKIATEST", secretAccessKey: "test" };
  const clock = createFastClock(100_000);
  return createClients({
    region: "us-east-1",
    clock,
    credentials,
    version: "0",
    isolated: true,
    plugins: [plugin],
    cap: 40,
  });
}

const describeTopic = (index: number) =>
  new DescribeTopicCommand({ ClusterArn: "arn", TopicName: `topic-${index}` });

describe("the gate of the topic calls", () => {
  it("lets ten on the wire at once, over both kinds of client", async () => {
    const { plugin, held, seen } = createWire();
    const { safe, once } = open(plugin);
    const calls = Array.from({ length: 35 }, (_, index) =>
      (index % 2 === 0 ? safe : once).kafka.send(describeTopic(index)),
    );
    for (let answered = 0; answered < calls.length; ) {
      await settle();
      expect(held.length).toBeLessThanOrEqual(TOPIC_CALLS_IN_FLIGHT);
      for (const answer of held.splice(0)) {
        answer();
        answered++;
      }
    }
    await Promise.all(calls);
    expect(seen.most).toBe(TOPIC_CALLS_IN_FLIGHT);
  });

  it("holds no other call of MSK", async () => {
    const { plugin, held } = createWire();
    const { safe } = open(plugin);
    const topics = Array.from({ length: 20 }, (_, index) => safe.kafka.send(describeTopic(index)));
    const clusters = Array.from({ length: 5 }, () => safe.kafka.send(new ListClustersV2Command({})));
    await expect.poll(() => held.length).toBe(TOPIC_CALLS_IN_FLIGHT + clusters.length);
    const letGo = setInterval(() => {
      for (const answer of held.splice(0)) answer();
    }, 1);
    await Promise.all([...topics, ...clusters]);
    clearInterval(letGo);
  });
});

/** Sends calls one after the other to a service that takes so many a second, and tells how it went. */
async function meet(rate: number, calls: number) {
  const clock = createVirtualClock();
  const pacer = new Pacer(clock);
  const start = clock.now();
  let tokens = rate;
  let at = 0;
  let throttled = 0;
  for (let call = 0; call < calls; call++) {
    await pacer.turn();
    const now = clock.secondsSince(start);
    tokens = Math.min(rate, tokens + (now - at) * rate);
    at = now;
    if (tokens >= 1) {
      tokens--;
      pacer.answered();
    } else {
      throttled++;
      pacer.throttled();
    }
  }
  return { share: throttled / calls, perSecond: (calls - throttled) / clock.secondsSince(start) };
}

describe("the pace of the topic calls", () => {
  it.each([5, 20, 60])("finds out that MSK takes %i a second, with few throttles", async (rate) => {
    const { share, perSecond } = await meet(rate, 4000);
    expect(share).toBeLessThan(0.05);
    expect(perSecond).toBeGreaterThan(rate / 2);
  });

  it("counts throttles of the same moment as one", async () => {
    const clock = createVirtualClock();
    const pacer = new Pacer(clock);
    for (let index = 0; index < 10; index++) pacer.throttled();
    for (let index = 0; index < 11; index++) await pacer.turn();
    // Ten went at once, the next one waits for its place at seven a second.
    expect(clock.sleeps).toEqual([expect.closeTo(1 / 7, 5)]);
  });

  it("stops waiting when the run is interrupted", async () => {
    const pacer = new Pacer(createVirtualClock());
    const stopped = AbortSignal.abort();
    for (let index = 0; index < 10; index++) await pacer.turn(stopped);
    await expect(pacer.turn(stopped)).rejects.toThrow("interrupted");
  });
});
