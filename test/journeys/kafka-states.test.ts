import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  changesOf,
  changingCalls,
  editCluster,
  endTo,
  kafkaIn,
  plain,
  topicsWith,
  writeKafka,
} from "./kafka.ts";
import { Rehearsal } from "./rehearsal.ts";

const FOREVER = 1e9;
/** Slowly enough that a run meets what passes; all that it waits for takes seconds. */
const SPEED = 2000;
/** Simulated seconds for which a state lasts that passes: more than two real ones, so that the run has begun. */
const WHILE = 6000;

const spell = (state: string) => (seconds: number) => ({ spell: { state, at: Date.now(), seconds } });

/** The states that end by themselves, and what puts the simulated cluster into one. Source: the SDK's `ClusterState`. */
const PASSING: Readonly<Record<string, (seconds: number) => object>> = {
  // A cluster is CREATING for half an hour after its creation.
  CREATING: (seconds) => ({ createdAt: Date.now() + ((seconds - 1700) * 1000) / SPEED }),
  UPDATING: spell("UPDATING"),
  MAINTENANCE: spell("MAINTENANCE"),
  HEALING: spell("HEALING"),
  REBOOTING_BROKER: spell("REBOOTING_BROKER"),
};

const FAILED = { failure: { code: "Internal", message: "No capacity in use1-az6." } };

let base: Rehearsal;
let rehearsal: Rehearsal;

/** Puts the cluster into a state; what was begun long ago must not seem new again at the lower speed. */
const put = (changes: object): void => editCluster(rehearsal, { createdAt: 0, ...changes });

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

describe.each(Object.keys(PASSING))("while the cluster is %s", (state) => {
  const stay = (seconds = FOREVER) => put(PASSING[state]?.(seconds) ?? {});

  it("nothing differs from the settings", async () => {
    stay();
    expect(changesOf(await rehearsal.plan())).toEqual([]);
    const { attempts } = await endTo(0, "up --yes", rehearsal);
    expect(changingCalls(attempts)).toEqual([]);
  });

  it("status tells the state, and verify that MSK shows no topics now", async () => {
    stay();
    expect((await endTo(0, "status", rehearsal)).stdout).toMatch(new RegExp(`kafka\\.cluster.*${state}`));
    const { stdout } = await endTo(0, "verify", rehearsal);
    expect(plain(stdout)).toContain(`the cluster is ${state}: MSK shows no topics now`);
  });

  it("a change waits until it is ACTIVE", async () => {
    stay(WHILE);
    writeKafka(rehearsal, { storageGib: 200, topics: topicsWith({ partitions: 20 }) });
    const { attempts, stderr } = await endTo(0, "up --yes", rehearsal, SPEED);
    expect(stderr).toContain(`kafka.cluster is ${state}`);
    expect(changingCalls(attempts)).toEqual(expect.arrayContaining(["UpdateBrokerStorage", "UpdateTopic"]));
    expect(changesOf(await rehearsal.plan())).toEqual([]);
  });

  it("a destroy waits until it is ACTIVE", async () => {
    stay(WHILE);
    const { attempts, stderr } = await endTo(0, "destroy --yes --delete-data", rehearsal, SPEED);
    expect(stderr).toContain(`is ${state}`);
    expect(attempts).toContainEqual({ call: "Kafka.DeleteTopic", error: "BadRequestException" });
    expect(await kafkaIn(rehearsal)).toEqual([]);
  });
});

describe("a cluster that is FAILED", () => {
  beforeEach(() => put(FAILED));

  it.each([
    ["plan", 1],
    ["up --yes", 1],
  ] as const)("makes %s say why in MSK's words, which waits for nothing", async (words, code) => {
    const { stderr, stdout, attempts } = await endTo(code, words, rehearsal);
    expect(plain(stderr + stdout)).toContain("Internal: No capacity in use1-az6.");
    expect(changingCalls(attempts)).toEqual([]);
  });

  it("is told by status, by verify as a problem, and by the report on topics", async () => {
    expect((await endTo(0, "status", rehearsal)).stdout).toMatch(/kafka\.cluster.*FAILED/);
    expect(plain((await endTo(3, "verify", rehearsal)).stdout)).toContain("the cluster is FAILED");
    expect(plain((await endTo(0, "kafka topics", rehearsal)).stderr)).toContain("will not leave by itself");
  });

  it("is destroyed at once, its topics going with it", async () => {
    const { attempts } = await endTo(0, "destroy --yes --delete-data", rehearsal);
    const sent = attempts.filter(({ call }) => /DeleteTopic|DeleteCluster/.test(call));
    expect(sent.filter(({ error }) => error === undefined)).toEqual([{ call: "Kafka.DeleteCluster" }]);
    // One refusal of each topic and no second try: a state that stays is not waited for.
    expect(sent).toHaveLength(4);
    expect(await kafkaIn(rehearsal)).toEqual([]);
  });
});

describe("a cluster that somebody else deletes", () => {
  beforeEach(() => put({ deletedAt: Date.now(), goneAfterSeconds: FOREVER }));

  it.each(["plan", "up --yes"])("is not made again, empty, by %s", async (words) => {
    const { stderr, attempts } = await endTo(1, words, rehearsal);
    expect(plain(stderr)).toContain("kafka.cluster would be made again, empty");
    expect(changingCalls(attempts)).toEqual([]);
  });

  it("is told by status and verify", async () => {
    expect((await endTo(0, "status", rehearsal)).stdout).toMatch(/kafka\.cluster.*DELETING/);
    expect(plain((await endTo(3, "verify", rehearsal)).stdout)).toContain("the cluster is not there");
  });

  it("is left to go, and its configuration is destroyed", async () => {
    put({ deletedAt: Date.now(), goneAfterSeconds: WHILE });
    const { attempts } = await endTo(0, "destroy kafka --yes --delete-data", rehearsal, SPEED);
    expect(attempts.filter(({ call, error }) => /DeleteCluster/.test(call) && error === undefined)).toEqual(
      [],
    );
    const left = (await kafkaIn(rehearsal)).filter((one) => !one.startsWith("topic "));
    // The topics' records stay: the cluster was not deleted through the simulated API.
    expect(left).toEqual([]);
  });
});
