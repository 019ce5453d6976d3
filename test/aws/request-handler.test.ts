import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createClients } from "../../src/aws/clients.ts";
import { createRequestHandler, type Environment } from "../../src/aws/request-handler.ts";
import { SettingsError } from "../../src/errors.ts";
import { CERTIFICATE, KEY } from "./certificate.ts";
import { createVirtualClock } from "./clocks.ts";
import { CALLER, close, listen, type Seen, toListener } from "./local-aws.ts";
import { serve, toOptions } from "./serve.ts";

let folder = "";
let servers: Server[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "flashsale-"));
});
afterEach(async () => {
  await Promise.all(servers.map(close));
  servers = [];
  rmSync(folder, { recursive: true });
});

async function start(server: Server): Promise<number> {
  servers.push(server);
  await listen(server);
  return (server.address() as AddressInfo).port;
}

/** Stands for `sts.eu-west-1.amazonaws.com`: TLS with a certificate that only the bundle makes good. */
async function startTls(seen: Seen[]): Promise<number> {
  const server = createHttpsServer({ cert: CERTIFICATE, key: KEY }, toListener(seen, [CALLER]));
  return start(server);
}

/** A proxy that connects every CONNECT to one port of this machine, or refuses it, and notes what it was asked. */
async function startProxy(
  target: number | "refuse",
): Promise<{ url: string; asked: (string | undefined)[][] }> {
  const asked: (string | undefined)[][] = [];
  const server = createHttpServer();
  server.on("connect", (request, client) => {
    asked.push([request.url, request.headers["proxy-authorization"]]);
    if (target === "refuse") {
      client.end("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
      return;
    }
    const upstream = connect(target, "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      upstream.pipe(client).pipe(upstream);
    });
    client.on("error", () => upstream.destroy());
    upstream.on("error", () => client.destroy());
  });
  return { url: `http://127.0.0.1:${await start(server)}`, asked };
}

function toBundle(): string {
  const path = join(folder, "bundle.pem");
  writeFileSync(path, CERTIFICATE);
  return path;
}

/** Asks STS at its real name, which only the proxy can reach. */
async function ask(env: Environment): Promise<string | undefined> {
  const credentials = { accessKeyId: "AKIA", secretAccessKey: "local" };
  const options = { region: "eu-west-1", version: "1", clock: createVirtualClock(), credentials };
  const requestHandler = createRequestHandler(env);
  const { safe } = createClients({
    ...options,
    requestHandler,
    endpointUrl: "https://sts.eu-west-1.amazonaws.com",
  });
  try {
    return (await safe.sts.send(new GetCallerIdentityCommand({}))).Account;
  } finally {
    requestHandler.destroy();
  }
}

describe("the request handler", () => {
  it.each(["HTTPS_PROXY", "https_proxy"])(
    "reaches AWS through the proxy that %s names, and trusts AWS_CA_BUNDLE",
    async (name) => {
      const seen: Seen[] = [];
      const proxy = await startProxy(await startTls(seen));
      await expect(ask({ [name]: proxy.url, AWS_CA_BUNDLE: toBundle() })).resolves.toBe("123456789012");
      expect(proxy.asked).toEqual([["sts.eu-west-1.amazonaws.com:443", undefined]]);
      expect(seen[0]?.body).toContain("Action=GetCallerIdentity");
    },
  );

  it("tells the proxy the name and password of its URL", async () => {
    const proxy = await startProxy(await startTls([]));
    const url = proxy.url.replace("//", "//ann:pass%21word@");
    await ask({ HTTPS_PROXY: url, AWS_CA_BUNDLE: toBundle() });
    expect(proxy.asked[0]?.[1]).toBe(`Basic ${Buffer.from("ann:pass!word").toString("base64")}`);
  });

  it("does not trust a certificate that no bundle vouches for, and asks only once", async () => {
    const proxy = await startProxy(await startTls([]));
    await expect(ask({ HTTPS_PROXY: proxy.url })).rejects.toMatchObject({
      code: "DEPTH_ZERO_SELF_SIGNED_CERT",
    });
    expect(proxy.asked).toHaveLength(1);
  });

  it("ends with the proxy's refusal", async () => {
    const proxy = await startProxy("refuse");
    await expect(ask({ HTTPS_PROXY: proxy.url })).rejects.toMatchObject({
      $metadata: { httpStatusCode: 407 },
    });
  });

  it("passes by the proxy for what is on this machine", async () => {
    const proxy = await startProxy("refuse");
    const aws = await serve(CALLER);
    const requestHandler = createRequestHandler({ HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url });
    await createClients(toOptions(aws, { requestHandler })).safe.sts.send(new GetCallerIdentityCommand({}));
    expect(proxy.asked).toHaveLength(0);
  });

  it("says which bundle cannot be read", () => {
    const path = join(folder, "missing.pem");
    expect(() => createRequestHandler({ AWS_CA_BUNDLE: path })).toThrow(SettingsError);
    expect(() => createRequestHandler({ AWS_CA_BUNDLE: path })).toThrow(path);
  });

  it("gives up connecting after 5 s and a request after 60 s, with an error", async () => {
    const requestHandler = createRequestHandler({});
    const aws = await serve(CALLER);
    await createClients(toOptions(aws, { requestHandler })).safe.sts.send(new GetCallerIdentityCommand({}));
    expect(requestHandler.httpHandlerConfigs()).toMatchObject({
      connectionTimeout: 5000,
      requestTimeout: 60_000,
      throwOnRequestTimeout: true,
    });
  });
});
