import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateSubnetCommand,
  CreateVpcCommand,
  CreateVpcEndpointCommand,
  DeleteVpcCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import { ConfiguredRetryStrategy } from "@smithy/core/retry";
import { describe, expect, it } from "vitest";
import { parseSpeed } from "../../src/sandbox/clock.ts";
import { parseFaults } from "../../src/sandbox/faults.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { type Practice, practise, refusalOf } from "./harness.ts";

const makeVpc = new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" });
const describeVpcs = new DescribeVpcsCommand({});

/** A client that repeats at once what the SDK would repeat after a while. */
function stubborn({ region, credentials, plugin }: Sandbox, attempts: number): EC2Client {
  const client = new EC2Client({
    region,
    credentials,
    retryStrategy: new ConfiguredRetryStrategy(attempts, () => 0),
  });
  client.middlewareStack.use(plugin());
  return client;
}

describe("faults of the sandbox", () => {
  it("throttle some calls, the same ones for the same seed, and the SDK repeats them", async () => {
    const tries = async (): Promise<string> => {
      const { ec2 } = practise({ faults: { seed: 7, throttle: 0.5 } });
      const outcomes = [];
      for (let count = 0; count < 20; count++) {
        outcomes.push(
          await ec2.send(describeVpcs).then(
            () => "answered",
            (error: Error) => error.name,
          ),
        );
      }
      return outcomes.join();
    };
    const first = await tries();
    expect(first).toContain("RequestLimitExceeded");
    expect(first).toContain("answered");
    expect(await tries()).toBe(first);
    const { sandbox } = practise({ faults: { seed: 7, throttle: 0.5 } });
    const { Vpcs, $metadata } = await stubborn(sandbox, 20).send(describeVpcs);
    expect(Vpcs).toEqual([]);
    expect($metadata.attempts).toBeGreaterThan(1);
  });

  it("answer with a 500 after the change was made, so that a client that repeats makes it twice", async () => {
    const { ec2, sandbox } = practise({ faults: { errorAfterSuccess: 1 } });
    const refusal = await refusalOf(ec2.send(makeVpc));
    expect(refusal).toMatchObject({
      name: "InternalError",
      $fault: "server",
      $metadata: { httpStatusCode: 500 },
    });
    expect(sandbox.list()).toHaveLength(1);
    await refusalOf(stubborn(sandbox, 2).send(makeVpc));
    expect(sandbox.list()).toHaveLength(3);
    expect((await ec2.send(describeVpcs)).Vpcs).toHaveLength(3);
  });

  it("let calls time out, some after the change was made and some before", async () => {
    const { ec2, sandbox } = practise({ faults: { timeout: 1, seed: 3 } });
    for (let count = 0; count < 8; count++) {
      expect((await refusalOf(ec2.send(makeVpc))).name).toBe("TimeoutError");
    }
    const made = sandbox.list().length;
    expect(made).toBeGreaterThan(0);
    expect(made).toBeLessThan(5);
  });

  it("let credentials expire after a number of calls", async () => {
    const { ec2, reopen } = practise({ faults: { expireAfterCalls: 2 } });
    await ec2.send(makeVpc);
    await ec2.send(describeVpcs);
    expect((await refusalOf(ec2.send(describeVpcs))).name).toBe("RequestExpired");
    expect((await reopen().ec2.send(describeVpcs)).Vpcs).toHaveLength(1);
  });

  it("deny actions, on the calls that need them", async () => {
    const { ec2 } = practise({ faults: { deny: ["ec2:CreateT*"] } });
    await ec2.send(makeVpc);
    const TagSpecifications = [{ ResourceType: "vpc" as const, Tags: [{ Key: "a", Value: "b" }] }];
    const refusal = await refusalOf(
      ec2.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16", TagSpecifications })),
    );
    expect(refusal.name).toBe("UnauthorizedOperation");
    expect(refusal.message).toContain("ec2:CreateTags on resource: arn:aws:ec2:us-east-1:314159265358:vpc/*");
  });

  it("kill at the change that they name and at no read", async () => {
    const kills: string[] = [];
    const faults = { kill: { attempt: 2, when: "after" } } as const;
    const { ec2, sandbox } = practise({ faults, kill: () => kills.push("killed") });
    await ec2.send(makeVpc);
    await ec2.send(describeVpcs);
    expect(kills).toEqual([]);
    await refusalOf(ec2.send(makeVpc));
    expect(kills).toEqual(["killed"]);
    expect(sandbox.list()).toHaveLength(2);
  });
});

