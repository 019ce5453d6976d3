import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as autoScaling from "@aws-sdk/client-auto-scaling";
import * as budgets from "@aws-sdk/client-budgets";
import * as cloudTrail from "@aws-sdk/client-cloudtrail";
import * as cloudWatch from "@aws-sdk/client-cloudwatch";
import * as cloudWatchLogs from "@aws-sdk/client-cloudwatch-logs";
import * as ec2 from "@aws-sdk/client-ec2";
import * as ecr from "@aws-sdk/client-ecr";
import * as ecs from "@aws-sdk/client-ecs";
import * as loadBalancing from "@aws-sdk/client-elastic-load-balancing-v2";
import * as elastiCache from "@aws-sdk/client-elasticache";
import * as iam from "@aws-sdk/client-iam";
import * as kafka from "@aws-sdk/client-kafka";
import * as rds from "@aws-sdk/client-rds";
import * as s3 from "@aws-sdk/client-s3";
import * as secretsManager from "@aws-sdk/client-secrets-manager";
import * as serviceQuotas from "@aws-sdk/client-service-quotas";
import * as sns from "@aws-sdk/client-sns";
import * as ssm from "@aws-sdk/client-ssm";
import * as sts from "@aws-sdk/client-sts";
import { NormalizedSchema } from "@smithy/core/schema";
import { afterEach, describe, expect, it } from "vitest";
import { createClients } from "../../src/aws/clients.ts";
import { type BrokenAws, type Bytes, httpOfAws, startBroken } from "./broken-aws.ts";
import { toOptions } from "./serve.ts";

const open: BrokenAws[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

interface Command {
  readonly schema: readonly unknown[];
}
type Make = new (input: unknown) => Command;
type Protocol = "query" | "ec2" | "json" | "rest-json" | "rest-xml";
interface Service {
  readonly commands: object;
  readonly protocol: Protocol;
}

const of = (commands: object, protocol: Protocol): Service => ({ commands, protocol });
/** The services of the program by the name of their client, and the protocol in which AWS answers each. */
const SERVICES = {
  autoScaling: of(autoScaling, "query"),
  budgets: of(budgets, "json"),
  cloudTrail: of(cloudTrail, "json"),
  cloudWatch: of(cloudWatch, "json"),
  cloudWatchLogs: of(cloudWatchLogs, "json"),
  ec2: of(ec2, "ec2"),
  ecr: of(ecr, "json"),
  ecs: of(ecs, "json"),
  elastiCache: of(elastiCache, "query"),
  iam: of(iam, "query"),
  kafka: of(kafka, "rest-json"),
  loadBalancing: of(loadBalancing, "query"),
  rds: of(rds, "query"),
  s3: of(s3, "rest-xml"),
  secretsManager: of(secretsManager, "json"),
  serviceQuotas: of(serviceQuotas, "json"),
  sns: of(sns, "query"),
  ssm: of(ssm, "json"),
  sts: of(sts, "query"),
};
type Key = keyof typeof SERVICES;

/** Every operation whose command or pages a source file names, as `ec2 CreateVpc`. */
function findOperations(): [Key, string][] {
  const root = join(import.meta.dirname, "../../src");
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".ts"),
  );
  const named = new Set(
    files.flatMap(
      (file) =>
        readFileSync(join(root, file), "utf8").match(/\b[A-Z]\w+(?=Command\b)|(?<=\bpaginate)[A-Z]\w+/g) ??
        [],
    ),
  );
  const keys = Object.keys(SERVICES) as Key[];
  return keys.flatMap((key) =>
    [...named]
      .filter((name) => `${name}Command` in SERVICES[key].commands)
      .map((name): [Key, string] => [key, name]),
  );
}

/** Operations that tell nothing but that they were done. Source: their pages of the API references, "Response Elements". */
const TELL_NOTHING = new Set(
  [
    "budgets CreateBudget CreateNotification CreateSubscriber DeleteBudget DeleteNotification DeleteSubscriber",
    "budgets TagResource UntagResource UpdateBudget",
    "cloudTrail AddTags DeleteTrail RemoveTags StartLogging StopLogging",
    "cloudWatch DeleteAlarms DeleteDashboards PutMetricAlarm TagResource UntagResource",
    "cloudWatchLogs CreateLogGroup DeleteLogGroup DeleteRetentionPolicy PutRetentionPolicy TagResource UntagResource",
    "ecr TagResource UntagResource",
    "ecs TagResource UntagResource",
    "kafka TagResource UntagResource",
    "s3 CreateBucket DeleteBucket HeadBucket PutBucketLifecycleConfiguration PutBucketPolicy PutBucketTagging",
    "s3 PutPublicAccessBlock",
    "secretsManager TagResource UntagResource",
    "serviceQuotas TagResource UntagResource",
    "ssm AddTagsToResource RemoveTagsFromResource",
  ].flatMap((line) => {
    const [service, ...names] = line.split(" ");
    return names.map((name) => `${service} ${name}`);
  }),
);

