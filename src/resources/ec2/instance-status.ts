import { DescribeInstanceStatusCommand } from "@aws-sdk/client-ec2";
import type { Aws } from "../../aws/env.ts";
import { isAccessDenied, isNotFound } from "../../aws/errors.ts";
import { type Verdict, waitFor } from "../../aws/waiter.ts";
import type { Observed, Watch } from "../../engine/resource.ts";

/** Usually half a minute to run and two or three until EC2's own checks have passed. */
const WAIT = { timeoutSeconds: 900, delaySeconds: 5 };

interface Seen {
  readonly instance: Observed<unknown, unknown> | undefined;
  /** What EC2's checks say of it: `initializing`, `ok`, `impaired`; `undefined` where nobody may read them. */
  readonly checks: string | undefined;
}

/** The worse of the two checks of an instance: its own and that of the machine below it. */
async function readChecks(aws: Aws, id: string): Promise<string | undefined> {
  try {
    const { InstanceStatuses } = await aws.safe.ec2.send(
      new DescribeInstanceStatusCommand({ InstanceIds: [id] }),
    );
    const [found] = InstanceStatuses ?? [];
    const told = [found?.InstanceStatus?.Status, found?.SystemStatus?.Status].map(
      (status) => status ?? "initializing",
    );
    return told.find((status) => status !== "ok") ?? "ok";
  } catch (error) {
    // Whether the application answers is another question; these checks are not worth a failure.
    if (isAccessDenied(error)) return undefined;
    if (isNotFound(error)) return "initializing";
    throw error;
  }
}

function judge({ instance, checks }: Seen): Verdict {
  if (instance === undefined) return { state: "pending", status: "not visible yet" };
  const { status, reason, condition } = instance;
  if (condition === "pending") return { state: "pending", status };
  if (condition !== "standing") return { state: "failed", status, reason };
  if (checks === undefined || checks === "ok") return { state: "ready", status };
  if (checks === "impaired")
    return { state: "failed", status: "impaired", reason: "its status checks failed" };
  return { state: "pending", status: `${status}, status checks ${checks}` };
}

/** Waits until an instance runs and EC2's checks of it have passed. Gives up after 15 min. */
export async function waitRunning(
  aws: Aws,
  id: string,
  find: () => Promise<Observed<unknown, unknown> | undefined>,
  watch: Watch,
): Promise<void> {
  const read = async (): Promise<Seen> => {
    const instance = await find();
    const checks = instance?.condition === "standing" ? await readChecks(aws, id) : "initializing";
    return { instance, checks };
  };
  await waitFor({ what: `instance ${id}`, read, judge, ...WAIT }, watch);
}
