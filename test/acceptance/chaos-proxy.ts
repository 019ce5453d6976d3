import { createHash } from "node:crypto";
import { once } from "node:events";
import { Agent, createServer, type IncomingHttpHeaders, type IncomingMessage, request } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** Stands between the program and a simulator, and breaks some of the answers. */
export interface ChaosProxy {
  readonly url: string;
  /** What was broken how: `CreateVpc: cut in its body`. */
  readonly broken: readonly string[];
  /** Passwords and secrets that the program sent. */
  readonly secrets: ReadonlySet<string>;
  /** Share of the answers that are broken from now on, 0 to 1. */
  breakShare(share: number): void;
  stop(): Promise<void>;
}

/** How a proxy breaks answers. */
export interface Chaos {
  /** The same seed breaks the same answers, whatever the order in which calls of different operations arrive. */
  readonly seed: number;
  /** Operations whose calls always arrive: what they made is found at once, where a lost one is looked for 5 minutes. */
  readonly arrives?: RegExp;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What the program gets instead of an answer: these bytes, then the connection ends or is torn. */
interface Break {
  readonly bytes: (answer: Answer) => Buffer;
  readonly last: "end" | "reset";
  /** Seconds before the connection ends. @default 0 */
  readonly hangSeconds?: number;
}

/** What becomes of a call; one that is lost never reaches the simulator. */
interface Fate {
  readonly how: Break;
  readonly isLost: boolean;
}

const HANG_SECONDS = 0.5;

/** An answer as it came, or with another length told; its connection is not used again. */
function whole({ status, headers, body }: Answer, length = body.length): Buffer {
  const kept = Object.entries(headers).filter(
    ([name]) => !/^(?:connection|keep-alive|content-length|transfer-encoding)$/.test(name),
  );
  const lines = kept.map(([name, value]) => `${name}: ${String(value)}\r\n`).join("");
  const head = `HTTP/1.1 ${status} X\r\n${lines}Content-Length: ${length}\r\nConnection: close\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
}

const LEFT_WHOLE: Break = { bytes: (answer) => whole(answer), last: "end" };

const half = (bytes: Buffer): Buffer => bytes.subarray(0, Math.floor(bytes.length / 2));

/** The headers, and half of the body. */
const cutInBody = (answer: Answer): Buffer =>
  whole({ ...answer, body: half(answer.body) }, answer.body.length + 1);

function halfChunk({ status, body }: Answer): Buffer {
  const head = `HTTP/1.1 ${status} X\r\nTransfer-Encoding: chunked\r\n\r\n${(body.length + 1).toString(16)}\r\n`;
  return Buffer.concat([Buffer.from(head), half(body)]);
}

const page = (status: number) => (): Buffer =>
  whole({
    status,
    headers: { "content-type": "text/html" },
    body: Buffer.from("<html><head><title>Gateway</title></head><body>Try later</body></html>"),
  });

const nothing = (): Buffer => Buffer.alloc(0);

const BREAKS: Readonly<Record<string, Break>> = {
  "cut in its headers": { bytes: (answer) => whole(answer).subarray(0, 40), last: "end" },
  "cut in its body": { bytes: cutInBody, last: "end" },
  "reset in its body": { bytes: cutInBody, last: "reset" },
  "half a chunk": { bytes: halfChunk, last: "end" },
  "hangs in its body, then is reset": { bytes: cutInBody, last: "reset", hangSeconds: HANG_SECONDS },
  "hangs, then is reset": { bytes: nothing, last: "reset", hangSeconds: HANG_SECONDS },
  "a reset": { bytes: nothing, last: "reset" },
  "a length that is too long": { bytes: (answer) => whole(answer, answer.body.length + 9), last: "end" },
  "a length that is too short": {
    bytes: (answer) => whole(answer, Math.max(answer.body.length - 9, 1)),
    last: "end",
  },
  "an empty 200": { bytes: (answer) => whole({ ...answer, status: 200, body: nothing() }), last: "end" },
  "a page with 200": { bytes: page(200), last: "end" },
  "a page with 502": { bytes: page(502), last: "end" },
  "a page with 503": { bytes: page(503), last: "end" },
};
const WAYS = Object.keys(BREAKS);

/** Starts a proxy to the simulator at `target`; it breaks nothing until it is told what share. */
export async function startChaos(target: string, chaos: Chaos): Promise<ChaosProxy> {
  const broken: string[] = [];
  const secrets = new Set<string>();
  const draw = createDraw(chaos.seed);
  const agent = new Agent({ keepAlive: false });
  let share = 0;
  const choose = (operation: string): Fate => {
    const [hit, way, lost] = draw(operation);
    const name = WAYS[Math.floor(way * WAYS.length)] ?? "";
    const how = BREAKS[name];
    if (hit >= share || how === undefined) return { how: LEFT_WHOLE, isLost: false };
    // A call may be lost on its way to AWS, or its answer on the way back: nobody who waits for it can tell.
    const isLost = lost < 0.5 && chaos.arrives?.test(operation) !== true;
    broken.push(`${operation}: ${name}${isLost ? ", lost on its way" : ""}`);
    return { how, isLost };
  };
  const answer = async (asked: IncomingMessage): Promise<void> => {
    const body = await bytesOf(asked);
    for (const secret of secretsIn(body)) secrets.add(secret);
    const { how, isLost } = choose(operationOf(asked, body));
    send(asked.socket, isLost ? LOST : await pass(target, asked, { body, agent }), how);
  };
  const server = createServer((asked) => {
    answer(asked).catch(() => asked.socket.destroy());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const stop = async (): Promise<void> => {
    server.close();
    server.closeAllConnections();
    agent.destroy();
    await once(server, "close");
  };
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const breakShare = (now: number): void => {
    share = now;
  };
  return { url, broken, secrets, breakShare, stop };
}

/** What a proxy has to break where nothing came back. */
const LOST: Answer = { status: 200, headers: {}, body: Buffer.from("<LostResponse></LostResponse>") };

/** Three numbers from 0 to 1 for each call, drawn by its operation and how often that was called before. */
function createDraw(seed: number): (operation: string) => [number, number, number] {
  const times = new Map<string, number>();
  return (operation) => {
    const time = times.get(operation) ?? 0;
    times.set(operation, time + 1);
    const hash = createHash("sha256").update(`${seed} ${operation} ${time}`).digest();
    const at = (index: number): number => hash.readUInt32BE(index * 4) / 2 ** 32;
    return [at(0), at(1), at(2)];
  };
}

async function bytesOf(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** What is called: by its header in the JSON protocols, in its body in the query protocols, else by method and path. */
function operationOf({ method = "", url = "", headers }: IncomingMessage, body: Buffer): string {
  const target = headers["x-amz-target"];
  if (typeof target === "string") return target.split(".").at(-1) ?? target;
  return new URLSearchParams(body.toString("latin1")).get("Action") ?? `${method} ${url}`;
}

function secretsIn(body: Buffer): string[] {
  const text = body.toString("latin1");
  const typed = ["MasterUserPassword", "AuthToken"].map((name) => new URLSearchParams(text).get(name));
  const [, kept] = /"SecretString":"((?:[^"\\]|\\.)+)"/.exec(text) ?? [];
  return [...typed, kept].filter((secret): secret is string => (secret ?? "") !== "");
}

async function pass(
  target: string,
  { method, url = "/", headers }: IncomingMessage,
  { body, agent }: { readonly body: Buffer; readonly agent: Agent },
): Promise<Answer> {
  const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => name !== "connection"));
  const call = request(new URL(url, target), { method: method ?? "GET", headers: kept, agent });
  call.end(body);
  const [came] = (await once(call, "response")) as [IncomingMessage];
  return { status: came.statusCode ?? 0, headers: came.headers, body: await bytesOf(came) };
}

function send(socket: Socket, answer: Answer, { bytes, last, hangSeconds = 0 }: Break): void {
  socket.on("error", () => undefined);
  socket.write(bytes(answer), () => {
    setTimeout(() => (last === "end" ? socket.end() : socket.resetAndDestroy()), hangSeconds * 1000);
  });
}
