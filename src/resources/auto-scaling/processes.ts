import { ResumeProcessesCommand, SuspendProcessesCommand } from "@aws-sdk/client-auto-scaling";
import { again } from "../../advice.ts";
import type { Aws } from "../../aws/env.ts";
import { BrokenResourceError } from "../../errors.ts";

/** The process that replaces what is unhealthy: without a single healthy target it would do so for ever. */
export const REPLACING = "ReplaceUnhealthy";

const replacing = (name: string) => ({ AutoScalingGroupName: name, ScalingProcesses: [REPLACING] });

/** Keeps a group from replacing unhealthy instances. May be repeated. */
export async function suspendReplacing(aws: Aws, name: string): Promise<void> {
  await aws.safe.autoScaling.send(new SuspendProcessesCommand(replacing(name)));
}

/** Lets a group replace unhealthy instances again. May be repeated. */
export async function resumeReplacing(aws: Aws, name: string): Promise<void> {
  await aws.safe.autoScaling.send(new ResumeProcessesCommand(replacing(name)));
}

/** Processes without which a group does not follow its load or its template. Source: EC2 Auto Scaling User Guide, "Suspend-resume processes". */
const NEEDED = [
  "Launch",
  "Terminate",
  "AddToLoadBalancer",
  "AlarmNotification",
  "HealthCheck",
  "InstanceRefresh",
];

/** Which of the processes that a group needs somebody suspended. */
export const neededAmong = (suspended: readonly string[]): readonly string[] =>
  NEEDED.filter((process) => suspended.includes(process));

/** The command that lets processes run again. */
export const resumeCommand = (name: string, processes: readonly string[]): string =>
  `aws autoscaling resume-processes --auto-scaling-group-name ${name} --scaling-processes ${processes.join(" ")}`;

/** What of a group says whether it waits for a process that is suspended. */
interface Held {
  readonly id: string;
  readonly instanceIds: readonly string[];
  readonly capacity: number;
  readonly suspended: readonly string[];
}

/**
 * Throws where a group lacks instances, or some that the load balancer does not know, and somebody suspended what would mend
 * that: it never ends by itself.
 */
export function refuseSuspended(held: Held, unknownTargets: number): void {
  const { id: name, instanceIds, capacity, suspended } = held;
  const waitedFor = [
    ...(instanceIds.length < capacity ? ["Launch"] : []),
    ...(unknownTargets > 0 ? ["AddToLoadBalancer"] : []),
  ];
  const missing = waitedFor.filter((process) => suspended.includes(process));
  if (missing.length === 0) return;
  const count = `${instanceIds.length} of ${capacity} instances`;
  throw new BrokenResourceError({
    code: "ProcessesSuspended",
    summary: "Processes of the group are suspended",
    detail: `The Auto Scaling group ${name} has ${count}, and somebody suspended ${missing.join(" and ")}: it does not go on by itself.`,
    fix: [resumeCommand(name, missing), again()],
  });
}
