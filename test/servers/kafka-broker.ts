import type { Socket } from "node:net";
import { createServer } from "node:tls";
import type { Identity } from "./certificates.ts";
import { type TopicSetup, toApiVersions, toMetadata } from "./kafka-answers.ts";
import { keep, type RunningServer } from "./keep.ts";
import { listen } from "./listen.ts";

export type { TopicSetup } from "./kafka-answers.ts";

/**
 * A broker that serves ApiVersions and Metadata over TLS and ends the connection at anything else, as brokers do. Without
 * topics it never answers for them.
 */
export async function startKafka(identity: Identity, topics?: readonly TopicSetup[]): Promise<RunningServer> {
  const { cert, key } = identity;
  let port = 0;
  const server = createServer({ cert, key }, (socket) => {
    let seen = Buffer.alloc(0);
    socket.on("data", (bytes) => {
      seen = Buffer.concat([seen, bytes]);
      while (seen.length >= 4 && seen.length >= 4 + seen.readInt32BE()) {
        answer(socket, seen.subarray(4, 4 + seen.readInt32BE()), { port, topics });
        seen = seen.subarray(4 + seen.readInt32BE());
      }
    });
  });
  const running = keep(await listen(server));
  port = running.port;
  return running;
}

function answer(
  socket: Socket,
  request: Buffer,
  { port, topics }: { port: number; topics: readonly TopicSetup[] | undefined },
): void {
  const [api, version] = [request.readInt16BE(0), request.readInt16BE(2)];
  if (api === 3 && topics === undefined) return;
  const body =
    api === 18
      ? toApiVersions(version)
      : api === 3
        ? toMetadata(version, { port, topics: topics ?? [] })
        : undefined;
  if (body === undefined) return void socket.destroy();
  const head = Buffer.alloc(8);
  head.writeInt32BE(body.length + 4, 0);
  request.copy(head, 4, 4, 8);
  return void socket.write(Buffer.concat([head, body]));
}
