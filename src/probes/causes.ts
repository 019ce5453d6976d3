import { isIPv4 } from "node:net";
import type { FailureKind, ProbeResult } from "./probe.ts";

/** How a test reaches its target: from here, by Run Command on an instance, or through an endpoint that was handed in. */
export type Route = "direct" | "ssm" | "endpoint";

/** What is known of the stack besides the test. */
export interface StackFacts {
  /** The section whose command makes what was tested. */
  readonly section: "db" | "cache" | "kafka" | "deploy" | "scale";
  /** Whether it is reachable inside its VPC only. */
  readonly private: boolean;
  /** Whether its security group lets in where the test came from. */
  readonly securityGroupRule: "present" | "missing" | "unknown";
  readonly route: Route;
  /** AWS's own word for its state, such as `modifying`. */
  readonly status?: string;
  readonly secretArn?: string;
}

/** Why a test probably failed, and what mends it. */
export interface Cause {
  /** One sentence or two. */
  readonly text: string;
  /** Commands to copy, each alone on its line. */
  readonly fix: readonly string[];
}

interface Rule {
  readonly kinds: readonly FailureKind[];

  fits?(facts: StackFacts, result: ProbeResult): boolean;
  text(facts: StackFacts): string;
  fix(facts: StackFacts): readonly string[];
}

const PROGRAM = "flashsale-setup";
const SERVICE = {
  db: "RDS",
  cache: "ElastiCache",
  kafka: "MSK",
  deploy: "EC2",
  scale: "Elastic Load Balancing",
};

// States in which the service takes connections. Source: user guides of RDS ("Viewing DB instance status"), ElastiCache
// and MSK ("Cluster states"), EC2 and Elastic Load Balancing.
const SETTLED = ["available", "active", "running", "healthy", "storage-optimization", "backing-up"];

const SILENT: readonly FailureKind[] = ["timed-out", "unreachable"];
const UNSERVED: readonly FailureKind[] = [
  "name-not-found",
  "refused",
  ...SILENT,
  "closed-early",
  "hung",
  "busy",
];

const section = ({ section: name }: StackFacts): readonly string[] => [`${PROGRAM} ${name}`];
const up = (): readonly string[] => [`${PROGRAM} up`];
const tunnel = ({ section: name }: StackFacts): readonly string[] => [
  findTunnel(name) ?? `${PROGRAM} verify --route ssm`,
];
const again = (): readonly string[] => [`${PROGRAM} verify`];

