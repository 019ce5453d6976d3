import { type Lag, untilSettled } from "../../aws/calls.ts";
import type { Aws } from "../../aws/env.ts";
import { isInvalidState } from "../../aws/errors.ts";
import type { Watch } from "../../engine/resource.ts";
import { toStuckError } from "../stuck-error.ts";
import { findDbInstance } from "./db-instance-observed.ts";

/** Which call, on which instance. */
export interface Instance {
  readonly aws: Aws;
  readonly id: string;
  readonly watch: Watch;
}

/**
 * Repeats a call for as long as the instance is busy. One that is in a state which it does not leave by itself is not waited
 * for: that ends at once with what mends it. Throws `BrokenResourceError`, and whatever `untilSettled` does.
 */
export async function untilTaken<T>(
  { aws, id, watch }: Instance,
  call: () => Promise<T>,
  { budgetSeconds, isLag }: Pick<Lag, "budgetSeconds"> & Partial<Pick<Lag, "isLag">>,
): Promise<T> {
  const tried = (): Promise<T> =>
    call().catch(async (error: unknown) => {
      if (!isInvalidState(error)) throw error;
      const seen = await findDbInstance(aws, id);
      if (seen === undefined) throw error;
      watch.report(seen.status);
      throw seen.stuck === undefined ? error : toStuckError(`DB instance ${id}`, seen.stuck, error);
    });
  const isBusy = (error: unknown): boolean => isInvalidState(error) || (isLag?.(error) ?? false);
  return untilSettled(tried, { isLag: isBusy, budgetSeconds }, watch);
}
