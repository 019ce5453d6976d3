import { DescribeTargetHealthCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import { again } from "../../advice.ts";
import type { Aws } from "../../aws/env.ts";
import { type Verdict, waitFor, waitVisible } from "../../aws/waiter.ts";
import type { Watch } from "../../engine/resource.ts";
import { WaitTimeoutError } from "../../errors.ts";
import { orAbsent } from "../type.ts";
import { findLastFailure, refuseHopeless } from "./activities.ts";
import { findGroup, type ObservedGroup } from "./group-observed.ts";
import { readInstanceLogs } from "./instance-logs.ts";
import { waitForRefresh } from "./instance-refresh.ts";
import { REPLACING, refuseSuspended, resumeReplacing } from "./processes.ts";

/** An instance boots, fetches its image and starts the application in 2 to 4 min. */
const FIRST_HEALTHY = { timeoutSeconds: 15 * 60, delaySeconds: 10 };
const ALL_HEALTHY = { timeoutSeconds: 30 * 60, delaySeconds: 10 };

/** A group with the number of its instances that the load balancer finds healthy. */
interface Health {
  readonly group: ObservedGroup | undefined;
  readonly healthy: number;
}

/**
 * Waits until a group serves: its instance refresh is over, and as many targets are healthy as it is to have. At once while it
 * is to have none. After the first healthy target unhealthy instances are replaced again. Throws `WaitTimeoutError` with an
 * instance's logs when there is none after 15 min, `BrokenResourceError` when EC2 gives no instances. Safe to repeat.
 */
export async function waitUntilServing(aws: Aws, name: string, watch: Watch): Promise<void> {
  const what = `Auto Scaling group ${name}`;
  const begun = aws.clock.now();
  const first = await waitVisible(() => findGroup(aws, name), what, watch);
  watch.report(first.status);
  const isBalanced = first.capacity > 0 && (first.props.targetGroupArns ?? []).length > 0;
  if (first.instanceIds.length > 0) await waitForRefresh(aws, name, watch);
  const read = () => readHealth(aws, name, begun);
  const { group } = isBalanced ? await waitForFirst({ aws, name, what, read }, watch) : { group: first };
  if (group?.suspended.includes(REPLACING) === true) await resumeReplacing(aws, name);
  if (isBalanced) await waitFor({ what, read, judge: judgeAll, ...ALL_HEALTHY }, watch);
}

async function readHealth(aws: Aws, name: string, begun: number): Promise<Health> {
  const group = await findGroup(aws, name);
  const [lists] = await Promise.all([
    Promise.all((group?.props.targetGroupArns ?? []).map((arn) => findTargets(aws, arn))),
    refuseHopeless(aws, name, begun),
  ]);
  const own = group?.instanceIds ?? [];
  const known = own.filter((id) => lists.every((states) => states.has(id)));
  if (group !== undefined) refuseSuspended(group, own.length - known.length);
  return { group, healthy: own.filter((id) => lists.every((states) => states.get(id) === "healthy")).length };
}

/** The states of the targets of a group; none while the group of targets is not there. */
async function findTargets(aws: Aws, TargetGroupArn: string): Promise<ReadonlyMap<string, string>> {
  const command = new DescribeTargetHealthCommand({ TargetGroupArn });
  const read = async () => (await aws.safe.loadBalancing.send(command)).TargetHealthDescriptions;
  const told = (await orAbsent(read, "TargetGroupNotFound")) ?? [];
  return new Map(told.map(({ Target, TargetHealth }) => [Target?.Id ?? "", TargetHealth?.State ?? ""]));
}

/** What keeps a group from ever serving. */
function endOf({ group }: Health): Verdict | undefined {
  if (group === undefined) return { state: "failed", status: "gone", reason: "It is no longer there." };
  return group.condition === "leaving"
    ? { state: "failed", status: group.status, reason: "It is being deleted." }
    : undefined;
}

const wordsOf = ({ group, healthy }: Health): string =>
  `${healthy} of ${group?.capacity ?? 0} targets healthy`;

const judgeFirst = (seen: Health): Verdict =>
  endOf(seen) ?? { state: seen.healthy > 0 ? "ready" : "pending", status: wordsOf(seen) };

const judgeAll = (seen: Health): Verdict =>
  endOf(seen) ?? {
    state: seen.healthy >= (seen.group?.capacity ?? 0) ? "ready" : "pending",
    status: wordsOf(seen),
  };

interface Waited {
  readonly aws: Aws;
  readonly name: string;
  readonly what: string;
  read(): Promise<Health>;
}

async function waitForFirst({ aws, name, what, read }: Waited, watch: Watch): Promise<Health> {
  try {
    return await waitFor({ what, read, judge: judgeFirst, ...FIRST_HEALTHY }, watch);
  } catch (error) {
    if (!(error instanceof WaitTimeoutError)) throw error;
    throw await neverHealthy(aws, name, watch);
  }
}

async function neverHealthy(aws: Aws, name: string, watch: Watch): Promise<WaitTimeoutError> {
  const group = await findGroup(aws, name);
  const [instanceId] = group?.instanceIds ?? [];
  if (instanceId === undefined) return neverLaunched(name, await findLastFailure(aws, name));
  const logs = await readInstanceLogs(aws, instanceId, watch);
  const isHeld = group?.suspended.includes(REPLACING) === true;
  const held = isHeld
    ? " Its instances stay as they are, so that they can be looked at: replacing them is suspended until one is healthy."
    : "";
  return new WaitTimeoutError({
    code: "NoHealthyTarget",
    summary: "No instance becomes healthy",
    detail: `The load balancer finds no healthy instance of ${name} after 15 min.${held} Mend the image, build it again, and run the same command. ${logs}`,
    fix: ["flashsale-setup deploy build", again()],
  });
}

/** Without an instance no image is to blame. */
function neverLaunched(name: string, words: string | undefined): WaitTimeoutError {
  const said = words === undefined ? "AWS does not say why." : `AWS says of the latest launch: ${words}`;
  return new WaitTimeoutError({
    code: "NoInstance",
    summary: "No instance is launched",
    detail: `The Auto Scaling group ${name} has no instance after 15 min. ${said}`,
    fix: [`aws autoscaling describe-scaling-activities --auto-scaling-group-name ${name}`, again()],
  });
}
