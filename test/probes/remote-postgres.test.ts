import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import type { RemoteTarget } from "../../src/probes/remote-script.ts";
import { createAuthority } from "../servers/certificates.ts";
import { createFolder, type RunningServer } from "../servers/keep.ts";
import { startLikePostgres } from "../servers/misbehaving.ts";
import {
  type Cluster,
  createCluster,
  missingForPostgres,
  type PostgresServer,
  startPostgres,
  USERNAME,
} from "../servers/postgres.ts";
import { describeWith, missingOf } from "../servers/programs.ts";
import { pathOf } from "./options.ts";
import { type RemoteRun, runRemote, SECRET_ARN } from "./run-remote.ts";

// Every character that a shell may take for its own.
const SECRET = "K7-it's-$ecret-`and`-!&#^<>";
const folder = createFolder();
const authority = createAuthority(folder);
const identity = authority.issue(["DNS:db.test"]);
const other = createAuthority(folder);
const HUNG_SECONDS = 2.5;

function targetAt({ host, port }: Pick<RunningServer, "host" | "port">, more: object = {}): RemoteTarget {
  const trust = { servername: "db.test", caFile: authority.caFile };
  const login = { username: USERNAME, database: "postgres", secretArn: SECRET_ARN };
  return { protocol: "postgres", host, port, ...trust, ...login, ...more };
}

function run(
  targets: readonly RemoteTarget[],
  secret: string = SECRET,
  limitSeconds = 5,
): Promise<RemoteRun> {
  return runRemote(createFolder(), targets, { secret, limitSeconds });
}

describeWith(
  [...missingOf("bash", "openssl", "psql"), ...(await missingForPostgres())],
  "the script and a PostgreSQL server",
  () => {
    let cluster: Cluster;
    let server: PostgresServer;
    beforeAll(async () => {
      cluster = await createCluster(SECRET);
      server = await startPostgres(cluster, identity);
    });

    it("climbs every layer, and holds or prints no secret", async () => {
      const { results, script, stdout, stderr } = await run([targetAt(server)]);
      expect(stderr).toBe("");
      expect(results.map(pathOf)).toEqual(["resolve connect tls login query"]);
      expect(results[0]).toMatchObject({ ok: true, protocol: "postgres", addresses: ["127.0.0.1"] });
      expect(results[0]?.layers.at(-1)?.detail).toBe("SELECT 1 answered, takes writes");
      expect(results[0]?.layers.at(2)?.detail).toMatch(/^TLSv1\.\d, certificate CN/);
      for (const text of [script, stdout, decode(stdout)]) expect(text).not.toContain(SECRET);
    });

    const failures: readonly (readonly [string, object, string])[] = [
      ["another authority's certificate", { caFile: other.caFile }, "tls:tls-unknown-ca"],
      ["a certificate for another name", { servername: "other.test" }, "tls:tls-wrong-name"],
      ["a certificate that does not hold its address", { servername: undefined }, "tls:tls-wrong-name"],
      ["an unknown user", { username: "stranger" }, "tls login:login-refused"],
      ["a database that is not there", { database: "flashsale" }, "tls login:not-found"],
      ["a password that nobody has", { secretArn: undefined }, "tls login:login-missing"],
      [
        "a secret that the role may not read",
        { secretArn: `${SECRET_ARN}-2` },
        "tls login:secret-unreadable",
      ],
    ];
    it("names what fails at the server", async () => {
      const { results } = await run(failures.map(([_name, change]) => targetAt(server, change)));
      const named = results.map((result, index) => [failures[index]?.[0], pathOf(result)]);
      expect(named).toEqual(failures.map(([name, _change, path]) => [name, `resolve connect ${path}`]));
    });

    it("names a certificate that has expired, and TLS turned off", async () => {
      await server.present(authority.issue(["DNS:db.test"], -1));
      const expired = await run([targetAt(server)]);
      await server.present(undefined);
      const plain = await run([targetAt(server)]);
      await server.present(identity);
      expect(expired.results.map(pathOf)).toEqual(["resolve connect tls:tls-expired"]);
      expect(plain.results.map(pathOf)).toEqual(["resolve connect tls:not-tls"]);
    });

    it("fetches RDS's certificates where the instance has none, and names it when it cannot", async () => {
      const target = targetAt(server, { caFile: undefined });
      const found = await runRemote(createFolder(), [target], { secret: SECRET, bundle: authority.caFile });
      const lost = await runRemote(createFolder(), [target], {
        secret: SECRET,
        bundle: join(folder, "absent.pem"),
      });
      expect(found.results.map(pathOf)).toEqual(["resolve connect tls login query"]);
      expect(lost.results.map(pathOf)).toEqual(["resolve connect tls:tool-missing"]);
    });

    it("names a standby, where writes are wanted", async () => {
      const standby = await startPostgres(cluster, identity, "standby");
      const { results } = await run([targetAt(standby), targetAt(standby, { writable: false })]);
      expect(results.map(pathOf)).toEqual([
        "resolve connect tls login query:read-only",
        "resolve connect tls login query",
      ]);
    });

    it("names a wrong password, and prints none", async () => {
      const { results, stdout } = await run([targetAt(server)], "not-the-password");
      expect(results.map(pathOf)).toEqual(["resolve connect tls login:login-refused"]);
      expect(decode(stdout)).not.toContain("not-the-password");
    });
  },
);

const missing = process.platform === "linux" ? missingOf("bash", "openssl", "psql") : ["Linux's /proc"];
describeWith(missing, "the script and the arguments of what it starts", () => {
  it("shows the secret in none of them", async () => {
    const hanging = await startLikePostgres(identity, "hang");
    const seen: string[] = [];
    const running = run([targetAt(hanging)], SECRET, HUNG_SECONDS);
    let watching = true;
    const watch = (): void => {
      seen.push(...argumentsOfAll());
      if (watching) setImmediate(watch);
    };
    watch();
    const { results } = await running;
    watching = false;
    expect(results.map(pathOf)).toEqual(["resolve connect tls login:hung"]);
    expect(seen.some((words) => words.includes("psql -X"))).toBe(true);
    expect(seen.filter((words) => words.includes(SECRET))).toEqual([]);
  });
});

function decode(stdout: string): string {
  return stdout.replaceAll(/detail=(\S*)/g, (_all, text: string) => Buffer.from(text, "base64").toString());
}

function argumentsOfAll(): readonly string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [readFileSync(join("/proc", pid, "cmdline"), "utf8").replaceAll("\0", " ")];
      } catch {
        // It has ended since.
        return [];
      }
    });
}
