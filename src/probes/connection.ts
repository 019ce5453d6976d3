import { lookup as lookupSystem } from "node:dns/promises";
import { connect, isIP, type Socket } from "node:net";
import { type ConnectionOptions, checkServerIdentity, connect as connectTls, type TLSSocket } from "node:tls";
import { LayerFailure } from "./failure.ts";
import type { Ladder, Rung } from "./ladder.ts";
import type { Endpoint, Lookup, ProbeOptions } from "./probe.ts";

/** Climbs the first two layers: the name leads to an address, and the port there answers. */
export async function openSocket(ladder: Ladder, endpoint: Endpoint, options: ProbeOptions): Promise<Socket> {
  const lookup = options.lookup ?? findAddresses;
  const addresses = await ladder.step("resolve", () => resolve(endpoint.host, lookup));
  ladder.addresses = addresses;
  return ladder.step("connect", () => openTo(endpoint, ladder));
}

/** Another connection to where the first layers led; for drivers that insist on a socket of their own. */
export async function reopen(ladder: Ladder, endpoint: Endpoint): Promise<Socket> {
  return (await openTo(endpoint, ladder)).value;
}

/** Makes a socket secure: the certificate must lead to the endpoint's roots and hold its name. */
export function secure(socket: Socket, endpoint: Endpoint): Promise<Rung<TLSSocket>> {
  return new Promise((resolve, reject) => {
    const tls = connectTls({ socket, ...toTlsOptions(endpoint) });
    tls.on("error", (error) => reject(nameCertificate(error, endpoint)));
    tls.on("close", () =>
      reject(new LayerFailure("closed-early", "the server ended the connection in the handshake")),
    );
    tls.once("secureConnect", () => resolve({ value: tls, detail: describe(tls) }));
  });
}

/** What a TLS client of an endpoint must insist on, whatever address it connects to. */
export function toTlsOptions(endpoint: Endpoint): ConnectionOptions {
  const name = nameOf(endpoint);
  return {
    rejectUnauthorized: true,
    checkServerIdentity: (_host, certificate) => checkServerIdentity(name, certificate),
    // RFC 6066 allows no address as server name.
    ...(isIP(name) === 0 ? { servername: name } : {}),
    ...(endpoint.ca === undefined ? {} : { ca: [...endpoint.ca] }),
  };
}

/** The name that the certificate must hold. */
export function nameOf({ host, servername }: Endpoint): string {
  return servername ?? host;
}

async function findAddresses(host: string): Promise<readonly string[]> {
  const found = await lookupSystem(host, { all: true });
  return found.map(({ address }) => address);
}

async function resolve(host: string, lookup: Lookup): Promise<Rung<readonly string[]>> {
  const addresses = await lookup(host);
  if (addresses.length === 0)
    throw new LayerFailure("name-not-found", `the name ${host} leads to no address`);
  return { value: addresses, detail: addresses.join(", ") };
}

function openTo({ host, port }: Endpoint, ladder: Ladder): Promise<Rung<Socket>> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, ...toDestination(ladder) });
    ladder.atEnd(() => socket.destroy());
    socket.on("error", reject);
    socket.once("connect", () => resolve({ value: socket, detail: `${socket.remoteAddress} port ${port}` }));
  });
}

// Node gives each of several addresses 250 ms by default, which is less than one round trip to some Regions.
function toDestination(ladder: Ladder): object {
  const { addresses } = ladder;
  const limit = ladder.limitMilliseconds("connect");
  const [first] = addresses;
  if (addresses.length === 1) return { host: first };
  const all = addresses.map((address) => ({ address, family: isIP(address) }));
  return {
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: Math.max(10, Math.floor(limit / addresses.length)),
    lookup: (_host: string, _options: object, done: (error: null, found: typeof all) => void) =>
      done(null, all),
  };
}

// The alternative names stand in the certificate as "DNS:db.test, IP Address:127.0.0.1".
function nameCertificate(error: Error & { cert?: { subjectaltname?: string } }, endpoint: Endpoint): Error {
  const names = error.cert?.subjectaltname;
  if (names === undefined) return error;
  return new LayerFailure(
    "tls-wrong-name",
    `the certificate is for ${names}, not for ${nameOf(endpoint)}`,
    error,
  );
}

function describe(tls: TLSSocket): string {
  const { issuer, valid_to: until } = tls.getPeerCertificate();
  const by = [issuer.O, issuer.CN].flat().filter((part) => part !== undefined);
  return `${tls.getProtocol() ?? "TLS"}, certificate by ${by.join(" ") || "an unnamed issuer"} until ${until}`;
}
