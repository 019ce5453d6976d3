import { paginateDescribeEvents } from "@aws-sdk/client-rds";
import type { Aws } from "../../aws/env.ts";
import { collect } from "../type.ts";

/**
 * What RDS tells of what happened to an instance since an instant, the oldest first. Nothing where the caller may not read it:
 * it only says more of what is known already.
 */
export async function findDbEvents(aws: Aws, id: string, since: Date): Promise<readonly string[]> {
  const input = { SourceType: "db-instance", SourceIdentifier: id, StartTime: since } as const;
  const pages = paginateDescribeEvents({ client: aws.safe.rds }, input);
  const events = await collect(pages, (page) => page.Events).catch(() => []);
  return events
    .sort((a, b) => Number(a.Date ?? 0) - Number(b.Date ?? 0))
    .flatMap(({ Message }) => Message ?? []);
}
