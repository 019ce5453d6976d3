import type { Tags } from "../account.ts";
import { launchInstance, terminateInstance } from "../ec2/instance.ts";
import { ec2Offers } from "../ec2/offers.ts";
import type { Call } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { note } from "./activity.ts";
import { instanceOf, isServing, isUnhealthy, LEAVING_SECONDS, staying } from "./member.ts";
import { type Group, groups, type Member, type Refresh, refreshes } from "./tables.ts";
import { numberOf } from "./template.ts";

/** Simulated seconds before a launch that EC2 refused is tried again. */
const RETRY_SECONDS = 60;

/** Brings every group to where it is by now: what is unhealthy or out of date replaced, the wanted number launched. */
export function settleGroups(call: Call): void {
  const table = call.account.table(groups);
  for (const group of table.all()) {
    if (group.deletedAt === undefined) settleGroup(call, group);
  }
}

/** Brings one group to where it is by now. */
export function settleGroup(call: Call, group: Group): void {
  const present = dropGone(call, group);
  const refreshed = advanceRefresh(call, replaceUnhealthy(call, present));
  const filled = launchMissing(call, terminateExcess(call, refreshed));
  if (filled !== group) call.account.table(groups).insert(filled);
}

const isSuspended = ({ suspended }: Group, process: string): boolean => process in suspended;

function dropGone(call: Call, group: Group): Group {
  const { clock } = call.account;
  const isGone = ({ terminatingAt }: Member): boolean =>
    terminatingAt !== undefined && clock.secondsSince(terminatingAt) >= LEAVING_SECONDS;
  const members = group.members.filter((member) => !isGone(member));
  return members.length === group.members.length ? group : { ...group, members };
}

/** Ends a member's instance; one that somebody else has terminated is only noted. */
function terminate(call: Call, group: Group, member: Member, cause: string): Group {
  const row = instanceOf(call, member);
  if (row !== undefined && row.deletedAt === undefined) terminateInstance(call, row.id);
  const description = `Terminating EC2 instance: ${member.id}`;
  note(call, group.id, { description, cause, status: "Successful" });
  const terminatingAt = call.account.clock.now();
  const members = group.members.map((one) => (one.id === member.id ? { ...one, terminatingAt } : one));
  return { ...group, members };
}

function replaceUnhealthy(call: Call, group: Group): Group {
  if (isSuspended(group, "ReplaceUnhealthy") || isSuspended(group, "Terminate")) return group;
  const unhealthy = staying(group).filter((member) => isUnhealthy(call, group, member));
  const cause = "an instance was taken out of service in response to an ELB system health check failure.";
  return unhealthy.reduce((now, member) => terminate(call, now, member, cause), group);
}

function terminateExcess(call: Call, group: Group): Group {
  if (isSuspended(group, "Terminate")) return group;
  const excess = staying(group).slice(0, Math.max(0, staying(group).length - group.desired));
  const cause = `an instance was terminated to shrink the capacity to ${group.desired}.`;
  return excess.reduce((now, member) => terminate(call, now, member, cause), group);
}

/** The subnets, those with the fewest instances first. */
function subnetsInOrder(call: Call, group: Group): readonly string[] {
  const taken = staying(group).map((member) => instanceOf(call, member)?.subnetId);
  const count = (id: string): number => taken.filter((subnetId) => subnetId === id).length;
  return [...group.subnetIds].sort((a, b) => count(a) - count(b));
}

function launchMissing(call: Call, group: Group): Group {
  const { clock } = call.account;
  const { refusedAt } = group;
  if (isSuspended(group, "Launch")) return group;
  if (refusedAt !== undefined && clock.secondsSince(refusedAt) < RETRY_SECONDS) return group;
  let now: Group = group;
  while (staying(now).length < now.desired) {
    const launched = launchOne(call, now);
    if (launched === undefined) return { ...now, refusedAt: clock.now() };
    now = { ...now, members: [...now.members, launched], refusedAt: undefined };
  }
  return now;
}

