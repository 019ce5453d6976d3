import { nameOf } from "./connection.ts";
import { HEALTH_PATH, type HttpTarget } from "./http.ts";
import type { KafkaTarget } from "./kafka.ts";
import type { PostgresTarget } from "./postgres.ts";
import type { Endpoint, Protocol } from "./probe.ts";
import type { RedisTarget } from "./redis.ts";
import { REMOTE_FUNCTIONS } from "./remote-functions.ts";

/** Where an instance keeps RDS's certificate bundle; the script fetches it for itself where the file is missing. */
export const RDS_BUNDLE_PATH = "/etc/flashsale/rds-ca.pem";

/** Where AWS publishes RDS's certificate bundle for all Regions. Source: RDS User Guide, "Using SSL/TLS". */
export const RDS_BUNDLE_URL = "https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem";

/** How a test differs when an instance makes it: the secret is read there, and roots are a file there. */
interface Remote {
  /** The secret that the instance reads with its own role. */
  readonly secretArn?: string;
  /** A PEM file on the instance. @default RDS's bundle for PostgreSQL, the instance's own roots for the others */
  readonly caFile?: string;
}

type Without<T> = Omit<T, "secret" | "ca"> & Remote;

/** A test that an instance makes. Kafka's ends with TLS: the instance has no client for its protocol. */
export type RemoteTarget =
  | ({ readonly protocol: "postgres" } & Without<PostgresTarget>)
  | ({ readonly protocol: "redis" } & Without<RedisTarget>)
  | ({ readonly protocol: "kafka" } & Without<Omit<KafkaTarget, "topics" | "brokers">>)
  | ({ readonly protocol: "http" } & Without<HttpTarget>);

/** How long the layers of a remote test may take. */
export interface RemoteOptions {
  /** Seconds for each layer, in whole or in fractions. @default 5 */
  readonly limitSeconds?: number;
}

/**
 * The bash script that makes connection tests on an instance, all at once. It needs bash 5, coreutils, getent, openssl,
 * and for their targets psql, a Redis or Valkey client, curl and the AWS CLI. It holds no secret: it reads each one by its
 * ARN, hands it on in the environment of the one program that needs it, and prints one line for each layer, which
 * `readRemoteReport` understands.
 */
export function renderRemoteScript(targets: readonly RemoteTarget[], options: RemoteOptions = {}): string {
  const { limitSeconds = 5 } = options;
  const tests = targets.map((target, index) => `(${toAssignments(target, index)}; run ${target.protocol}) &`);
  return [
    "#!/bin/bash",
    'if [ -z "$BASH_VERSION" ]; then exec bash "$0"; fi',
    `limit=${limitSeconds}`,
    REMOTE_FUNCTIONS,
    ...tests,
    "wait",
    "",
  ].join("\n");
}

function toAssignments(target: RemoteTarget, index: number): string {
  const values = { probe: String(index), ...toEndpointValues(target), ...toOwnValues(target) };
  return Object.entries(values)
    .map(([name, value]) => `${name}=${quote(value)}`)
    .join(" ");
}

function toEndpointValues(
  target: Endpoint & Remote & { readonly protocol: Protocol },
): Record<string, string> {
  const database = target.protocol === "postgres";
  return {
    host: target.host,
    port: String(target.port),
    name: nameOf(target),
    ca: target.caFile ?? (database ? RDS_BUNDLE_PATH : ""),
    ca_url: database && target.caFile === undefined ? RDS_BUNDLE_URL : "",
    secret_arn: target.secretArn ?? "",
  };
}

function toOwnValues(target: RemoteTarget): Record<string, string> {
  switch (target.protocol) {
    case "postgres":
      return { user: target.username, database: target.database, writable: toFlag(target.writable ?? true) };
    case "redis":
      return { user: target.username ?? "", writable: toFlag(target.writable ?? true) };
    case "http":
      return { path: target.path ?? HEALTH_PATH, tls: toFlag(target.tls ?? false) };
    case "kafka":
      return {};
  }
}

function toFlag(value: boolean): string {
  return value ? "1" : "0";
}

/** A word for the shell that holds exactly this text. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
