import { Refusal } from "../refusal.ts";

/** The paging members of every Describe call of RDS. */
export interface PageRequest {
  readonly MaxRecords?: number | undefined;
  readonly Marker?: string | undefined;
}

/** Values that a filter compares. */
export type FilterTable<R> = Readonly<Record<string, (record: R) => readonly string[]>>;

/** One page of records. */
export interface Page<R> {
  readonly records: readonly R[];
  readonly marker: string | undefined;
}

/** Cuts a page out of what was found: 20 to `maximum` records, 100 by default. Source: RDS API reference, `MaxRecords`. */
export function paginate<R>(found: readonly R[], request: PageRequest, maximum = 100): Page<R> {
  const { MaxRecords = 100, Marker } = request;
  if (!Number.isInteger(MaxRecords) || MaxRecords < 20 || MaxRecords > maximum) {
    throw new Refusal(
      "InvalidParameterValue",
      `Invalid value ${MaxRecords} for MaxRecords. Must be between 20 and ${maximum}`,
    );
  }
  const start = Marker === undefined ? 0 : parseMarker(Marker);
  const end = start + MaxRecords;
  return { records: found.slice(start, end), marker: end < found.length ? toMarker(end) : undefined };
}

/** Keeps what fits all filters. Throws for a filter that the call does not have. */
export function select<R>(
  records: readonly R[],
  filters: readonly { Name?: string | undefined; Values?: readonly string[] | undefined }[] | undefined,
  table: FilterTable<R>,
): readonly R[] {
  const tests = (filters ?? []).map(({ Name = "", Values = [] }) => {
    const valuesOf = table[Name];
    if (valuesOf === undefined)
      throw new Refusal("InvalidParameterValue", `Unrecognized filter name: ${Name}`);
    if (Values.length === 0)
      throw new Refusal("InvalidParameterValue", `The filter ${Name} must have at least one value`);
    return (record: R): boolean => valuesOf(record).some((value) => Values.includes(value));
  });
  return records.filter((record) => tests.every((test) => test(record)));
}

/** Refuses filters where RDS has none yet. Source: RDS API reference, "This parameter isn't currently supported." */
export function refuseFilters(filters: readonly unknown[] | undefined): void {
  if (filters !== undefined && filters.length > 0)
    throw new Refusal("InvalidParameterValue", "The parameter Filters is not currently supported.");
}

function toMarker(offset: number): string {
  return Buffer.from(`marker-${offset}`).toString("base64url");
}

function parseMarker(marker: string): number {
  const offset = /^marker-(\d+)$/.exec(Buffer.from(marker, "base64url").toString("utf8"))?.[1];
  if (offset === undefined) throw new Refusal("InvalidParameterValue", "The request Marker is invalid.");
  return Number(offset);
}
