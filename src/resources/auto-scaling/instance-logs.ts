import type { Aws } from "../../aws/env.ts";
import { errorMessage, errorName } from "../../aws/errors.ts";
import { runScript } from "../../aws/ssm-route.ts";
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

/** Seconds that the commands may run; each of them ends by itself. */
const RUN_SECONDS = 60;

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
  const request = {
    instanceId,
    script: COMMANDS.join("\n"),
    comment: "flashsale-setup: logs of an instance that is not healthy",
    timeoutSeconds: RUN_SECONDS,
  };
  const { status, stdout, stderr } = await runScript(aws, request, { ...watch, report: () => undefined });
  if (status === "TimedOut") throw new Error("its agent did not answer");
  return `${stdout}${stderr}`;
}
