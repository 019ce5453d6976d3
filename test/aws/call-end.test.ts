import { CreateVpcCommand } from "@aws-sdk/client-ec2";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { describe, expect, it } from "vitest";
import { createClients } from "../../src/aws/clients.ts";
import type { Plugin } from "../../src/aws/plugin.ts";
import { AmbiguousEnd, Interrupted } from "../../src/errors.ts";
import { createFastClock, createVirtualClock } from "./clocks.ts";
import { type Answer, ec2Error, FAILED, REFUSED, startAws, THROTTLED, VPC_MADE } from "./local-aws.ts";
import { serve, toOptions } from "./serve.ts";

const createVpc = () => new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" });

describe("once clients", () => {
  it("repeat a throttle, which proves that nothing happened", async () => {
    const aws = await serve(THROTTLED, THROTTLED, VPC_MADE);
    const { once } = createClients(toOptions(aws));
    await once.ec2.send(createVpc());
    expect(aws.seen).toHaveLength(3);
  });

  it("repeat a refused connection", async () => {
    const closed = await startAws(VPC_MADE);
    await closed.close();
    const clock = createVirtualClock();
    const { once } = createClients(toOptions(closed, { clock }));
    await expect(once.ec2.send(createVpc())).rejects.toMatchObject({ code: "ECONNREFUSED" });
    expect(clock.sleeps).toHaveLength(7);
  });

  it("repeat when the SDK has corrected its clock", async () => {
    const date = new Date(Date.now() + 3_600_000).toUTCString();
    const skewed = { ...ec2Error(400, "RequestExpired", "Request has expired."), headers: { date } };
    const aws = await serve(skewed, VPC_MADE);
    const { once } = createClients(toOptions(aws));
    await once.ec2.send(createVpc());
    expect(aws.seen).toHaveLength(2);
  });

  it.each([
    ["an internal error", FAILED],
    ["a lost connection", "reset" as const],
    ["an answer that nobody can read", { status: 200, body: "<CreateVpcResponse><vpc>" }],
    [
      "an unknown 503",
      { status: 503, body: "<html>try later</html>", headers: { "content-type": "text/html" } },
    ],
  ])("say after one attempt that nobody knows what happened: %s", async (_name, answer: Answer) => {
    const aws = await serve(answer);
    const { once } = createClients(toOptions(aws));
    await expect(once.ec2.send(createVpc())).rejects.toBeInstanceOf(AmbiguousEnd);
    expect(aws.seen).toHaveLength(1);
  });

  it("say so after a time-out, too", async () => {
    const aws = await serve("silence");
    const requestHandler = new NodeHttpHandler({ requestTimeout: 30, throwOnRequestTimeout: true });
    const { once } = createClients(toOptions(aws, { requestHandler }));
    await expect(once.ec2.send(createVpc())).rejects.toBeInstanceOf(AmbiguousEnd);
    expect(aws.seen).toHaveLength(1);
  });

  it("say so when a lost answer follows a throttle", async () => {
    const aws = await serve(THROTTLED, "reset");
    const { once } = createClients(toOptions(aws));
    await expect(once.ec2.send(createVpc())).rejects.toBeInstanceOf(AmbiguousEnd);
    expect(aws.seen).toHaveLength(2);
  });

  it("throw AWS's refusal as it is", async () => {
    const { once } = createClients(toOptions(await serve(REFUSED)));
    await expect(once.ec2.send(createVpc())).rejects.toMatchObject({ name: "VpcLimitExceeded" });
  });

  it("throw as it is what ended the call before it was sent", async () => {
    const credentials = () =>
      Promise.reject(
        Object.assign(new Error("Could not load credentials from any providers"), {
          name: "CredentialsProviderError",
        }),
      );
    const aws = await serve(VPC_MADE);
    const { once } = createClients(toOptions(aws, { credentials }));
    await expect(once.ec2.send(createVpc())).rejects.toMatchObject({ name: "CredentialsProviderError" });
    expect(aws.seen).toHaveLength(0);
  });
});

describe("an interrupted run", () => {
  it("starts no further call", async () => {
    const aws = await serve(VPC_MADE);
    const { safe } = createClients(toOptions(aws, { signal: AbortSignal.abort() }));
    await expect(safe.ec2.send(createVpc())).rejects.toBeInstanceOf(Interrupted);
    expect(aws.seen).toHaveLength(0);
  });

  it.each(["safe", "once"] as const)("does not wait for the next attempt of a %s client", async (kind) => {
    const control = new AbortController();
    const clock = createFastClock(0.001);
    const sleep: typeof clock.sleep = (seconds, signal) => {
      setImmediate(() => control.abort());
      return clock.sleep(seconds, signal);
    };
    const aws = await serve(THROTTLED);
    const clients = createClients(toOptions(aws, { signal: control.signal, clock: { ...clock, sleep } }));
    await expect(clients[kind].ec2.send(createVpc())).rejects.toBeInstanceOf(Interrupted);
    expect(aws.seen).toHaveLength(1);
  });

  it("takes the answer of an attempt that is on the wire", async () => {
    const control = new AbortController();
    const plugin: Plugin = {
      applyToStack: (stack) => {
        const abort = (next: (args: never) => Promise<never>) => (args: never) => {
          control.abort();
          return next(args);
        };
        stack.add(abort as never, { step: "deserialize", priority: "low" });
      },
    };
    const { once } = createClients(
      toOptions(await serve(VPC_MADE), { signal: control.signal, plugins: [plugin] }),
    );
    await expect(once.ec2.send(createVpc())).resolves.toMatchObject({ Vpc: { VpcId: "vpc-1" } });
  });
});
