import { untilSettled } from "../../aws/calls.ts";
import type { Aws } from "../../aws/env.ts";
import { isInvalidState } from "../../aws/errors.ts";
import type { Watch } from "../../engine/resource.ts";
import { toStuckError } from "../stuck-error.ts";
import { findStatus } from "./replication-group-observed.ts";
import { stuckOf } from "./stuck.ts";

/** Which call, on which replication group. */
export interface Group {
  readonly aws: Aws;
  readonly id: string;
  readonly watch: Watch;
}

/**
 * Repeats a call for as long as the group is busy. One that is in a state which it does not leave by itself is not waited for:
 * that ends at once with what helps. Throws `BrokenResourceError`, and whatever `untilSettled` does.
 */
export async function untilTaken<T>(
  { aws, id, watch }: Group,
  call: () => Promise<T>,
  budgetSeconds: number,
): Promise<T> {
  const tried = (): Promise<T> =>
    call().catch(async (error: unknown) => {
      if (!isInvalidState(error)) throw error;
      const status = await findStatus(aws, id);
      if (status === undefined) throw error;
      watch.report(status);
      const stuck = stuckOf(id, status);
      throw stuck === undefined ? error : toStuckError(`replication group ${id}`, stuck, error);
    });
  return untilSettled(tried, { isLag: isInvalidState, budgetSeconds }, watch);
}