/** Tries every subnet. Each refusal is an activity that failed. */
function launchOne(call: Call, group: Group): Member | undefined {
  for (const subnetId of subnetsInOrder(call, group)) {
    try {
      const version = numberOf(call, group.template);
      refuseByOffer(call);
      const { id } = launchInstance(call, {
        launchTemplateId: group.template.id,
        version,
        subnetId,
        tags: instanceTags(group),
      });
      note(call, group.id, {
        description: `Launching a new EC2 instance: ${id}`,
        cause: CAUSE,
        status: "Successful",
      });
      return { id, version, template: group.template.id };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      noteRefusal(call, group, error);
      if (error.errorName === "VcpuLimitExceeded") return undefined;
    }
  }
  return undefined;
}

const ENDED = "LaunchEnded";

function noteRefusal(call: Call, group: Group, { errorName, message }: Refusal): void {
  const { status } = call.account.offers(ec2Offers).launchEnd;
  const end =
    errorName === ENDED
      ? { status, message }
      : { status: "Failed" as const, message: `${message} Launching EC2 instance failed.` };
  note(call, group.id, { description: "Launching a new EC2 instance", cause: CAUSE, ...end });
}

/** What an instance meets on its way, such as a volume whose key it may not use, is offered by the account. */
function refuseByOffer(call: Call): void {
  const { words } = call.account.offers(ec2Offers).launchEnd;
  if (words !== "") throw new Refusal(ENDED, words);
}

const CAUSE = "an instance was started in response to a difference between desired and actual capacity.";

const instanceTags = ({ id, tags, propagated }: Group): Tags => ({
  ...Object.fromEntries(Object.entries(tags ?? {}).filter(([key]) => propagated.includes(key))),
  "aws:autoscaling:groupName": id,
});

/** The refresh of a group that is under way. */
export const refreshOf = (call: Call, group: string): Refresh | undefined =>
  call.account
    .table(refreshes)
    .all()
    .find((row) => row.group === group && row.status === "InProgress");

/** The members that do not run on the group's version of its launch template. */
export function outdated(call: Call, group: Group): readonly Member[] {
  const number = numberOf(call, group.template);
  return staying(group).filter(
    ({ version, template }) => version !== number || template !== group.template.id,
  );
}

/** Replaces out-of-date instances, as many at a time as the group can spare; one can always go. */
function advanceRefresh(call: Call, group: Group): Group {
  const refresh = refreshOf(call, group.id);
  if (refresh === undefined) return group;
  const old = outdated(call, group);
  const serving = staying(group).filter((member) => isServing(call, group, member));
  if (old.length === 0) {
    const isDone = serving.length >= group.desired;
    if (isDone) endRefresh(call, refresh, { status: "Successful" });
    return group;
  }
  const least = Math.ceil((group.desired * (refresh.preferences.MinHealthyPercentage ?? 90)) / 100);
  const isWarm = serving.length === staying(group).length && serving.length >= group.desired;
  const spare = Math.max(serving.length - least, isWarm || least === 0 ? 1 : 0);
  const cause = "an instance was taken out of service in response to an instance refresh.";
  // Nobody may have looked for hours: what serves by now has gone on meanwhile, and only what does not is stuck.
  if (spare > 0) call.account.table(refreshes).update(refresh.id, { progressAt: call.account.clock.now() });
  else if (call.account.clock.secondsSince(refresh.progressAt) > STUCK_SECONDS)
    endRefresh(call, refresh, { status: "Failed", reason: STUCK });
  return old.slice(0, spare).reduce((now, member) => terminate(call, now, member, cause), group);
}

/** A refresh that makes no progress for an hour fails. Source: EC2 Auto Scaling User Guide, "Troubleshoot an instance refresh". */
const STUCK_SECONDS = 3600;

const STUCK =
  "The Auto Scaling group's healthy percentage is below the minimum healthy percentage, and no instance became healthy for an hour.";

function endRefresh(call: Call, refresh: Refresh, end: Pick<Refresh, "status" | "reason">): void {
  call.account.table(refreshes).update(refresh.id, { ...end, endedAt: call.account.clock.now() });
}
