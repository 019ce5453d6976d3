import { Refusal } from "../refusal.ts";
import { invalid } from "./find.ts";

interface PageRequest {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

/** Cuts a page: 1 to `most` elements, 100 by default. Source: Budgets API reference, `MaxResults` of each call. */
export function paginate<T>(
  found: readonly T[],
  { MaxResults = 100, NextToken }: PageRequest,
  most = 100,
): { elements: T[]; NextToken: string | undefined } {
  if (!Number.isInteger(MaxResults) || MaxResults < 1 || MaxResults > most)
    throw invalid(`MaxResults must be between 1 and ${most}.`);
  const start = NextToken === undefined ? 0 : toOffset(NextToken);
  const end = start + MaxResults;
  const rest = end < found.length ? Buffer.from(`from-${end}`).toString("base64url") : undefined;
  return { elements: found.slice(start, end), NextToken: rest };
}

function toOffset(token: string): number {
  const offset = /^from-(\d+)$/.exec(Buffer.from(token, "base64url").toString("utf8"))?.[1];
  if (offset === undefined)
    throw new Refusal("InvalidNextTokenException", "The pagination token is invalid.");
  return Number(offset);
}
