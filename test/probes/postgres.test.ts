import pg from "pg";
import { beforeAll, describe, expect, it } from "vitest";
import { type PostgresTarget, probePostgres } from "../../src/probes/postgres.ts";
import { createAuthority } from "../servers/certificates.ts";
import { startHttp } from "../servers/http.ts";
import { createFolder, type RunningServer } from "../servers/keep.ts";
import { startLikePostgres, startPlain } from "../servers/misbehaving.ts";
import {
  type Cluster,
  createCluster,
  missingForPostgres,
  type PostgresServer,
  startPostgres,
  USERNAME,
} from "../servers/postgres.ts";
import { describeWith } from "../servers/programs.ts";
import { pathOf, toOptions } from "./options.ts";

const PASSWORD = "K7-only-the-server-and-the-secret-know";
const folder = createFolder();
const authority = createAuthority(folder);
const identity = authority.issue(["DNS:db.test"]);
const other = createAuthority(folder);

function toTarget(
  server: Pick<RunningServer, "host" | "port">,
  more: Partial<PostgresTarget> = {},
): PostgresTarget {
  return {
    host: server.host,
    port: server.port,
    servername: "db.test",
    ca: [authority.ca],
    username: USERNAME,
    database: "postgres",
    secret: () => Promise.resolve(PASSWORD),
    ...more,
  };
}

describeWith(await missingForPostgres(), "a PostgreSQL server", () => {
  let cluster: Cluster;
  let server: PostgresServer;
  beforeAll(async () => {
    cluster = await createCluster(PASSWORD);
    server = await startPostgres(cluster, identity);
  });
  const probe = (more: Partial<PostgresTarget>) => probePostgres(toTarget(server, more), toOptions());

  it("answers SELECT 1 through every layer", async () => {
    const result = await probe({});
    expect(pathOf(result)).toBe("resolve connect tls login query");
    expect(result).toMatchObject({ ok: true, protocol: "postgres", addresses: ["127.0.0.1"] });
    expect(result.layers.at(-1)?.detail).toMatch(/^SELECT 1 answered by PostgreSQL \d.*, takes writes$/);
    expect(result.layers.at(2)?.detail).toMatch(
      /^TLSv1\.\d, certificate by Flashsale tests authority-\d until /,
    );
  });

  it("shows a certificate of another authority", async () => {
    const result = await probe({ ca: [other.ca] });
    expect(pathOf(result)).toBe("resolve connect tls:tls-unknown-ca");
  });

  it("shows a certificate for another name", async () => {
    const result = await probe({ servername: "replica.test" });
    expect(pathOf(result)).toBe("resolve connect tls:tls-wrong-name");
    expect(result.failure?.text).toBe("the certificate is for DNS:db.test, not for replica.test");
  });

  it("shows a certificate that does not hold the address it is asked at", async () => {
    const { servername: _none, ...target } = toTarget(server);
    expect(pathOf(await probePostgres(target, toOptions()))).toBe("resolve connect tls:tls-wrong-name");
  });

  it("shows a certificate that has expired", async () => {
    await server.present(authority.issue(["DNS:db.test"], -1));
    const result = await probe({});
    await server.present(identity);
    expect(pathOf(result)).toBe("resolve connect tls:tls-expired");
  });

  it("has TLS turned off", async () => {
    await server.present(undefined);
    const result = await probe({});
    await server.present(identity);
    expect(pathOf(result)).toBe("resolve connect tls:not-tls");
  });

  it("refuses a wrong password, which no text of the result holds", async () => {
    const wrong = "not-the-password-at-all";
    const result = await probe({ secret: () => Promise.resolve(wrong) });
    expect(pathOf(result)).toBe("resolve connect tls login:login-refused");
    expect(JSON.stringify(result)).not.toContain(wrong);
  });

  it("refuses a user that it does not know", async () => {
    expect(pathOf(await probe({ username: "nobody" }))).toBe("resolve connect tls login:login-refused");
  });

  it("asks for a password that nobody has", async () => {
    const { secret: _none, ...target } = toTarget(server);
    const result = await probePostgres(target, toOptions());
    expect(pathOf(result)).toBe("resolve connect tls login:login-missing");
  });

  it("is not asked when the secret cannot be read", async () => {
    const result = await probe({
      secret: () => Promise.reject(new Error("AccessDeniedException: not authorized")),
    });
    expect(pathOf(result)).toBe("resolve connect tls login:secret-unreadable");
    expect(result.failure?.text).toBe("the secret could not be read: AccessDeniedException: not authorized");
  });

  it("does not have the database", async () => {
    const result = await probe({ database: "flashsale" });
    expect(pathOf(result)).toBe("resolve connect tls login:not-found");
    expect(result.failure?.text).toBe('database "flashsale" does not exist');
  });

  it("has no connection to spare", async () => {
    await administer(server, `CREATE ROLE crowded LOGIN PASSWORD '${PASSWORD}' CONNECTION LIMIT 0`);
    expect(pathOf(await probe({ username: "crowded" }))).toBe("resolve connect tls login:busy");
  });

  it("gives the user transactions that are read-only", async () => {
    await administer(server, `CREATE ROLE reader LOGIN PASSWORD '${PASSWORD}'`);
    await administer(server, "ALTER ROLE reader SET default_transaction_read_only = on");
    expect(pathOf(await probe({ username: "reader" }))).toBe("resolve connect tls login query:read-only");
  });

  it("is a standby", async () => {
    const standby = await startPostgres(cluster, identity, "standby");
    const result = await probePostgres(toTarget(standby), toOptions());
    expect(pathOf(result)).toBe("resolve connect tls login query:read-only");
    expect(result.failure?.text).toBe("it is a standby that takes no writes");
    const replica = await probePostgres(toTarget(standby, { writable: false }), toOptions());
    expect(replica.ok).toBe(true);
  });
});

