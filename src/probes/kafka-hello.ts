import type { TLSSocket } from "node:tls";
import { LayerFailure } from "./failure.ts";

// Source: Apache Kafka protocol guide, "ApiVersions Request (Version: 3)" with request header version 2.
const API_VERSIONS = 18;
const VERSION = 3;
const CORRELATION = 0x666c6173;
const CLIENT = "flashsale-setup";
// No broker has so much to say about its versions; other protocols' first bytes, read as a length, say far more.
const MAXIMUM_BYTES = 1024 * 1024;

/**
 * Asks a server for its API versions, to know that it speaks Kafka before a driver waits for the rest of what it takes
 * for an answer. Throws `LayerFailure` if it does not.
 */
export function greetKafka(socket: TLSSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    let seen = Buffer.alloc(0);
    const closed = (): void => reject(new LayerFailure("closed-early", "the server ended the connection"));
    socket.on("error", reject);
    socket.on("end", closed);
    socket.on("close", closed);
    socket.on("data", (bytes: Buffer) => {
      seen = Buffer.concat([seen, bytes]);
      if (seen.length < 8) return;
      if (isAnswer(seen)) resolve();
      else reject(new LayerFailure("wrong-protocol", "the server does not speak Kafka's protocol"));
    });
    socket.write(toRequest());
  });
}

function isAnswer(bytes: Buffer): boolean {
  const length = bytes.readInt32BE(0);
  return length > 4 && length <= MAXIMUM_BYTES && bytes.readInt32BE(4) === CORRELATION;
}

function toRequest(): Buffer {
  const header = Buffer.alloc(10);
  header.writeInt16BE(API_VERSIONS, 0);
  header.writeInt16BE(VERSION, 2);
  header.writeInt32BE(CORRELATION, 4);
  header.writeInt16BE(CLIENT.length, 8);
  const noTags = Buffer.from([0]);
  const body = Buffer.concat([header, Buffer.from(CLIENT), noTags, compact(CLIENT), compact("1"), noTags]);
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length);
  return Buffer.concat([length, body]);
}

// A compact string: its length plus one, then its bytes.
function compact(text: string): Buffer {
  return Buffer.concat([Buffer.from([text.length + 1]), Buffer.from(text)]);
}
