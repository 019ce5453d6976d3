import {
  DescribeInstanceStatusCommand,
  DescribeInstancesCommand,
  EC2ServiceException,
  type Instance,
  RunInstancesCommand,
} from "@aws-sdk/client-ec2";
import { beforeEach, describe, expect, it } from "vitest";
import { AmbiguousEnd, BrokenResourceError } from "../../../src/errors.ts";
import { instance } from "../../../src/resources/ec2/instance.ts";
import { type Bench, createBench, refusal, sentBy, tagged } from "./bench.ts";
import { answer, FOUND, PROPS } from "./instances.ts";

const PASSED = { InstanceStatus: { Status: "ok" }, SystemStatus: { Status: "ok" } } as const;

let bench: Bench;

const show = (...all: Instance[]) => bench.safe.on(DescribeInstancesCommand).resolves(answer(...all));

beforeEach(() => {
  bench = createBench();
  show(FOUND);
});

describe("launching an instance", () => {
  it.each(["InvalidAMIID.NotFound", "InvalidKeyPair.NotFound"])(
    "does not wait for what is never new: %s",
    async (name) => {
      bench.safe.on(RunInstancesCommand).rejects(refusal(name));
      await expect(instance.create(bench.aws, PROPS, "token-1")).rejects.toMatchObject({ name });
      expect(bench.clock.sleeps).toEqual([]);
    },
  );

  it("sends one call that its token makes safe to repeat, and tags all that it makes", async () => {
    bench.safe.on(RunInstancesCommand).resolves({ Instances: [{ InstanceId: "i-1" }] });
    expect(await instance.create(bench.aws, PROPS, "token-1")).toEqual({ id: "i-1" });
    const input = {
      MinCount: 1,
      MaxCount: 1,
      ClientToken: "token-1",
      LaunchTemplate: { LaunchTemplateId: "lt-1", Version: "3" },
      InstanceType: "m5.xlarge",
      SubnetId: "subnet-1",
      SecurityGroupIds: ["sg-1"],
      TagSpecifications: [...tagged("instance"), ...tagged("volume"), ...tagged("network-interface")],
    };
    expect(sentBy(bench.safe)).toEqual([{ operation: "RunInstances", input }]);
  });

  it.each([
    [
      "InvalidParameterValue",
      "Value (x) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name",
    ],
    [
      "InvalidParameterValue",
      'IAM Instance Profile "arn:aws:iam::1:instance-profile/x" has no associated IAM Roles',
    ],
    ["InvalidLaunchTemplateId.NotFound", "not yet"],
    ["InvalidSubnetID.NotFound", "not yet"],
  ])("is sent again after %s: %s", async (name, message) => {
    bench.safe
      .on(RunInstancesCommand)
      .rejectsOnce(refusal(name, message))
      .resolves({ Instances: [{ InstanceId: "i-1" }] });
    expect(await instance.create(bench.aws, PROPS, "token-1")).toEqual({ id: "i-1" });
  });

  it("gives a profile that EC2 never learns of two minutes", async () => {
    const lag = refusal("InvalidParameterValue", "Invalid IAM Instance Profile name");
    bench.safe.on(RunInstancesCommand).rejects(lag);
    const start = bench.clock.now();
    await expect(instance.create(bench.aws, PROPS, "token-1")).rejects.toBe(lag);
    const seconds = bench.clock.secondsSince(start);
    expect(seconds).toBeGreaterThanOrEqual(120);
    expect(seconds).toBeLessThan(150);
  });

  it.each(["VcpuLimitExceeded", "InsufficientInstanceCapacity", "InvalidAMIID.Malformed"])(
    "is refused for %s at once",
    async (name) => {
      bench.safe.on(RunInstancesCommand).rejects(refusal(name));
      await expect(instance.create(bench.aws, PROPS, "token-1")).rejects.toMatchObject({ name });
      expect(sentBy(bench.safe)).toHaveLength(1);
    },
  );

  it("takes a lack of room for a refusal, although EC2 answers it as a failure of its own", async () => {
    const full = new EC2ServiceException({
      name: "InsufficientInstanceCapacity",
      message: "We currently do not have sufficient m5.xlarge capacity",
      $fault: "server",
      $metadata: { httpStatusCode: 500 },
    });
    bench.safe.on(RunInstancesCommand).rejects(new AmbiguousEnd(full));
    await expect(instance.create(bench.aws, PROPS, "token-1")).rejects.toBe(full);
    const unseen = new AmbiguousEnd(new Error("socket hang up"));
    bench.safe.on(RunInstancesCommand).rejects(unseen);
    await expect(instance.create(bench.aws, PROPS, "token-1")).rejects.toBe(unseen);
  });

  it("waits until it runs and EC2's checks of it have passed", async () => {
    bench.safe
      .on(DescribeInstancesCommand)
      .resolvesOnce(answer())
      .resolvesOnce(answer({ ...FOUND, State: { Name: "pending" } }))
      .resolves(answer(FOUND));
    bench.safe
      .on(DescribeInstanceStatusCommand)
      .resolvesOnce({ InstanceStatuses: [] })
      .resolvesOnce({ InstanceStatuses: [{ ...PASSED, SystemStatus: { Status: "initializing" } }] })
      .resolves({ InstanceStatuses: [PASSED] });
    await instance.ready(bench.aws, "i-1", bench.watch);
    expect(bench.watch.statuses).toEqual([
      "not visible yet",
      "pending",
      "running, status checks initializing",
      "running, status checks initializing",
      "running",
    ]);
  });

  it("does without the checks where they may not be read", async () => {
    bench.safe.on(DescribeInstanceStatusCommand).rejects(refusal("UnauthorizedOperation"));
    await instance.ready(bench.aws, "i-1", bench.watch);
    expect(bench.watch.statuses).toEqual(["running"]);
  });

  it.each([
    ["its checks fail", FOUND, { ...PASSED, InstanceStatus: { Status: "impaired" } }, "status checks failed"],
    ["somebody stops it", { ...FOUND, State: { Name: "stopped" } }, PASSED, "somebody stopped it"],
  ] as const)("ends the wait when %s", async (_, seen, status, reason) => {
    show(seen as Instance);
    bench.safe.on(DescribeInstanceStatusCommand).resolves({ InstanceStatuses: [status] });
    const failed = instance.ready(bench.aws, "i-1", bench.watch);
    await expect(failed).rejects.toBeInstanceOf(BrokenResourceError);
    await expect(failed).rejects.toThrow(reason);
  });
});
