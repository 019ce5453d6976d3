import { type ClientRequest, type IncomingMessage, request } from "node:http";
import type { Socket } from "node:net";
import { nameOf, openSocket, secure } from "./connection.ts";
import { codeOf, LayerFailure } from "./failure.ts";
import { climb, type Rung, toTarget } from "./ladder.ts";
import type { Endpoint, FailureKind, ProbeOptions, ProbeResult } from "./probe.ts";

/** A web application with Spring Boot's health endpoint. */
export interface HttpTarget extends Endpoint {
  /** @default false: plain HTTP, as behind the guide's load balancer */
  readonly tls?: boolean;
  /** @default /actuator/health */
  readonly path?: string;
}

interface Answer {
  readonly status: number;
  readonly location: string | undefined;
  readonly body: string;
}

/** Where Spring Boot tells its health. Source: Spring Boot reference, "Production-ready Features", Health Information. */
export const HEALTH_PATH = "/actuator/health";

const MAXIMUM_BODY_BYTES = 64 * 1024;

/** Tests a web application: its health endpoint answers 200 and says that it is `UP`. */
export function probeHttp(target: HttpTarget, options: ProbeOptions): Promise<ProbeResult> {
  return climb("http", target, options, async (ladder) => {
    const plain = await openSocket(ladder, target, options);
    const socket = target.tls === true ? await ladder.step("tls", () => secure(plain, target)) : plain;
    await ladder.step("query", () => ask(socket, target));
  });
}

async function ask(socket: Socket, target: HttpTarget): Promise<Rung<void>> {
  const { status, location, body } = await get(socket, target);
  const said = findStatus(body);
  if (status === 200 && said === "UP") return { value: undefined, detail: "200, status UP" };
  const words = [
    `HTTP ${status}`,
    said === undefined ? undefined : `status ${said}`,
    location && `to ${location}`,
  ];
  const text = words.filter((word) => word !== undefined && word !== "").join(", ");
  throw new LayerFailure(
    toKind(status),
    status === 200 && said === undefined ? "HTTP 200 without a status" : text,
  );
}

function toKind(status: number): FailureKind {
  if (status === 404) return "not-found";
  if (status === 401 || status === 403) return "login-refused";
  return status >= 300 && status < 400 ? "mismatch" : "unhealthy";
}

function findStatus(body: string): string | undefined {
  try {
    const { status } = JSON.parse(body) as { status?: unknown };
    return typeof status === "string" ? status.slice(0, 40) : undefined;
  } catch {
    // A load balancer's own pages are HTML.
    return undefined;
  }
}

function get(socket: Socket, target: HttpTarget): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked: ClientRequest = request({
      createConnection: () => socket,
      path: target.path ?? HEALTH_PATH,
      headers: { host: toTarget({ host: nameOf(target), port: target.port }), accept: "application/json" },
    });
    asked.on("error", (error) => reject(nameError(error)));
    asked.on("response", (response) => void collect(response).then(resolve, reject));
    asked.end();
  });
}

async function collect(response: IncomingMessage): Promise<Answer> {
  let body = "";
  for await (const part of response.setEncoding("utf8")) {
    body += String(part);
    if (body.length > MAXIMUM_BODY_BYTES) break;
  }
  return { status: response.statusCode ?? 0, location: response.headers.location, body };
}

// Node's HTTP parser names what it cannot read: HPE_INVALID_CONSTANT, HPE_INVALID_VERSION …
function nameError(error: Error): Error {
  if (codeOf(error)?.startsWith("HPE_") !== true) return error;
  return new LayerFailure("wrong-protocol", "the server does not speak HTTP", error);
}
