import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { Context } from "../../../src/cli/context.ts";
import { type ConnectionRequest, connectionCheck } from "../../../src/cli/verify/connection.ts";
import type { InstanceRoute } from "../../../src/cli/verify/instance-route.ts";
import type { CheckResult } from "../../../src/cli/verify/result.ts";
import { Ref } from "../../../src/engine/ref.ts";
import type { ConnectionSpec } from "../../../src/sections/verification.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** An application that says of itself how it is. */
async function application(status = "UP"): Promise<number> {
  const server = createServer((_request, response) => {
    response.writeHead(status === "UP" ? 200 : 503, { "content-type": "application/json" });
    response.end(JSON.stringify({ status }));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

/** A port at which nothing listens any more. */
async function closedPort(): Promise<number> {
  const port = await application();
  await new Promise((resolve) => servers.pop()?.close(resolve));
  return port;
}

const spec = (port: number, more: Partial<ConnectionSpec> = {}): ConnectionSpec => ({
  name: "application",
  group: "app",
  section: "scale",
  address: "scale.load-balancer",
  isPrivate: false,
  target: { protocol: "http", url: `http://127.0.0.1:${port}` },
  ...more,
});

const context = (sandbox = false): Context =>
  ({
    account: { sandbox },
    store: { entries: () => new Map() },
    signal: new AbortController().signal,
    world: {},
  }) as unknown as Context;

const noInstance: InstanceRoute = {
  probe: () => Promise.reject(new Error("none")),
  explain: () => Promise.resolve({ why: "no instance is online", fix: ["flashsale-setup deploy ec2"] }),
};

const test = (one: ConnectionSpec, more: Partial<ConnectionRequest> = {}): Promise<CheckResult> =>
  connectionCheck(one, {
    context: context(),
    standing: { known: () => undefined },
    route: "auto",
    endpoint: undefined,
    instances: noInstance,
    ...more,
  }).run();

describe("a connection", () => {
  it("that works tells every layer and how long it took", async () => {
    const seen = await test(spec(await application()));
    expect(seen).toMatchObject({ name: "application", state: "ok", route: "direct", fix: [] });
    expect(seen.layers.map(({ layer, ok }) => [layer, ok])).toEqual([
      ["resolve", true],
      ["connect", true],
      ["query", true],
    ]);
  });

  it("that fails names the layer, the likely cause and the command that mends it", async () => {
    const seen = await test(spec(await application("DOWN")));
    expect(seen).toMatchObject({ state: "problem", failedLayer: "query", kind: "unhealthy" });
    expect(seen.cause).toMatch(/something that it needs is not/);
    expect(seen.fix).toEqual(["flashsale-setup verify"]);
  });

  it("that does not stand yet is not tested, and the command that makes it is named", async () => {
    const url = Ref.attribute<string>("scale.load-balancer", "url");
    const seen = await test(spec(1, { target: { protocol: "http", url } }));
    expect(seen).toMatchObject({ state: "skipped", fix: ["flashsale-setup scale"] });
    expect(seen.detail).toContain("scale.load-balancer");
  });

  it("of the sandbox is not tested, unless a real place is handed in", async () => {
    const one = spec(1);
    const sandbox = { context: context(true) };
    expect(await test(one, sandbox)).toMatchObject({ state: "skipped" });
    const endpoint = { host: "127.0.0.1", port: await application() };
    expect(await test(one, { ...sandbox, endpoint })).toMatchObject({ state: "ok", route: "endpoint" });
  });
});

describe("a private connection that cannot be reached from here", () => {
  const answer: InstanceRoute = {
    ...noInstance,
    probe: () =>
      Promise.resolve([
        {
          protocol: "http",
          target: "10.0.1.5:8080",
          ok: true,
          layers: [{ layer: "query", ok: true, ms: 3, detail: "200, status UP" }],
          addresses: [],
        },
      ]),
  };

  it("is tested by an instance", async () => {
    const one = spec(await closedPort(), { isPrivate: true });
    expect(await test(one, { instances: answer })).toMatchObject({
      state: "ok",
      route: "ssm",
      detail: "200, status UP",
    });
  });

  it("tells why neither way leads there where no instance can be asked", async () => {
    const seen = await test(spec(await closedPort(), { isPrivate: true }));
    expect(seen).toMatchObject({ state: "problem", route: "direct", failedLayer: "connect" });
    expect(seen.detail).toMatch(/^from here: .*; on an instance: no instance is online$/);
    expect(seen.fix).toContain("flashsale-setup deploy ec2");
  });

  it("is left at that where the direct way was asked for", async () => {
    const one = spec(await closedPort(), { isPrivate: true });
    expect(await test(one, { route: "direct", instances: answer })).toMatchObject({
      state: "problem",
      route: "direct",
    });
  });

  it("is asked of an instance alone where that way was asked for", async () => {
    const one = spec(await application(), { isPrivate: true });
    expect(await test(one, { route: "ssm" })).toMatchObject({
      state: "problem",
      route: "ssm",
      kind: "no-route",
    });
  });
});
