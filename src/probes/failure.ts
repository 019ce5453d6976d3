import type { FailureKind, Layer } from "./probe.ts";

/** A layer failed in a way that has a name. */
export class LayerFailure extends Error {
  readonly kind: FailureKind;

  constructor(kind: FailureKind, text: string, cause?: unknown) {
    super(text, { cause });
    this.name = "LayerFailure";
    this.kind = kind;
  }
}

/** What a layer that has reached its limit is called. */
export const LATE_KINDS: Readonly<Record<Layer, FailureKind>> = {
  resolve: "name-unanswered",
  connect: "timed-out",
  tls: "hung",
  login: "hung",
  query: "hung",
};

// Codes of Node's own errors. Source: Node 20 documentation, `dns`, `errors` and `tls` ("X509 certificate error codes").
const KINDS_BY_CODE: Readonly<Record<string, FailureKind>> = {
  ENOTFOUND: "name-not-found",
  ENODATA: "name-not-found",
  EAI_NONAME: "name-not-found",
  EAI_NODATA: "name-not-found",
  EAI_AGAIN: "name-unanswered",
  EAI_FAIL: "name-unanswered",
  ESERVFAIL: "name-unanswered",
  ETIMEOUT: "name-unanswered",
  ECONNREFUSED: "refused",
  ETIMEDOUT: "timed-out",
  ENETUNREACH: "unreachable",
  EHOSTUNREACH: "unreachable",
  EADDRNOTAVAIL: "unreachable",
  EACCES: "unreachable",
  EPERM: "unreachable",
  ECONNRESET: "closed-early",
  EPIPE: "closed-early",
  ERR_STREAM_PREMATURE_CLOSE: "closed-early",
  ERR_SSL_UNEXPECTED_EOF_WHILE_READING: "closed-early",
  ERR_TLS_CERT_ALTNAME_INVALID: "tls-wrong-name",
  CERT_HAS_EXPIRED: "tls-expired",
  CERT_NOT_YET_VALID: "tls-expired",
  UNABLE_TO_GET_ISSUER_CERT: "tls-unknown-ca",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "tls-unknown-ca",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "tls-unknown-ca",
  DEPTH_ZERO_SELF_SIGNED_CERT: "tls-unknown-ca",
  SELF_SIGNED_CERT_IN_CHAIN: "tls-unknown-ca",
  CERT_UNTRUSTED: "tls-unknown-ca",
  CERT_SIGNATURE_FAILURE: "tls-unknown-ca",
  INVALID_CA: "tls-unknown-ca",
  ERR_SSL_WRONG_VERSION_NUMBER: "not-tls",
  ERR_SSL_PACKET_LENGTH_TOO_LONG: "not-tls",
  ERR_SSL_HTTP_REQUEST: "not-tls",
  ERR_SSL_UNKNOWN_PROTOCOL: "not-tls",
};

const WORDS: Readonly<Partial<Record<FailureKind, string>>> = {
  "name-not-found": "the name is not in DNS",
  "name-unanswered": "DNS gave no answer",
  refused: "nothing listens there",
  "timed-out": "no answer to the attempt to connect",
  unreachable: "the network has no way there",
  "closed-early": "the server ended the connection",
  "not-tls": "the server speaks without TLS",
  "tls-unknown-ca": "the certificate leads to no root that is trusted for this service",
  "tls-wrong-name": "the certificate is for another name",
  "tls-expired": "the certificate is not valid at this time",
  "tls-refused": "the server turned the handshake down",
};

/** The failure behind an error: its own if it has a name, else what its code means, else `failed` with its message. */
export function toLayerFailure(error: unknown): LayerFailure {
  if (error instanceof LayerFailure) return error;
  const message = error instanceof Error ? error.message : String(error);
  const kind = findKind(error) ?? "failed";
  return new LayerFailure(kind, sayFailure(kind, firstLine(message)), error);
}

/** A kind in words that are the same for every protocol, then what the program or driver said of it. */
export function sayFailure(kind: FailureKind, said: string): string {
  const words = WORDS[kind];
  if (words === undefined) return said === "" ? "it failed without a word" : said;
  return said === "" || said === words ? words : `${words} (${said})`;
}

function findKind(error: unknown): FailureKind | undefined {
  const code = codeOf(error);
  if (code !== undefined) {
    const kind = KINDS_BY_CODE[code] ?? (code.startsWith("ERR_SSL_") ? "tls-refused" : undefined);
    if (kind !== undefined) return kind;
  }
  const cause = error instanceof Error ? error.cause : undefined;
  return cause === undefined ? undefined : findKind(cause);
}

/** The `code` that Node and most drivers put on their errors. */
export function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === "string" ? code : undefined;
}

// OpenSSL's messages end with a newline and name the file of its source: "4067…:error:0A00010B:SSL routines:…".
function firstLine(text: string): string {
  const line = text.trim().split("\n", 1)[0] ?? "";
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}
