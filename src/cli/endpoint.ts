import { findProfiles } from "../aws/discovery/profiles.ts";
import { isLocal } from "../aws/proxy.ts";
import { UsageError } from "../errors.ts";
import type { Desk } from "./desk.ts";
import { demandEndpoint, type NamedEndpoint } from "./endpoint-url.ts";
import type { World } from "./world.ts";

type Environment = World["env"];

const GENERAL = "AWS_ENDPOINT_URL";

/** What the SDK calls each service that is spoken to, as its variables spell it. Source: SDKs and Tools Reference Guide. */
const SERVICES = [
  "AUTO_SCALING",
  "BUDGETS",
  "CLOUDTRAIL",
  "CLOUDWATCH",
  "CLOUDWATCH_LOGS",
  "EC2",
  "ECR",
  "ECS",
  "ELASTICACHE",
  "ELASTIC_LOAD_BALANCING_V2",
  "IAM",
  "KAFKA",
  "RDS",
  "S3",
  "SECRETS_MANAGER",
  "SERVICE_QUOTAS",
  "SNS",
  "SSM",
  "SSO",
  "SSO_OIDC",
  "STS",
];
const bare = (service: string): string => service.replaceAll("_", "").toUpperCase();
const SPELLED = new Map<string, string>([
  ...SERVICES.map((service) => [bare(service), service] as const),
  ["ELBV2", "ELASTIC_LOAD_BALANCING_V2"],
  ["LOGS", "CLOUDWATCH_LOGS"],
  ["MSK", "KAFKA"],
]);

/** Every endpoint that the environment and the profile name for calls of this program. */
async function findNamed({
  globals,
  world,
}: Pick<Desk, "globals" | "world">): Promise<readonly NamedEndpoint[]> {
  const { endpointUrl, profile } = globals;
  if (endpointUrl !== undefined) return [{ name: "--endpoint-url", url: endpointUrl }];
  const { env } = world;
  if (env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS?.toLowerCase() === "true") return [];
  const profiles = await findProfiles().catch(() => []);
  const own = profile ?? env.AWS_PROFILE ?? "default";
  const ofFile = profiles.find(({ name }) => name === own)?.endpointUrl;
  return [
    ...fromEnvironment(env),
    ...(ofFile === undefined ? [] : [{ name: `endpoint_url of the profile ${own}`, url: ofFile }]),
  ];
}

function fromEnvironment(env: Environment): NamedEndpoint[] {
  return Object.entries(env).flatMap(([name, url]) => {
    if (url === undefined || !(name === GENERAL || name.startsWith(`${GENERAL}_`))) return [];
    const service = name.slice(GENERAL.length + 1);
    const spelled = SPELLED.get(bare(service));
    if (service !== "" && spelled === undefined) return [];
    if (service !== "" && spelled !== service) throw misspelt(name, `${GENERAL}_${spelled}`);
    return [{ name, url }];
  });
}

const misspelt = (name: string, right: string): UsageError =>
  new UsageError({
    code: "EndpointMisspelt",
    summary: "An endpoint's variable is misspelt",
    detail: `${name} would be ignored and AWS itself be called: the SDK reads ${right}. Nothing was called.`,
    fix: [`unset ${name}`],
  });

/**
 * Looks at the endpoints before the first call: refuses what is none, and where one is spoken to in clear, and is not on this
 * machine, tells it; before changes it also asks.
 * @throws UsageError for a malformed endpoint, and where the question cannot be asked
 */
export async function demandWay(desk: Desk, changes: boolean): Promise<void> {
  if (desk.globals.sandbox) return;
  const named = await findNamed(desk);
  for (const one of named) demandEndpoint(one);
  const clear = named.find(({ url }) => isClear(url));
  if (clear === undefined) return;
  desk.output.tell(
    `${clear.name} is ${clear.url}, on another machine and without TLS: everything travels in clear there, passwords and session tokens too, and whoever is on the way can read and change it.`,
  );
  if (!changes || desk.globals.yes) return;
  const message = `Send it all in clear to ${new URL(clear.url).host}?`;
  if (!(await desk.prompts.confirm({ message, flag: "--yes" }))) throw refusedInClear(clear);
}

function isClear(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === "http:" && !isLocal(hostname);
}

const refusedInClear = ({ name, url }: NamedEndpoint): UsageError =>
  new UsageError({
    code: "EndpointInClear",
    summary: "The endpoint has no TLS",
    detail: `${name} is ${url}, and sending everything in clear was not agreed to. Nothing was called.`,
  });
