import {
  type Activity,
  DescribeAutoScalingGroupsCommand,
  DescribeScalingActivitiesCommand,
} from "@aws-sdk/client-auto-scaling";
import { DescribeTargetHealthCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import { GetCommandInvocationCommand, SendCommandCommand } from "@aws-sdk/client-ssm";
import { describe, expect, it } from "vitest";
import { BrokenResourceError, WaitTimeoutError } from "../../../src/errors.ts";
import { waitUntilServing } from "../../../src/resources/auto-scaling/group-serving.ts";
import { inputsOf, operationsOf, refusal } from "../rds/mocked-aws.ts";
import { answerHealth, EMPTY, HELD, NAME, standing, told } from "./groups.ts";
import type { MockedAws } from "./mocked-aws.ts";

const VCPUS =
  "You have requested more vCPU capacity than your current vCPU limit of 16 allows for the instance bucket that the specified instance type belongs to. Launching EC2 instance failed.";
const CAPACITY =
  "We currently do not have sufficient m5.xlarge capacity in the Availability Zone you requested (us-east-1a). Launching EC2 instance failed.";

const serve = ({ aws, watch }: MockedAws): Promise<void> => waitUntilServing(aws, NAME, watch);

function activity(StatusCode: "Failed" | "Successful", StatusMessage?: string, secondsAgo = -60): Activity {
  return {
    ActivityId: "activity",
    AutoScalingGroupName: NAME,
    Cause: "difference between desired and actual capacity",
    StartTime: new Date(Date.now() - secondsAgo * 1000),
    StatusCode,
    StatusMessage,
  };
}

function answerActivities({ scaling }: MockedAws, ...activities: readonly Activity[]): void {
  scaling.safe.on(DescribeScalingActivitiesCommand).resolves({ Activities: [...activities] });
}

describe("a group", () => {
  it("serves as wanted while it waits for its image", async () => {
    const mocked = standing(EMPTY);
    await serve(mocked);
    expect(mocked.watch.statuses.at(-1)).toBe("waiting for an image: flashsale-setup deploy build");
    expect(operationsOf(mocked.balancing.safe)).toEqual([]);
  });

  it("serves once as many targets are healthy as it is to have", async () => {
    const mocked = standing();
    mocked.balancing.safe
      .on(DescribeTargetHealthCommand)
      .resolvesOnce({ TargetHealthDescriptions: [] })
      .resolvesOnce({
        TargetHealthDescriptions: [{ Target: { Id: "i-1" }, TargetHealth: { State: "healthy" } }],
      })
      .resolves({
        TargetHealthDescriptions: ["i-1", "i-2"].map((Id) => ({
          Target: { Id },
          TargetHealth: { State: "healthy" },
        })),
      });
    await serve(mocked);
    expect(mocked.watch.statuses).toEqual([
      "visible",
      "2 of 2 instances in service",
      "0 of 2 targets healthy",
      "1 of 2 targets healthy",
      "2 of 2 targets healthy",
    ]);
  });

  it("replaces unhealthy instances again after the first healthy target, and not before", async () => {
    const mocked = standing(HELD);
    await serve(mocked);
    expect(inputsOf(mocked.scaling.safe, "ResumeProcesses")).toEqual([
      { AutoScalingGroupName: NAME, ScalingProcesses: ["ReplaceUnhealthy"] },
    ]);
  });

  it("holds nothing back that nobody suspended", async () => {
    const mocked = standing();
    await serve(mocked);
    expect(operationsOf(mocked.scaling.safe)).not.toContain("ResumeProcesses");
    expect(operationsOf(mocked.scaling.safe)).not.toContain("SuspendProcesses");
  });

  it("counts targets of its own only: others may be registered by hand", async () => {
    const mocked = standing(told(["1"]));
    answerHealth(mocked, "i-2");
    await expect(serve(mocked)).rejects.toBeInstanceOf(WaitTimeoutError);
  });

  it("is broken when it goes while it is waited for", async () => {
    const mocked = standing();
    answerHealth(mocked);
    mocked.scaling.safe
      .on(DescribeAutoScalingGroupsCommand)
      .resolvesOnce({ AutoScalingGroups: [told()] })
      .resolves({ AutoScalingGroups: [] });
    await expect(serve(mocked)).rejects.toBeInstanceOf(BrokenResourceError);
  });
});

describe("instances that EC2 refuses", () => {
  it("end the wait at once when the quota of vCPUs is reached", async () => {
    const mocked = standing(HELD);
    answerHealth(mocked);
    answerActivities(mocked, activity("Successful"), activity("Failed", VCPUS));
    const ending = serve(mocked);
    await expect(ending).rejects.toMatchObject({ code: "InstancesRefused" });
    await expect(ending).rejects.toThrow("current vCPU limit of 16");
    expect(operationsOf(mocked.scaling.safe)).not.toContain("ResumeProcesses");
  });

  it("end the wait when no zone has room", async () => {
    const mocked = standing();
    answerHealth(mocked);
    answerActivities(
      mocked,
      activity("Failed", CAPACITY),
      activity("Failed", CAPACITY),
      activity("Successful"),
    );
    await expect(serve(mocked)).rejects.toMatchObject({ code: "InstancesRefused" });
  });

  it("do not matter when another zone gave the instance", async () => {
    const mocked = standing();
    answerActivities(mocked, activity("Successful"), activity("Failed", CAPACITY));
    await serve(mocked);
  });

  it("do not matter when they were refused long before", async () => {
    const mocked = standing();
    answerActivities(mocked, activity("Failed", VCPUS, 3600));
    await serve(mocked);
  });
});

describe("a group without a healthy target after a quarter of an hour", () => {
  function unhealthy(): MockedAws {
    const mocked = standing(HELD);
    answerHealth(mocked);
    mocked.ssm.once.on(SendCommandCommand).resolves({ Command: { CommandId: "command-1" } });
    return mocked;
  }

  it("fails with the logs of an instance, and leaves replacing suspended", async () => {
    const mocked = unhealthy();
    mocked.ssm.safe
      .on(GetCommandInvocationCommand)
      .rejectsOnce(refusal("InvocationDoesNotExist"))
      .resolvesOnce({ Status: "InProgress" })
      .resolves({ Status: "Success", StandardOutputContent: "cloud-init: status: done\nno such image" });
    const ending = serve(mocked);
    await expect(ending).rejects.toMatchObject({ code: "NoHealthyTarget", exitCode: 1 });
    await expect(ending).rejects.toThrow("no such image");
    await expect(ending).rejects.toThrow("replacing them is suspended");
    expect(operationsOf(mocked.scaling.safe)).not.toContain("ResumeProcesses");
  });

  it("asks for logs by a command that reads nothing of the environment", async () => {
    const mocked = unhealthy();
    mocked.ssm.safe.on(GetCommandInvocationCommand).resolves({ Status: "Success" });
    await expect(serve(mocked)).rejects.toThrow("The logs of i-1 are empty.");
    const [sent] = inputsOf(mocked.ssm.once, "SendCommand") as { Parameters: { commands: string[] } }[];
    expect(sent).toMatchObject({ DocumentName: "AWS-RunShellScript", InstanceIds: ["i-1"] });
    expect(sent?.Parameters.commands.join("\n")).not.toMatch(/\benv\b|printenv|inspect|environ/);
  });

  it("says so when Systems Manager cannot fetch them", async () => {
    const mocked = unhealthy();
    mocked.ssm.once
      .on(SendCommandCommand)
      .rejects(refusal("InvalidInstanceId", "Instances not in a valid state"));
    await expect(serve(mocked)).rejects.toThrow(
      "could not fetch the logs of i-1: Instances not in a valid state",
    );
    const silent = unhealthy();
    silent.ssm.safe.on(GetCommandInvocationCommand).resolves({ Status: "TimedOut" });
    await expect(serve(silent)).rejects.toThrow("its agent did not answer");
  });
});
