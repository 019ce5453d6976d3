import type { DescribeEventsCommandInput, DescribeEventsCommandOutput, Event } from "@aws-sdk/client-rds";
import { type Call, read } from "../operation.ts";
import { invalid, rdsArn, refuseUnmodelled, uncombinable } from "./identifier.ts";
import { paginate } from "./page.ts";
import { events, type RdsEvent } from "./tables.ts";

/** Minutes back to which events are told where a request does not say it. Source: RDS API reference, DescribeEvents. */
const DEFAULT_MINUTES = 60;

/** What RDS will tell of an instance from an instant on. */
export function noteEvent(
  call: Call,
  event: Pick<RdsEvent, "sourceId" | "at" | "message" | "categories">,
): void {
  const table = call.account.table(events);
  table.insert({ id: `event-${table.all().length + 1}`, createdAt: call.account.clock.now(), ...event });
}

function describeEvents(
  input: DescribeEventsCommandInput,
  call: Call,
): Omit<DescribeEventsCommandOutput, "$metadata"> {
  refuseUnmodelled("DescribeEvents", input, MODELLED);
  const { SourceType: type, SourceIdentifier: source, StartTime: start, EndTime: end } = input;
  if (source !== undefined && type === undefined)
    throw uncombinable("SourceType must be provided when SourceIdentifier is provided.");
  if (type !== undefined && type !== "db-instance") return { Events: [] };
  if (start !== undefined && end !== undefined && start > end)
    throw invalid("The start time must not be after the end time.");
  const { clock } = call.account;
  const from = start?.getTime() ?? clock.now() - ((input.Duration ?? DEFAULT_MINUTES) * 60_000) / clock.speed;
  const until = Math.min(end?.getTime() ?? clock.now(), clock.now());
  const found = call.account
    .table(events)
    .all()
    .filter(
      ({ at, sourceId }) => at >= from && at <= until && (source?.toLowerCase() ?? sourceId) === sourceId,
    )
    .sort((a, b) => a.at - b.at);
  const { records, marker } = paginate(found, input);
  return { Events: records.map((row) => toEvent(row, call)), Marker: marker };
}

const MODELLED = [
  "SourceType",
  "SourceIdentifier",
  "StartTime",
  "EndTime",
  "Duration",
  "MaxRecords",
  "Marker",
];

const toEvent = ({ sourceId, at, message, categories }: RdsEvent, call: Call): Event => ({
  SourceIdentifier: sourceId,
  SourceType: "db-instance",
  SourceArn: rdsArn(call, "db", sourceId),
  Message: message,
  EventCategories: [...categories],
  Date: new Date(at),
});

/** RDS's reading of what happened to its instances. */
export const eventOperations = {
  DescribeEvents: read<DescribeEventsCommandInput, DescribeEventsCommandOutput>(describeEvents),
};
