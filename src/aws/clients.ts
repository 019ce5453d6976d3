import { ACMClient } from "@aws-sdk/client-acm";
import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { BudgetsClient } from "@aws-sdk/client-budgets";
import { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { EC2Client, type EC2ClientConfig } from "@aws-sdk/client-ec2";
import { ECRClient } from "@aws-sdk/client-ecr";
import { ECSClient } from "@aws-sdk/client-ecs";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { ElastiCacheClient } from "@aws-sdk/client-elasticache";
import { IAMClient } from "@aws-sdk/client-iam";
import { KafkaClient } from "@aws-sdk/client-kafka";
import { RDSClient } from "@aws-sdk/client-rds";
import { S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import { SNSClient } from "@aws-sdk/client-sns";
import { SSMClient } from "@aws-sdk/client-ssm";
import { STSClient } from "@aws-sdk/client-sts";
import type {
  AwsCredentialIdentity,
  AwsCredentialIdentityProvider,
  MetadataBearer,
  MiddlewareStack,
} from "@smithy/types";
import type { Clock } from "../engine/ports.ts";
import { createAnswerGate, type GateOptions } from "./answer-gate.ts";
import { createCallEnd } from "./call-end.ts";
import type { Aws, ClientPair, Clients } from "./env.ts";
import { Freshness } from "./freshness.ts";
import { createCap, DEFAULT_CAP, Turnstile } from "./in-flight.ts";
import type { Plugin } from "./plugin.ts";
import type { ReadOnlyGuard } from "./read-only-guard.ts";
import { Redactor } from "./redaction.ts";
import { createRequestHandler } from "./request-handler.ts";
import { MAX_THROTTLED_ATTEMPTS, PatientRetry, type RetryKind } from "./retry.ts";
import { createSecretLearning } from "./secret-learning.ts";
import { createTopicGate } from "./topic-gate.ts";
import { createTrace } from "./trace.ts";

/** What clients are made with. */
export interface ClientOptions extends GateOptions {
  readonly region: string;
  readonly clock: Clock;
  readonly credentials: AwsCredentialIdentity | AwsCredentialIdentityProvider;
  /** Version of this program, told to AWS in the user agent. */
  readonly version: string;
  /** One endpoint for all services. @default what the SDK finds, `AWS_ENDPOINT_URL` included */
  readonly endpointUrl?: string | undefined;
  /** True where nothing of the environment or the AWS profile files may count. @default false */
  readonly isolated?: boolean;
  /** Further middleware for every client, such as the sandbox's. */
  readonly plugins?: readonly Plugin[];
  /** @default one without proxy and further certificates */
  readonly requestHandler?: NonNullable<EC2ClientConfig["requestHandler"]>;
  /** API calls in flight at most. @default 16 */
  readonly cap?: number;
  /** Takes one line of JSON for each call. */
  readonly trace?: ((line: string) => void) | undefined;
  /** Given to the commands that only read. */
  readonly guard?: ReadOnlyGuard | undefined;
  /** Ends pauses and queues, and lets no further call begin; attempts on the wire return. */
  readonly signal?: AbortSignal | undefined;
  /** Knows what was made lately. @default one of its own */
  readonly freshness?: Freshness;
  /** Learns whatever passes Secrets Manager. @default one of its own */
  readonly redactor?: Redactor;
}

/** What clients are made with once the account is known. */
export interface AwsOptions extends ClientOptions {
  readonly account: string;
  readonly partition: string;
}

/** The settings that all clients share; they are of the same type in each. */
type Config = Pick<
  EC2ClientConfig,
  | "authSchemePreference"
  | "credentials"
  | "customUserAgent"
  | "defaultsMode"
  | "endpoint"
  | "maxAttempts"
  | "region"
  | "requestHandler"
  | "retryMode"
  | "retryStrategy"
  | "useDualstackEndpoint"
  | "useFipsEndpoint"
  | "userAgentAppId"
>;
type Equip = <C extends { readonly middlewareStack: unknown }>(client: C) => C;

/** Makes the clients for an account that is still to be identified. No client exists before its first use. */
export function createClients(options: ClientOptions): ClientPair {
  const redactor = options.redactor ?? new Redactor();
  const turnstile = new Turnstile(options.cap ?? DEFAULT_CAP);
  const freshness = options.freshness ?? new Freshness(options.clock, options.signal);
  const requestHandler = options.requestHandler ?? createRequestHandler({});
  const gate = createTopicGate(options.clock, options.signal);
  const topicGate: Equip = (client) => {
    use(client, gate);
    return client;
  };
  const make = (kind: RetryKind): Clients =>
    toClients(
      { config: toConfig({ ...options, requestHandler }, kind), isolated: options.isolated === true },
      toEquip(options, { kind, turnstile, redactor, freshness }),
      redactor,
      topicGate,
    );
  return { safe: make("safe"), once: make("once") };
}

/** Makes what resource types work with. No client exists before its first use. */
export function createAws(options: AwsOptions): Aws {
  const { account, partition, region, clock } = options;
  const freshness = options.freshness ?? new Freshness(clock, options.signal);
  const noteMade: Aws["noteMade"] = (names, at) => freshness.note(names, at);
  return { account, partition, region, clock, noteMade, ...createClients({ ...options, freshness }) };
}

function toConfig(
  options: ClientOptions & Required<Pick<ClientOptions, "requestHandler">>,
  kind: RetryKind,
): Config {
  return {
    region: options.region,
    credentials: options.credentials,
    requestHandler: options.requestHandler,
    maxAttempts: MAX_THROTTLED_ATTEMPTS,
    retryMode: "standard",
    retryStrategy: new PatientRetry(kind, options.clock, options.signal),
    customUserAgent: [["flashsale-setup", options.version]],
    ...(options.endpointUrl === undefined ? {} : { endpoint: options.endpointUrl }),
    ...(options.isolated === true ? ISOLATED : {}),
  };
}

/** Every setting that a client would otherwise look up in the environment or the profile files. */
const ISOLATED: Config = {
  authSchemePreference: [],
  defaultsMode: "standard",
  endpoint: "https://sandbox.invalid",
  useDualstackEndpoint: false,
  useFipsEndpoint: false,
  userAgentAppId: () => Promise.resolve(undefined),
};

/** What S3's client would look up besides. */
const ISOLATED_S3: Pick<
  S3ClientConfig,
  | "disableS3ExpressSessionAuth"
  | "requestChecksumCalculation"
  | "responseChecksumValidation"
  | "sigv4aSigningRegionSet"
  | "useArnRegion"
> = {
  disableS3ExpressSessionAuth: true,
  requestChecksumCalculation: "WHEN_REQUIRED",
  responseChecksumValidation: "WHEN_REQUIRED",
  sigv4aSigningRegionSet: [],
  useArnRegion: false,
};

/** The plugins of every client, the outermost first. */
function toEquip(
  options: ClientOptions,
  parts: { kind: RetryKind; turnstile: Turnstile; redactor: Redactor; freshness: Freshness },
): Equip {
  const { clock, trace, guard, signal, plugins = [] } = options;
  const all: readonly Plugin[] = [
    createCallEnd(parts.kind, signal),
    parts.freshness.plugin,
    ...(guard === undefined ? [] : [guard.plugin]),
    ...(trace === undefined ? [] : [createTrace({ clock, redactor: parts.redactor, write: trace })]),
    createCap(parts.turnstile, signal),
    createAnswerGate(options),
    ...plugins,
  ];
  return (client) => {
    for (const plugin of all) use(client, plugin);
    return client;
  };
}

/** Each client's stack is typed by its own inputs; ours take any. */
function use(client: { readonly middlewareStack: unknown }, plugin: Plugin): void {
  plugin.applyToStack(client.middlewareStack as MiddlewareStack<object, MetadataBearer>);
}

function toClients(
  { config, isolated }: { config: Config; isolated: boolean },
  equip: Equip,
  redactor: Redactor,
  topicGate: Equip,
): Clients {
  return lazily({
    acm: () => equip(new ACMClient(config)),
    ec2: () => equip(new EC2Client(config)),
    elastiCache: () => equip(new ElastiCacheClient(config)),
    rds: () => equip(new RDSClient(config)),
    kafka: () => topicGate(equip(new KafkaClient(config))),
    sts: () => equip(new STSClient(config)),
    iam: () => equip(new IAMClient(config)),
    autoScaling: () => equip(new AutoScalingClient(config)),
    budgets: () => equip(new BudgetsClient(config)),
    cloudTrail: () => equip(new CloudTrailClient(config)),
    cloudWatch: () => equip(new CloudWatchClient(config)),
    cloudWatchLogs: () => equip(new CloudWatchLogsClient(config)),
    ecr: () => equip(new ECRClient(config)),
    ecs: () => equip(new ECSClient(config)),
    loadBalancing: () => equip(new ElasticLoadBalancingV2Client(config)),
    s3: () => equip(new S3Client(isolated ? { ...config, ...ISOLATED_S3 } : config)),
    serviceQuotas: () => equip(new ServiceQuotasClient(config)),
    sns: () => equip(new SNSClient(config)),
    ssm: () => equip(new SSMClient(config)),
    secretsManager: () => {
      const client = equip(new SecretsManagerClient(config));
      use(client, createSecretLearning(redactor));
      return client;
    },
  });
}

/** An object whose members are made at their first use and kept. */
function lazily<T extends object>(makers: { readonly [K in keyof T]: () => T[K] }): T {
  const lazy = {} as T;
  for (const key of Object.keys(makers) as (keyof T)[])
    Object.defineProperty(lazy, key, { enumerable: true, get: memoise(makers[key]) });
  return lazy;
}

function memoise<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
