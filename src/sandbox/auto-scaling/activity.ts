import { randomUUID } from "node:crypto";
import type {
  DescribeScalingActivitiesCommandInput,
  DescribeScalingActivitiesCommandOutput,
  Activity as ToldActivity,
} from "@aws-sdk/client-auto-scaling";
import { type Call, read } from "../operation.ts";
import { getGroup, paginate } from "./identifier.ts";
import { type Activity, activities } from "./tables.ts";

/** Activities of a group that are kept at most. */
const KEPT = 100;

/** Notes what a group did. */
export function note(
  call: Call,
  group: string,
  made: Pick<Activity, "description" | "cause" | "status" | "message">,
): void {
  const table = call.account.table(activities);
  for (const old of activitiesOf(call, group).slice(KEPT - 1)) table.remove(old.id);
  table.insert({ id: randomUUID(), createdAt: call.account.clock.now(), group, ...made });
}

/** What a group did, newest first. */
function activitiesOf(call: Call, group: string): readonly Activity[] {
  const own = call.account
    .table(activities)
    .all()
    .filter((row) => row.group === group);
  // Of the same instant the one that was noted last comes first.
  return own.reverse().sort((a, b) => b.createdAt - a.createdAt);
}

const toTold = (row: Activity): ToldActivity => ({
  ActivityId: row.id,
  AutoScalingGroupName: row.group,
  Description: row.description,
  Cause: row.cause,
  StartTime: new Date(row.createdAt),
  EndTime: new Date(row.createdAt),
  StatusCode: row.status,
  StatusMessage: row.message,
  Progress: 100,
});

/** Auto Scaling's call on what groups did. */
export const activityOperations = {
  DescribeScalingActivities: read<
    DescribeScalingActivitiesCommandInput,
    DescribeScalingActivitiesCommandOutput
  >((input, call) => {
    const group = getGroup(call, input.AutoScalingGroupName).id;
    const { rows, next } = paginate(activitiesOf(call, group), { MaxRecords: 100, ...input });
    return { Activities: rows.map(toTold), NextToken: next };
  }),
};