/** What AWS must tell for the answer to be of any use. */
const MUST_TELL: Readonly<Record<string, string>> = {
  "ecr GetAuthorizationToken": '{"authorizationData":[{"authorizationToken":"QVdTOng="}]}',
  "sts GetCallerIdentity":
    "<Account>123456789012</Account><Arn>arn:aws:iam::123456789012:user/ann</Arn><UserId>A</UserId>",
};

const toXml = (name: string, inner: string): string =>
  `<?xml version="1.0"?>\n<${name}Response xmlns="https://example.com/doc">${inner}</${name}Response>`;

const BODIES: Readonly<Record<Protocol, (name: string, told: string) => string[]>> = {
  query: (name, told) => {
    const end = "<ResponseMetadata><RequestId>req-1</RequestId></ResponseMetadata>";
    const result = toXml(name, `<${name}Result>${told}</${name}Result>${end}`);
    return told === "" ? [result, toXml(name, `<${name}Result/>${end}`), toXml(name, end)] : [result];
  },
  ec2: (name) => [toXml(name, "<requestId>req-1</requestId><return>true</return>")],
  json: (_name, told) => [told === "" ? "{}" : told],
  "rest-json": () => ["{}"],
  "rest-xml": (name) => [name === "GetBucketPolicy" ? "{}" : '<Told xmlns="https://example.com/doc"/>'],
};

/** Everything that AWS may answer where there is least to tell. */
function leastAnswers(key: Key, name: string): string[] {
  const operation = `${key} ${name}`;
  const { protocol } = SERVICES[key];
  const isSilent = TELL_NOTHING.has(operation);
  if (isSilent && protocol === "rest-xml") return NOTHINGS;
  const bodies = BODIES[protocol](name, MUST_TELL[operation] ?? "");
  return [...bodies.map((body) => httpOfAws(200, body)), ...(isSilent ? NOTHINGS : [])];
}

const NOTHINGS = [httpOfAws(200, ""), httpOfAws(204, "")];

/** The least that the SDK takes for an input: what is required, all the way down. */
function toInput(schema: NormalizedSchema): unknown {
  if (schema.isStructSchema()) {
    const required = (schema.getSchema() as readonly unknown[])[6] ?? 0;
    const members = [...schema.structIterator()].slice(0, Number(required));
    return Object.fromEntries(members.map(([name, member]) => [name, toInput(member)]));
  }
  if (schema.isListSchema()) return [toInput(schema.getValueSchema())];
  if (schema.isMapSchema()) return { key: toInput(schema.getValueSchema()) };
  if (schema.isNumericSchema()) return 1;
  if (schema.isBooleanSchema()) return true;
  return schema.isTimestampSchema() ? new Date(0) : "flashsale";
}

/** How the call ends on a client that repeats whatever may be repeated, and how many requests it took. */
async function call(key: Key, name: string, answer: Bytes): Promise<{ isTaken: boolean; requests: number }> {
  const server = await startBroken(answer);
  open.push(server);
  const commands = SERVICES[key].commands as Readonly<Record<string, Make>>;
  const Made = commands[`${name}Command`] as Make;
  const input = toInput(NormalizedSchema.of(new Made({}).schema[4] as never));
  const client = createClients(toOptions(server)).safe[key] as { send(command: unknown): Promise<unknown> };
  const ending = await client.send(new Made(input)).catch((error: unknown) => error as Error);
  if (!(ending instanceof Error)) return { isTaken: true, requests: server.seen.length };
  expect(server.seen, `${name} was never sent: ${String(ending)}`).not.toHaveLength(0);
  return { isTaken: false, requests: server.seen.length };
}

const OPERATIONS = findOperations();

describe("the least that AWS answers", () => {
  it.each(OPERATIONS)("is taken at once: %s %s", async (key, name) => {
    for (const text of leastAnswers(key, name))
      expect(await call(key, name, { text }), text).toEqual({ isTaken: true, requests: 1 });
  });
});

describe("an empty answer with 200", () => {
  const telling = OPERATIONS.filter(([key, name]) => !TELL_NOTHING.has(`${key} ${name}`));

  it("can be whole for every operation that is said to tell nothing", () => {
    const silent = OPERATIONS.map(([key, name]) => `${key} ${name}`).filter((name) => TELL_NOTHING.has(name));
    expect(silent).toHaveLength(TELL_NOTHING.size);
  });

  it.each(telling)("is broken, and asked for again: %s %s", async (key, name) => {
    expect(await call(key, name, { text: httpOfAws(200, "") })).toEqual({ isTaken: false, requests: 8 });
  });
});
