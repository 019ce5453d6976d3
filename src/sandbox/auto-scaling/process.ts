import type {
  ResumeProcessesCommandInput,
  ResumeProcessesCommandOutput,
  SuspendProcessesCommandInput,
  SuspendProcessesCommandOutput,
} from "@aws-sdk/client-auto-scaling";
import { change } from "../operation.ts";
import { getStanding, invalid } from "./identifier.ts";
import { groups } from "./tables.ts";

/** Source: EC2 Auto Scaling API reference, SuspendProcesses. */
const PROCESSES = [
  "Launch",
  "Terminate",
  "AddToLoadBalancer",
  "AlarmNotification",
  "AZRebalance",
  "HealthCheck",
  "InstanceRefresh",
  "ReplaceUnhealthy",
  "ScheduledActions",
];

/** All, when none is named. */
function toProcesses(asked: readonly string[] | undefined): readonly string[] {
  const unknown = (asked ?? []).find((name) => !PROCESSES.includes(name));
  if (unknown !== undefined) throw invalid(`Invalid process name: ${unknown}`);
  return asked === undefined || asked.length === 0 ? PROCESSES : asked;
}

/** Auto Scaling's calls that hold what a group does by itself. */
export const processOperations = {
  SuspendProcesses: change<SuspendProcessesCommandInput, SuspendProcessesCommandOutput>((input, call) => {
    const row = getStanding(call, input.AutoScalingGroupName);
    const now = call.account.clock.now();
    const held = toProcesses(input.ScalingProcesses).map((name) => [name, row.suspended[name] ?? now]);
    const suspended = { ...row.suspended, ...(Object.fromEntries(held) as Record<string, number>) };
    call.account.table(groups).update(row.id, { suspended });
    return {};
  }),
  ResumeProcesses: change<ResumeProcessesCommandInput, ResumeProcessesCommandOutput>((input, call) => {
    const row = getStanding(call, input.AutoScalingGroupName);
    const names = toProcesses(input.ScalingProcesses);
    const kept = Object.entries(row.suspended).filter(([name]) => !names.includes(name));
    call.account.table(groups).update(row.id, { suspended: Object.fromEntries(kept) });
    return {};
  }),
};
