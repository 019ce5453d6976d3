import { type AddressInfo, createServer, type Socket } from "node:net";

/** What a server that speaks no good HTTP does with a request: bytes, and how the connection ends after them. */
export interface Bytes {
  readonly text: string;
  /** `reset`: at once, with what was sent lost or not; `stall`: never. @default "end" */
  readonly last?: "end" | "reset" | "stall";
}

/** A server on this machine that answers byte for byte what it is told, and the bodies that it was sent. */
export interface BrokenAws {
  readonly url: string;
  readonly host: string;
  readonly seen: readonly string[];
  close(): Promise<void>;
}

/** Starts a server that answers the requests in their order; the last answer is repeated. */
export async function startBroken(...answers: readonly Bytes[]): Promise<BrokenAws> {
  const seen: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
    let heard = "";
    socket.on("data", (chunk: Buffer) => {
      heard += chunk.toString("latin1");
      const body = wholeBodyOf(heard);
      if (body === undefined) return;
      heard = "";
      seen.push(body);
      const answer = answers[Math.min(seen.length, answers.length) - 1];
      if (answer !== undefined) send(socket, answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(() => resolve()));
  };
  return { url: `http://${host}`, host, seen, close };
}

/** The body of a request that has arrived whole. */
function wholeBodyOf(heard: string): string | undefined {
  const end = heard.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const length = Number(/^content-length: (\d+)/im.exec(heard)?.[1] ?? 0);
  const body = heard.slice(end + 4);
  return body.length >= length ? body : undefined;
}

function send(socket: Socket, { text, last = "end" }: Bytes): void {
  socket.write(Buffer.from(text, "utf8"), () => {
    if (last === "end") socket.end();
    // What was written has to arrive before the connection is torn.
    if (last === "reset") setImmediate(() => socket.resetAndDestroy());
  });
}

/** An HTTP answer whose headers say that its body has so many bytes. */
export function http(status: number, body: string, length = Buffer.byteLength(body)): string {
  const headers = `Content-Type: text/xml\r\nContent-Length: ${length}\r\nConnection: close\r\n`;
  return `HTTP/1.1 ${status} Whatever\r\n${headers}\r\n${body}`;
}

/** The same with AWS's id of the request. */
export const httpOfAws = (status: number, body: string, length?: number): string =>
  http(status, body, length).replace("\r\n", "\r\nx-amzn-RequestId: req-7\r\n");

const PAGE = "<html><head><title>Sign in to the hotel</title></head><body><p>Room?</body></html>";

/** What a log-in page, a proxy or another program answers. */
export const page = (status: number): Bytes => ({ text: http(status, PAGE) });

/** How an answer under a good status may be broken; each is made of a whole one. */
export const BREAKS: Readonly<Record<string, (whole: string) => Bytes>> = {
  "cut in the status line": () => ({ text: "HTTP/1.1 200" }),
  "cut in its headers": () => ({ text: "HTTP/1.1 200 OK\r\nContent-Ty" }),
  "cut in its body": (whole) => ({
    text: httpOfAws(200, whole.slice(0, whole.length / 2), whole.length),
  }),
  "cut right before its body": (whole) => ({ text: httpOfAws(200, "", whole.length) }),
  "reset in its body": (whole) => ({
    text: httpOfAws(200, whole.slice(0, 9), whole.length),
    last: "reset",
  }),
  "half a chunk": (whole) => ({
    text: `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${whole.length.toString(16)}\r\n${whole.slice(0, 9)}`,
  }),
  "chunks without the last": (whole) => ({
    text: `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${whole.length.toString(16)}\r\n${whole}\r\n`,
  }),
  "chunks of no length": () => ({ text: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab" }),
  "a length that is too long": (whole) => ({ text: httpOfAws(200, whole, whole.length + 7) }),
  "a length that is too short": (whole) => ({ text: httpOfAws(200, whole, whole.length - 9) }),
  "a body that stops and leaves the line open": (whole) => ({
    text: httpOfAws(200, whole.slice(0, 9), whole.length),
    last: "stall",
  }),
  "nothing at all": () => ({ text: "" }),
  "a reset": () => ({ text: "", last: "reset" }),
  "an empty body": () => ({ text: httpOfAws(200, "") }),
  "an empty body of nobody": () => ({ text: http(200, "") }),
  "blanks alone": () => ({ text: httpOfAws(200, "  \n ") }),
  garbage: () => ({ text: httpOfAws(200, "\u0000\u0001~~\u0007") }),
  "text of another protocol": () => ({ text: "SSH-2.0-OpenSSH_9.6\r\n" }),
  "what is neither XML nor an object": () => ({ text: httpOfAws(200, "[1, 2]") }),
  "the whole answer's first half, told as whole": (whole) => ({
    text: httpOfAws(200, whole.slice(0, whole.length / 2)),
  }),
  "an HTML page with 200": () => page(200),
  "an HTML page with 500": () => page(500),
  "an HTML page with 502": () => page(502),
  "an HTML page with 503": () => page(503),
  "an empty 502": () => ({ text: http(502, "") }),
  "an XML page that is no answer": () => ({ text: http(200, '<?xml version="1.0"?>\n<rss><x/></rss>') }),
};
