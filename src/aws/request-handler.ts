import { readFileSync } from "node:fs";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { rootCertificates } from "node:tls";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { ProxyAgent } from "proxy-agent";
import { SettingsError } from "../errors.ts";
import { findProxy, hasProxy } from "./proxy.ts";

/** Environment variables, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

const CONNECTION_TIMEOUT_MS = 5_000;
const REQUEST_TIMEOUT_MS = 60_000;

/**
 * Makes what sends the requests of all clients, those for credentials included. Honours `HTTPS_PROXY`, `HTTP_PROXY` and
 * `NO_PROXY` in either case, and trusts the certificates of `AWS_CA_BUNDLE` and `NODE_EXTRA_CA_CERTS` besides Node's own.
 * Gives up connecting after 5 s and a request after 60 s. Throws `SettingsError` for a bundle that cannot be read.
 */
export function createRequestHandler(env: Environment): NodeHttpHandler {
  return new NodeHttpHandler({
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // Without it the SDK only warns and waits on.
    throwOnRequestTimeout: true,
    ...toAgents(env),
  });
}

function toAgents(env: Environment): { httpAgent: HttpAgent; httpsAgent: HttpsAgent } {
  const ca = toCertificates(env);
  const options = { keepAlive: true, ...(ca === undefined ? {} : { ca }) };
  if (!hasProxy(env))
    return { httpAgent: new HttpAgent({ keepAlive: true }), httpsAgent: new HttpsAgent(options) };
  const agent = new ProxyAgent({ ...options, getProxyForUrl: (url) => findProxy(url, env) ?? "" });
  return { httpAgent: agent, httpsAgent: agent as unknown as HttpsAgent };
}

/** Node's own certificates and those of the bundles: a list given to Node replaces what it would trust otherwise. */
function toCertificates(env: Environment): string[] | undefined {
  const names = ["AWS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"].filter((name) => (env[name] ?? "") !== "");
  return names.includes("AWS_CA_BUNDLE")
    ? [...rootCertificates, ...names.map((name) => readBundle(name, env[name] ?? ""))]
    : undefined;
}

function readBundle(name: string, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new SettingsError({
      code: "CertificatesUnreadable",
      summary: "A certificate bundle cannot be read",
      detail: `${name} names ${path}, which cannot be read. Without it AWS's certificates may not be trusted behind your proxy.`,
      fix: [`ls -l ${path}`],
      cause,
    });
  }
}
