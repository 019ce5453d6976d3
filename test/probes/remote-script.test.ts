import { describe, expect, it } from "vitest";
import { readRemoteReport } from "../../src/probes/remote-report.ts";
import { type RemoteTarget, renderRemoteScript } from "../../src/probes/remote-script.ts";
import { startBlackHole } from "../servers/black-hole.ts";
import { createAuthority } from "../servers/certificates.ts";
import { startHttp } from "../servers/http.ts";
import { startKafka } from "../servers/kafka-broker.ts";
import { createFolder, type RunningServer } from "../servers/keep.ts";
import { findClosedPort, startLikePostgres, startPlain, startSecure } from "../servers/misbehaving.ts";
import { describeWith, missingOf } from "../servers/programs.ts";
import { startRedis } from "../servers/redis.ts";
import { pathOf } from "./options.ts";
import { runRemote, SECRET_ARN } from "./run-remote.ts";

const SECRET = "K7onlytheserverandthesecretknow";
const folder = createFolder();
const authority = createAuthority(folder);
const identity = authority.issue(["DNS:service.test"]);
const expiredIdentity = authority.issue(["DNS:service.test"], -1);
const other = createAuthority(folder);
// Short, but long enough for what does answer on a busy machine.
const HUNG_SECONDS = 2.5;

const common = { servername: "service.test", caFile: authority.caFile };
const placeOf = ({ host, port }: Pick<RunningServer, "host" | "port">) => ({ host, port });

function postgresAt(server: Pick<RunningServer, "host" | "port">, more: object = {}): RemoteTarget {
  const login = { username: "flashsaleadmin", database: "postgres", secretArn: SECRET_ARN };
  return { protocol: "postgres", ...placeOf(server), ...common, ...login, ...more };
}

function redisAt(server: Pick<RunningServer, "host" | "port">, more: object = {}): RemoteTarget {
  return { protocol: "redis", ...placeOf(server), ...common, secretArn: SECRET_ARN, ...more };
}

async function pathsOf(targets: readonly RemoteTarget[], more: Parameters<typeof runRemote>[2] = {}) {
  const { results, stderr } = await runRemote(createFolder(), targets, { secret: SECRET, ...more });
  expect(stderr).toBe("");
  return results.map(pathOf);
}

describeWith(
  missingOf("bash", "openssl", "redis-server", "redis-cli"),
  "the script and a Redis server",
  () => {
    it("climbs every layer or names the one that fails", async () => {
      const setup = { identity, folder, password: SECRET };
      const [server, open, replica, plain, expired] = await Promise.all([
        startRedis(setup),
        startRedis({ identity, folder }),
        startRedis({ ...setup, replicaOfPort: await findClosedPort() }),
        startRedis({ folder }),
        startRedis({ ...setup, identity: expiredIdentity }),
      ]);
      const targets = [
        redisAt(server),
        redisAt(server, { username: "default" }),
        redisAt(server, { caFile: other.caFile }),
        redisAt(server, { servername: "other.test" }),
        redisAt(server, { secretArn: undefined }),
        redisAt(server, { secretArn: `${SECRET_ARN}-other` }),
        redisAt(open),
        redisAt(open, { secretArn: undefined }),
        redisAt(replica),
        redisAt(replica, { writable: false }),
        redisAt(expired),
      ];
      expect(await pathsOf(targets)).toEqual([
        "resolve connect tls login query",
        "resolve connect tls login query",
        "resolve connect tls:tls-unknown-ca",
        "resolve connect tls:tls-wrong-name",
        "resolve connect tls login:login-missing",
        "resolve connect tls login:secret-unreadable",
        "resolve connect tls login:login-not-asked",
        "resolve connect tls login query",
        "resolve connect tls login query:read-only",
        "resolve connect tls login query",
        "resolve connect tls:tls-expired",
      ]);
      expect(await pathsOf([redisAt(server)], { secret: "not-the-token" })).toEqual([
        "resolve connect tls login:login-refused",
      ]);
      const [hung] = await pathsOf([redisAt(plain)], { limitSeconds: HUNG_SECONDS });
      expect(hung).toMatch(/^resolve connect tls:(hung|not-tls)$/);
    });
  },
);

describeWith(missingOf("bash", "openssl"), "the script and a Kafka broker", () => {
  it("climbs up to TLS", async () => {
    const place = placeOf(await startKafka(identity, []));
    const at = (more: object): RemoteTarget => ({ protocol: "kafka", ...place, ...common, ...more });
    const paths = await pathsOf([at({}), at({ caFile: other.caFile }), at({ servername: "b-2.test" })]);
    expect(paths).toEqual([
      "resolve connect tls",
      "resolve connect tls:tls-unknown-ca",
      "resolve connect tls:tls-wrong-name",
    ]);
  });
});

