import {
  GetCommandInvocationCommand,
  paginateDescribeInstanceInformation,
  SendCommandCommand,
} from "@aws-sdk/client-ssm";
import type { Watch } from "../engine/resource.ts";
import type { Aws } from "./env.ts";
import { hasName } from "./errors.ts";
import { waitFor } from "./waiter.ts";

/** What a script on an instance came to. */
export interface ScriptEnd {
  /** Systems Manager's word: `Success`, `Failed`, `TimedOut`, `Cancelled`. */
  readonly status: string;
  /** The first 24,000 characters. Source: SSM API reference, GetCommandInvocation. */
  readonly stdout: string;
  /** The first 8,000 characters. */
  readonly stderr: string;
  /** Exit code of the script; absent where it did not end by itself. */
  readonly exitCode?: number;
}

/** A script for one instance. */
export interface ScriptRequest {
  readonly instanceId: string;
  /** Bash; it is logged by AWS and must hold no secret. */
  readonly script: string;
  /** What it is for, as the account's history of commands shows it; at most 100 characters. */
  readonly comment: string;
  /** Seconds that it may run, 5 to 3600. */
  readonly timeoutSeconds: number;
}

/** Source: SSM API reference, GetCommandInvocation, Status. */
const UNDER_WAY = ["Pending", "InProgress", "Delayed", "Cancelling"];

/** Seconds between looks at a script; a finished one shows at once. */
const POLL_SECONDS = 2;

/** Seconds that AWS may take to hand a script to the agent. */
const DELIVERY_SECONDS = 60;

/** Those of the instances whose Systems Manager agent answers, sorted. Throws what the read throws. */
export async function findReachable(aws: Aws, instanceIds: readonly string[]): Promise<string[]> {
  if (instanceIds.length === 0) return [];
  // Source: SSM API reference, InstanceInformationStringFilter: up to 50 values.
  const Filters = [{ Key: "InstanceIds", Values: instanceIds.slice(0, 50) }];
  const online: string[] = [];
  for await (const page of paginateDescribeInstanceInformation({ client: aws.safe.ssm }, { Filters })) {
    const known = (page.InstanceInformationList ?? []).filter(({ PingStatus }) => PingStatus === "Online");
    online.push(...known.flatMap(({ InstanceId }) => InstanceId ?? []));
  }
  return online.sort();
}

/**
 * Runs a script on an instance by Run Command and waits for its end. A failed script is an answer, not an error.
 * @throws WaitTimeoutError when Systems Manager tells no end in time; otherwise what AWS throws.
 */
export async function runScript(aws: Aws, request: ScriptRequest, watch: Watch): Promise<ScriptEnd> {
  const { instanceId, script, comment, timeoutSeconds } = request;
  const command = new SendCommandCommand({
    DocumentName: "AWS-RunShellScript",
    InstanceIds: [instanceId],
    Comment: comment.slice(0, 100),
    // How long the agent may take to begin; how long the script may run is a parameter of the document.
    TimeoutSeconds: DELIVERY_SECONDS,
    Parameters: { commands: [script], executionTimeout: [String(timeoutSeconds)] },
  });
  // Sent once: a second one would run the script again.
  const { Command } = await aws.once.ssm.send(command);
  const commandId = Command?.CommandId ?? "";
  return waitFor(
    {
      what: `command ${commandId} on ${instanceId}`,
      read: () => readEnd(aws, commandId, instanceId),
      judge: (end) =>
        end === undefined || UNDER_WAY.includes(end.status)
          ? { state: "pending", status: end?.status ?? "sent" }
          : { state: "ready", status: end.status },
      timeoutSeconds: timeoutSeconds + DELIVERY_SECONDS,
      delaySeconds: POLL_SECONDS,
    },
    watch,
  ) as Promise<ScriptEnd>;
}

async function readEnd(aws: Aws, commandId: string, instanceId: string): Promise<ScriptEnd | undefined> {
  try {
    const told = await aws.safe.ssm.send(
      new GetCommandInvocationCommand({ CommandId: commandId, InstanceId: instanceId }),
    );
    const { ResponseCode: exitCode, Status = "Pending" } = told;
    return {
      status: Status,
      stdout: told.StandardOutputContent ?? "",
      stderr: told.StandardErrorContent ?? "",
      ...(exitCode === undefined || exitCode < 0 ? {} : { exitCode }),
    };
  } catch (error) {
    // Right after it was sent, the invocation is not known yet.
    if (hasName(error, ["InvocationDoesNotExist"])) return undefined;
    throw error;
  }
}