describe("reads that lag", () => {
  const slow = { faults: { readLagMs: 15_000 }, speed: 20 };

  it("miss what was just made, changed or deleted, and are counted", async () => {
    const { ec2, sandbox, pass } = practise(slow);
    const { Vpc } = await ec2.send(makeVpc);
    expect((await ec2.send(describeVpcs)).Vpcs).toEqual([]);
    const byId = new DescribeVpcsCommand({ VpcIds: [Vpc?.VpcId ?? ""] });
    expect((await refusalOf(ec2.send(byId))).name).toBe("InvalidVpcID.NotFound");
    expect(sandbox.staleReads()).toBe(2);
    pass(30);
    expect((await ec2.send(describeVpcs)).Vpcs).toHaveLength(1);
    expect(sandbox.staleReads()).toBe(2);
    await ec2.send(new DeleteVpcCommand({ VpcId: Vpc?.VpcId ?? "" }));
    expect((await ec2.send(describeVpcs)).Vpcs).toHaveLength(1);
    pass(30);
    expect((await ec2.send(describeVpcs)).Vpcs).toEqual([]);
    expect(sandbox.staleReads()).toBe(3);
  });

  it("do so for a process that has just started", async () => {
    const first = practise(slow);
    await first.ec2.send(makeVpc);
    const second = first.reopen();
    expect((await second.ec2.send(describeVpcs)).Vpcs).toEqual([]);
    expect(second.sandbox.staleReads()).toBe(1);
  });

  it("do not deceive calls that change something", async () => {
    const { ec2 } = practise(slow);
    const { Vpc } = await ec2.send(makeVpc);
    await ec2.send(new DeleteVpcCommand({ VpcId: Vpc?.VpcId ?? "" }));
    expect((await refusalOf(ec2.send(new DeleteVpcCommand({ VpcId: Vpc?.VpcId ?? "" })))).name).toBe(
      "InvalidVpcID.NotFound",
    );
  });
});

describe("the faults that are asked for", () => {
  it("are read from JSON or from a file", () => {
    const file = join(mkdtempSync(join(tmpdir(), "faults-")), "faults.json");
    writeFileSync(file, '{"throttle":0.3}');
    expect(parseFaults(`@${file}`)).toEqual({ throttle: 0.3 });
    expect(parseFaults('{"kill":{"attempt":12,"when":"before"},"deny":["ec2:*"]}')).toHaveProperty(
      "kill.attempt",
      12,
    );
    expect(parseFaults(undefined)).toEqual({});
  });

  it.each([
    ['{"throtle":0.3}', 'unknown key "throtle"'],
    ['{"throttle":3}', '"throttle" must be a probability'],
    ['{"kill":{"attempt":0,"when":"before"}}', '"kill" must be'],
    ['{"kill":{"attempt":1,"when":"during"}}', '"kill" must be'],
    ["[]", "not a JSON object"],
    ["{", "not JSON"],
    ["@/nowhere/faults.json", "cannot be read"],
  ])("are refused by name: %s", (text, message) => {
    expect(() => parseFaults(text)).toThrow(
      expect.objectContaining({ name: "SandboxOptionError", option: "faults" }),
    );
    expect(() => parseFaults(text)).toThrow(message);
  });
});

describe("the speed that is asked for", () => {
  it("is a factor, or max", () => {
    expect([parseSpeed(undefined), parseSpeed("20"), parseSpeed("max")]).toEqual([180, 20, 100_000]);
    for (const text of ["fast", "0", "-1", "1e9"]) expect(() => parseSpeed(text)).toThrow("Sandbox speed");
  });
});

