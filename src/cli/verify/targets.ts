import { probeHttp } from "../../probes/http.ts";
import { probeKafka } from "../../probes/kafka.ts";
import { probePostgres } from "../../probes/postgres.ts";
import type { Endpoint, ProbeOptions, ProbeResult, SecretReader } from "../../probes/probe.ts";
import { probeRedis } from "../../probes/redis.ts";
import type { RemoteTarget } from "../../probes/remote-script.ts";
import { findAmazonRoots, loadRdsRoots } from "../../probes/roots.ts";
import type { ConnectionTarget } from "../../sections/verification.ts";
import type { HandedEndpoint } from "./endpoints.ts";

/** A target of which every reference is known. */
export type KnownTarget = {
  [P in ConnectionTarget["protocol"]]: Resolved<Extract<ConnectionTarget, { protocol: P }>>;
}[ConnectionTarget["protocol"]];
type Resolved<T> = { readonly [K in keyof T]: Exclude<T[K], { readonly sources: unknown }> };

/** What a test from here needs besides its target. */
export interface DirectRequest {
  readonly options: ProbeOptions;
  readonly readSecret: (arn: string) => SecretReader;
  /** Where it is asked for instead; certificates must still hold the real name. */
  readonly endpoint: HandedEndpoint | undefined;
  /** @default those of AWS's services */
  readonly roots?: readonly string[] | undefined;
}

/** Tests a target from this machine, all brokers of a cluster at once. */
export async function probeDirectly(
  target: KnownTarget,
  request: DirectRequest,
): Promise<readonly ProbeResult[]> {
  const { options, readSecret, endpoint, roots } = request;
  switch (target.protocol) {
    case "postgres": {
      const { secretArn, ...rest } = target;
      const at = {
        ...rest,
        ...placeOf(target, endpoint),
        ca: roots ?? (await loadRdsRoots()),
        secret: readSecret(secretArn),
      };
      return [await probePostgres(at, options)];
    }
    case "redis": {
      const { secretArn, ...rest } = target;
      const at = {
        ...rest,
        ...placeOf(target, endpoint),
        ca: roots ?? findAmazonRoots(),
        secret: readSecret(secretArn),
      };
      return [await probeRedis(at, options)];
    }
    case "kafka":
      return probeBrokers(target, request);
    case "http": {
      const { host, port, tls } = readUrl(target.url);
      const place = endpoint === undefined ? { host, port } : { ...endpoint, servername: host };
      return [await probeHttp({ ...place, tls: endpoint === undefined && tls }, options)];
    }
  }
}

function probeBrokers(
  { bootstrapServers, topics, brokers }: Extract<KnownTarget, { protocol: "kafka" }>,
  { options, endpoint, roots }: DirectRequest,
): Promise<readonly ProbeResult[]> {
  const expected = { topics, ...(brokers === undefined ? {} : { brokers }), ca: roots ?? findAmazonRoots() };
  const places = placesOf(bootstrapServers, endpoint);
  return Promise.all(places.map((place) => probeKafka({ ...place, ...expected }, options)));
}

/** The same tests as an instance makes them; a cluster's brokers one by one. */
export function toRemoteTargets(target: KnownTarget): readonly RemoteTarget[] {
  switch (target.protocol) {
    case "postgres":
    case "redis":
      return [target];
    case "kafka":
      return brokersOf(target.bootstrapServers).map((place) => ({ protocol: "kafka", ...place }));
    case "http": {
      const { host, port, tls } = readUrl(target.url);
      return [{ protocol: "http", host, port, tls }];
    }
  }
}

const placeOf = (
  { host, port }: { readonly host: string; readonly port: number },
  endpoint: HandedEndpoint | undefined,
) => (endpoint === undefined ? { host, port } : { ...endpoint, servername: host });

/** Through a tunnel to one broker, its certificate holds the first broker's name. */
function placesOf(servers: string, endpoint: HandedEndpoint | undefined): Endpoint[] {
  const brokers = brokersOf(servers);
  if (endpoint === undefined) return brokers;
  const [first] = brokers;
  return [{ ...endpoint, ...(first === undefined ? {} : { servername: first.host }) }];
}

const brokersOf = (servers: string): { host: string; port: number }[] =>
  servers
    .split(",")
    .filter((server) => server !== "")
    .map((server) => {
      const colon = server.lastIndexOf(":");
      return { host: server.slice(0, colon), port: Number(server.slice(colon + 1)) };
    });

function readUrl(text: string): { host: string; port: number; tls: boolean } {
  const { hostname: host, port, protocol } = new URL(text);
  const tls = protocol === "https:";
  return { host, port: port === "" ? (tls ? 443 : 80) : Number(port), tls };
}
