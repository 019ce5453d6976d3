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

type Ended = "Failed" | "Cancelled" | "Successful" | "InProgress";

function activity(StatusCode: Ended, StatusMessage?: string, secondsAgo = -60): Activity {
  return {
    Description: "Launching a new EC2 instance",
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

  const OWN_KEY =
    "Instance became unhealthy while waiting for instance to be in InService state. Termination Reason: Client.InternalError: Client error on launch";

  it.each([
    ["Failed", "There are not enough free addresses in subnet 'subnet-1'."],
    ["Failed", "Something that nobody has heard of yet."],
    ["Cancelled", OWN_KEY],
  ] as const)(
    "end the wait once every launch %s for some minutes, in AWS's words: %s",
    async (end, words) => {
      const mocked = standing({ ...told([]), DesiredCapacity: 2 });
      answerActivities(
        mocked,
        activity("InProgress", undefined, -240),
        activity(end, words, -200),
        activity("Failed", "an older reason", -100),
        activity(end, words, -1),
      );
      const ending = serve(mocked);
      await expect(ending).rejects.toMatchObject({ code: "InstancesRefused" });
      await expect(ending).rejects.toThrow(words);
      await expect(ending).rejects.not.toThrow("image");
      expect(mocked.watch.statuses.length).toBeLessThan(10);
    },
  );

  it("tell whose key keeps a volume from being made", async () => {
    const mocked = standing({ ...told([]), DesiredCapacity: 2 });
    answerActivities(mocked, ...[-240, -120, -1].map((ago) => activity("Cancelled", OWN_KEY, ago)));
    await expect(serve(mocked)).rejects.toThrow("AWSServiceRoleForAutoScaling");
  });

  it.each([
    [
      "one of them came to be",
      [activity("Failed", "x", -240), activity("Successful", undefined, -100), activity("Failed", "x", -1)],
    ],
    ["it was the first", [activity("Failed", "x")]],
    ["all came at once, a zone each", [-1, -1, -1].map((ago) => activity("Failed", "x", ago))],
  ] as const)("are waited out while %s", async (_, activities) => {
    const mocked = standing();
    answerActivities(mocked, ...activities);
    await serve(mocked);
  });

  it("do not matter when they were refused long before", async () => {
    const mocked = standing();
    answerActivities(mocked, activity("Failed", VCPUS, 3600));
    await serve(mocked);
  });
});

describe("a group that lacks instances", () => {
  it("fails with AWS's words and without blaming the image, when none was launched for a quarter of an hour", async () => {
    const mocked = standing({ ...told([]), DesiredCapacity: 2 });
    mocked.scaling.safe
      .on(DescribeScalingActivitiesCommand)
      .resolves({ Activities: [activity("Failed", "Out of ideas.")] });
    const ending = serve(mocked);
    await expect(ending).rejects.toMatchObject({ code: "NoInstance", exitCode: 1 });
    await expect(ending).rejects.toThrow("Out of ideas.");
    await expect(ending).rejects.not.toThrow("deploy build");
  });

  it.each([
    ["Launch", { ...told(["1"]), DesiredCapacity: 2 }],
    ["AddToLoadBalancer", { ...told(["1", "1", "1"]), DesiredCapacity: 3 }],
  ])(
    "fails at once while somebody suspended %s, with the command that resumes it",
    async (ProcessName, group) => {
      const mocked = standing({ ...group, SuspendedProcesses: [{ ProcessName }] });
      answerHealth(mocked, "i-1");
      const ending = serve(mocked);
      await expect(ending).rejects.toMatchObject({
        code: "ProcessesSuspended",
        fix: [
          `aws autoscaling resume-processes --auto-scaling-group-name ${NAME} --scaling-processes ${ProcessName}`,
          expect.any(String),
        ],
      });
    },
  );

  it("does not mind a process that it does not wait for", async () => {
    await serve(
      standing({
        ...told(),
        SuspendedProcesses: [{ ProcessName: "Launch" }, { ProcessName: "AddToLoadBalancer" }],
      }),
    );
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
