import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
  PutRetentionPolicyCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { CreateSubnetCommand, CreateVpcCommand, EC2Client, RunInstancesCommand } from "@aws-sdk/client-ec2";
import { CreatePolicyCommand, IAMClient, TagPolicyCommand } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { Freshness } from "../../src/aws/freshness.ts";
import { Interrupted } from "../../src/errors.ts";
import { VirtualClock } from "../engine/builders.ts";

type Answer = object | Error;

const refusal = (name: string, message = ""): Error =>
  Object.assign(new Error(message), { name, $fault: "client", $metadata: { httpStatusCode: 400 } });

const noSuchVpc = refusal("InvalidVpcID.NotFound", "The vpc ID 'vpc-1' does not exist");
const options = { region: "us-east-1", credentials: { accessKeyId: "AKIA", secretAccessKey: "s" } };

/** Clients that share one memory of what was made, and an AWS that answers each operation by the function given for it. */
function open(answer: (operation: string, count: number) => Answer, signal?: AbortSignal) {
  const clock = new VirtualClock();
  const freshness = new Freshness(clock, signal);
  const counts = new Map<string, number>();
  const wire = {
    applyToStack: (stack: { add(middleware: unknown, options: object): void }) =>
      stack.add(
        (_next: unknown, { commandName = "" }: { commandName?: string }) =>
          async () => {
            const operation = commandName.replace(/Command$/, "");
            const count = (counts.get(operation) ?? 0) + 1;
            counts.set(operation, count);
            const answered = answer(operation, count);
            if (answered instanceof Error) throw answered;
            return { response: {}, output: { ...answered, $metadata: {} } };
          },
        { step: "deserialize", priority: "high", name: "wire" },
      ),
  };
  const equip = <C extends { middlewareStack: { use(plugin: never): void } }>(client: C): C => {
    client.middlewareStack.use(freshness.plugin as never);
    client.middlewareStack.use(wire as never);
    return client;
  };
  return {
    clock,
    freshness,
    count: (operation: string) => counts.get(operation) ?? 0,
    ec2: equip(new EC2Client(options)),
    iam: equip(new IAMClient(options)),
    logs: equip(new CloudWatchLogsClient(options)),
  };
}

const VPC = { Vpc: { VpcId: "vpc-1", OwnerId: "1" } };
const makeVpc = new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" });
const makeSubnet = new CreateSubnetCommand({ VpcId: "vpc-1", CidrBlock: "10.0.0.0/24" });
const lagging =
  (operation: string, times: number, error: Error, made: Readonly<Record<string, object>> = {}) =>
  (asked: string, count: number): Answer =>
    asked === operation && count <= times ? error : (made[asked] ?? {});

