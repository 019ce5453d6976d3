import type { Call } from "../operation.ts";
import { getRevision } from "./configuration.ts";
import { badRequest } from "./dialect.ts";
import { standingOf } from "./lifecycle.ts";
import { kafkaOffers } from "./offers.ts";
import { checkValue } from "./property-types.ts";
import { readProperties } from "./server-properties.ts";
import type { KafkaCluster } from "./tables.ts";

type Configuration = Readonly<Record<string, string>>;

/** Kafka's own values, of which DescribeTopic tells all. Source: Apache Kafka documentation, "Topic Configs". */
const DEFAULTS: Configuration = {
  "cleanup.policy": "delete",
  "compression.type": "producer",
  "delete.retention.ms": "86400000",
  "file.delete.delay.ms": "60000",
  "flush.messages": "9223372036854775807",
  "flush.ms": "9223372036854775807",
  "index.interval.bytes": "4096",
  "max.compaction.lag.ms": "9223372036854775807",
  "max.message.bytes": "1048588",
  "message.timestamp.type": "CreateTime",
  "min.cleanable.dirty.ratio": "0.5",
  "min.compaction.lag.ms": "0",
  "min.insync.replicas": "1",
  preallocate: "false",
  "retention.bytes": "-1",
  "retention.ms": "604800000",
  "segment.bytes": "1073741824",
  "segment.index.bytes": "10485760",
  "segment.jitter.ms": "0",
  "segment.ms": "604800000",
  "unclean.leader.election.enable": "false",
};

/** Keys that a topic may have besides. */
const FURTHER = [
  "follower.replication.throttled.replicas",
  "leader.replication.throttled.replicas",
  "local.retention.bytes",
  "local.retention.ms",
  "message.timestamp.after.max.ms",
  "message.timestamp.before.max.ms",
  "message.timestamp.difference.max.ms",
  "message.downconversion.enable",
  "message.format.version",
  "remote.storage.enable",
  "remote.log.copy.disable",
  "remote.log.delete.on.disable",
  "compression.gzip.level",
  "compression.lz4.level",
  "compression.zstd.level",
];

const HOUR_MS = 3_600_000;

/** What the server's properties make of the defaults. */
function serverDefaults(properties: Configuration): Configuration {
  const hours = properties["log.retention.hours"];
  const retention = properties["log.retention.ms"] ?? (hours && String(Number(hours) * HOUR_MS));
  const all: Record<string, string | undefined> = {
    "min.insync.replicas": properties["min.insync.replicas"],
    "compression.type": properties["compression.type"],
    "cleanup.policy": properties["log.cleanup.policy"],
    "segment.bytes": properties["log.segment.bytes"],
    "retention.ms": retention,
  };
  const set = Object.entries(all).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]));
  return Object.fromEntries(set) as Configuration;
}

/** A topic's configuration as DescribeTopic tells it: the brokers' values with the topic's own over them. */
export function toToldConfiguration(cluster: KafkaCluster, own: Configuration, call: Call): string {
  const { configuration } = standingOf(cluster, call).settings;
  const revision =
    configuration === undefined ? undefined : getRevision(call, configuration.arn, configuration.revision);
  const all = { ...DEFAULTS, ...serverDefaults(readProperties(revision?.properties ?? "")), ...own };
  return Buffer.from(written(all, call)).toString("base64");
}

function written(all: Configuration, call: Call): string {
  const { topicConfigs } = call.account.offers(kafkaOffers);
  if (topicConfigs === "unreadable") return "\u0000\u0001";
  if (topicConfigs === "json") return JSON.stringify(all);
  return Object.entries(all)
    .map(([key, value]) => `${key}=${value}`)
    .join("\n");
}

/** Reads a request's configuration: base64 of a JSON object of texts. Throws for anything else and for unknown keys. */
export function parseConfiguration(text: string | undefined): Configuration {
  if (text === undefined) return {};
  const parsed = parse(text);
  for (const [key, value] of Object.entries(parsed)) {
    if (typeof value !== "string") throw badRequest("configs", `The value of ${key} must be a string.`);
    if (!(key in DEFAULTS) && !FURTHER.includes(key))
      throw badRequest("configs", `Unknown topic config name: ${key}`);
    checkValue("configs", key, value);
  }
  return parsed as Configuration;
}

function parse(text: string): object {
  const isBase64 = /^[A-Za-z0-9+/]+={0,2}$/.test(text);
  try {
    const parsed: unknown = isBase64 ? JSON.parse(Buffer.from(text, "base64").toString("utf8")) : undefined;
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) return parsed;
  } catch {
    // Told below, with everything else that is no configuration.
  }
  throw badRequest("configs", "The configs must be a JSON object in base64.");
}
