import { resumeCommand } from "../../resources/auto-scaling/processes.ts";
import { findPolicyAlarms, findServing } from "../../resources/auto-scaling/serving.ts";
import { loadBalancer } from "../../resources/elastic-load-balancing-v2/load-balancer.ts";
import type { Handles } from "../handles.ts";
import type { Settings } from "../settings.ts";
import { standingControl } from "../standing-control.ts";
import type { ConnectionSpec, ControlContext, ControlFinding, ControlSpec } from "../verification.ts";
import { groupName, HEALTH_PATH } from "./names.ts";

/** The guide's look at the application's health, through the load balancer. */
export function scaleConnections({ scale: made }: Handles, settings: Settings): ConnectionSpec[] {
  if (made === undefined) return [];
  return [
    {
      name: "application",
      group: "app",
      section: "scale",
      address: "scale.load-balancer",
      rule: "network.rule.http-from-anywhere",
      isPrivate: false,
      target: {
        protocol: "http",
        url: made.endpoint.map((host) => `${schemeOf(settings)}://${host}${HEALTH_PATH}`),
      },
    },
  ];
}

/** How the application is spoken to. */
export const schemeOf = ({ scale }: Settings): "http" | "https" =>
  scale.certificateArn === undefined ? "http" : "https";

/** Whether the load balancer takes requests: one that AWS could not set up may be told as failed long after its creation. */
export const balancerControl: ControlSpec = standingControl({
  name: "balancer",
  parts: () => [{ address: "scale.load-balancer", type: loadBalancer, idFrom: "loadBalancerArn" }],
  fix: "flashsale-setup scale",
  cause: "Without it no customer reaches the application.",
});

/** Whether as many targets are healthy as the group is to have instances. */
export const targetControl: ControlSpec = {
  name: "targets",
  async check({ env, settings }: ControlContext): Promise<ControlFinding> {
    const serving = await findServing(env, groupName(settings));
    if (serving === undefined)
      return { state: "problem", detail: "the group is not there", fix: ["flashsale-setup scale"] };
    const { capacity, targets } = serving;
    if (capacity === 0)
      return { state: "warning", detail: "waiting for an image", fix: ["flashsale-setup deploy build"] };
    const sick = targets.filter(({ state }) => state !== "healthy");
    const healthy = targets.length - sick.length;
    if (healthy >= capacity) return { state: "ok", detail: `${healthy} of ${capacity} targets healthy` };
    const why = sick.map(
      ({ id, state, reason }) => `${id} is ${state}${reason === "" ? "" : ` (${reason})`}`,
    );
    const detail = [`${healthy} of ${capacity} targets healthy`, ...why].join("; ");
    if (isGrowing(healthy, sick, capacity))
      return { state: "warning", detail, fix: ["flashsale-setup verify --watch"] };
    return { state: "problem", detail, fix: ["flashsale-setup tunnel app", "flashsale-setup scale"] };
  },
};

/**
 * Whether some serve already and the first checks of the others are under way: `initial`. What leaves, `draining`, is missed by
 * nobody. Source: ELBv2 API reference, TargetHealth.
 */
function isGrowing(healthy: number, sick: readonly { readonly state: string }[], capacity: number): boolean {
  const starting = sick.filter(({ state }) => state === "initial").length;
  const leaving = sick.filter(({ state }) => state === "draining").length;
  return healthy > 0 && healthy + starting >= capacity && starting + leaving === sick.length;
}

const heldBack = (name: string, suspended: readonly string[]): ControlFinding => ({
  state: "problem",
  detail: `somebody suspended ${suspended.join(", ")} of the group`,
  cause:
    "Until these processes are resumed the group does not follow its load, its template or its health checks.",
  fix: [resumeCommand(name, suspended)],
});

/** Whether every scaling policy has an alarm, without which it never runs, and the group does what it says. */
export const policyControl: ControlSpec = {
  name: "scaling",
  async check({ env, settings }: ControlContext): Promise<ControlFinding> {
    const name = groupName(settings);
    const [policies, serving] = await Promise.all([findPolicyAlarms(env, name), findServing(env, name)]);
    const fix = ["flashsale-setup scale"];
    const { suspended = [] } = serving ?? {};
    if (suspended.length > 0) return heldBack(name, suspended);
    if (policies.length === 0) return { state: "problem", detail: "the group has no scaling policy", fix };
    const idle = policies.filter(({ alarms }) => alarms.length === 0).map(({ policy }) => policy);
    if (idle.length > 0) return { state: "problem", detail: `nothing triggers ${idle.join(", ")}`, fix };
    return {
      state: "ok",
      detail: policies.map(({ policy, alarms }) => `${policy} by ${alarms.join(", ")}`).join("; "),
    };
  },
};
