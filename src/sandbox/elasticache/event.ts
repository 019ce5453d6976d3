import type {
  DescribeEventsCommandInput,
  DescribeEventsCommandOutput,
  Event,
} from "@aws-sdk/client-elasticache";
import { type Call, read } from "../operation.ts";
import { paginate } from "../rds/page.ts";
import { invalid, refuseUnmodelled } from "./identifier.ts";
import { type CacheEvent, events } from "./tables.ts";

/** Minutes back to which events are told where a request does not say it. Source: ElastiCache API reference, DescribeEvents. */
const DEFAULT_MINUTES = 60;

const MODELLED = [
  "SourceType",
  "SourceIdentifier",
  "StartTime",
  "EndTime",
  "Duration",
  "MaxRecords",
  "Marker",
];

/** What ElastiCache will tell of a replication group some simulated seconds from now. */
export function noteEvent(
  call: Call,
  { sourceId, message, seconds }: Pick<CacheEvent, "sourceId" | "message"> & { readonly seconds: number },
): void {
  const { clock } = call.account;
  const table = call.account.table(events);
  const at = clock.now() + (seconds * 1000) / clock.speed;
  table.insert({ id: `event-${table.all().length + 1}`, createdAt: clock.now(), sourceId, message, at });
}

function describeEvents(
  input: DescribeEventsCommandInput,
  call: Call,
): Omit<DescribeEventsCommandOutput, "$metadata"> {
  refuseUnmodelled("DescribeEvents", input, MODELLED);
  const { SourceType: type, SourceIdentifier: source, StartTime: start, EndTime: end } = input;
  if (start !== undefined && end !== undefined && start > end)
    throw invalid("The start time must not be after the end time.");
  if (type !== undefined && type !== "replication-group") return { Events: [] };
  const { clock } = call.account;
  const from = start?.getTime() ?? clock.now() - ((input.Duration ?? DEFAULT_MINUTES) * 60_000) / clock.speed;
  const until = Math.min(end?.getTime() ?? clock.now(), clock.now());
  const isAsked = ({ at, sourceId }: CacheEvent): boolean =>
    at >= from && at <= until && (source?.toLowerCase() ?? sourceId) === sourceId;
  const found = call.account
    .table(events)
    .all()
    .filter(isAsked)
    .sort((a, b) => a.at - b.at);
  const { records, marker } = paginate(found, input);
  return { Events: records.map(toEvent), Marker: marker };
}

const toEvent = ({ sourceId, at, message }: CacheEvent): Event => ({
  SourceIdentifier: sourceId,
  SourceType: "replication-group",
  Message: message,
  Date: new Date(at),
});

/** ElastiCache's reading of what happened to its replication groups. */
export const eventOperations = {
  DescribeEvents: read<DescribeEventsCommandInput, DescribeEventsCommandOutput>(describeEvents),
};
