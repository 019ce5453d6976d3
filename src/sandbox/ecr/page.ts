import { Refusal } from "../refusal.ts";

/** Records in a page when the caller names no number. Source: ECR API reference. */
const PAGE_SIZE = 100;

/** Cuts a page out of what was found. */
export function paginate<R>(
  found: readonly R[],
  { maxResults, nextToken }: { maxResults?: number | undefined; nextToken?: string | undefined },
): { records: readonly R[]; nextToken: string | undefined } {
  const start = nextToken === undefined ? 0 : Number(Buffer.from(nextToken, "base64url").toString("utf8"));
  if (!Number.isInteger(start) || start < 0)
    throw new Refusal("InvalidParameterException", "Invalid parameter at 'nextToken'");
  const end = start + (maxResults ?? PAGE_SIZE);
  const rest = end < found.length ? Buffer.from(String(end)).toString("base64url") : undefined;
  return { records: found.slice(start, end), nextToken: rest };
}
