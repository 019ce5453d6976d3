import { type Activity, DescribeScalingActivitiesCommand } from "@aws-sdk/client-auto-scaling";
import { again } from "../../advice.ts";
import type { Aws } from "../../aws/env.ts";
import { BrokenResourceError } from "../../errors.ts";

/** So many launches must have failed, and nothing but failed, over so many seconds, before nobody waits for the next. */
const ENOUGH = { failures: 3, seconds: 120 };

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

/** What else keeps instances from being launched, and what helps; believed once nothing but failed for a while. */
const KNOWN: readonly Omit<Hopeless, "atOnce">[] = [
  {
    // "Instance became unhealthy while waiting for instance to be in InService state. Termination Reason: Client.InternalError: Client error on launch"
    words: /Client\.InternalError/,
    advice:
      "Most often the account encrypts volumes by a key of its own that Auto Scaling may not use: let the role AWSServiceRoleForAutoScaling use it.",
    fix: ["aws ec2 get-ebs-default-kms-key-id"],
  },
  {
    words: /enough free addresses|InsufficientFreeAddresses/i,
    advice: "The subnets of the application have no free address: larger ones are needed.",
    fix: [],
  },
  {
    // "Your account is currently being verified."
    words: /being verified|PendingVerification/i,
    advice: "AWS is still verifying the account, which takes up to a day.",
    fix: [],
  },
  {
    words: /currently not supported|not supported in your requested/,
    advice: "Choose another instance type: deploy.instanceType.",
    fix: [],
  },
  {
    words: /not authorized to use launch template|UnauthorizedOperation/i,
    advice: "The account, or its organization, does not let Auto Scaling launch such instances.",
    fix: [],
  },
];

const UNKNOWN_CAUSE: Omit<Hopeless, "words" | "atOnce"> = { advice: "Every launch of it fails.", fix: [] };

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

/** Throws when EC2 has refused instances since an instant for a reason that waiting does not help against, or again and again. */
export async function refuseHopeless(aws: Aws, name: string, since: number): Promise<void> {
  const sinceSeconds = aws.clock.secondsSince(since) + SHORTLY_BEFORE_SECONDS;
  const recent = (await findActivities(aws, name)).filter(
    ({ StartTime }) => StartTime !== undefined && aws.clock.secondsSince(StartTime.getTime()) <= sinceSeconds,
  );
  for (const [index, activity] of recent.entries()) {
    const words = wordsOf(activity);
    const hopeless = HOPELESS.find((one) => one.words.test(words));
    const isLast = recent.slice(0, index).every(isFailed);
    if (isFailed(activity) && hopeless !== undefined && (hopeless.atOnce || isLast))
      throw refused(name, words, hopeless);
  }
  const [last] = recent.filter(isLaunch).filter(isFailed);
  if (last === undefined || !hasOnlyFailed(aws, recent.filter(isLaunch))) return;
  const words = wordsOf(last);
  throw refused(name, words, KNOWN.find((one) => one.words.test(words)) ?? UNKNOWN_CAUSE);
}

/** What became of the latest launch of a group, in AWS's words, where that failed. */
export async function findLastFailure(aws: Aws, name: string): Promise<string | undefined> {
  const [last] = (await findActivities(aws, name)).filter(isLaunch);
  return last !== undefined && isFailed(last) ? wordsOf(last) : undefined;
}

/** An instance that ends before it serves is told as cancelled. */
const isFailed = ({ StatusCode }: Activity): boolean => StatusCode === "Failed" || StatusCode === "Cancelled";

/** "Launching a new EC2 instance. Status Reason: …" */
const isLaunch = ({ Description }: Activity): boolean => /^Launching/.test(Description ?? "");

const wordsOf = ({ StatusMessage, Description = "" }: Activity): string => StatusMessage ?? Description;

/** Some launches are still under way: only those that ended count. */
function hasOnlyFailed(aws: Aws, launches: readonly Activity[]): boolean {
  const failed = launches.filter(isFailed);
  const ages = failed.map(({ StartTime }) => aws.clock.secondsSince(StartTime?.getTime() ?? 0));
  const isWide = Math.max(...ages) - Math.min(...ages) >= ENOUGH.seconds;
  const hasOne = launches.some(({ StatusCode }) => StatusCode === "Successful");
  return !hasOne && failed.length >= ENOUGH.failures && isWide;
}

function refused(
  name: string,
  said: string,
  { advice, fix }: Omit<Hopeless, "words" | "atOnce">,
): BrokenResourceError {
  return new BrokenResourceError({
    code: "InstancesRefused",
    summary: "EC2 refuses instances",
    detail: `The Auto Scaling group ${name} gets no further instances. ${advice} AWS says: ${said}`,
    fix: [...fix, again()],
  });
}
