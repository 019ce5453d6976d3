import type {
  RunInstancesCommandInput,
  RunInstancesCommandOutput,
  TerminateInstancesCommandInput,
  TerminateInstancesCommandOutput,
} from "@aws-sdk/client-ec2";
import { type Call, change, newId } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { makeOnce } from "./client-token.ts";
import { instanceState, terminateInstance } from "./instance.ts";
import { STATE_CODES, toReservation } from "./instance-description.ts";
import { launch, templateRequest } from "./instance-launch.ts";
import { getRecord } from "./kind.ts";
import { type LaunchRequest, mergeRequest } from "./launch-request.ts";
import { instances } from "./tables.ts";

/** EC2's bound of a client token. Source: EC2 API reference, RunInstances. */
const MAX_TOKEN_LENGTH = 64;

/** Members of the call that are about the call itself, or that mean nothing here. */
const OWN: readonly string[] = ["LaunchTemplate", "MinCount", "MaxCount", "ClientToken", "DryRun"];

function ownRequest(input: RunInstancesCommandInput): LaunchRequest {
  const entries = Object.entries(input).filter(
    ([member, value]) => value !== undefined && !OWN.includes(member),
  );
  return Object.fromEntries(entries) as LaunchRequest;
}

function checkCount({ MinCount = 0, MaxCount = 0 }: RunInstancesCommandInput): void {
  if (MinCount >= 1 && MaxCount >= MinCount) return;
  const message = `Invalid value for MinCount and MaxCount: ${MinCount}, ${MaxCount}`;
  throw new Refusal("InvalidParameterValue", message);
}

/** Launches what was asked for and gives the reservation's id. */
function runInstances(input: RunInstancesCommandInput, call: Call): string {
  checkCount(input);
  const { request, template } = input.LaunchTemplate
    ? templateRequest(call, input.LaunchTemplate)
    : { request: {}, template: undefined };
  const merged = mergeRequest(request, ownRequest(input));
  const reservationId = newId("r");
  for (let made = 0; made < (input.MaxCount ?? 1); made++) {
    launch(call, { request: merged, template, reservationId, clientToken: input.ClientToken });
  }
  return reservationId;
}

function run(input: RunInstancesCommandInput, call: Call): Omit<RunInstancesCommandOutput, "$metadata"> {
  if ((input.ClientToken ?? "").length > MAX_TOKEN_LENGTH)
    throw new Refusal("InvalidParameterValue", "The client token is longer than 64 characters.");
  const id = makeOnce(call, "RunInstances", input, () => runInstances(input, call));
  const made = call.account
    .table(instances.table)
    .all()
    .filter(({ reservationId }) => reservationId === id);
  return toReservation(id, made, call);
}

function terminate(
  input: TerminateInstancesCommandInput,
  call: Call,
): Omit<TerminateInstancesCommandOutput, "$metadata"> {
  const before = (input.InstanceIds ?? []).map((id) => getRecord(call, instances, id));
  const TerminatingInstances = before.map((row) => {
    const previous = instanceState(row, call);
    const current = instanceState(terminateInstance(call, row.id), call);
    return {
      InstanceId: row.id,
      PreviousState: { Name: previous, Code: STATE_CODES[previous] },
      CurrentState: { Name: current, Code: STATE_CODES[current] },
    };
  });
  return { TerminatingInstances };
}

/** EC2's calls that start and end instances. */
export const instanceRunOperations = {
  RunInstances: change<RunInstancesCommandInput, RunInstancesCommandOutput>(run),
  TerminateInstances: change<TerminateInstancesCommandInput, TerminateInstancesCommandOutput>(terminate),
};