describeWith(missingOf("bash", "openssl", "curl"), "the script and an application", () => {
  const at = (server: RunningServer, more: object = {}): RemoteTarget => ({
    protocol: "http",
    ...placeOf(server),
    ...more,
  });

  it("reads its health", async () => {
    const up = { status: 200, body: '{"status": "UP"}' };
    const [plain, secure, down, moved] = await Promise.all([
      startHttp(up),
      startHttp(up, identity),
      startHttp({ status: 503, body: '{"status":"DOWN"}' }),
      startHttp({ status: 302, body: "", headers: { location: "/login" } }),
    ]);
    const { results } = await runRemote(folder, [
      at(plain),
      at(secure, { tls: true, ...common }),
      at(secure, { tls: true, ...common, caFile: other.caFile }),
      at(down),
      at(moved),
      at(plain, { path: "/health" }),
      at(plain, { tls: true, ...common }),
    ]);
    expect(results.map(pathOf)).toEqual([
      "resolve connect query",
      "resolve connect tls query",
      "resolve connect tls:tls-unknown-ca",
      "resolve connect query:unhealthy",
      "resolve connect query:mismatch",
      "resolve connect query:not-found",
      "resolve connect tls:not-tls",
    ]);
    expect(results[3]?.failure?.text).toBe('503 {"status":"DOWN"}');
  });

  it("names a server that is no application", async () => {
    const paths = await pathsOf([at(await startPlain("close")), at(await startPlain("talk"))]);
    expect(paths).toEqual(["resolve connect query:closed-early", "resolve connect query:wrong-protocol"]);
  });
});

describeWith(
  missingOf("bash", "openssl", "psql", "redis-cli", "curl"),
  "the script and servers that misbehave",
  () => {
    it("names the layer of each", async () => {
      const local = "127.0.0.1";
      const cases: readonly (readonly [RemoteTarget, string])[] = [
        [{ protocol: "http", host: "nothing.invalid", port: 80 }, "resolve:name-not-found"],
        [{ protocol: "http", host: local, port: await findClosedPort() }, "resolve connect:refused"],
        [redisAt(await startPlain("close")), "resolve connect tls:closed-early"],
        [redisAt(await startPlain("talk")), "resolve connect tls:not-tls"],
        [redisAt(await startSecure(identity, "half-close")), "resolve connect tls login:closed-early"],
        [redisAt(await startSecure(identity, "reset")), "resolve connect tls login:closed-early"],
        [redisAt(await startSecure(identity, "talk")), "resolve connect tls login:wrong-protocol"],
        [postgresAt(await startPlain("close")), "resolve connect tls:closed-early"],
        [postgresAt(await startPlain("talk")), "resolve connect tls:wrong-protocol"],
        [
          postgresAt(await startLikePostgres(identity, "half-close")),
          "resolve connect tls login:closed-early",
        ],
        [postgresAt(await startLikePostgres(identity, "reset")), "resolve connect tls login:closed-early"],
        [postgresAt(await startLikePostgres(identity, "talk")), "resolve connect tls login:wrong-protocol"],
      ];
      expect(await pathsOf(cases.map(([target]) => target))).toEqual(cases.map(([_target, path]) => path));
    });

    it("names the layer at which a server says nothing, all at once", async () => {
      const silent = await startPlain("hang");
      const cases: readonly (readonly [RemoteTarget, string])[] = [
        [{ protocol: "http", ...placeOf(await startBlackHole()) }, "resolve connect:timed-out"],
        [{ protocol: "http", ...placeOf(silent) }, "resolve connect query:hung"],
        [redisAt(silent), "resolve connect tls:hung"],
        [postgresAt(silent), "resolve connect tls:hung"],
        [redisAt(await startSecure(identity, "hang")), "resolve connect tls login:hung"],
        [postgresAt(await startLikePostgres(identity, "hang")), "resolve connect tls login:hung"],
      ];
      const paths = await pathsOf(
        cases.map(([target]) => target),
        { limitSeconds: HUNG_SECONDS },
      );
      expect(paths).toEqual(cases.map(([_target, path]) => path));
    });
  },
);

describe("the report of the script", () => {
  const target: RemoteTarget = { protocol: "http", host: "app.test", port: 80 };

  it("is told as cut off where lines are missing", () => {
    const detail = Buffer.from("10.0.1.5 STREAM app.test\n10.0.1.5 DGRAM\n10.0.2.7 STREAM").toString(
      "base64",
    );
    const [result] = readRemoteReport(`probe=0 layer=resolve ok=1 what=step code=0 ms=3 detail=${detail}\n`, [
      target,
    ]);
    expect(result && pathOf(result)).toBe("resolve connect:no-report");
    expect(result?.addresses).toEqual(["10.0.1.5", "10.0.2.7"]);
    expect(readRemoteReport("", [target]).map(pathOf)).toEqual(["resolve:no-report"]);
  });

  it("names a program that the instance lacks", () => {
    const line = (what: string, code: number) =>
      `probe=0 layer=login ok=0 what=${what} code=${code} ms=3 detail=`;
    const redis: RemoteTarget = { protocol: "redis", host: "cache.test", port: 6379 };
    expect(readRemoteReport(line("step", 127), [redis]).map(pathOf)).toEqual(["login:tool-missing"]);
    expect(readRemoteReport(line("secret", 127), [redis]).map(pathOf)).toEqual(["login:tool-missing"]);
  });
});

describe("the text of the script", () => {
  it("keeps what it is told from the shell", () => {
    const script = renderRemoteScript([{ protocol: "http", host: "a'; touch /x; '", port: 80 }]);
    expect(script).toContain(String.raw`host='a'\''; touch /x; '\'''`);
  });

  it("fits into the parameters of one command", () => {
    const target = postgresAt({ host: "flashsale-db.abcdefghijkl.us-east-1.rds.amazonaws.com", port: 5432 });
    expect(renderRemoteScript(Array.from({ length: 8 }, () => target)).length).toBeLessThan(16_000);
  });
});
