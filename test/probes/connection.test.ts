import { Resolver } from "node:dns/promises";
import { describe, expect, it } from "vitest";
import { Interrupted } from "../../src/errors.ts";
import { probeHttp } from "../../src/probes/http.ts";
import type { Lookup } from "../../src/probes/probe.ts";
import { startBlackHole } from "../servers/black-hole.ts";
import { startHttp } from "../servers/http.ts";
import { findClosedPort, startDns, startPlain } from "../servers/misbehaving.ts";
import { LIMIT_SECONDS, lastMilliseconds, pathOf, toOptions } from "./options.ts";

const HEALTHY = { status: 200, body: '{"status":"UP"}' };

// Above the limit by what a busy machine with few cores may add.
const SLACK_MILLISECONDS = 400;

function expectWithinLimit(milliseconds: number): void {
  expect(milliseconds).toBeGreaterThanOrEqual(LIMIT_SECONDS * 1000 - 5);
  expect(milliseconds).toBeLessThan(LIMIT_SECONDS * 1000 + SLACK_MILLISECONDS);
}

async function createLookup(conduct: "unknown" | "hang"): Promise<Lookup> {
  const { host, port } = await startDns(conduct);
  const resolver = new Resolver({ timeout: 5000, tries: 1 });
  resolver.setServers([`${host}:${port}`]);
  return (name) => resolver.resolve4(name);
}

describe("the name", () => {
  it("is found by the system", async () => {
    const { port } = await startHttp(HEALTHY);
    const result = await probeHttp({ host: "localhost", port }, toOptions());
    expect(pathOf(result)).toBe("resolve connect query");
    expect(result.addresses).toContain("127.0.0.1");
  });

  it("is not in DNS", async () => {
    const lookup = await createLookup("unknown");
    const result = await probeHttp({ host: "db.example.test", port: 1 }, toOptions([], { lookup }));
    expect(pathOf(result)).toBe("resolve:name-not-found");
    expect(result.target).toBe("db.example.test:1");
  });

  it("leads to no address", async () => {
    const lookup = (): Promise<readonly string[]> => Promise.resolve([]);
    const result = await probeHttp({ host: "db.example.test", port: 1 }, toOptions([], { lookup }));
    expect(pathOf(result)).toBe("resolve:name-not-found");
  });

  it("gets no answer from a DNS server that hangs, within its limit", async () => {
    const lookup = await createLookup("hang");
    const result = await probeHttp({ host: "db.example.test", port: 1 }, toOptions(["resolve"], { lookup }));
    expect(pathOf(result)).toBe("resolve:name-unanswered");
    expectWithinLimit(lastMilliseconds(result));
  });
});

describe("the port", () => {
  it("is closed", async () => {
    const port = await findClosedPort();
    const result = await probeHttp({ host: "127.0.0.1", port }, toOptions());
    expect(pathOf(result)).toBe("resolve connect:refused");
  });

  it("is a black hole, named within its limit", async () => {
    const result = await probeHttp(await startBlackHole(), toOptions(["connect"]));
    expect(pathOf(result)).toBe("resolve connect:timed-out");
    expect(result.failure?.text).toBe(`no answer within ${LIMIT_SECONDS} s`);
    expectWithinLimit(lastMilliseconds(result));
  });

  // No route leads to the broadcast address for TCP, on any network.
  it.runIf(process.platform === "linux")("is where the network has no way to", async () => {
    const result = await probeHttp({ host: "255.255.255.255", port: 9 }, toOptions());
    expect(pathOf(result)).toBe("resolve connect:unreachable");
  });

  it("answers at the second of two addresses", async () => {
    const { port } = await startHttp(HEALTHY);
    const lookup = (): Promise<readonly string[]> => Promise.resolve(["127.0.0.2", "127.0.0.1"]);
    const result = await probeHttp({ host: "app.example.test", port }, toOptions([], { lookup }));
    expect(pathOf(result)).toBe("resolve connect query");
  });

  it("is closed at both of two addresses", async () => {
    const port = await findClosedPort();
    const lookup = (): Promise<readonly string[]> => Promise.resolve(["127.0.0.2", "127.0.0.1"]);
    const result = await probeHttp({ host: "app.example.test", port }, toOptions([], { lookup }));
    expect(pathOf(result)).toBe("resolve connect:refused");
  });
});

describe("an interrupt", () => {
  it("ends a layer that waits", async () => {
    const stop = new AbortController();
    const running = probeHttp(await startPlain("hang"), toOptions([], { signal: stop.signal }));
    setImmediate(() => stop.abort());
    await expect(running).rejects.toThrow(Interrupted);
  });

  it("begins nothing once it came", async () => {
    const options = toOptions([], { signal: AbortSignal.abort() });
    await expect(probeHttp({ host: "127.0.0.1", port: 1 }, options)).rejects.toThrow(Interrupted);
  });
});
