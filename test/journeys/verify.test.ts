import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deployed, instancesIn, only } from "./deploy.ts";
import { Practice } from "./program.ts";
import {
  type Account,
  ALL_SECTIONS,
  changingCallsOf,
  editAccount,
  flat,
  forgetRow,
  readAccount,
  rowOf,
  rowsOf,
  runTo,
  standing,
} from "./stack.ts";

/** A check as JSON tells it. */
interface Told {
  readonly name: string;
  readonly group: string;
  readonly state: string;
  readonly detail: string;
  readonly fix: readonly string[];
}

/** The whole stack before there is an image, and after. */
let waiting: Practice;
let serving: Practice;

beforeAll(async () => {
  waiting = await standing("", { others: ALL_SECTIONS });
  serving = new Practice(waiting);
  await runTo(serving, 0, "deploy build . --yes");
  await runTo(serving, 0, "up --yes");
});

afterAll(() => {
  waiting.remove();
  serving.remove();
});

/** What `verify` tells, by the checks' names. */
async function lookAt(practice: Practice, code: number): Promise<Record<string, Told>> {
  const { stdout } = await runTo(practice, code, "verify --json");
  const { checks } = JSON.parse(stdout) as { checks: Told[] };
  return Object.fromEntries(checks.map((check) => [check.name, check]));
}

/** What `verify` tells after an edit of the account that serves; the run must end with 3. */
async function lookAfter(edit: (account: Account) => void): Promise<Record<string, Told>> {
  const practice = new Practice(serving);
  editAccount(practice, edit);
  const told = await lookAt(practice, 3);
  practice.remove();
  return told;
}

describe("verify in the sandbox", () => {
  it("skips every connection with the reason and asks the account the rest, which is no failure", async () => {
    const told = await lookAt(waiting, 0);
    for (const check of Object.values(told).filter(({ group }) => group !== "control"))
      expect(check).toMatchObject({
        state: "skipped",
        detail: expect.stringContaining("the sandbox has no data plane") as string,
      });
    expect(told.targets).toMatchObject({
      state: "warning",
      detail: "waiting for an image",
      fix: ["flashsale-setup deploy build --sandbox"],
    });
    expect(told.instances).toMatchObject({ state: "warning" });
    expect(told.alarms).toMatchObject({ state: "warning" });
    expect(told.topics).toMatchObject({ state: "ok" });
    expect(told.scaling).toMatchObject({ state: "ok" });
  });

  it("finds the targets healthy once there is an image", async () => {
    const told = await lookAt(serving, 0);
    expect(told.targets).toMatchObject({ state: "ok", detail: "5 of 5 targets healthy" });
    expect(told.instances).toMatchObject({ state: "ok", detail: "5 running, each with its profile" });
  });

  it("changes nothing", async () => {
    const before = serving.read(".flashsale/sandbox.state.json");
    const { stdout } = await runTo(serving, 0, "verify --trace verify.jsonl");
    expect(stdout).toContain("not tested.");
    expect(changingCallsOf(serving, "verify.jsonl")).toEqual([]);
    expect(serving.read(".flashsale/sandbox.state.json")).toBe(before);
  });
});

describe("a policy that tracks a target", () => {
  it("brings its own alarms", async () => {
    const practice = await standing("scale: { policy: target-tracking }", { others: only("scale") });
    const { scaling } = await lookAt(practice, 0);
    expect(scaling).toMatchObject({ state: "ok" });
    expect(scaling?.detail).toMatch(/^target-cpu by TargetTracking-flashsale-asg-AlarmHigh-/);
    practice.remove();
  });
});

describe("verify names what somebody broke, and the command that mends it", () => {
  it("a deleted alarm", async () => {
    const { alarms } = await lookAfter((account) =>
      forgetRow(account, "CloudWatch/metric-alarm", "flashsale-stock-out"),
    );
    expect(alarms).toMatchObject({
      state: "problem",
      detail: "missing: flashsale-stock-out",
      fix: ["flashsale-setup monitoring --sandbox"],
    });
  });

  it("an alarm that rings", async () => {
    const { alarms } = await lookAfter((account) => {
      rowOf(account, "CloudWatch/metric-alarm", ({ id }) => id === "flashsale-high-latency").state = "ALARM";
    });
    expect(alarms).toMatchObject({ state: "problem", detail: "in alarm: flashsale-high-latency" });
  });

  it("a scaling policy whose alarm is gone, which the command brings back", async () => {
    const practice = new Practice(serving);
    editAccount(practice, (account) => forgetRow(account, "CloudWatch/metric-alarm", "flashsale-scale-up"));
    const { scaling } = await lookAt(practice, 3);
    expect(scaling).toMatchObject({
      state: "problem",
      detail: "nothing triggers scale-up",
      fix: ["flashsale-setup scale --sandbox"],
    });
    await runTo(practice, 0, "scale --yes");
    expect((await lookAt(practice, 0)).scaling).toMatchObject({ state: "ok" });
    practice.remove();
  });

  it("an instance without its profile, also for a person", async () => {
    const practice = await deployed("instance: true");
    const [{ id } = { id: "" }] = instancesIn(readAccount(practice));
    expect((await lookAt(practice, 0)).instances).toMatchObject({ state: "ok" });
    editAccount(practice, (account) => {
      delete rowOf(account, "EC2/instance", (row) => row.id === id).profile;
    });
    // Pasted as it is it would act on a real account.
    const command = `# on a real account: aws ec2 associate-iam-instance-profile --instance-id ${id} --iam-instance-profile Name=FlashSaleAppRole`;
    expect((await lookAt(practice, 3)).instances).toMatchObject({ state: "problem", fix: [command] });
    const { stdout } = await runTo(practice, 3, "verify");
    expect(stdout).toContain(`      ${command}`);
    expect(flat(stdout)).toContain(`instances: without the profile FlashSaleAppRole: ${id}`);
    practice.remove();
  });

  it("a topic that somebody deleted", async () => {
    const { topics } = await lookAfter((account) => {
      const [first] = rowsOf(account, "Kafka/topic");
      forgetRow(account, "Kafka/topic", first?.id ?? "");
    });
    expect(topics).toMatchObject({ state: "problem", fix: ["flashsale-setup kafka --sandbox"] });
    expect(topics?.detail).toMatch(/^flash-sale-\S+ is missing$/);
  });
});
