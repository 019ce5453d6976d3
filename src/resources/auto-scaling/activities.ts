import { type Activity, DescribeScalingActivitiesCommand } from "@aws-sdk/client-auto-scaling";
import { again } from "../../advice.ts";
import type { Aws } from "../../aws/env.ts";
import { BrokenResourceError } from "../../errors.ts";

/** Seconds before a wait began in which an activity still belongs to what is waited for. */
const SHORTLY_BEFORE_SECONDS = 120;

interface Hopeless {
  /** Auto Scaling tells EC2's words, sometimes with the code before them. */
  readonly words: RegExp;
  /** Whether one refusal is enough: for want of room AWS tries the other zones next. */
  readonly atOnce: boolean;
  readonly advice: string;
  readonly fix: readonly string[];
}

/** Refusals of EC2 that waiting does not help against, and what does. */
const HOPELESS: readonly Hopeless[] = [
  {
    // "You have requested more vCPU capacity than your current vCPU limit of 16 allows for the instance bucket …"
    words: /VcpuLimitExceeded|current vCPU limit/,
    atOnce: true,
    advice:
      "The account may not run more vCPUs of this family. Ask AWS for more, lower scale.min and scale.desired, or choose a smaller instance type.",
    fix: [
      "aws service-quotas request-service-quota-increase --service-code ec2 --quota-code L-1216C47A --desired-value N",
    ],
  },
  {
    // "We currently do not have sufficient m5.xlarge capacity in the Availability Zone you requested (us-east-1a)."
    words: /InsufficientInstanceCapacity|do not have sufficient .* capacity/,
    atOnce: false,
    advice:
      "AWS has no room for this instance type in these zones at the moment. Try again later, or choose another instance type.",
    fix: [],
  },
];

/** The latest activities of a group, newest first. */
export async function findActivities(aws: Aws, name: string): Promise<Activity[]> {
  const command = new DescribeScalingActivitiesCommand({ AutoScalingGroupName: name, MaxRecords: 20 });
  return (await aws.safe.autoScaling.send(command)).Activities ?? [];
}

/** Throws when EC2 has refused an instance since an instant for a reason that waiting does not help against. */
export async function refuseHopeless(aws: Aws, name: string, since: number): Promise<void> {
  const sinceSeconds = aws.clock.secondsSince(since) + SHORTLY_BEFORE_SECONDS;
  const recent = (await findActivities(aws, name)).filter(
    ({ StartTime }) => StartTime !== undefined && aws.clock.secondsSince(StartTime.getTime()) <= sinceSeconds,
  );
  for (const [index, { StatusCode, StatusMessage = "" }] of recent.entries()) {
    const hopeless = HOPELESS.find(({ words }) => words.test(StatusMessage));
    const isLast = recent.slice(0, index).every((later) => later.StatusCode === "Failed");
    if (StatusCode === "Failed" && hopeless !== undefined && (hopeless.atOnce || isLast))
      throw refused(name, StatusMessage, hopeless);
  }
}

function refused(name: string, said: string, { advice, fix }: Hopeless): BrokenResourceError {
  return new BrokenResourceError({
    code: "InstancesRefused",
    summary: "EC2 refuses instances",
    detail: `The Auto Scaling group ${name} gets no further instances. ${advice} AWS says: ${said}`,
    fix: [...fix, again()],
  });
}
