import { findReachable } from "../aws/ssm-route.ts";
import { findRunningInstances } from "../resources/ec2/running-instances.ts";
import type { Aws } from "../resources/index.ts";

/** The stack's running instances that Systems Manager reaches, sorted by id. Throws what the two reads throw. */
export async function findReachableInstances(aws: Aws, stack: string): Promise<string[]> {
  const running = await findRunningInstances(aws, stack);
  return findReachable(
    aws,
    running.map(({ id }) => id),
  );
}
