import { GetCommandInvocationCommand, SendCommandCommand } from "@aws-sdk/client-ssm";
import type { Aws } from "../../aws/env.ts";
import { errorMessage, errorName, isNotFound } from "../../aws/errors.ts";
import { waitFor } from "../../aws/waiter.ts";
import type { Watch } from "../../engine/resource.ts";
import { Interrupted } from "../../errors.ts";

const LINES = 20;

/** Reads logs only: nothing of the instance's environment, where secrets are. */
const COMMANDS = [
  `echo "cloud-init: $(cloud-init status 2>&1 | tr '\\n' ' ')"`,
  `tail -n ${LINES} /var/log/cloud-init-output.log 2>&1`,
  'echo "containers:"; docker ps -a --format "{{.Names}} {{.Image}} {{.Status}}" 2>&1',
  `for c in $(docker ps -aq 2>/dev/null | head -n 1); do docker logs --tail ${LINES} "$c" 2>&1; done`,
];

/** Seconds for which the agent may be silent. Source: Systems Manager API reference, SendCommand, TimeoutSeconds: at least 30. */
const TIMEOUT_SECONDS = 60;

const DONE = new Set(["Success", "Failed", "TimedOut", "Cancelled"]);

/**
 * The last lines of an instance's cloud-init and container logs, fetched through Systems Manager. Where it cannot fetch
 * them, a sentence that says so. Throws only `Interrupted`.
 */
export async function readInstanceLogs(aws: Aws, instanceId: string, watch: Watch): Promise<string> {
  try {
    const text = (await run(aws, instanceId, watch)).trim();
    return text === "" ? `The logs of ${instanceId} are empty.` : `The last lines of ${instanceId}:\n${text}`;
  } catch (error) {
    if (error instanceof Interrupted) throw error;
    return `Systems Manager could not fetch the logs of ${instanceId}: ${errorMessage(error) || errorName(error)}`;
  }
}

async function run(aws: Aws, instanceId: string, watch: Watch): Promise<string> {
  watch.report("fetching an instance's logs");
  const command = new SendCommandCommand({
    DocumentName: "AWS-RunShellScript",
    InstanceIds: [instanceId],
    TimeoutSeconds: TIMEOUT_SECONDS,
    Parameters: { commands: COMMANDS },
  });
  const { Command } = await aws.once.ssm.send(command);
  const CommandId = Command?.CommandId ?? "";
  const read = () => findInvocation(aws, CommandId, instanceId);
  const judge = (seen: Invocation | undefined) => ({
    state: DONE.has(seen?.Status ?? "") ? ("ready" as const) : ("pending" as const),
    status: "fetching an instance's logs",
  });
  const what = `command on ${instanceId}`;
  const bounds = { timeoutSeconds: 2 * TIMEOUT_SECONDS, delaySeconds: 5 };
  const seen = await waitFor<Invocation | undefined>({ what, read, judge, ...bounds }, watch);
  if (seen?.Status === "TimedOut") throw new Error("its agent did not answer");
  return `${seen?.StandardOutputContent ?? ""}${seen?.StandardErrorContent ?? ""}`;
}

interface Invocation {
  readonly Status?: string | undefined;
  readonly StandardOutputContent?: string | undefined;
  readonly StandardErrorContent?: string | undefined;
}

/** A command that was only just sent is unknown for a moment: InvocationDoesNotExist. */
async function findInvocation(
  aws: Aws,
  CommandId: string,
  InstanceId: string,
): Promise<Invocation | undefined> {
  try {
    return await aws.safe.ssm.send(new GetCommandInvocationCommand({ CommandId, InstanceId }));
  } catch (error) {
    if (isNotFound(error, "InvocationDoesNotExist")) return undefined;
    throw error;
  }
}
