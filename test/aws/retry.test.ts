import { CreateVpcCommand, DescribeVpcsCommand } from "@aws-sdk/client-ec2";
import { describe, expect, it } from "vitest";
import { createClients } from "../../src/aws/clients.ts";
import { createFastClock, createVirtualClock } from "./clocks.ts";
import { ec2Error, FAILED, REFUSED, THROTTLED, VPC_MADE } from "./local-aws.ts";
import { serve, toOptions } from "./serve.ts";

const createVpc = () => new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" });

describe("safe clients", () => {
  it.each([
    ["a throttle", THROTTLED],
    ["an internal error", FAILED],
    ["a lost connection", "reset" as const],
    ["a throttle that is called otherwise", ec2Error(400, "Whatever", "Rate exceeded")],
  ])("repeat after %s", async (_name, answer) => {
    const aws = await serve(answer, answer, VPC_MADE);
    const { safe } = createClients(toOptions(aws));
    const { Vpc } = await safe.ec2.send(createVpc());
    expect(Vpc?.VpcId).toBe("vpc-1");
    expect(aws.seen).toHaveLength(3);
  });

  it("give up after 8 attempts, with AWS's own error", async () => {
    const aws = await serve(FAILED);
    const { safe } = createClients(toOptions(aws));
    await expect(safe.ec2.send(new DescribeVpcsCommand({}))).rejects.toMatchObject({
      name: "InternalError",
      $metadata: { attempts: 8 },
    });
    expect(aws.seen).toHaveLength(8);
  });

  it("are twice as patient with throttles, which AWS lifts by itself", async () => {
    const aws = await serve(THROTTLED);
    const { safe } = createClients(toOptions(aws));
    await expect(safe.ec2.send(createVpc())).rejects.toMatchObject({ $metadata: { attempts: 16 } });
    expect(aws.seen).toHaveLength(16);
  });

  it("say of a create that nobody knows what came of it", async () => {
    const aws = await serve(FAILED);
    const { safe } = createClients(toOptions(aws));
    await expect(safe.ec2.send(createVpc())).rejects.toMatchObject({
      name: "AmbiguousEnd",
      cause: { name: "InternalError" },
    });
    expect(aws.seen).toHaveLength(8);
  });

  it.each([
    ["a refusal", REFUSED],
    [
      "a quota that is named like a throttle",
      ec2Error(400, "LimitExceededException", "Cannot exceed quota for RolesPerAccount: 1000."),
    ],
  ])("do not repeat after %s", async (_name, answer) => {
    const aws = await serve(answer);
    const { safe } = createClients(toOptions(aws));
    await expect(safe.ec2.send(createVpc())).rejects.toThrow();
    expect(aws.seen).toHaveLength(1);
  });

  it("do not lose patience when throttles last over many calls", async () => {
    const answers = Array.from({ length: 60 }, () => [THROTTLED, THROTTLED, THROTTLED, VPC_MADE]).flat();
    const aws = await serve(...answers);
    const { safe } = createClients(toOptions(aws));
    for (let call = 0; call < 60; call++) await safe.ec2.send(createVpc());
    expect(aws.seen).toHaveLength(240);
  });

  it("pause ever longer, up to 20 s, on the clock handed in", async () => {
    const clock = createVirtualClock();
    const { safe } = createClients(toOptions(await serve(THROTTLED), { clock }));
    await expect(safe.ec2.send(createVpc())).rejects.toMatchObject({ name: "RequestLimitExceeded" });
    expect(clock.sleeps).toHaveLength(15);
    clock.sleeps.forEach((seconds, index) => {
      expect(seconds).toBeLessThanOrEqual(Math.min(2 ** index, 20));
    });
  });

  it("pause for milliseconds where the account's time runs a thousand times as fast", async () => {
    const { safe } = createClients(toOptions(await serve(THROTTLED), { clock: createFastClock(1000) }));
    const start = performance.now();
    await expect(safe.ec2.send(createVpc())).rejects.toMatchObject({ $metadata: { attempts: 16 } });
    // At most 231 s of pauses; the rest is for the sixteen requests on a busy machine.
    expect(performance.now() - start).toBeLessThan(1000);
  });
});
