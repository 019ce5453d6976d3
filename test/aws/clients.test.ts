import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { describe, expect, it, vi } from "vitest";
import { createAws, createClients } from "../../src/aws/clients.ts";
import { createVirtualClock } from "./clocks.ts";
import { CALLER, close, listen, THROTTLED } from "./local-aws.ts";
import { serve, toOptions } from "./serve.ts";

describe("all clients together", () => {
  it("keep no more attempts in flight than the cap, and start the rest in turn", async () => {
    let running = 0;
    let most = 0;
    const server = createServer((request, response) => {
      most = Math.max(most, ++running);
      request.resume();
      setTimeout(() => {
        running--;
        const { status, body } = CALLER;
        response.writeHead(status, { "content-type": "text/xml" }).end(body);
      }, 5);
    });
    await listen(server);
    const { port } = server.address() as AddressInfo;
    const { safe, once } = createClients(toOptions({ url: `http://127.0.0.1:${port}` }, { cap: 3 }));
    const calls = Array.from({ length: 12 }, (_, index) =>
      (index % 2 === 0 ? safe : once).sts.send(new GetCallerIdentityCommand({})),
    );
    await Promise.all(calls);
    await close(server);
    expect(most).toBe(3);
  });

  it("hold no place during the pauses between attempts", async () => {
    const ask = () => safe.sts.send(new GetCallerIdentityCommand({}));
    const sleep = async () => {
      await ask();
    };
    const aws = await serve(THROTTLED, CALLER);
    const { safe } = createClients(toOptions(aws, { cap: 1, clock: { ...createVirtualClock(), sleep } }));
    await expect(ask()).resolves.toMatchObject({ Account: "123456789012" });
    expect(aws.seen).toHaveLength(3);
  });

  it("tell AWS which program calls", async () => {
    const aws = await serve(CALLER);
    await createClients(toOptions(aws)).safe.sts.send(new GetCallerIdentityCommand({}));
    expect(aws.seen[0]?.headers["user-agent"]).toContain("flashsale-setup/1.2.3");
  });

  it("are made at their first use and kept", () => {
    const { safe, once } = createAws({
      ...toOptions({ url: "http://127.0.0.1:1" }),
      account: "123456789012",
      partition: "aws",
    });
    expect(safe.ec2).toBe(safe.ec2);
    expect(safe.ec2).not.toBe(once.ec2);
  });

  it("read nothing of the environment when isolated", async () => {
    const { safe } = createClients({ ...toOptions({ url: "" }), endpointUrl: undefined, isolated: true });
    const endpoint = await safe.ec2.config.endpoint?.();
    expect(endpoint?.hostname).toBe("sandbox.invalid");
  });

  it("let nothing of the environment say how S3 is spoken to when isolated", async () => {
    vi.stubEnv("AWS_REQUEST_CHECKSUM_CALCULATION", "WHEN_SUPPORTED");
    const told = (isolated: boolean) => {
      const options = { ...toOptions({ url: "" }), endpointUrl: undefined, isolated };
      return createClients(options).safe.s3.config.requestChecksumCalculation();
    };
    expect([await told(false), await told(true)]).toEqual(["WHEN_SUPPORTED", "WHEN_REQUIRED"]);
    vi.unstubAllEnvs();
  });
});
