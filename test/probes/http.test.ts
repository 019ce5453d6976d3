import { describe, expect, it } from "vitest";
import { type HttpTarget, probeHttp } from "../../src/probes/http.ts";
import { createAuthority } from "../servers/certificates.ts";
import { type HttpAnswer, startHttp } from "../servers/http.ts";
import { createFolder } from "../servers/keep.ts";
import { startPlain } from "../servers/misbehaving.ts";
import { pathOf, toOptions } from "./options.ts";

const authority = createAuthority(createFolder());
const identity = authority.issue(["DNS:app.test"]);
const UP: HttpAnswer = { status: 200, body: '{"groups":["liveness"],"status":"UP"}' };

async function answer(given: HttpAnswer, more: Partial<HttpTarget> = {}) {
  return probeHttp({ ...(await startHttp(given)), ...more }, toOptions());
}

describe("an application", () => {
  it("says that it is up", async () => {
    const result = await answer(UP);
    expect(result).toMatchObject({ ok: true, protocol: "http" });
    expect(result.layers.at(-1)).toMatchObject({ layer: "query", detail: "200, status UP" });
  });

  it("says so over TLS with a certificate that is verified", async () => {
    const server = await startHttp(UP, identity);
    const target = { ...server, tls: true, servername: "app.test", ca: [authority.ca] };
    expect(pathOf(await probeHttp(target, toOptions()))).toBe("resolve connect tls query");
  });

  const refusals: readonly (readonly [string, HttpAnswer, string, string])[] = [
    [
      "says that it is down",
      { status: 503, body: '{"status":"DOWN"}' },
      "unhealthy",
      "HTTP 503, status DOWN",
    ],
    ["has no instance behind its load balancer", { status: 503, body: "<html>" }, "unhealthy", "HTTP 503"],
    ["answers 200 with a page", { status: 200, body: "<html>" }, "unhealthy", "HTTP 200 without a status"],
    ["says UP in a part and DOWN as a whole", toNested(), "unhealthy", "HTTP 200, status DOWN"],
    ["guards its health", { status: 401, body: "" }, "login-refused", "HTTP 401"],
    ["leads elsewhere", toRedirect(), "mismatch", "HTTP 302, to https://app.test/login"],
  ];
  it.each(refusals)("%s", async (_name, given, kind, text) => {
    const result = await answer(given);
    expect(pathOf(result)).toBe(`resolve connect query:${kind}`);
    expect(result.failure?.text).toBe(text);
  });

  it("has nothing at this path", async () => {
    expect(pathOf(await answer(UP, { path: "/health" }))).toBe("resolve connect query:not-found");
  });
});

describe("a server that is no application", () => {
  it("speaks something else", async () => {
    const result = await probeHttp(await startPlain("talk"), toOptions());
    expect(pathOf(result)).toBe("resolve connect query:wrong-protocol");
  });

  it("speaks TLS where plain HTTP is asked for", async () => {
    const result = await probeHttp(await startHttp(UP, identity), toOptions());
    expect(pathOf(result)).toMatch(/^resolve connect query:(wrong-protocol|closed-early)$/);
  });

  it("speaks plain HTTP where TLS is asked for", async () => {
    const result = await probeHttp({ ...(await startHttp(UP)), tls: true }, toOptions());
    expect(pathOf(result)).toBe("resolve connect tls:not-tls");
  });

  it("takes the question and never answers", async () => {
    const result = await probeHttp(await startPlain("hang"), toOptions(["query"]));
    expect(pathOf(result)).toBe("resolve connect query:hung");
  });

  it.each(["close", "half-close", "reset"] as const)(
    "ends the connection without an answer (%s)",
    async (conduct) => {
      const result = await probeHttp(await startPlain(conduct), toOptions());
      expect(pathOf(result)).toMatch(/^resolve connect(:| query:)closed-early$/);
    },
  );
});

function toNested(): HttpAnswer {
  return { status: 200, body: '{"components":{"db":{"status":"UP"}},"status":"DOWN"}' };
}

function toRedirect(): HttpAnswer {
  return { status: 302, body: "", headers: { location: "https://app.test/login" } };
}