// The first rule that fits is the likely cause.
const RULES: readonly Rule[] = [
  {
    kinds: UNSERVED,
    fits: ({ status }) => status !== undefined && !SETTLED.includes(status.toLowerCase()),
    text: ({ section: name, status }) =>
      `${SERVICE[name]} reports it as ${status?.toLowerCase()}; it takes connections once that is over.`,
    fix: up,
  },
  {
    kinds: ["timed-out", "unreachable", "refused"],
    fits: ({ route }) => route === "endpoint",
    text: () =>
      "Nothing answers at the endpoint that was handed in: the tunnel is not open, or leads elsewhere.",
    fix: tunnel,
  },
  {
    kinds: SILENT,
    fits: ({ route, private: hidden }, { addresses }) =>
      route === "direct" && (hidden || addresses.some(isPrivate)),
    text: () => "Its address is private: it answers inside its VPC, and this machine is outside.",
    fix: () => [`${PROGRAM} verify --route ssm`],
  },
  {
    kinds: ["name-not-found", "name-unanswered"],
    fits: ({ route, private: hidden }) => route === "direct" && hidden,
    text: () =>
      "AWS's names for private services resolve everywhere, but some resolvers drop answers that are private addresses.",
    fix: () => [`${PROGRAM} verify --route ssm`],
  },
  {
    kinds: SILENT,
    fits: ({ securityGroupRule }) => securityGroupRule === "missing",
    text: () => "Its security group has no rule that lets this test in; what is not let in gets no answer.",
    fix: up,
  },
  {
    kinds: SILENT,
    text: () => "A network ACL, a route or a firewall on the way drops it.",
    fix: () => [`${PROGRAM} plan`],
  },
  {
    kinds: ["name-not-found"],
    text: () => "The endpoint is gone, or was made anew under another name.",
    fix: () => [`${PROGRAM} status`],
  },
  {
    kinds: ["name-unanswered"],
    text: () => "The DNS server could not be reached: this is the network here, not the service.",
    fix: again,
  },
  {
    kinds: ["refused"],
    fits: ({ section: name }) => name === "deploy" || name === "scale",
    text: () => "The application is not running: its image is missing, still starting, or it ended.",
    fix: section,
  },
  {
    kinds: ["refused"],
    text: () => "The service listens at another port, or has just been restarted.",
    fix: () => [`${PROGRAM} status`],
  },
  {
    kinds: ["tls-wrong-name"],
    fits: ({ route }) => route === "endpoint",
    text: () => "The tunnel leads to another server.",
    fix: tunnel,
  },
  {
    kinds: ["tls-unknown-ca", "tls-wrong-name"],
    text: () =>
      "Another server answers in its place, or a proxy on the way opens the connection. No secret was sent to it.",
    fix: () => [`${PROGRAM} verify --route ssm`],
  },
  {
    kinds: ["tls-expired"],
    text: () =>
      "The clock of this machine is wrong, or AWS's renewal of the certificate waits for a maintenance window.",
    fix: () => ["date -u"],
  },
  {
    kinds: ["not-tls", "tls-refused", "wrong-protocol"],
    text: () => "Another program answers at this port, or encryption in transit was turned off.",
    fix: () => [`${PROGRAM} plan`],
  },
  {
    kinds: ["login-refused"],
    fits: ({ section: name }) => name === "deploy" || name === "scale",
    text: () => "The application guards its health endpoint.",
    fix: section,
  },
  {
    kinds: ["login-refused"],
    text: () =>
      "The secret no longer holds what the service was given: one of the two was changed without the other.",
    fix: (facts) => [toSecretCommand(facts)],
  },
  {
    kinds: ["login-missing"],
    text: () => "The service asks for a secret, and this stack has none for it.",
    fix: () => [`${PROGRAM} plan`],
  },
  {
    kinds: ["login-not-asked"],
    text: () => "The service lets anyone in: its AUTH token was taken away.",
    fix: section,
  },
  {
    kinds: ["secret-unreadable"],
    fits: ({ route }) => route === "ssm",
    text: () =>
      "The role of the instance may not read the secret, or the instance cannot reach Secrets Manager.",
    fix: () => [`${PROGRAM} iam`],
  },
  {
    kinds: ["secret-unreadable"],
    text: () => "The secret is gone, or these credentials may not read it.",
    fix: (facts) => [toSecretCommand(facts)],
  },
  {
    kinds: ["read-only"],
    text: () =>
      "A failover is under way or a resolver still has the old address: both pass within a minute or two.",
    fix: again,
  },
  {
    kinds: ["busy"],
    text: () => "It is starting, or every connection that it has to give is taken.",
    fix: again,
  },
  {
    kinds: ["not-found"],
    fits: ({ section: name }) => name === "db",
    text: () => "The database was never made, or was dropped.",
    fix: section,
  },
  {
    kinds: ["not-found", "mismatch"],
    fits: ({ section: name }) => name === "kafka",
    text: () => "The topics differ from the settings: they were changed, or the last run did not finish.",
    fix: section,
  },
  {
    kinds: ["not-found", "mismatch"],
    text: () => "The image that runs has no Spring Boot Actuator at this path, or another program answers.",
    fix: section,
  },
  {
    kinds: ["unhealthy"],
    fits: ({ section: name }) => name === "kafka",
    text: () => "A broker is being replaced, patched or rebooted; MSK brings it back by itself.",
    fix: () => [`${PROGRAM} status`],
  },
  {
    kinds: ["unhealthy"],
    text: () => "The application is up but something that it needs is not, or it has not finished starting.",
    fix: again,
  },
  {
    kinds: ["tool-missing", "no-report"],
    text: () => "The instance has not finished its first boot, or its user data failed.",
    fix: () => [`${PROGRAM} deploy ec2`],
  },
  {
    kinds: ["closed-early", "hung", "failed"],
    text: () =>
      "The service was reached but did not answer as it should: it may be overloaded or restarting.",
    fix: again,
  },
];

/** The likely cause of a failure and what mends it, from what is known of the stack; undefined when nothing failed. */
export function findCause(result: ProbeResult, facts: StackFacts): Cause | undefined {
  const { failure } = result;
  if (failure === undefined) return undefined;
  const rule = RULES.find(
    ({ kinds, fits }) => kinds.includes(failure.kind) && (fits?.(facts, result) ?? true),
  );
  return rule === undefined ? undefined : { text: rule.text(facts), fix: rule.fix(facts) };
}

/** Whether an address is one of those that no public network routes (RFC 1918, RFC 6598, RFC 4193). */
export function isPrivate(address: string): boolean {
  if (!isIPv4(address)) return /^f[cd]/i.test(address);
  const [first = 0, second = 0] = address.split(".").map(Number);
  if (first === 10) return true;
  if (first === 172) return second >= 16 && second <= 31;
  return (first === 192 && second === 168) || (first === 100 && second >= 64 && second <= 127);
}

/** The command that opens a local port to what a section makes; none for Kafka, whose brokers answer under their names only. */
export function findTunnel(name: StackFacts["section"]): string | undefined {
  if (name === "kafka") return undefined;
  return `${PROGRAM} tunnel ${name === "db" || name === "cache" ? name : "app"}`;
}

function toSecretCommand({ secretArn }: StackFacts): string {
  return secretArn === undefined
    ? `${PROGRAM} plan`
    : `aws secretsmanager describe-secret --secret-id ${secretArn}`;
}
