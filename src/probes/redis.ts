import type { Socket } from "node:net";
import { openSocket, reopen, secure, toTlsOptions } from "./connection.ts";
import { LayerFailure } from "./failure.ts";
import { climb, type Ladder, type Rung } from "./ladder.ts";
import type { Endpoint, FailureKind, ProbeOptions, ProbeResult, SecretReader } from "./probe.ts";

/** A Redis or Valkey server with TLS, and who logs in to it. */
export interface RedisTarget extends Endpoint {
  /** @default the default user */
  readonly username?: string;
  /** Reads the AUTH token. @default none, as if the server asked for none */
  readonly secret?: SecretReader;
  /** Whether a replica has failed; false for a reader endpoint and a cluster's configuration endpoint. @default true */
  readonly writable?: boolean;
}

/** The little of the driver's client that a test needs. */
interface RedisClient {
  connect(): Promise<unknown>;
  sendCommand(words: string[]): Promise<unknown>;
}

// How Redis 7 words its refusals ("WRONGPASS invalid username-password pair or user is disabled."), and the driver its own.
const REFUSALS: readonly (readonly [RegExp, FailureKind])[] = [
  [/^NOAUTH\b/, "login-missing"],
  [
    /^ERR AUTH <password> called without any password|^ERR Client sent AUTH, but no password/,
    "login-not-asked",
  ],
  [/^WRONGPASS\b|^NOPERM\b|^DENIED\b|^ERR invalid password/, "login-refused"],
  [/^LOADING\b|^BUSY\b|^ERR max number of clients/, "busy"],
  [/^MASTERDOWN\b|^READONLY\b/, "read-only"],
  [/^Unknown RESP type/, "wrong-protocol"],
  [/^Socket closed unexpectedly/, "closed-early"],
];

const REDIS_ANSWER = /^[+-](PONG|NOAUTH|NOPERM|DENIED|LOADING|MASTERDOWN|ERR)\b/;

/**
 * Tests a Redis server: TLS with a certificate that is really verified, `AUTH`, `PING`, and that it is no replica. The
 * driver insists on TLS of its own, which is held to the same roots and name before the token goes through it.
 */
export function probeRedis(target: RedisTarget, options: ProbeOptions): Promise<ProbeResult> {
  return climb("redis", target, options, async (ladder) => {
    const socket = await openSocket(ladder, target, options);
    const tls = await ladder.step(
      "tls",
      () => secure(socket, target),
      () => findPlainRedis(ladder, target),
    );
    const { createClient } = await import("@redis/client");
    const secret = await ladder.readSecret(target.secret);
    const open = async (): Promise<RedisClient> => {
      await refuseStranger(tls);
      const client = createClient(toClientOptions(target, await reopen(ladder, target), secret));
      // What it emits beside the promise that fails.
      client.on("error", () => undefined);
      ladder.atEnd(() => client.destroy());
      return client;
    };
    const client = await ladder.step("login", () => logIn(open, secret !== undefined));
    await ladder.step("query", () => ask(client, target));
  });
}

function toClientOptions(target: RedisTarget, socket: Socket, secret: string | undefined) {
  return {
    RESP: 2,
    socket: { ...toTlsOptions(target), tls: true, socket, reconnectStrategy: false },
    disableOfflineQueue: true,
    // Managed servers refuse some of what the driver tells about itself.
    disableClientInfo: true,
    maintNotifications: "disabled",
    ...(target.username === undefined ? {} : { username: target.username }),
    ...(secret === undefined ? {} : { password: secret }),
  } as const;
}

// A server without a password takes any connection: only the first command tells whether it is let in.
async function logIn(open: () => Promise<RedisClient>, withSecret: boolean): Promise<Rung<RedisClient>> {
  const client = await open();
  await named(client.connect());
  if (!withSecret) await named(client.sendCommand(["PING"]));
  return { value: client, detail: withSecret ? "AUTH accepted" : "no token asked for" };
}

async function ask(client: RedisClient, target: RedisTarget): Promise<Rung<void>> {
  const pong = await named(client.sendCommand(["PING"]));
  if (pong !== "PONG") throw new LayerFailure("wrong-protocol", "PING was not answered with PONG");
  // ROLE says it shorter, but not every managed server lets a user ask it.
  const replication = String(await named(client.sendCommand(["INFO", "replication"])));
  const role = /^role:(\w+)/m.exec(replication)?.[1] ?? "unknown";
  if (role === "slave" && target.writable !== false)
    throw new LayerFailure("read-only", "it is a replica that takes no writes");
  const replicas = /^connected_slaves:(\d+)/m.exec(replication)?.[1] ?? "0";
  const detail = role === "slave" ? "a replica" : `the primary, ${replicas} replicas connected`;
  return { value: undefined, detail: `PONG from ${detail}` };
}

async function named<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const kind = REFUSALS.find(([pattern]) => pattern.test(message))?.[1];
    if (kind === undefined) throw error;
    throw new LayerFailure(kind, message, error);
  }
}

// The driver leaves a connection whose answers it cannot read without saying why.
async function refuseStranger(tls: Socket): Promise<void> {
  if (!REDIS_ANSWER.test(await ping(tls)))
    throw new LayerFailure("wrong-protocol", "the server does not speak Redis's protocol");
}

// Redis without TLS takes the handshake for the start of a line and waits for its end; it does answer a plain PING.
async function findPlainRedis(ladder: Ladder, target: RedisTarget): Promise<LayerFailure | undefined> {
  const answer = reopen(ladder, target).then(ping);
  const text = await ladder.within("connect", answer).catch(() => "");
  return REDIS_ANSWER.test(text)
    ? new LayerFailure("not-tls", "the server speaks Redis without TLS")
    : undefined;
}

// Needs no login: it is answered with PONG, or with why it is not.
function ping(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    const closed = (): void => reject(new LayerFailure("closed-early", "the server ended the connection"));
    socket.once("data", (bytes) => resolve(bytes.toString("latin1")));
    socket.once("error", reject);
    socket.once("end", closed);
    socket.once("close", closed);
    socket.write("PING\r\n");
  });
}