describe("refusals on demand", () => {
  const made = async (practice: Practice, cidr: string): Promise<string> =>
    practice.ec2.send(new CreateVpcCommand({ CidrBlock: cidr })).then(
      () => "made",
      ({ name }: Error) => name,
    );

  it("come so many times for each distinct input, in the words asked for", async () => {
    const refuse = [{ operation: "CreateVpc", error: "VpcLimitExceeded", message: "Full.", times: 2 }];
    const practice = practise({ faults: { refuse } });
    const refusal = await refusalOf(practice.ec2.send(makeVpc));
    expect(refusal).toMatchObject({ name: "VpcLimitExceeded", message: "Full.", $fault: "client" });
    expect(await made(practice, "10.0.0.0/16")).toBe("VpcLimitExceeded");
    expect(await made(practice, "10.1.0.0/16")).toBe("VpcLimitExceeded");
    expect(await made(practice, "10.0.0.0/16")).toBe("made");
  });

  it("last for so many simulated seconds from the first of them", async () => {
    const refuse = [{ operation: "EC2.Create*", error: "InternalError", status: 503, seconds: 60 }];
    const practice = practise({ faults: { refuse } });
    expect(await refusalOf(practice.ec2.send(makeVpc))).toMatchObject({ $metadata: { httpStatusCode: 503 } });
    practice.pass(59);
    expect(await made(practice, "10.0.0.0/16")).toBe("InternalError");
    practice.pass(1);
    expect(await made(practice, "10.0.0.0/16")).toBe("made");
  });

  it("let the first tries through, and then come for ever", async () => {
    const practice = practise({ faults: { refuse: [{ operation: "CreateVpc", error: "Full", after: 1 }] } });
    const outcomes = [];
    for (let count = 0; count < 4; count++) outcomes.push(await made(practice, "10.0.0.0/16"));
    expect(outcomes).toEqual(["made", "Full", "Full", "Full"]);
    expect(practice.sandbox.list()).toHaveLength(1);
  });
});

describe("writes that lag", () => {
  it("do not find what was just made, in the words for what is not there, and find it when the lag is over", async () => {
    const practice = practise({ faults: { writeLagMs: 15_000 } });
    const { Vpc } = await practice.ec2.send(makeVpc);
    const remove = (): Promise<unknown> => practice.ec2.send(new DeleteVpcCommand({ VpcId: Vpc?.VpcId }));
    expect((await refusalOf(remove())).name).toBe("InvalidVpcID.NotFound");
    expect((await practice.ec2.send(describeVpcs)).Vpcs).toHaveLength(1);
    practice.pass(15);
    await remove();
    expect(practice.sandbox.list()).toEqual([]);
  });

  it("leave no trace of what was refused", async () => {
    const practice = practise({ faults: { writeLagMs: 15_000 } });
    const { Vpc } = await practice.ec2.send(makeVpc);
    const VpcId = Vpc?.VpcId;
    await refusalOf(practice.ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock: "10.0.0.0/24" })));
    expect(practice.sandbox.list()).toHaveLength(1);
  });
});

describe("statuses that are imposed", () => {
  const make = async (practice: Practice): Promise<() => Promise<string | undefined>> => {
    const vpc = await practice.ec2.send(makeVpc);
    const VpcId = vpc.Vpc?.VpcId;
    const ServiceName = "com.amazonaws.us-east-1.s3";
    await practice.ec2.send(new CreateVpcEndpointCommand({ VpcId, ServiceName }));
    return async () =>
      (await practice.ec2.send(new DescribeVpcEndpointsCommand({}))).VpcEndpoints?.[0]?.State;
  };

  it.each(["ec2/vpc-endpoint", "ec2.vpc-endpoint", "vpc-endpoint"])(
    "come over %s when it is ready, for as long as was said",
    async (type) => {
      const practice = practise({ faults: { statuses: [{ type, status: "failed", seconds: 100 }] } });
      const state = await make(practice);
      expect(await state()).toBe("pending");
      practice.pass(10);
      expect(await state()).toBe("failed");
      practice.pass(99);
      expect(await state()).toBe("failed");
      practice.pass(1);
      expect(await state()).toBe("available");
    },
  );

  it("stay for ever, and touch no other type", async () => {
    const statuses = [
      { type: "ec2/nat-gateway", status: "failed" },
      { type: "ec2/vpc-endpoint", status: "rejected" },
    ];
    const practice = practise({ faults: { statuses } });
    const state = await make(practice);
    practice.pass(1_000_000);
    expect(await state()).toBe("rejected");
  });
});

describe("faults that are not understood", () => {
  it.each([
    '{"refuse":[{"operation":"CreateVpc"}]}',
    '{"refuse":[{"operation":"CreateVpc","error":"X","status":200}]}',
    '{"refuse":[{"operation":"CreateVpc","error":"X","time":1}]}',
    '{"refuse":{"operation":"CreateVpc","error":"X"}}',
    '{"statuses":[{"type":"ec2/vpc"}]}',
    '{"statuses":[{"type":"ec2/vpc","status":"x","seconds":-1}]}',
    '{"writeLagMs":-1}',
  ])("are refused: %s", (text) => {
    expect(() => parseFaults(text)).toThrow(/must be/);
  });
});
