import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { Client } from "pg";
import { openSocket, secure } from "./connection.ts";
import { codeOf, LayerFailure } from "./failure.ts";
import { climb, type Ladder, type Rung } from "./ladder.ts";
import type { Endpoint, FailureKind, ProbeOptions, ProbeResult, SecretReader } from "./probe.ts";

/** A PostgreSQL database, and who logs in to it. */
export interface PostgresTarget extends Endpoint {
  readonly username: string;
  readonly database: string;
  /** @default none, as if the server asked for no password */
  readonly secret?: SecretReader;
  /** Whether a server that takes no writes has failed; false for a read replica. @default true */
  readonly writable?: boolean;
}

const APPLICATION_NAME = "flashsale-setup verify";

// PostgreSQL's SSLRequest: its length, 8, and the code 80877103. Source: PostgreSQL 15 manual, 55.7 "Message Formats".
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);

// Source: PostgreSQL 15 manual, appendix A "PostgreSQL Error Codes".
const KINDS_BY_SQLSTATE: Readonly<Record<string, FailureKind>> = {
  "28000": "login-refused",
  "28P01": "login-refused",
  "42501": "login-refused",
  "3D000": "not-found",
  "53300": "busy",
  "55000": "busy",
  "57P03": "busy",
};

const QUERY = `SELECT 1 AS one, pg_is_in_recovery() AS standby, current_setting('transaction_read_only') AS read_only,
  current_setting('server_version') AS version`;

interface Row {
  readonly one: number;
  readonly standby: boolean;
  readonly read_only: "on" | "off";
  readonly version: string;
}

/**
 * Tests a PostgreSQL database: TLS with a certificate that is really verified, the login, `SELECT 1`, and that it takes
 * writes. The password goes only through the connection whose certificate was verified.
 */
export function probePostgres(target: PostgresTarget, options: ProbeOptions): Promise<ProbeResult> {
  return climb("postgres", target, options, async (ladder) => {
    const socket = await openSocket(ladder, target, options);
    const tls = await ladder.step("tls", () => startTls(socket, target));
    const { default: pg } = await import("pg");
    const secret = await ladder.readSecret(target.secret);
    const client = new pg.Client(toClientConfig(target, tls, secret));
    // What it emits beside the promise that fails.
    client.on("error", () => undefined);
    await ladder.step("login", () => logIn(client, tls, target));
    await ladder.step("query", () => ask(client, target));
    await sayGoodbye(client, ladder);
  });
}

async function startTls(socket: Socket, target: PostgresTarget): Promise<Rung<TLSSocket>> {
  const answer = await exchange(socket);
  const text = answer.toString("latin1");
  if (text === "S") return secure(socket, target);
  if (text === "N") throw new LayerFailure("not-tls", "the server has TLS turned off");
  const kind = text.startsWith("E") ? "failed" : "wrong-protocol";
  const words = text
    .replaceAll(/[^\x20-\x7e]+/g, " ")
    .trim()
    .slice(0, 80);
  throw new LayerFailure(kind, `the server did not answer as PostgreSQL does, but with "${words}"`);
}

function exchange(socket: Socket): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    socket.once("data", resolve);
    socket.once("error", reject);
    socket.once("close", () =>
      reject(new LayerFailure("closed-early", "the server ended the connection before TLS")),
    );
    socket.write(SSL_REQUEST);
  });
}

function toClientConfig(target: PostgresTarget, tls: TLSSocket, secret: string | undefined): object {
  return {
    stream: () => asUnconnected(tls),
    ssl: false,
    host: target.host,
    port: target.port,
    user: target.username,
    database: target.database,
    application_name: APPLICATION_NAME,
    // A function, since pg takes anything else from PGPASSWORD or ~/.pgpass when it is empty.
    password: () => {
      if (secret !== undefined) return secret;
      throw new LayerFailure("login-missing", "the server asks for a password and there is none to give");
    },
  };
}

// pg calls `connect` on the stream that it is given and waits for the event; this one is connected, and secure, already.
function asUnconnected(tls: TLSSocket): TLSSocket {
  return Object.assign(tls, {
    connect: () => {
      queueMicrotask(() => tls.emit("connect"));
      return tls;
    },
  });
}

async function logIn(client: Client, tls: TLSSocket, target: PostgresTarget): Promise<Rung<void>> {
  await Promise.race([named(client.connect()), refuseStranger(tls)]);
  return { value: undefined, detail: `${target.username} to database ${target.database}` };
}

// The driver would wait for the rest of what it takes for a long message. The first one of PostgreSQL's is R, E, N or v.
function refuseStranger(tls: TLSSocket): Promise<never> {
  return new Promise((_resolve, reject) => {
    tls.once("data", (bytes: Buffer) => {
      if ("RENv".includes(bytes.toString("latin1", 0, 1))) return;
      reject(new LayerFailure("wrong-protocol", "the server does not speak PostgreSQL's protocol"));
    });
  });
}

async function ask(client: Client, target: PostgresTarget): Promise<Rung<void>> {
  const { rows } = await named(client.query<Row>(QUERY));
  const [row] = rows;
  if (row?.one !== 1) throw new LayerFailure("wrong-protocol", "SELECT 1 did not answer 1");
  const readOnly = findReadOnly(row);
  if (readOnly !== undefined && target.writable !== false) throw new LayerFailure("read-only", readOnly);
  return {
    value: undefined,
    detail: `SELECT 1 answered by PostgreSQL ${row.version}, ${readOnly ?? "takes writes"}`,
  };
}

function findReadOnly({ standby, read_only: readOnly }: Row): string | undefined {
  if (standby) return "it is a standby that takes no writes";
  return readOnly === "on" ? "its transactions are read-only" : undefined;
}

// The driver's message for a lost connection: "Connection terminated unexpectedly".
async function named<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const kind = KINDS_BY_SQLSTATE[codeOf(error) ?? ""];
    if (kind !== undefined) throw new LayerFailure(kind, message, error);
    if (message.startsWith("Connection terminated"))
      throw new LayerFailure("closed-early", "the server ended the connection", error);
    throw error;
  }
}

// Without a goodbye the server logs a lost connection; one that hangs changes nothing of what was seen.
async function sayGoodbye(client: Client, ladder: Ladder): Promise<void> {
  await ladder.within("query", client.end()).catch(() => undefined);
}