describe("a server that is no PostgreSQL", () => {
  it("speaks something else", async () => {
    const result = await probePostgres(toTarget(await startPlain("talk")), toOptions());
    expect(pathOf(result)).toBe("resolve connect tls:wrong-protocol");
    expect(result.failure?.text).toContain("500 5.5.1 command not recognised");
  });

  it("speaks HTTP", async () => {
    const result = await probePostgres(toTarget(await startHttp({ status: 200, body: "" })), toOptions());
    expect(pathOf(result)).toBe("resolve connect tls:wrong-protocol");
  });

  it("never answers the request for TLS", async () => {
    const result = await probePostgres(toTarget(await startPlain("hang")), toOptions(["tls"]));
    expect(pathOf(result)).toBe("resolve connect tls:hung");
  });

  it.each(["close", "half-close", "reset"] as const)(
    "ends the connection before TLS (%s)",
    async (conduct) => {
      const result = await probePostgres(toTarget(await startPlain(conduct)), toOptions());
      expect(pathOf(result)).toMatch(/^resolve connect(:| tls:)closed-early$/);
    },
  );

  it("hangs after TLS", async () => {
    const result = await probePostgres(
      toTarget(await startLikePostgres(identity, "hang")),
      toOptions(["login"]),
    );
    expect(pathOf(result)).toBe("resolve connect tls login:hung");
  });

  it.each(["close", "half-close", "reset"] as const)(
    "ends the connection after TLS (%s)",
    async (conduct) => {
      const result = await probePostgres(toTarget(await startLikePostgres(identity, conduct)), toOptions());
      expect(pathOf(result)).toBe("resolve connect tls login:closed-early");
    },
  );

  it("speaks something else after TLS", async () => {
    const result = await probePostgres(
      toTarget(await startLikePostgres(identity, "talk")),
      toOptions(["login"]),
    );
    expect(pathOf(result)).toMatch(/^resolve connect tls login:(wrong-protocol|hung)$/);
  });
});

async function administer({ host, port }: RunningServer, statement: string): Promise<void> {
  const ssl = { ca: authority.ca, checkServerIdentity: () => undefined };
  const client = new pg.Client({ host, port, ssl, user: USERNAME, database: "postgres", password: PASSWORD });
  await client.connect();
  await client.query(statement);
  await client.end();
}
