import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateVpcCommand, DeleteVpcCommand, DescribeVpcsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { ConfiguredRetryStrategy } from "@smithy/core/retry";
import { describe, expect, it } from "vitest";
import { parseSpeed } from "../../src/sandbox/clock.ts";
import { parseFaults } from "../../src/sandbox/faults.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { practise, refusalOf } from "./harness.ts";

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
