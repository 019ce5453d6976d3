import {
  DescribeInstanceInformationCommand,
  GetCommandInvocationCommand,
  SendCommandCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { mockClient } from "aws-sdk-client-mock";
import { describe, expect, it } from "vitest";
import type { Aws } from "../../src/aws/env.ts";
import { findReachable, runScript } from "../../src/aws/ssm-route.ts";
import { createVirtualClock, createWatch } from "./clocks.ts";

function bench() {
  const region = { region: "us-east-1" };
  const clients = { ssm: new SSMClient(region) };
  const once = new SSMClient(region);
  const clock = { ...createVirtualClock(), toRealSeconds: () => 0 };
  return {
    ssm: mockClient(clients.ssm),
    once: mockClient(once),
    clock,
    watch: createWatch(clock),
    aws: { safe: clients, once: { ssm: once }, clock } as unknown as Aws,
  };
}

const notYet = Object.assign(new Error("not yet"), { name: "InvocationDoesNotExist" });
const REQUEST = { instanceId: "i-1", script: "echo hello", comment: "a look", timeoutSeconds: 60 };

describe("the instances that Systems Manager reaches", () => {
  it("are those whose agent is online", async () => {
    const { aws, ssm } = bench();
    ssm.on(DescribeInstanceInformationCommand).resolves({
      InstanceInformationList: [
        { InstanceId: "i-2", PingStatus: "Online" },
        { InstanceId: "i-1", PingStatus: "Online" },
        { InstanceId: "i-3", PingStatus: "ConnectionLost" },
      ],
    });
    expect(await findReachable(aws, ["i-1", "i-2", "i-3"])).toEqual(["i-1", "i-2"]);
    const Filters = [{ Key: "InstanceIds", Values: ["i-1", "i-2", "i-3"] }];
    expect(ssm.calls()[0]?.args[0].input).toMatchObject({ Filters });
  });

  it("are none where nothing runs, and Systems Manager is not asked", async () => {
    const { aws, ssm } = bench();
    expect(await findReachable(aws, [])).toEqual([]);
    expect(ssm.calls()).toEqual([]);
  });
});

describe("a script on an instance", () => {
  it("is sent once and waited for, also while its invocation is not known yet", async () => {
    const { aws, ssm, once, watch } = bench();
    once.on(SendCommandCommand).resolves({ Command: { CommandId: "c-1" } });
    ssm
      .on(GetCommandInvocationCommand)
      .rejectsOnce(notYet)
      .resolvesOnce({ Status: "InProgress" })
      .resolves({ Status: "Success", StandardOutputContent: "hello\n", ResponseCode: 0 });
    expect(await runScript(aws, REQUEST, watch)).toEqual({
      status: "Success",
      stdout: "hello\n",
      stderr: "",
      exitCode: 0,
    });
    expect(once.calls().map(({ args: [{ input }] }) => input)).toEqual([
      {
        DocumentName: "AWS-RunShellScript",
        InstanceIds: ["i-1"],
        Comment: "a look",
        TimeoutSeconds: 60,
        Parameters: { commands: ["echo hello"], executionTimeout: ["60"] },
      },
    ]);
  });

  it("that fails is an answer with its exit code and its words", async () => {
    const { aws, ssm, once, watch } = bench();
    once.on(SendCommandCommand).resolves({ Command: { CommandId: "c-1" } });
    const failed = { Status: "Failed" as const, StandardErrorContent: "no such file", ResponseCode: 2 };
    ssm.on(GetCommandInvocationCommand).resolves(failed);
    expect(await runScript(aws, REQUEST, watch)).toMatchObject({
      status: "Failed",
      stderr: "no such file",
      exitCode: 2,
    });
  });

  it("that never ends is given up after its time and a minute for the delivery", async () => {
    const { aws, ssm, once, watch, clock } = bench();
    once.on(SendCommandCommand).resolves({ Command: { CommandId: "c-1" } });
    ssm.on(GetCommandInvocationCommand).callsFake(() => {
      void clock.sleep(10);
      return { Status: "Pending" };
    });
    await expect(runScript(aws, REQUEST, watch)).rejects.toMatchObject({ code: "StillOnItsWay" });
  });
});
