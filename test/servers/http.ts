import { createServer } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { Identity } from "./certificates.ts";
import { keep, type RunningServer } from "./keep.ts";
import { listen } from "./listen.ts";

/** What an application answers. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An application that answers this at its health endpoint and 404 elsewhere; with an identity, over TLS. */
export async function startHttp(answer: HttpAnswer, identity?: Identity): Promise<RunningServer> {
  const server = identity === undefined ? createServer() : createSecureServer({ ...pick(identity) });
  server.on("request", (request, response) => {
    if (request.url !== "/actuator/health") response.writeHead(404).end();
    else response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  return keep(await listen(server));
}

function pick({ cert, key }: Identity): { cert: string; key: string } {
  return { cert, key };
}
