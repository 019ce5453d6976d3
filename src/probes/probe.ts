import type { Clock } from "../engine/ports.ts";

/** What a connection test goes through, in order; it stops at the first layer that fails. */
export type Layer = "resolve" | "connect" | "tls" | "login" | "query";

/** What speaks at an endpoint. */
export type Protocol = "postgres" | "redis" | "kafka" | "http";

/** What went wrong, for programs; {@link Failure.text} says it for people. */
export type FailureKind =
  /** The name is not in DNS. */
  | "name-not-found"
  /** DNS did not answer, or could not. */
  | "name-unanswered"
  /** The address answers, but nothing listens at the port. */
  | "refused"
  /** No answer at all to the attempt to connect. */
  | "timed-out"
  /** The network has no way to the address. */
  | "unreachable"
  /** The server ended the connection before it had answered. */
  | "closed-early"
  /** The server took the connection and then said nothing. */
  | "hung"
  /** The server speaks without TLS. */
  | "not-tls"
  /** The server speaks something else. */
  | "wrong-protocol"
  /** The certificate leads to no root that is trusted here. */
  | "tls-unknown-ca"
  /** The certificate is another host's. */
  | "tls-wrong-name"
  /** The certificate is no longer, or not yet, valid. */
  | "tls-expired"
  /** The server turned the handshake down. */
  | "tls-refused"
  /** The user or its secret is wrong, or may not come in. */
  | "login-refused"
  /** The server asks for a secret and none was handed in. */
  | "login-missing"
  /** The server lets anyone in. */
  | "login-not-asked"
  /** The secret could not be read, so that nothing could be sent. */
  | "secret-unreadable"
  /** The database, topic or path is not there. */
  | "not-found"
  /** It answers, but takes no writes. */
  | "read-only"
  /** It is there, but is not as asked for. */
  | "mismatch"
  /** It says of itself that it does not work. */
  | "unhealthy"
  /** It is starting, loading, or has no connection to spare. */
  | "busy"
  /** The instance lacks a program or file that the test needs. */
  | "tool-missing"
  /** The instance told nothing of this layer. */
  | "no-report"
  /** Anything else; the text has it. */
  | "failed";

/** How one layer went. */
export interface LayerResult {
  readonly layer: Layer;
  readonly ok: boolean;
  /** Milliseconds that it took. */
  readonly ms: number;
  /** What was seen, or what went wrong; never holds a secret. */
  readonly detail: string;
}

/** Why a test failed. */
export interface Failure {
  readonly layer: Layer;
  readonly kind: FailureKind;
  /** One sentence without its full stop; never holds a secret. */
  readonly text: string;
}

/** The outcome of one connection test. */
export interface ProbeResult {
  readonly protocol: Protocol;
  /** `host:port` as it was asked for. */
  readonly target: string;
  readonly ok: boolean;
  /** The layers that were tried, in order; the last one is the failed one, if any. */
  readonly layers: readonly LayerResult[];
  /** The addresses that the name led to. */
  readonly addresses: readonly string[];
  readonly failure?: Failure;
}

/** Turns a name into addresses, as the system does; rejects with an error that has Node's `code`. */
export type Lookup = (host: string) => Promise<readonly string[]>;

/** What each test is handed. */
export interface ProbeOptions {
  readonly clock: Clock;
  /** Ends the test at once with `Interrupted`. */
  readonly signal?: AbortSignal;
  /** Seconds that a layer may take. @default 5 each */
  readonly limitSeconds?: Readonly<Partial<Record<Layer, number>>>;
  /** @default the system's own */
  readonly lookup?: Lookup;
}

/** Reads a secret for the one login that needs it. */
export type SecretReader = () => Promise<string>;

/** Where a server is, and what its certificate must show. */
export interface Endpoint {
  /** A name, or an IPv4 or IPv6 address without brackets. */
  readonly host: string;
  readonly port: number;
  /** The name that the certificate must hold; through a tunnel it differs from the host. @default the host */
  readonly servername?: string;
  /** PEM texts of the only roots that are trusted. @default Node's own */
  readonly ca?: readonly string[];
}
