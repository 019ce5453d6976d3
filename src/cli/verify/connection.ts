import { performance } from "node:perf_hooks";
import { resolveInput, unknownSources } from "../../engine/ref.ts";
import { Interrupted } from "../../errors.ts";
import { type Cause, findCause, findTunnel } from "../../probes/causes.ts";
import type { ProbeResult } from "../../probes/probe.ts";
import { readStandingSecretText } from "../../resources/secrets-manager/secret-text.ts";
import type { ConnectionSpec } from "../../sections/verification.ts";
import { createClock } from "../clock.ts";
import type { Context } from "../context.ts";
import type { Standing } from "../outputs.ts";
import type { HandedEndpoint } from "./endpoints.ts";
import { findFacts } from "./facts.ts";
import type { InstanceRoute } from "./instance-route.ts";
import type { Check, CheckResult, RouteName } from "./result.ts";
import { type KnownTarget, probeDirectly } from "./targets.ts";

/** How connections are tested. */
export interface ConnectionRequest {
  readonly context: Context;
  readonly standing: Pick<Standing, "known">;
  readonly route: "auto" | "direct" | "ssm";
  readonly endpoint: HandedEndpoint | undefined;
  readonly instances: InstanceRoute;
}

/** One connection as a check. */
export function connectionCheck(spec: ConnectionSpec, request: ConnectionRequest): Check {
  const { name, group } = spec;
  const run = async (): Promise<CheckResult> => {
    const begun = performance.now();
    const tested = await test(spec, request);
    return { name, group, ms: Math.round(performance.now() - begun), ...tested };
  };
  return { name, group, run };
}

type Tested = Omit<CheckResult, "name" | "group" | "ms">;

const skipped = (detail: string, fix: readonly string[] = []): Tested => ({
  state: "skipped",
  route: undefined,
  detail,
  layers: [],
  fix,
});

async function test(spec: ConnectionSpec, request: ConnectionRequest): Promise<Tested> {
  const { context, standing, route, endpoint } = request;
  const resolved = resolveInput(spec.target, standing.known);
  const missing = unknownSources(resolved);
  if (missing.length > 0)
    return skipped(`${missing.join(", ")} does not stand yet`, [`flashsale-setup ${spec.section}`]);
  const target = resolved as KnownTarget;
  if (context.account.sandbox && endpoint === undefined)
    return skipped("the sandbox has no data plane: there is nothing to connect to");
  if (endpoint === undefined && route === "ssm") return throughInstance(spec, request, target);
  const seen = await directly(spec, request, target);
  const isOutside = endpoint === undefined && route === "auto" && spec.isPrivate && isOutOfReach(seen.failed);
  return isOutside ? orThroughInstance(spec, request, { target, direct: seen.tested }) : seen.tested;
}

const toLimits = (seconds: number) => ({
  resolve: seconds,
  connect: seconds,
  tls: seconds,
  login: seconds,
  query: seconds,
});

/** Whether a test ended before it reached anything: another route may. */
const isOutOfReach = (failed: ProbeResult | undefined): boolean =>
  failed?.failure?.layer === "resolve" || failed?.failure?.layer === "connect";

async function directly(
  spec: ConnectionSpec,
  request: ConnectionRequest,
  target: KnownTarget,
): Promise<{ readonly tested: Tested; readonly failed: ProbeResult | undefined }> {
  const { context, endpoint } = request;
  const { aws, signal, world } = context;
  const { limitSeconds, roots } = world.probing ?? {};
  const results = await probeDirectly(target, {
    // What answers is real even where the account is simulated: its layers take real seconds.
    options: {
      clock: createClock(1),
      signal,
      ...(limitSeconds === undefined ? {} : { limitSeconds: toLimits(limitSeconds) }),
    },
    // What stands was made long ago: a secret that is not found is gone.
    readSecret: (arn) => () => readStandingSecretText(aws, arn, `secret of the ${spec.name}`),
    endpoint,
    roots,
  });
  const route = endpoint === undefined ? "direct" : "endpoint";
  const failed = results.find(({ ok }) => !ok);
  return { tested: await judged(spec, request, { target, route, results }), failed };
}

async function throughInstance(
  spec: ConnectionSpec,
  request: ConnectionRequest,
  target: KnownTarget,
): Promise<Tested> {
  try {
    const results = await request.instances.probe(target);
    return await judged(spec, request, { target, route: "ssm", results });
  } catch (error) {
    if (error instanceof Interrupted) throw error;
    const { why, fix } = await request.instances.explain(error);
    return { state: "problem", route: "ssm", detail: why, layers: [], kind: "no-route", fix };
  }
}

/** Where neither way leads to the target, both reasons are told. */
async function orThroughInstance(
  spec: ConnectionSpec,
  request: ConnectionRequest,
  { target, direct }: { readonly target: KnownTarget; readonly direct: Tested },
): Promise<Tested> {
  const remote = await throughInstance(spec, request, target);
  if (remote.kind !== "no-route") return remote;
  const tunnel = findTunnel(spec.section);
  return {
    ...direct,
    detail: `from here: ${direct.detail}; on an instance: ${remote.detail}`,
    fix: tunnel === undefined ? remote.fix : [...remote.fix, tunnel],
  };
}

interface Seen {
  readonly target: KnownTarget;
  readonly route: Exclude<RouteName, "control">;
  readonly results: readonly ProbeResult[];
}

async function judged(spec: ConnectionSpec, { context }: ConnectionRequest, seen: Seen): Promise<Tested> {
  const { target, route, results } = seen;
  const failed = results.find(({ ok }) => !ok);
  const shown = failed ?? results[0];
  const layers = shown?.layers ?? [];
  if (failed?.failure === undefined) {
    const detail = layers.at(-1)?.detail ?? "nothing was tested";
    return { state: shown === undefined ? "skipped" : "ok", route, detail, layers, fix: [] };
  }
  const { layer, kind, text } = failed.failure;
  const cause: Cause | undefined = findCause(failed, await findFacts(context, spec, { target, route }));
  return {
    state: "problem",
    route,
    detail: `${failed.target}: ${text}`,
    layers,
    failedLayer: layer,
    kind,
    ...(cause === undefined ? {} : { cause: cause.text }),
    fix: cause?.fix ?? [],
  };
}
