import type { Command } from "commander";
import { enabledSections } from "../../sections/index.ts";
import type { CheckGroup } from "../../sections/verification.ts";
import { showChecks } from "../../ui/live-table.ts";
import { type CheckLine, drawVerification } from "../../ui/verify-view.ts";
import { type Context, type Desk, openContext } from "../context.ts";
import { collectStanding } from "../outputs.ts";
import { usage } from "../run-command.ts";
import { connectionCheck } from "../verify/connection.ts";
import { controlCheck } from "../verify/control.ts";
import { GROUPS, type HandedEndpoint } from "../verify/endpoints.ts";
import { createInstanceRoute } from "../verify/instance-route.ts";
import { type Check, type CheckResult, exitCodeOf } from "../verify/result.ts";
import { runChecks } from "../verify/run.ts";

/** What the command line asks of `verify`. */
interface VerifyRequest {
  readonly route: "auto" | "direct" | "ssm";
  readonly only: ReadonlySet<CheckGroup>;
  readonly endpoints: ReadonlyMap<CheckGroup, HandedEndpoint>;
  readonly watch: boolean;
}

/** Seconds between two looks of `--watch`, of this machine's time. */
const WATCH_SECONDS = 10;

/** `verify`: whether what stands works, layer by layer, and why not. Reads only, but for the script on an instance. */
export async function verify(desk: Desk, command: Command): Promise<number> {
  const request = readRequest(desk, command);
  const context = await openContext(desk, {
    writes: false,
    allow: ["SecretsManager.GetSecretValue", "SSM.SendCommand"],
  });
  try {
    let code = await verifyOnce(context, request);
    while (request.watch) {
      await context.clock.sleep(
        WATCH_SECONDS / Math.max(context.clock.toRealSeconds(1), 1e-6),
        context.signal,
      );
      code = await verifyOnce(context, request);
    }
    return code;
  } finally {
    await context.close();
  }
}

function readRequest({ globals }: Desk, command: Command): VerifyRequest {
  const {
    route = "auto",
    only = GROUPS,
    endpoint = [],
    watch = false,
  } = command.opts<{
    route?: VerifyRequest["route"];
    only?: readonly CheckGroup[];
    endpoint?: (readonly [CheckGroup, HandedEndpoint])[];
    watch?: boolean;
  }>();
  if (watch && globals.json)
    throw usage("FlagsContradict", "--watch and --json: JSON is one document; give one of them.");
  return { route, only: new Set(only), endpoints: new Map(endpoint), watch };
}

async function verifyOnce(context: Context, request: VerifyRequest): Promise<number> {
  const { output, globals } = context;
  const checks = collectChecks(context, request);
  const table = showChecks(output, "Verifying", checks.map(toRunning));
  let results: CheckResult[];
  try {
    results = await runChecks(checks, (_name, result) => table.put(result));
  } finally {
    table.stop();
  }
  const code = exitCodeOf(results);
  if (globals.json) output.document({ schema: 1, ok: code === 0, checks: results });
  else output.data(drawVerification(results, output.page("stdout")));
  return code;
}

const toRunning = ({ name, group }: Check): CheckLine => ({
  name,
  group,
  state: "running",
  ms: 0,
  detail: "",
  layers: [],
  fix: [],
});

function collectChecks(context: Context, { route, only, endpoints }: VerifyRequest): Check[] {
  const { settings } = context;
  const standing = collectStanding(context);
  const instances = createInstanceRoute(context);
  const sections = enabledSections(settings);
  const connections = sections
    .flatMap((section) => section.connections?.(standing.handles, settings) ?? [])
    .filter(({ group }) => only.has(group))
    .map((spec) =>
      connectionCheck(spec, { context, standing, route, instances, endpoint: endpoints.get(spec.group) }),
    );
  const controls = only.has("control")
    ? sections.flatMap(({ controls: own = [] }) => own.map((spec) => controlCheck(spec, context, standing)))
    : [];
  return [...connections, ...controls];
}
