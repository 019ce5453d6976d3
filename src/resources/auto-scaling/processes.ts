import { ResumeProcessesCommand, SuspendProcessesCommand } from "@aws-sdk/client-auto-scaling";
import type { Aws } from "../../aws/env.ts";

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