describe("a change that AWS refuses because it does not know what was just made", () => {
  it("is repeated until AWS knows it", async () => {
    const { ec2, count } = open(lagging("CreateSubnet", 4, noSuchVpc, { CreateVpc: VPC }));
    await ec2.send(makeVpc);
    await ec2.send(makeSubnet);
    expect(count("CreateSubnet")).toBe(5);
  });

  it("is given up five minutes after EC2 made it", async () => {
    const { ec2, clock } = open(lagging("CreateSubnet", 1000, noSuchVpc, { CreateVpc: VPC }));
    await ec2.send(makeVpc);
    const start = clock.now();
    await expect(ec2.send(makeSubnet)).rejects.toBe(noSuchVpc);
    expect(clock.secondsSince(start)).toBeGreaterThanOrEqual(300);
    expect(clock.secondsSince(start)).toBeLessThan(330);
  });

  it("is given up two minutes after another service made it", async () => {
    const gone = refusal("ResourceNotFoundException");
    const { logs, clock } = open(lagging("PutRetentionPolicy", 1000, gone));
    const start = clock.now();
    await logs.send(new CreateLogGroupCommand({ logGroupName: "shop" }));
    const keep = new PutRetentionPolicyCommand({ logGroupName: "shop", retentionInDays: 7 });
    await expect(logs.send(keep)).rejects.toBe(gone);
    expect(clock.secondsSince(start)).toBeGreaterThanOrEqual(120);
    expect(clock.secondsSince(start)).toBeLessThan(150);
  });

  it("is known by the ARN that the creation was answered with, and by an ARN that ends with its name", async () => {
    const gone = refusal("NoSuchEntityException");
    const arn = "arn:aws:iam::1:policy/Shop";
    const { iam, count } = open(
      lagging("TagPolicy", 2, gone, { CreatePolicy: { Policy: { PolicyName: "Shop" } } }),
    );
    await iam.send(new CreatePolicyCommand({ PolicyName: "Shop", PolicyDocument: "{}" }));
    await iam.send(new TagPolicyCommand({ PolicyArn: arn, Tags: [] }));
    expect(count("TagPolicy")).toBe(3);
  });

  it("is repeated where an earlier run made it within the last minutes", async () => {
    const { ec2, freshness, clock, count } = open(lagging("CreateSubnet", 2, noSuchVpc));
    freshness.note(["vpc-1"], clock.now() - 10_000);
    await ec2.send(makeSubnet);
    expect(count("CreateSubnet")).toBe(3);
  });

  it("is not repeated where it was made long ago, or by nobody", async () => {
    const { ec2, freshness, clock, count } = open(lagging("CreateSubnet", 9, noSuchVpc));
    await expect(ec2.send(makeSubnet)).rejects.toBe(noSuchVpc);
    freshness.note(["vpc-1"], clock.now() - 301_000);
    await expect(ec2.send(makeSubnet)).rejects.toBe(noSuchVpc);
    expect(count("CreateSubnet")).toBe(2);
  });

  it("is not repeated where the parent of what was made is unknown", async () => {
    const { ec2, count } = open(
      lagging("RunInstances", 9, noSuchVpc, {
        CreateSubnet: { Subnet: { SubnetId: "subnet-1", VpcId: "vpc-1" } },
      }),
    );
    await ec2.send(makeSubnet);
    const run = new RunInstancesCommand({ MinCount: 1, MaxCount: 1, ImageId: "vpc-1" });
    await expect(ec2.send(run)).rejects.toBe(noSuchVpc);
    expect(count("RunInstances")).toBe(1);
  });
});

describe("what is no sign of a lag", () => {
  it.each([
    ["a quota", refusal("SubnetLimitExceeded")],
    ["a mistyped key pair", refusal("InvalidKeyPair.NotFound")],
    ["a missing permission", refusal("UnauthorizedOperation")],
    ["a range outside the VPC", refusal("InvalidSubnet.Range")],
  ])("is thrown at once: %s", async (_what, error) => {
    const { ec2, count } = open(lagging("CreateSubnet", 9, error, { CreateVpc: VPC }));
    await ec2.send(makeVpc);
    await expect(ec2.send(makeSubnet)).rejects.toBe(error);
    expect(count("CreateSubnet")).toBe(1);
  });

  it("is a read or a delete that finds nothing: whoever asks knows what that means", async () => {
    const gone = refusal("ResourceNotFoundException");
    const { logs, count } = open((operation) => (operation === "CreateLogGroup" ? {} : gone));
    await logs.send(new CreateLogGroupCommand({ logGroupName: "shop" }));
    await expect(logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: "shop" }))).rejects.toBe(gone);
    await expect(logs.send(new DeleteLogGroupCommand({ logGroupName: "shop" }))).rejects.toBe(gone);
    expect([count("DescribeLogGroups"), count("DeleteLogGroup")]).toEqual([1, 1]);
  });

  it("ends a pause between repeats when the run is interrupted", async () => {
    const controller = new AbortController();
    const answer = (operation: string, count: number): Answer => {
      if (operation === "CreateVpc") return VPC;
      if (count === 2) controller.abort();
      return noSuchVpc;
    };
    const { ec2 } = open(answer, controller.signal);
    await ec2.send(makeVpc);
    await expect(ec2.send(makeSubnet)).rejects.toBeInstanceOf(Interrupted);
  });
});
