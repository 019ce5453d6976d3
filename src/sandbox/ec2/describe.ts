import type { AccountRecord } from "../account.ts";
import type { Call } from "../operation.ts";
import { fitsPattern } from "../pattern.ts";
import { Refusal } from "../refusal.ts";
import { getRecords, type Kind } from "./kind.ts";
import { ec2Offers } from "./offers.ts";

/** What a Describe call asks for. */
export interface DescribeRequest {
  readonly ids?: readonly string[] | undefined;
  readonly filters?:
    | readonly { Name?: string | undefined; Values?: readonly string[] | undefined }[]
    | undefined;
  readonly maxResults?: number | undefined;
  readonly nextToken?: string | undefined;
}

/** What a filter compares: one value of the record, or several of which one must fit. */
export type FilterTable<R> = Readonly<
  Record<string, (record: R, call: Call) => string | readonly string[] | undefined>
>;

/** One page of records. */
export interface Page<R> {
  readonly records: readonly R[];
  readonly nextToken: string | undefined;
}

/** Selects records by ids and filters, page by page, as every Describe call of EC2 does. */
export function describe<R extends AccountRecord>(
  call: Call,
  kind: Kind<R>,
  request: DescribeRequest,
  filters: FilterTable<R>,
): Page<R> {
  return paginate(call, select(call, getRecords(call, kind, request.ids), { request, filters }), request);
}

/** Keeps what fits all filters. Throws for a filter that this call does not have. */
export function select<R extends Pick<AccountRecord, "tags">>(
  call: Call,
  records: readonly R[],
  { request, filters }: { request: DescribeRequest; filters: FilterTable<R> },
): readonly R[] {
  const tests = (request.filters ?? []).map(({ Name = "", Values = [] }) => {
    const valuesOf = filters[Name] ?? tagFilter<R>(Name);
    if (valuesOf === undefined) throw new Refusal("InvalidParameterValue", `The filter '${Name}' is invalid`);
    if (Values.length === 0) throw new Refusal("InvalidParameterValue", `The filter '${Name}' has no values`);
    return (record: R): boolean => {
      const found = [valuesOf(record, call) ?? []].flat();
      return Values.some((pattern) => found.some((value) => fitsPattern(pattern, value)));
    };
  });
  return records.filter((record) => tests.every((test) => test(record)));
}

/** Cuts a page out of what was found: MaxResults is 5 to 1000, the account's page size without it. */
export function paginate<R>(
  call: Call,
  found: readonly R[],
  { maxResults, nextToken }: DescribeRequest,
): Page<R> {
  if (maxResults !== undefined && (maxResults < 5 || maxResults > 1000)) {
    throw new Refusal(
      "InvalidParameterValue",
      `Value ( ${maxResults} ) for parameter maxResults is invalid. Expecting a value from 5 to 1000.`,
    );
  }
  const size = maxResults ?? call.account.offers(ec2Offers).pageSize;
  const start = nextToken === undefined ? 0 : parseToken(nextToken);
  const end = start + size;
  return { records: found.slice(start, end), nextToken: end < found.length ? toToken(end) : undefined };
}

function tagFilter<R extends Pick<AccountRecord, "tags">>(
  name: string,
): ((record: R) => string | readonly string[] | undefined) | undefined {
  if (name === "tag-key") return (record) => Object.keys(record.tags ?? {});
  if (name.startsWith("tag:")) return (record) => record.tags?.[name.slice("tag:".length)];
  return undefined;
}

function toToken(offset: number): string {
  return Buffer.from(`page-from-${offset}`).toString("base64url");
}

function parseToken(token: string): number {
  const offset = /^page-from-(\d+)$/.exec(Buffer.from(token, "base64url").toString("utf8"))?.[1];
  if (offset === undefined) throw new Refusal("InvalidNextToken", "The specified token is not valid");
  return Number(offset);
}
