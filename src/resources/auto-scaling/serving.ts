import { paginateDescribePolicies } from "@aws-sdk/client-auto-scaling";
import { DescribeTargetHealthCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Aws } from "../../aws/env.ts";
import { collect, orAbsent } from "../type.ts";
import { findGroup } from "./group-observed.ts";
import { neededAmong } from "./processes.ts";

/** How a group serves. */
export interface Serving {
  /** Instances that it is to have. */
  readonly capacity: number;
  /** Processes that it needs and that somebody suspended. */
  readonly suspended: readonly string[];
  /** Each target of its load balancer, with the balancer's words on why it is not healthy. */
  readonly targets: readonly { readonly id: string; readonly state: string; readonly reason: string }[];
}

/** How a group of this name serves; `undefined` where there is none. */
export async function findServing(aws: Aws, name: string): Promise<Serving | undefined> {
  const group = await findGroup(aws, name);
  if (group === undefined) return undefined;
  const targets = await Promise.all((group.props.targetGroupArns ?? []).map((arn) => findTargets(aws, arn)));
  return { capacity: group.capacity, suspended: neededAmong(group.suspended), targets: targets.flat() };
}

async function findTargets(aws: Aws, TargetGroupArn: string): Promise<Serving["targets"]> {
  const read = () => aws.safe.loadBalancing.send(new DescribeTargetHealthCommand({ TargetGroupArn }));
  const told = await orAbsent(read, "TargetGroupNotFound");
  return (told?.TargetHealthDescriptions ?? []).map(({ Target, TargetHealth }) => ({
    id: Target?.Id ?? "",
    state: TargetHealth?.State ?? "unknown",
    reason: TargetHealth?.Description ?? TargetHealth?.Reason ?? "",
  }));
}

/** The scaling policies of a group, each with the names of the alarms that trigger it. */
export async function findPolicyAlarms(
  aws: Aws,
  name: string,
): Promise<readonly { readonly policy: string; readonly alarms: readonly string[] }[]> {
  const pages = paginateDescribePolicies({ client: aws.safe.autoScaling }, { AutoScalingGroupName: name });
  const policies = await collect(pages, (page) => page.ScalingPolicies);
  return policies.map(({ PolicyName: policy = "", Alarms = [] }) => ({
    policy,
    alarms: Alarms.flatMap(({ AlarmName }) => AlarmName ?? []),
  }));
}
