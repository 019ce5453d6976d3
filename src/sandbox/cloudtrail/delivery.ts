import type { Call } from "../operation.ts";
import { insertObject } from "../s3/object.ts";
import { accessOf } from "./access.ts";
import { type Trail, trails } from "./tables.ts";

/** Logs come about every 5 minutes. Source: CloudTrail User Guide, "How CloudTrail works". */
const DELIVERY_SECONDS = 300;

const LOG_BYTES = 2048;

/**
 * Puts the log into the bucket of each trail that has been logging for long enough: one after each start, which is enough for
 * a bucket that is not empty.
 */
export function deliverLogs(call: Call): void {
  const { clock } = call.account;
  const table = call.account.table(trails);
  for (const trail of table.all()) {
    const { startedAt = 0, deliveredAt = 0 } = trail;
    const isDue =
      trail.logging && deliveredAt < startedAt && clock.secondsSince(startedAt) >= DELIVERY_SECONDS;
    if (!isDue || accessOf(call, trail) !== "granted") continue;
    const at = startedAt + (DELIVERY_SECONDS * 1000) / clock.speed;
    insertObject(call, trail.bucketName, {
      key: keyOf(call, trail, at),
      sizeBytes: LOG_BYTES,
      createdAt: at,
    });
    table.update(trail.id, { deliveredAt: at });
  }
}

/** Source: CloudTrail User Guide, "Finding your CloudTrail log files". */
function keyOf({ accountId, region }: Call, { name }: Trail, at: number): string {
  const time = new Date(at).toISOString();
  const stamp = `${time.slice(0, 16).replace(/[-:]/g, "")}Z`;
  const folder = `AWSLogs/${accountId}/CloudTrail/${region}/${time.slice(0, 10).replaceAll("-", "/")}`;
  return `${folder}/${accountId}_CloudTrail_${region}_${stamp}_${name}.json.gz`;
}
