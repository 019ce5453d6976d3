import type { Answer } from "../../engine/lookup.ts";
import type { Deviation } from "../section.ts";
import type { Settings } from "../settings.ts";
import { isImageReady, isRunning } from "./lookups.ts";

const STEP = "Scaling Configuration 1";

/** Where scaling differs from the guide, and why. */
export function scaleDeviations(settings: Settings, answers: ReadonlyMap<string, Answer>): Deviation[] {
  const isStarted = isImageReady(answers) || isRunning(answers);
  return [
    {
      step: STEP,
      guide: "launch configurations",
      ours: `the launch template ${settings.name}-app`,
      reason: "accounts made since October 2024 cannot make launch configurations",
    },
    {
      step: STEP,
      guide: "target group and load balancer assumed",
      ours: `made: ${settings.name}-alb, listening on ${portsOf(settings)}, and ${settings.name}-app`,
      reason: "the guide names an ARN that none of its steps makes",
    },
    {
      step: STEP,
      guide: "instances replaced by a health that counts database, cache and Kafka",
      ours: `the instance's own readiness at ${settings.scale.healthCheckPath}, given up after three minutes`,
      reason: "a failover takes a minute or two, and must not replace every instance",
    },
    {
      step: STEP,
      guide: "every path of the application for everybody",
      ours: "404 to /actuator and what is under it, but /actuator/health",
      reason: "the application tells its settings and metrics there",
    },
    {
      step: STEP,
      guide: "scaling policies that nothing triggers",
      ours: policyOf(settings),
      reason: "a policy without an alarm never runs",
    },
    {
      step: STEP,
      guide: "an Auto Scaling group that would replace instances for ever while no image exists",
      ours: isStarted
        ? "unhealthy instances are replaced from the first healthy one on"
        : "no instances yet, waiting for an image: flashsale-setup deploy build",
      reason: "an instance without its image never becomes healthy",
    },
  ];
}

const portsOf = ({ scale }: Settings): string =>
  scale.certificateArn === undefined ? "port 80" : "port 443, with a redirect from 80";

function policyOf({ scale }: Settings): string {
  const { policy, cpuHigh, cpuLow, targetCpu } = scale;
  return policy === "steps"
    ? `alarms that trigger them: CPU above ${cpuHigh} %, below ${cpuLow} %`
    : `target tracking: CPU kept near ${targetCpu} %`;
}
