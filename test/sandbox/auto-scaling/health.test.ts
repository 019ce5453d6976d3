import {
  DescribeInstanceRefreshesCommand,
  type InstanceRefresh,
  ResumeProcessesCommand,
  StartInstanceRefreshCommand,
  SuspendProcessesCommand,
  UpdateAutoScalingGroupCommand,
} from "@aws-sdk/client-auto-scaling";
import { TerminateInstancesCommand } from "@aws-sdk/client-ec2";
import { describe, expect, it } from "vitest";
import { refusalOf } from "../harness.ts";
import { BOOTED, makeGroup, NAME, practiseScaling, type ScalingPractice } from "./scaling.ts";

const idsOf = async ({ look }: ScalingPractice): Promise<string[]> =>
  ((await look()).Instances ?? [])
    .filter(({ LifecycleState }) => LifecycleState !== "Terminating")
    .map(({ InstanceId }) => InstanceId ?? "");

describe("the instances of a group", () => {
  it("become healthy once they have booted and pulled their image", async () => {
    const practice = await practiseScaling();
    await practice.push();
    await makeGroup(practice);
    expect(await practice.health()).toEqual(["initial", "initial", "initial"]);
    practice.pass(BOOTED);
    expect(await practice.health()).toEqual(["healthy", "healthy", "healthy"]);
  });

  it("are replaced for ever while their image is not there", async () => {
    const practice = await practiseScaling();
    await makeGroup(practice);
    const first = await idsOf(practice);
    practice.pass(290);
    expect(await practice.health()).toEqual(["unhealthy", "unhealthy", "unhealthy"]);
    expect(await idsOf(practice)).toEqual(first);
    practice.pass(20);
    const second = await idsOf(practice);
    expect(second).toHaveLength(3);
    expect(second.filter((id) => first.includes(id))).toEqual([]);
    expect((await practice.activities()).join()).toContain("Terminating EC2 instance");
  });

  it("stay as they are while replacing is suspended", async () => {
    const practice = await practiseScaling();
    await makeGroup(practice);
    const first = await idsOf(practice);
    const process = { AutoScalingGroupName: NAME, ScalingProcesses: ["ReplaceUnhealthy"] };
    await practice.scaling.send(new SuspendProcessesCommand(process));
    practice.pass(1000);
    expect(await idsOf(practice)).toEqual(first);
    expect((await practice.look()).SuspendedProcesses?.map(({ ProcessName }) => ProcessName)).toEqual([
      "ReplaceUnhealthy",
    ]);
    await practice.scaling.send(new ResumeProcessesCommand(process));
    expect(await idsOf(practice)).not.toEqual(first);
  });

  it("are replaced when somebody terminates them", async () => {
    const practice = await practiseScaling();
    await practice.push();
    await makeGroup(practice);
    practice.pass(BOOTED);
    const [victim = "", ...others] = await idsOf(practice);
    await practice.ec2.send(new TerminateInstancesCommand({ InstanceIds: [victim] }));
    const now = await idsOf(practice);
    expect(now).toHaveLength(3);
    expect(now).toEqual(expect.arrayContaining(others));
    expect(now).not.toContain(victim);
  });

  it("refuse a process that does not exist", async () => {
    const practice = await practiseScaling();
    await makeGroup(practice);
    const process = { AutoScalingGroupName: NAME, ScalingProcesses: ["Everything"] };
    const error = await refusalOf(practice.scaling.send(new SuspendProcessesCommand(process)));
    expect(error.name).toBe("ValidationError");
  });
});

describe("an instance refresh", () => {
  const start = ({ scaling }: ScalingPractice, MinHealthyPercentage = 60) =>
    scaling.send(
      new StartInstanceRefreshCommand({ AutoScalingGroupName: NAME, Preferences: { MinHealthyPercentage } }),
    );

  const latest = async ({ scaling }: ScalingPractice): Promise<InstanceRefresh | undefined> =>
    (await scaling.send(new DescribeInstanceRefreshesCommand({ AutoScalingGroupName: NAME })))
      .InstanceRefreshes?.[0];

  const versionsOf = async ({ look }: ScalingPractice): Promise<(string | undefined)[]> =>
    ((await look()).Instances ?? [])
      .filter(({ LifecycleState }) => LifecycleState !== "Terminating")
      .map(({ LaunchTemplate }) => LaunchTemplate?.Version);

  async function outdated(changes: object = {}): Promise<ScalingPractice> {
    const practice = await practiseScaling();
    await practice.push();
    await makeGroup(practice);
    practice.pass(BOOTED);
    await practice.makeVersion(changes);
    const LaunchTemplate = { LaunchTemplateId: practice.template, Version: "2" };
    await practice.scaling.send(
      new UpdateAutoScalingGroupCommand({ AutoScalingGroupName: NAME, LaunchTemplate }),
    );
    return practice;
  }

  it("replaces the instances one after the other, each once the one before serves", async () => {
    const practice = await outdated();
    expect(await versionsOf(practice)).toEqual(["1", "1", "1"]);
    await start(practice);
    expect((await versionsOf(practice)).sort()).toEqual(["1", "1", "2"]);
    expect(await latest(practice)).toMatchObject({ Status: "InProgress", PercentageComplete: 33 });
    for (const _instance of [1, 2, 3]) {
      practice.pass(BOOTED);
      await practice.look();
    }
    expect(await versionsOf(practice)).toEqual(["2", "2", "2"]);
    expect(await latest(practice)).toMatchObject({ Status: "Successful", PercentageComplete: 100 });
  });

  it("is one at a time", async () => {
    const practice = await outdated();
    await start(practice);
    expect((await refusalOf(start(practice))).name).toBe("InstanceRefreshInProgressFault");
  });

  it("goes on while nobody looks, however long that is", async () => {
    const practice = await outdated();
    await start(practice);
    for (const _instance of [1, 2, 3]) {
      practice.pass(36_000);
      await practice.look();
    }
    expect(await versionsOf(practice)).toEqual(["2", "2", "2"]);
    expect(await latest(practice)).toMatchObject({ Status: "Successful" });
  });

  it("fails when no new instance becomes healthy for an hour", async () => {
    const practice = await outdated({ UserData: Buffer.from("nothing").toString("base64") });
    await start(practice);
    practice.pass(3700);
    await practice.look();
    expect(await latest(practice)).toMatchObject({ Status: "Failed" });
    expect((await latest(practice))?.StatusReason).toContain("healthy percentage");
  });
});
