import { beforeAll, describe, expect, it } from "vitest";
import { probeRedis, type RedisTarget } from "../../src/probes/redis.ts";
import { createAuthority } from "../servers/certificates.ts";
import { startHttp } from "../servers/http.ts";
import { createFolder, type RunningServer } from "../servers/keep.ts";
import { findClosedPort, startPlain, startSecure } from "../servers/misbehaving.ts";
import { describeWith, missingOf } from "../servers/programs.ts";
import { startRedis } from "../servers/redis.ts";
import { pathOf, toOptions } from "./options.ts";

const TOKEN = "K7onlytheserverandthesecretknow!&#$^<>-";
const folder = createFolder();
const authority = createAuthority(folder);
const identity = authority.issue(["DNS:cache.test"]);
const other = createAuthority(folder);

function toTarget(
  server: Pick<RunningServer, "host" | "port">,
  more: Partial<RedisTarget> = {},
): RedisTarget {
  return {
    host: server.host,
    port: server.port,
    servername: "cache.test",
    ca: [authority.ca],
    secret: () => Promise.resolve(TOKEN),
    ...more,
  };
}

describeWith(missingOf("redis-server"), "a Redis server", () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startRedis({ identity, password: TOKEN, folder });
  });
  const probe = (more: Partial<RedisTarget>) => probeRedis(toTarget(server, more), toOptions());

  it("answers PING through every layer", async () => {
    const result = await probe({});
    expect(pathOf(result)).toBe("resolve connect tls login query");
    expect(result.layers.at(-1)?.detail).toBe("PONG from the primary, 0 replicas connected");
  });

  it("lets a named user in", async () => {
    expect((await probe({ username: "default" })).ok).toBe(true);
  });

  it("shows a certificate of another authority", async () => {
    expect(pathOf(await probe({ ca: [other.ca] }))).toBe("resolve connect tls:tls-unknown-ca");
  });

  it("shows a certificate for another name", async () => {
    expect(pathOf(await probe({ servername: "other.test" }))).toBe("resolve connect tls:tls-wrong-name");
  });

  it("shows a certificate that has expired", async () => {
    const expired = await startRedis({
      identity: authority.issue(["DNS:cache.test"], -1),
      password: TOKEN,
      folder,
    });
    const result = await probeRedis(toTarget(expired), toOptions());
    expect(pathOf(result)).toBe("resolve connect tls:tls-expired");
  });

  it("refuses a wrong token, which no text of the result holds", async () => {
    const wrong = "not-the-token-at-all";
    const result = await probe({ secret: () => Promise.resolve(wrong) });
    expect(pathOf(result)).toBe("resolve connect tls login:login-refused");
    expect(result.failure?.text).toMatch(/^WRONGPASS /);
    expect(JSON.stringify(result)).not.toContain(wrong);
  });

  it("asks for a token that nobody has", async () => {
    const { secret: _none, ...target } = toTarget(server);
    expect(pathOf(await probeRedis(target, toOptions()))).toBe("resolve connect tls login:login-missing");
  });

  it("is not asked when the secret cannot be read", async () => {
    const result = await probe({ secret: () => Promise.reject(new Error("no such secret")) });
    expect(pathOf(result)).toBe("resolve connect tls login:secret-unreadable");
  });

  it("lets anyone in", async () => {
    const open = await startRedis({ identity, folder });
    expect(pathOf(await probeRedis(toTarget(open), toOptions()))).toBe(
      "resolve connect tls login:login-not-asked",
    );
    const { secret: _none, ...target } = toTarget(open);
    expect(pathOf(await probeRedis(target, toOptions()))).toBe("resolve connect tls login query");
  });

  it("is a replica", async () => {
    const replicaOfPort = await findClosedPort();
    const replica = await startRedis({ identity, password: TOKEN, folder, replicaOfPort });
    const result = await probeRedis(toTarget(replica), toOptions());
    expect(pathOf(result)).toBe("resolve connect tls login query:read-only");
    expect((await probeRedis(toTarget(replica, { writable: false }), toOptions())).ok).toBe(true);
  });

  it("speaks without TLS, whether or not it asks for a token", async () => {
    const guarded = await startRedis({ password: TOKEN, folder });
    expect(pathOf(await probeRedis(toTarget(guarded), toOptions(["tls"])))).toBe(
      "resolve connect tls:not-tls",
    );
    const open = await startRedis({ folder });
    expect(pathOf(await probeRedis(toTarget(open), toOptions(["tls"])))).toBe("resolve connect tls:not-tls");
  });
});

describe("a server that is no Redis", () => {
  it("speaks HTTP without TLS", async () => {
    const result = await probeRedis(toTarget(await startHttp({ status: 200, body: "" })), toOptions());
    expect(pathOf(result)).toBe("resolve connect tls:not-tls");
  });

  it("speaks HTTP over TLS", async () => {
    const result = await probeRedis(
      toTarget(await startHttp({ status: 200, body: "" }, identity)),
      toOptions(),
    );
    expect(pathOf(result)).toBe("resolve connect tls login:wrong-protocol");
  });

  it("never answers the handshake", async () => {
    const result = await probeRedis(toTarget(await startPlain("hang")), toOptions(["connect", "tls"]));
    expect(pathOf(result)).toBe("resolve connect tls:hung");
  });

  it.each(["close", "half-close", "reset"] as const)(
    "ends the connection in the handshake (%s)",
    async (conduct) => {
      const result = await probeRedis(toTarget(await startPlain(conduct)), toOptions());
      expect(pathOf(result)).toMatch(/^resolve connect(:| tls:)closed-early$/);
    },
  );

  it("hangs after TLS", async () => {
    const result = await probeRedis(toTarget(await startSecure(identity, "hang")), toOptions(["login"]));
    expect(pathOf(result)).toBe("resolve connect tls login:hung");
  });

  it.each(["close", "half-close", "reset"] as const)(
    "ends the connection after TLS (%s)",
    async (conduct) => {
      const result = await probeRedis(toTarget(await startSecure(identity, conduct)), toOptions(["login"]));
      expect(pathOf(result)).toBe("resolve connect tls login:closed-early");
    },
  );
});
