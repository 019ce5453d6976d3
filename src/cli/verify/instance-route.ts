import { runScript } from "../../aws/ssm-route.ts";
import { translate } from "../../aws/translate.ts";
import type { ProbeResult } from "../../probes/probe.ts";
import { readRemoteReport } from "../../probes/remote-report.ts";
import { renderRemoteScript } from "../../probes/remote-script.ts";
import type { Context } from "../context.ts";
import { findReachableInstances } from "../reachable.ts";
import { type KnownTarget, toRemoteTargets } from "./targets.ts";

/** Seconds that the script of one connection may run; each of its layers ends by itself long before. */
const SCRIPT_SECONDS = 60;

/** Seconds that each layer of it may take. */
const LIMIT_SECONDS = 5;

/** There is no way over an instance. */
class NoInstance extends Error {}

/** Tests that an application instance makes, asked by Run Command. */
export interface InstanceRoute {
  /** Throws when no instance can be asked, or tells nothing. */
  probe(target: KnownTarget): Promise<readonly ProbeResult[]>;
  /** Why {@link probe} threw. */
  explain(error: unknown): Promise<{ readonly why: string; readonly fix: readonly string[] }>;
}

/** The way over the stack's instances; which one is looked up once for all tests. */
export function createInstanceRoute(context: Context): InstanceRoute {
  const { aws, settings, clock, signal, world } = context;
  let found: Promise<string[]> | undefined;
  return {
    async probe(target) {
      found ??= findReachableInstances(aws, settings.name);
      const [instanceId] = await found;
      if (instanceId === undefined)
        throw new NoInstance("no running application instance has its Systems Manager agent online");
      const targets = toRemoteTargets(target);
      const request = {
        instanceId,
        script: renderRemoteScript(targets, { limitSeconds: world.probing?.limitSeconds ?? LIMIT_SECONDS }),
        comment: `flashsale-setup verify: ${target.protocol}`,
        timeoutSeconds: SCRIPT_SECONDS,
      };
      const { stdout } = await runScript(aws, request, { clock, signal, report: () => undefined });
      return readRemoteReport(stdout, targets);
    },
    async explain(error) {
      if (error instanceof NoInstance)
        return { why: error.message, fix: ["flashsale-setup deploy build", "flashsale-setup deploy ec2"] };
      const { summary, detail, fix } = await translate(error);
      return { why: `${summary}: ${detail}`, fix };
    },
  };
}
