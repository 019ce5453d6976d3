import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import type { Command } from "commander";
import { closeSession, type Forward, openSession } from "../../aws/session.ts";
import { PlanError } from "../../errors.ts";
import { sayInline } from "../../ui/page.ts";
import { awsChildEnv } from "../child-env.ts";
import { type Context, type Desk, openContext } from "../context.ts";
import { collectStanding } from "../outputs.ts";
import { findReachableInstances } from "../reachable.ts";
import { findTool, getOn, isAtLeast, SESSION_MANAGER_PLUGIN } from "../tools.ts";

/** What a tunnel can lead to. */
export const TUNNEL_TARGETS = ["db", "cache", "app"] as const;
type Target = (typeof TUNNEL_TARGETS)[number];

/**
 * From here on the plugin takes a session's token from its environment; before, it would stand in the process list. Source: the
 * AWS CLI's own start-session.
 */
const LEAST_PLUGIN = "1.2.497.0";

/** Environment variable in which the plugin finds the session; the name is its argument. */
const RESPONSE = "AWS_SSM_START_SESSION_RESPONSE";

const APPLICATION_PORT = 8080;

/** `tunnel db|cache|app`: a local port to a private service, through an application instance, until Ctrl-C. */
export async function tunnel(desk: Desk, command: Command): Promise<number> {
  const target = command.args[0] as Target;
  const { port } = command.opts<{ port?: number }>();
  const localPort = port ?? (await freePort());
  if (desk.globals.sandbox) throw noDataPlane();
  await demandPlugin(desk);
  const context = await openContext(desk, {
    writes: false,
    allow: ["SSM.StartSession", "SSM.TerminateSession"],
  });
  try {
    const place = placeOf(context, target);
    const instanceId = await findInstance(context);
    return await carry(context, { ...place, instanceId, localPort }, place.hint(localPort));
  } finally {
    await context.close();
  }
}

/** A port that is free at the moment. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const noDataPlane = (): PlanError =>
  new PlanError({
    code: "NoDataPlane",
    summary: "The sandbox has no services to connect to",
    detail: "Its databases and instances are simulated: there is nothing at the other end of a tunnel.",
  });

async function demandPlugin({ world }: Desk): Promise<void> {
  const found = await findTool(SESSION_MANAGER_PLUGIN, world.env);
  if (found.state === "found" && isAtLeast(found.version, LEAST_PLUGIN)) return;
  const what =
    found.state === "found" ? `is ${found.version}; ${LEAST_PLUGIN} or newer is needed` : "was not found";
  throw new PlanError({
    code: "PluginMissing",
    summary: "The session-manager-plugin is missing",
    detail: `A tunnel is carried by AWS's session-manager-plugin, which ${what} on the PATH.`,
    fix: [getOn(SESSION_MANAGER_PLUGIN.get, world.machine.platform)],
  });
}

interface Place {
  readonly host?: string;
  readonly port: number;
  /** How to connect through a local port; no secret in it. */
  hint(localPort: number): string;
}

function placeOf(context: Context, target: Target): Place {
  if (target === "app") return { port: APPLICATION_PORT, hint: appHint };
  const values = new Map(
    collectStanding(context).variables.flatMap((one) =>
      "value" in one ? [[one.name, one.value] as const] : [],
    ),
  );
  const [host, port] =
    target === "db"
      ? [values.get("DB_HOST"), values.get("DB_PORT")]
      : [values.get("REDIS_HOST"), values.get("REDIS_PORT")];
  if (host === undefined || port === undefined) throw notStanding(target);
  const hint = (local: number): string =>
    target === "db"
      ? `psql "host=${host} hostaddr=127.0.0.1 port=${local} user=${values.get("DB_USERNAME")} dbname=${values.get("DB_NAME")} sslmode=verify-full sslrootcert=global-bundle.pem"`
      : `redis-cli -h 127.0.0.1 -p ${local} --tls --sni ${host} --askpass`;
  return { host, port: Number(port), hint };
}

const appHint = (local: number): string => `curl http://127.0.0.1:${local}/actuator/health`;

const notStanding = (target: Target): PlanError =>
  new PlanError({
    code: "NothingStands",
    summary: `There is no ${target} to lead to`,
    detail: `The state knows no endpoint of the section ${target}.`,
    fix: [`flashsale-setup ${target}`],
  });

async function findInstance({ aws, settings }: Context): Promise<string> {
  const [first] = await findReachableInstances(aws, settings.name);
  if (first !== undefined) return first;
  throw new PlanError({
    code: "NoInstance",
    summary: "No application instance can carry the tunnel",
    detail:
      "A tunnel goes through a running instance of the application whose Systems Manager agent is online, and there is none.",
    fix: ["flashsale-setup deploy ec2", "flashsale-setup status"],
  });
}

/** Runs the plugin until it ends or the user stops it; the session is ended in any case. */
async function carry(context: Context, forward: Forward, hint: string): Promise<number> {
  const { aws, output, world, signal, redactor, account } = context;
  const { execa } = await import("execa");
  const session = await openSession(aws, forward);
  redactor.learn(session.response);
  output.tell([
    `127.0.0.1:${forward.localPort} leads to ${forward.host ?? forward.instanceId}:${forward.port}. Ctrl-C ends it.`,
    "",
    `    ${sayInline(output, hint)}`,
  ]);
  const endpoint = `https://ssm.${aws.region}.amazonaws.com${aws.partition === "aws-cn" ? ".cn" : ""}`;
  const words = [RESPONSE, aws.region, "StartSession", account.profile ?? "", session.request, endpoint];
  try {
    const ended = await execa("session-manager-plugin", words, {
      env: { ...awsChildEnv(world.env), [RESPONSE]: session.response },
      extendEnv: false,
      reject: false,
      cancelSignal: signal,
      stdin: "ignore",
      stdout: "ignore",
      stderr: "inherit",
    });
    if (signal.aborted || ended.exitCode === 0) return 0;
    return 1;
  } finally {
    await closeSession(aws, session.id).catch(() => undefined);
  }
}
