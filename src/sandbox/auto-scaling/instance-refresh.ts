import { randomUUID } from "node:crypto";
import type {
  DescribeInstanceRefreshesCommandInput,
  DescribeInstanceRefreshesCommandOutput,
  InstanceRefresh,
  StartInstanceRefreshCommandInput,
  StartInstanceRefreshCommandOutput,
} from "@aws-sdk/client-auto-scaling";
import { type Call, change, read } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { getGroup, getStanding, invalid, paginate, refuseUnmodelled } from "./identifier.ts";
import { outdated, refreshOf, settleGroup } from "./settle.ts";
import { groups, type Refresh, refreshes } from "./tables.ts";

function toRefresh(row: Refresh, call: Call): InstanceRefresh {
  const group = call.account.table(groups).find(row.group);
  const left = group === undefined ? 0 : outdated(call, group).length;
  const isDone = row.status === "Successful";
  const done = isDone || row.total === 0 ? 1 : 1 - Math.min(left, row.total) / row.total;
  return {
    InstanceRefreshId: row.id,
    AutoScalingGroupName: row.group,
    Status: row.status,
    StatusReason: row.reason,
    StartTime: new Date(row.createdAt),
    ...(row.endedAt === undefined ? {} : { EndTime: new Date(row.endedAt) }),
    PercentageComplete: isDone ? 100 : Math.min(99, Math.floor(done * 100)),
    InstancesToUpdate: isDone ? 0 : left,
    Preferences: row.preferences,
    Strategy: "Rolling",
  };
}

function start(
  input: StartInstanceRefreshCommandInput,
  call: Call,
): Omit<StartInstanceRefreshCommandOutput, "$metadata"> {
  refuseUnmodelled("StartInstanceRefresh", input, ["AutoScalingGroupName", "Strategy", "Preferences"]);
  const group = getStanding(call, input.AutoScalingGroupName);
  if ((input.Strategy ?? "Rolling") !== "Rolling") throw invalid("Strategy must be Rolling");
  const least = input.Preferences?.MinHealthyPercentage ?? 90;
  if (least < 0 || least > 100) throw invalid("MinHealthyPercentage must be between 0 and 100");
  if (refreshOf(call, group.id) !== undefined)
    throw new Refusal(
      "InstanceRefreshInProgressFault",
      "An Instance Refresh is already in progress and blocks the execution of this Instance Refresh.",
    );
  const row = call.account.table(refreshes).insert({
    id: randomUUID(),
    createdAt: call.account.clock.now(),
    group: group.id,
    preferences: input.Preferences ?? {},
    status: "InProgress",
    total: outdated(call, group).length,
    progressAt: call.account.clock.now(),
  });
  settleGroup(call, group);
  return { InstanceRefreshId: row.id };
}

function describeAll(
  input: DescribeInstanceRefreshesCommandInput,
  call: Call,
): Omit<DescribeInstanceRefreshesCommandOutput, "$metadata"> {
  const group = getGroup(call, input.AutoScalingGroupName);
  const own = call.account
    .table(refreshes)
    .all()
    .filter(({ group: name, id }) => name === group.id && (input.InstanceRefreshIds?.includes(id) ?? true));
  const { rows, next } = paginate(
    own.sort((a, b) => b.createdAt - a.createdAt),
    input,
  );
  return { InstanceRefreshes: rows.map((row) => toRefresh(row, call)), NextToken: next };
}

/** Auto Scaling's calls on instance refreshes. */
export const refreshOperations = {
  DescribeInstanceRefreshes: read<
    DescribeInstanceRefreshesCommandInput,
    DescribeInstanceRefreshesCommandOutput
  >(describeAll),
  StartInstanceRefresh: change<StartInstanceRefreshCommandInput, StartInstanceRefreshCommandOutput>(start),
};
