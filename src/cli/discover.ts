import { createClients } from "../aws/clients.ts";
import { openCredentials } from "../aws/credentials.ts";
import { findRegions, findVpcs, findZones } from "../aws/discovery/places.ts";
import { findProfiles } from "../aws/discovery/profiles.ts";
import { getCaller } from "../aws/identity.ts";
import { createReadOnlyGuard } from "../aws/read-only-guard.ts";
import { createRequestHandler } from "../aws/request-handler.ts";
import { createClock } from "./clock.ts";
import { type Desk, pathsOf } from "./context.ts";

/** What the wizard can find out by itself; empty where there are no credentials. */
export interface Discovered {
  readonly region: string;
  readonly account?: string;
  readonly regions: readonly string[];
  readonly vpcs: readonly {
    readonly id: string;
    readonly name?: string;
    readonly cidrs: readonly string[];
  }[];
}

/** Looks for profiles, and with credentials for account, regions and VPCs. Having none is no error. */
export async function discover(desk: Desk, { region }: { region: string }): Promise<Discovered> {
  const { globals, output } = desk;
  if (!globals.sandbox && globals.profile === undefined) await tellProfiles(desk);
  try {
    const clients = await clientsOf(desk, region);
    const caller = await getCaller(clients.sts);
    const [regions, zones, vpcs] = await Promise.all([
      orNone(findRegions(clients.ec2)),
      orNone(findZones(clients.ec2)),
      orNone(findVpcs(clients.ec2)),
    ]);
    if (zones.length > 0) output.tell(`Zones of ${region}: ${zones.map(({ name }) => name).join(", ")}`);
    output.tell(`Account ${caller.account} (${caller.arn})`);
    // The sandbox's account is nobody's: written down it would only be in the way of the real one.
    return { region, regions, vpcs, ...(globals.sandbox ? {} : { account: caller.account }) };
  } catch {
    output.tell("No credentials were found or accepted: account, regions and VPCs are not looked up.");
    return { region, regions: [], vpcs: [] };
  }
}

/** What may not be looked up is not offered. */
const orNone = <T>(found: Promise<readonly T[]>): Promise<readonly T[]> => found.catch(() => []);

async function tellProfiles({ output, world }: Desk): Promise<void> {
  const profiles = await findProfiles().catch(() => []);
  if (profiles.length < 2 || world.env.AWS_PROFILE !== undefined) return;
  output.tell(`AWS profiles: ${profiles.map(({ name }) => name).join(", ")}. --profile NAME chooses one.`);
}

async function clientsOf(desk: Desk, region: string) {
  const { globals, world, redactor, signal } = desk;
  const guard = createReadOnlyGuard();
  const common = { region, version: world.version, redactor, signal, guard };
  if (globals.sandbox) {
    const sandbox = await world.openSandbox({ file: pathsOf(desk).sandboxFile, region });
    const { credentials, speed } = sandbox;
    return createClients({
      ...common,
      clock: createClock(speed),
      credentials,
      isolated: true,
      plugins: [sandbox.plugin()],
    }).safe;
  }
  const requestHandler = createRequestHandler(world.env);
  const clock = createClock(1);
  const { provider } = openCredentials({ profile: globals.profile, clock, requestHandler });
  return createClients({
    ...common,
    clock: clock,
    credentials: provider,
    requestHandler,
    endpointUrl: globals.endpointUrl,
  }).safe;
}
