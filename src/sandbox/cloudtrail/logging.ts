import type {
  GetTrailStatusCommandInput,
  GetTrailStatusCommandOutput,
  StartLoggingCommandInput,
  StartLoggingCommandOutput,
  StopLoggingCommandInput,
  StopLoggingCommandOutput,
} from "@aws-sdk/client-cloudtrail";
import { type Call, change, read } from "../operation.ts";
import { accessOf } from "./access.ts";
import { getTrail } from "./find.ts";
import { trails } from "./tables.ts";

const toDate = (instant: number | undefined): Date | undefined =>
  instant === undefined ? undefined : new Date(instant);

/** A trail whose bucket no longer lets it in goes on, and says so. */
function status(
  input: GetTrailStatusCommandInput,
  call: Call,
): Omit<GetTrailStatusCommandOutput, "$metadata"> {
  const row = getTrail(call, input.Name);
  const access = accessOf(call, row);
  return {
    IsLogging: row.logging,
    StartLoggingTime: toDate(row.startedAt),
    StopLoggingTime: toDate(row.stoppedAt),
    LatestDeliveryTime: toDate(row.deliveredAt),
    LatestDeliveryError: row.logging && access !== "granted" ? access : undefined,
  };
}

/** Sets whether a trail records; what is so already stays so. */
function setLogging(call: Call, nameOrArn: string | undefined, logging: boolean): object {
  const row = getTrail(call, nameOrArn);
  if (row.logging === logging) return {};
  const now = call.account.clock.now();
  call.account
    .table(trails)
    .update(row.id, { logging, ...(logging ? { startedAt: now } : { stoppedAt: now }) });
  return {};
}

/** CloudTrail's calls that start and stop a trail. */
export const loggingOperations = {
  GetTrailStatus: read<GetTrailStatusCommandInput, GetTrailStatusCommandOutput>(status),
  StartLogging: change<StartLoggingCommandInput, StartLoggingCommandOutput>((input, call) =>
    setLogging(call, input.Name, true),
  ),
  StopLogging: change<StopLoggingCommandInput, StopLoggingCommandOutput>((input, call) =>
    setLogging(call, input.Name, false),
  ),
};
