import { UsageError } from "../errors.ts";

/** An endpoint and what named it. */
export interface NamedEndpoint {
  /** A flag, a variable or a key of a file. */
  readonly name: string;
  readonly url: string;
}

const LONGEST_SHOWN = 100;

/**
 * Refuses an endpoint that is none: the SDK would pass over an empty one and call AWS itself.
 * @throws UsageError that says what it should be
 */
export function demandEndpoint(endpoint: NamedEndpoint): void {
  const error = endpointError(endpoint);
  if (error !== undefined) throw error;
}

/** What is wrong with an endpoint, without the password that may be in it; nothing where it can be called. */
export function endpointError({ name, url }: NamedEndpoint): UsageError | undefined {
  const fault = faultOf(url);
  if (fault === undefined) return undefined;
  const shown = url.replace(/^.*@/s, "***@").slice(0, LONGEST_SHOWN);
  return new UsageError({
    code: "EndpointMalformed",
    summary: "The endpoint is no URL to call",
    detail: `${name} is "${shown}", which ${fault}. It is written as https://HOST or http://HOST:PORT, as in http://127.0.0.1:5000; for AWS itself leave it out altogether. Nothing was called.`,
  });
}

function faultOf(url: string): string | undefined {
  if (url.trim() === "") return "is empty";
  if (url.includes("@")) return "names a user; calls are signed, and an endpoint takes no name or password";
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(url)) return "does not begin with https:// or http://";
  if (!/^https?:\/\/[^/]/i.test(url)) return "is neither https:// nor http:// and a host";
  if (/[\s?#]/.test(url)) return "has more than a host, a port and a path";
  return URL.canParse(url) ? undefined : "cannot be read";
}
