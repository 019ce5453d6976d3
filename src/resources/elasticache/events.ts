import { paginateDescribeEvents } from "@aws-sdk/client-elasticache";
import type { Aws } from "../../aws/env.ts";
import { collect } from "../type.ts";

/**
 * What ElastiCache tells of what happened to a replication group since an instant, the oldest first. Nothing where the caller
 * may not read it: it only says more of what is known already.
 */
export async function findCacheEvents(aws: Aws, id: string, since: Date): Promise<readonly string[]> {
  const input = { SourceType: "replication-group", SourceIdentifier: id, StartTime: since } as const;
  const pages = paginateDescribeEvents({ client: aws.safe.elastiCache }, input);
  const events = await collect(pages, (page) => page.Events).catch(() => []);
  return events
    .sort((a, b) => Number(a.Date ?? 0) - Number(b.Date ?? 0))
    .flatMap(({ Message }) => Message ?? []);
}
