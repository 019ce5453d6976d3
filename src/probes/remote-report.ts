import { toTarget } from "./ladder.ts";
import type { Failure, Layer, LayerResult, ProbeResult } from "./probe.ts";
import { nameRemoteFailure, type RemoteLine, toRemoteDetail } from "./remote-kinds.ts";
import type { RemoteTarget } from "./remote-script.ts";

// What the script's `report` prints; Run Command may put other programs' lines between.
const LINE =
  /^probe=(\d+) layer=(resolve|connect|tls|login|query) ok=([01]) what=(step|roots|secret) code=(\d+) ms=(-?\d+) detail=([A-Za-z0-9+/=]*)$/;

/** The last layer of each protocol's remote test. */
const LAST: Readonly<Record<RemoteTarget["protocol"], Layer>> = {
  postgres: "query",
  redis: "query",
  kafka: "tls",
  http: "query",
};

/**
 * Reads what the script of `renderRemoteScript` printed, for the same targets in the same order. A test whose lines end
 * before its last layer has failed with `no-report`.
 */
export function readRemoteReport(output: string, targets: readonly RemoteTarget[]): readonly ProbeResult[] {
  const lines = output.split(/\r?\n/).flatMap(parseLine);
  return targets.map((target, index) =>
    toResult(
      target,
      lines.filter(({ probe }) => probe === index),
    ),
  );
}

function parseLine(text: string): readonly RemoteLine[] {
  const [, probe, layer, ok, what, code, ms, detail] = LINE.exec(text) ?? [];
  if (probe === undefined) return [];
  return [
    {
      probe: Number(probe),
      layer: layer as Layer,
      ok: ok === "1",
      what: what as RemoteLine["what"],
      code: Number(code),
      ms: Math.max(0, Number(ms)),
      text: Buffer.from(detail ?? "", "base64")
        .toString("utf8")
        .trim(),
    },
  ];
}

function toResult(target: RemoteTarget, lines: readonly RemoteLine[]): ProbeResult {
  const failed = lines.find(({ ok }) => !ok);
  const failure = failed === undefined ? findGap(target, lines) : nameRemoteFailure(target, failed);
  const base = {
    protocol: target.protocol,
    target: toTarget(target),
    addresses: findAddresses(lines),
    layers: toLayers(target, lines, failure),
  };
  return failure === undefined ? { ...base, ok: true } : { ...base, ok: false, failure };
}

function toLayers(
  target: RemoteTarget,
  lines: readonly RemoteLine[],
  failure: Failure | undefined,
): readonly LayerResult[] {
  const layers = lines.map((line) => ({
    layer: line.layer,
    ok: line.ok,
    ms: line.ms,
    detail: line.ok || failure === undefined ? toRemoteDetail(target, line) : failure.text,
  }));
  if (failure?.kind !== "no-report") return layers;
  return [...layers, { layer: failure.layer, ok: false, ms: 0, detail: failure.text }];
}

function findGap(target: RemoteTarget, lines: readonly RemoteLine[]): Failure | undefined {
  const last = lines.at(-1)?.layer;
  if (last === LAST[target.protocol]) return undefined;
  const text = "the instance ended the script before it had told of this layer";
  return { layer: nextLayer(target, last), kind: "no-report", text };
}

function nextLayer(target: RemoteTarget, last: Layer | undefined): Layer {
  const order: readonly Layer[] = ["resolve", "connect", "tls", "login", "query"];
  const own = order.filter((layer) => {
    if (target.protocol !== "http") return true;
    return layer !== "login" && (layer !== "tls" || target.tls === true);
  });
  return own[last === undefined ? 0 : own.indexOf(last) + 1] ?? "query";
}

// getent prints one line for each address and kind of socket: "10.0.3.17      STREAM db.example".
function findAddresses(lines: readonly RemoteLine[]): readonly string[] {
  const resolved = lines.find(({ layer, ok }) => layer === "resolve" && ok);
  if (resolved === undefined) return [];
  const addresses = resolved.text.split("\n").map((line) => line.split(/\s/, 1)[0] ?? "");
  return [...new Set(addresses)].filter((address) => /^[0-9a-f.:]+$/i.test(address) && address.length > 2);
}
