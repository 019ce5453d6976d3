import { invalid } from "./identifier.ts";

/** The paging members of IAM's lists. */
interface PageRequest {
  readonly MaxItems?: number | undefined;
  readonly Marker?: string | undefined;
}

/** One page, and how IAM tells that there are more. */
interface Page<T> {
  readonly elements: T[];
  readonly rest: { readonly IsTruncated: boolean; readonly Marker?: string };
}

/** Cuts a page: 1 to 1000 elements, 100 by default. Source: IAM API reference, `MaxItems`. */
export function paginate<T>(found: readonly T[], { MaxItems = 100, Marker }: PageRequest): Page<T> {
  if (!Number.isInteger(MaxItems) || MaxItems < 1 || MaxItems > 1000)
    throw invalid("1 validation error detected: Value at 'maxItems' must be between 1 and 1000");
  const start = Marker === undefined ? 0 : parseMarker(Marker);
  const end = start + MaxItems;
  const elements = found.slice(start, end);
  if (end >= found.length) return { elements, rest: { IsTruncated: false } };
  return { elements, rest: { IsTruncated: true, Marker: Buffer.from(`item-${end}`).toString("base64url") } };
}

function parseMarker(marker: string): number {
  const offset = /^item-(\d+)$/.exec(Buffer.from(marker, "base64url").toString("utf8"))?.[1];
  if (offset === undefined) throw invalid("Invalid Marker.");
  return Number(offset);
}
