import { paginateListClusterOperationsV2 } from "@aws-sdk/client-kafka";
import { again } from "../../advice.ts";
import type { Aws } from "../../aws/env.ts";
import { errorMessage, isAccessDenied } from "../../aws/errors.ts";
import { BrokenResourceError } from "../../errors.ts";
import { collect } from "../type.ts";

/** GiB by which a broker's volume grows at least. Source: MSK Developer Guide, "Update broker storage". */
export const LEAST_STEP_GIB = 10;

/** MSK lets so many hours pass between two changes of the storage. Source: the same. */
const COOL_DOWN_HOURS = 6;

/** Seconds since MSK last began to change the storage; `undefined` where it never did, or does not tell. */
async function secondsSinceLast(aws: Aws, arn: string): Promise<number | undefined> {
  const pages = paginateListClusterOperationsV2({ client: aws.safe.kafka }, { ClusterArn: arn });
  try {
    const all = await collect(pages, (page) => page.ClusterOperationInfoList);
    const starts = all.flatMap(({ OperationType, StartTime }) =>
      OperationType === "UPDATE_BROKER_STORAGE" && StartTime !== undefined ? [StartTime.getTime()] : [],
    );
    return starts.length === 0 ? undefined : aws.clock.secondsSince(Math.max(...starts));
  } catch (error) {
    if (isAccessDenied(error)) return undefined;
    throw error;
  }
}

/** `5 h 40 min`, rounded up. */
function toHours(seconds: number): string {
  const minutes = Math.ceil(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/**
 * What to tell of a refused change of the storage: when it can be made, where MSK changed the storage within the last six
 * hours; else the refusal itself.
 */
export async function explainStorage(aws: Aws, arn: string, refusal: unknown): Promise<unknown> {
  const passed = await secondsSinceLast(aws, arn);
  const left = COOL_DOWN_HOURS * 3600 - (passed ?? Number.POSITIVE_INFINITY);
  if (left <= 0) return refusal;
  return new BrokenResourceError({
    code: "StorageCoolsDown",
    summary: "Storage cannot grow yet",
    detail: `MSK lets ${COOL_DOWN_HOURS} hours pass between two changes of the storage of ${arn}: it can grow again in about ${toHours(left)}, and the same command then does it. Its other changes were made. AWS says: ${errorMessage(refusal)}`,
    fix: [again()],
    cause: refusal,
  });
}
