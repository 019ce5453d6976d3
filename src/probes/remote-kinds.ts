import { LATE_KINDS, sayFailure } from "./failure.ts";
import type { Failure, FailureKind, Layer } from "./probe.ts";
import type { RemoteTarget } from "./remote-script.ts";

/** One line of the script's report. */
export interface RemoteLine {
  /** Which target, from 0. */
  readonly probe: number;
  readonly layer: Layer;
  readonly ok: boolean;
  /** The layer's own work, or what it needs before: a file of roots, the secret. */
  readonly what: "step" | "roots" | "secret";
  /** The exit code. */
  readonly code: number;
  readonly ms: number;
  /** What the programs printed, at most 400 bytes. */
  readonly text: string;
}

type Pattern = readonly [RegExp, FailureKind];

// Exit codes of coreutils' timeout, and of a shell that does not find a program.
const LATE = [124, 137];
const MISSING = 127;

const MISSING_PROGRAM = /command not found|failed to run command .*: No such file/;

// How the programs word it, all with LC_ALL=C: bash 5.2, OpenSSL 3.0, psql 15, redis-cli 7.0, curl 8.
const CONNECT: readonly Pattern[] = [
  [/Connection refused/, "refused"],
  [/No route to host|Network is unreachable|Cannot assign requested/, "unreachable"],
  [/timed out/, "timed-out"],
];
const TLS: readonly Pattern[] = [
  [/^SSLRequest was answered with the end/m, "closed-early"],
  [/^SSLRequest was answered with N/m, "not-tls"],
  [/^SSLRequest was answered with/m, "wrong-protocol"],
  [/num=(62|64):|hostname mismatch|IP address mismatch/i, "tls-wrong-name"],
  [/num=(9|10):|certificate has expired|not yet valid/, "tls-expired"],
  [/num=(18|19|20|21):|self.signed certificate|unable to (get|verify)/, "tls-unknown-ca"],
  [/wrong version number|packet length too long|unknown protocol|http request/, "not-tls"],
  [/unexpected eof|Connection reset|SSL_ERROR_SYSCALL|errno ?= ?(0|32|104)\b/, "closed-early"],
  [/alert/, "tls-refused"],
];
const POSTGRES: readonly Pattern[] = [
  [
    /password authentication failed|no pg_hba\.conf entry|role ".*" does not exist|permission denied/,
    "login-refused",
  ],
  [/no password supplied/, "login-missing"],
  [/database ".*" does not exist/, "not-found"],
  [/too many (connections|clients)|remaining connection slots|is starting up|is shutting down/, "busy"],
  [/server does not support SSL/, "not-tls"],
  [
    /(closed the connection|has been closed) unexpectedly|SSL SYSCALL error|SSL error: unexpected eof/,
    "closed-early",
  ],
  [/expected authentication request|received invalid response/, "wrong-protocol"],
  [/certificate verify failed/, "tls-unknown-ca"],
];
const REDIS: readonly Pattern[] = [
  [/without any password configured|no password is set/, "login-not-asked"],
  [/WRONGPASS|NOPERM|DENIED|invalid password/, "login-refused"],
  [/NOAUTH/, "login-missing"],
  [/LOADING|max number of clients/, "busy"],
  [/Protocol error|HTTP\//, "wrong-protocol"],
  [
    /Server closed the connection|Connection reset|unexpected eof|Broken pipe|Could not connect/,
    "closed-early",
  ],
];
const HTTP: readonly Pattern[] = [
  [/^404\b/, "not-found"],
  [/^40[13]\b/, "login-refused"],
  [/^3\d\d\b/, "mismatch"],
  [/^[1-5]\d\d\b/, "unhealthy"],
  [/HTTP\/0\.9|Weird server reply|Unsupported protocol/, "wrong-protocol"],
  [/Empty reply|Recv failure|reset by peer|unexpected eof/, "closed-early"],
];
const QUERIES = { postgres: POSTGRES, redis: REDIS, kafka: [], http: HTTP };

/** Names the failure that a line tells. */
export function nameRemoteFailure(target: RemoteTarget, line: RemoteLine): Failure {
  const kind = findKind(target, line);
  return { layer: line.layer, kind, text: toText(line, kind) };
}

/** What is told of a layer that went well. */
export function toRemoteDetail(target: RemoteTarget, { layer, text }: RemoteLine): string {
  switch (layer) {
    case "resolve":
      return [...new Set(text.split("\n").map((line) => line.split(/\s/, 1)[0]))].join(", ");
    case "connect":
      return `port ${target.port}`;
    case "tls":
      return toCertificateDetail(text);
    case "login":
      return target.protocol === "postgres"
        ? `${target.username} to database ${target.database}`
        : "AUTH accepted";
    case "query":
      return toQueryDetail(target, text);
  }
}

function toCertificateDetail(text: string): string {
  const version = /Protocol version: (\S+)/.exec(text)?.[1] ?? "TLS";
  return `${version}, certificate ${/Peer certificate: (.+)/.exec(text)?.[1] ?? "verified"}`;
}

function toQueryDetail(target: RemoteTarget, text: string): string {
  if (target.protocol === "http") return "200, status UP";
  if (target.protocol === "redis")
    return `PONG from ${text.includes("role:slave") ? "a replica" : "the primary"}`;
  return `SELECT 1 answered, ${isReadOnlyRow(text) ? "takes no writes" : "takes writes"}`;
}

// psql's row of the query: one, whether it is a standby, whether transactions are read-only.
function isReadOnlyRow(text: string): boolean {
  return /^1\|(t\||f\|on)/.test(text);
}

function findKind(target: RemoteTarget, line: RemoteLine): FailureKind {
  if (line.what === "secret") return line.code === MISSING ? "tool-missing" : "secret-unreadable";
  if (line.what === "roots" || line.code === MISSING || MISSING_PROGRAM.test(line.text))
    return "tool-missing";
  if (LATE.includes(line.code)) return LATE_KINDS[line.layer];
  if (line.layer === "resolve") return "name-not-found";
  const found = patternsOf(target, line).find(([pattern]) => pattern.test(line.text))?.[1];
  return found ?? findUnworded(target, line);
}

function patternsOf(target: RemoteTarget, { layer }: RemoteLine): readonly Pattern[] {
  if (layer === "connect") return CONNECT;
  return layer === "tls" ? TLS : QUERIES[target.protocol];
}

// Some programs end without a word of their own.
function findUnworded({ protocol }: RemoteTarget, { layer, code, text }: RemoteLine): FailureKind {
  const readOnly = protocol === "redis" ? text.includes("role:slave") : isReadOnlyRow(text);
  return layer === "query" && code === 1 && readOnly ? "read-only" : "failed";
}

function toText(line: RemoteLine, kind: FailureKind): string {
  const said = lastWords(line);
  if (LATE.includes(line.code)) return "no answer within the limit";
  if (line.what === "roots") return `the instance could not fetch RDS's certificates: ${said}`;
  if (line.what === "secret") return `the instance could not read the secret: ${said}`;
  if (kind === "read-only") return "it takes no writes";
  return sayFailure(kind, said === "" ? `exit code ${line.code}` : said);
}

// What a program puts before, and after, what it has to say.
const WRAPPINGS: readonly RegExp[] = [
  /^psql: error: (?:connection to server at .*? failed: )?/,
  /^[0-9A-F]{8,}:error:[0-9A-F]+:[^:]*:[^:]*:(?=[^:]+)/,
  /(?<=[^:]):[^:\s]*\.c:\d+:$/,
  /^000 (?=curl: )/,
];

// psql explains its first line in those that follow; of a certificate's faults the first one counts; others end with it.
function lastWords({ layer, text }: RemoteLine): string {
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const fault = layer === "tls" ? lines.find((line) => line.startsWith("verify error:")) : undefined;
  const line = fault ?? (lines[0]?.startsWith("psql: ") === true ? lines[0] : lines.at(-1)) ?? "";
  return WRAPPINGS.reduce((words, wrapping) => words.replace(wrapping, ""), line).slice(0, 300);
}
