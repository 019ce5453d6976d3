import { chooseSource } from "../aws/chosen-source.ts";
import { createClients } from "../aws/clients.ts";
import { openCredentials } from "../aws/credentials.ts";
import { findRegions, findVpcs, findZones } from "../aws/discovery/places.ts";
import { findProfiles } from "../aws/discovery/profiles.ts";
import { findRegion } from "../aws/discovery/region.ts";
import { getCaller } from "../aws/identity.ts";
import { findProxyHost } from "../aws/proxy.ts";
import { createReadOnlyGuard } from "../aws/read-only-guard.ts";
import { createRequestHandler } from "../aws/request-handler.ts";
import { learnCredentials } from "../aws/secret-learning.ts";
import { Cancelled } from "../errors.ts";
import { createClock } from "./clock.ts";
import type { Desk } from "./context.ts";
import { demandWay } from "./endpoint.ts";
import { demandRegion } from "./globals.ts";
import { placesOf } from "./paths.ts";

/** Where the wizard begins: what can be told before a region is chosen. */
export interface Beginning {
  /** The region that is offered first. */
  readonly region: string;
  /** Absent without credentials, and in the sandbox, whose account is nobody's. */
  readonly account?: string;
  /** Those of the account; empty without credentials. */
  readonly regions: readonly string[];
}

/** What the chosen region has; empty where there are no credentials. */
export interface Discovered {
  readonly account?: string;
  readonly vpcs: readonly {
    readonly id: string;
    readonly name?: string;
    readonly cidrs: readonly string[];
  }[];
}

/** The region that AWS itself would take where nobody says anything. */
const FALLBACK = "us-east-1";

/** Looks for profiles, a region to offer and, with credentials, for account and regions. Having none is no error. */
export async function begin(desk: Desk): Promise<Beginning> {
  const { globals } = desk;
  await demandWay(desk, false);
  if (!globals.sandbox && globals.profile === undefined) await tellProfiles(desk);
  const region = globals.region ?? (await offeredRegion(desk));
  const found = await orNothing(desk, async () => {
    const { sts, ec2 } = await clientsOf(desk, region);
    const { account } = await getCaller(sts);
    return { account, regions: await orNone(findRegions(ec2)) };
  });
  const account = found === undefined || globals.sandbox ? {} : { account: found.account };
  return { region, regions: found?.regions ?? [], ...account };
}

/** Looks at the account in the region that was chosen: the VPCs of another one could not be built in. */
export async function discover(desk: Desk, region: string): Promise<Discovered> {
  const { globals, output } = desk;
  const found = await orNothing(desk, async () => {
    const { sts, ec2 } = await clientsOf(desk, region);
    const caller = await getCaller(sts);
    const [zones, vpcs] = await Promise.all([orNone(findZones(ec2)), orNone(findVpcs(ec2))]);
    return { caller, zones, vpcs };
  });
  if (found === undefined) {
    output.tell("No credentials were found or accepted: account, regions and VPCs are not looked up.");
    return { vpcs: [] };
  }
  const { caller, zones, vpcs } = found;
  if (zones.length > 0) output.tell(`Zones of ${region}: ${zones.map(({ name }) => name).join(", ")}`);
  output.tell(`Account ${caller.account} (${caller.arn})`);
  // The sandbox's account is nobody's: written down it would only be in the way of the real one.
  return globals.sandbox ? { vpcs } : { vpcs, account: caller.account };
}

/** What there are no credentials for is not looked up; a person who gave up is listened to. */
async function orNothing<T>({ signal }: Desk, look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof Cancelled || signal.aborted) throw error;
    return undefined;
  }
}

async function offeredRegion({ globals, world, output }: Desk): Promise<string> {
  // Practice knows nothing of the surrounding AWS configuration.
  if (globals.sandbox) return FALLBACK;
  const found = await findRegion(globals.profile, world.env).catch(() => undefined);
  if (found !== undefined) {
    demandRegion(found.from, found.region);
    return found.region;
  }
  output.tell(
    `Neither AWS_REGION, AWS_DEFAULT_REGION nor the profile names a region: ${FALLBACK} is offered.`,
  );
  return FALLBACK;
}

/** What may not be looked up is not offered. */
const orNone = <T>(found: Promise<readonly T[]>): Promise<readonly T[]> => found.catch(() => []);

async function tellProfiles({ output, world }: Desk): Promise<void> {
  const { notice } = chooseSource(undefined, world.env);
  if (notice !== undefined) output.tell(notice);
  const profiles = await findProfiles().catch(() => []);
  if (profiles.length < 2 || world.env.AWS_PROFILE !== undefined) return;
  output.tell(`AWS profiles: ${profiles.map(({ name }) => name).join(", ")}. --profile NAME chooses one.`);
}

async function clientsOf(desk: Desk, region: string) {
  const { globals, world, redactor, signal } = desk;
  const guard = createReadOnlyGuard();
  const common = { region, version: world.version, redactor, signal, guard };
  if (globals.sandbox) {
    const sandbox = await world.openSandbox({ file: (await placesOf(desk)).sandboxFile, region });
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
  const source = chooseSource(globals.profile, world.env);
  const mfaCodeProvider = (serial: string): Promise<string> =>
    desk.prompts.input({ message: `Code of the MFA device ${serial}`, flag: "a profile without MFA" });
  const learn = (found: Parameters<typeof learnCredentials>[1]): void => learnCredentials(redactor, found);
  const { provider } = openCredentials({ ...source, region, clock, requestHandler, mfaCodeProvider, learn });
  return createClients({
    ...common,
    clock: clock,
    credentials: provider,
    requestHandler,
    proxyOf: (url) => findProxyHost(url, world.env),
    endpointUrl: globals.endpointUrl,
  }).safe;
}
