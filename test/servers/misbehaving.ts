import { createSocket } from "node:dgram";
import { createServer, type Socket } from "node:net";
import { createServer as createTlsServer, TLSSocket } from "node:tls";
import type { Identity } from "./certificates.ts";
import { keep, type RunningServer } from "./keep.ts";
import { listen } from "./listen.ts";

/** What a server does once it has, or has not, made the connection secure. */
export type Conduct =
  /** Says nothing, ever. */
  | "hang"
  /** Ends the connection at once. */
  | "close"
  /** Ends its own side and goes on reading. */
  | "half-close"
  /** Cuts the connection without a goodbye. */
  | "reset"
  /** Answers everything as a mail server does. */
  | "talk";

/** A server that takes connections without TLS and misbehaves. */
export async function startPlain(conduct: Conduct): Promise<RunningServer> {
  const server = createServer({ allowHalfOpen: true }, (socket) => behave(socket, conduct));
  return keep(await listen(server));
}

/** A server that misbehaves after the TLS handshake. */
export async function startSecure(identity: Identity, conduct: Conduct): Promise<RunningServer> {
  const { cert, key } = identity;
  const server = createTlsServer({ cert, key, allowHalfOpen: true }, (socket) => behave(socket, conduct));
  return keep(await listen(server));
}

/** Says yes to PostgreSQL's request for TLS, makes the connection secure and then misbehaves. */
export async function startLikePostgres(identity: Identity, conduct: Conduct): Promise<RunningServer> {
  const { cert, key } = identity;
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.once("data", () => {
      socket.write("S");
      const tls = new TLSSocket(socket, { isServer: true, cert, key });
      tls.on("error", () => undefined);
      tls.once("secure", () => behave(tls, conduct));
    });
  });
  return keep(await listen(server));
}

/** A port at which nothing listens. */
export async function findClosedPort(): Promise<number> {
  const server: RunningServer = await listen(createServer());
  await server.close();
  return server.port;
}

/** A DNS server that knows no name, or that says nothing. */
export async function startDns(conduct: "unknown" | "hang"): Promise<RunningServer> {
  const socket = createSocket("udp4");
  socket.on("message", (question, { port, address }) => {
    if (conduct === "unknown") socket.send(toNameError(question), port, address);
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  const close = (): Promise<void> => new Promise((resolve) => socket.close(() => resolve()));
  return keep({ host: "127.0.0.1", port: socket.address().port, close });
}

function behave(socket: Socket, conduct: Conduct): void {
  socket.on("error", () => undefined);
  if (conduct === "close") socket.destroySoon();
  if (conduct === "half-close") socket.end();
  if (conduct === "reset") cut(socket);
  if (conduct === "talk") socket.on("data", () => socket.write("500 5.5.1 command not recognised\r\n"));
  else socket.resume();
}

function cut(socket: Socket): void {
  // Only the connection below TLS can be reset.
  const below = (socket as { _parent?: Socket })._parent ?? socket;
  below.resetAndDestroy();
}

// The question sent back as an answer (flags 0x8183: response, recursion, NXDOMAIN). Source: RFC 1035, 4.1.1.
function toNameError(question: Buffer): Buffer {
  const answer = Buffer.from(question);
  answer.writeUInt16BE(0x8183, 2);
  return answer;
}
