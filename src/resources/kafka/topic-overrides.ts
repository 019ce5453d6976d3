import type { Change } from "../../engine/change.ts";
import { PlanError } from "../../errors.ts";
import type { ServerProperties } from "./properties.ts";
import type { TopicProps } from "./topic-observed.ts";

type Configuration = TopicProps["configuration"];

/**
 * What Kafka itself gives every topic; a value that differs was set by somebody, on the topic or on the brokers. A key whose
 * value changed from version to version has all of them. Source: Apache Kafka documentation, "Topic Configs", 3.6 to 4.1,
 * checked 2026-11.
 */
const KAFKA_DEFAULTS: Readonly<Record<string, string | readonly string[]>> = {
  "cleanup.policy": "delete",
  "compression.gzip.level": "-1",
  "compression.lz4.level": "9",
  "compression.type": "producer",
  "compression.zstd.level": "3",
  "delete.retention.ms": "86400000",
  "file.delete.delay.ms": "60000",
  "flush.messages": "9223372036854775807",
  "flush.ms": "9223372036854775807",
  "follower.replication.throttled.replicas": "",
  "index.interval.bytes": "4096",
  "leader.replication.throttled.replicas": "",
  "local.retention.bytes": "-2",
  "local.retention.ms": "-2",
  "max.compaction.lag.ms": "9223372036854775807",
  "max.message.bytes": "1048588",
  "message.downconversion.enable": "true",
  "message.timestamp.after.max.ms": ["9223372036854775807", "3600000"],
  "message.timestamp.before.max.ms": "9223372036854775807",
  "message.timestamp.difference.max.ms": "9223372036854775807",
  "message.timestamp.type": "CreateTime",
  "min.cleanable.dirty.ratio": "0.5",
  "min.compaction.lag.ms": "0",
  "min.insync.replicas": "1",
  preallocate: "false",
  "remote.log.copy.disable": "false",
  "remote.log.delete.on.disable": "false",
  "remote.storage.enable": "false",
  "retention.bytes": "-1",
  "retention.ms": "604800000",
  "segment.bytes": "1073741824",
  "segment.index.bytes": "10485760",
  "segment.jitter.ms": "0",
  "segment.ms": "604800000",
  "unclean.leader.election.enable": "false",
};

/** The server properties that stand for a topic's keys. Source: the same, "Server Default Property". */
const SERVER_KEYS: Configuration = {
  "cleanup.policy": "log.cleanup.policy",
  "compression.type": "compression.type",
  "delete.retention.ms": "log.cleaner.delete.retention.ms",
  "flush.messages": "log.flush.interval.messages",
  "flush.ms": "log.flush.interval.ms",
  "max.message.bytes": "message.max.bytes",
  "message.timestamp.difference.max.ms": "log.message.timestamp.difference.max.ms",
  "message.timestamp.type": "log.message.timestamp.type",
  "min.cleanable.dirty.ratio": "log.cleaner.min.cleanable.ratio",
  "min.insync.replicas": "min.insync.replicas",
  "retention.bytes": "log.retention.bytes",
  "segment.bytes": "log.segment.bytes",
  "segment.ms": "log.roll.ms",
  "unclean.leader.election.enable": "unclean.leader.election.enable",
};

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** How long the brokers keep what is written: of three keys the finest counts. */
function retentionOf(server: ServerProperties): string | undefined {
  const inMs = (value: string | undefined, factor: number) => value && String(Number(value) * factor);
  return (
    server["log.retention.ms"] ??
    inMs(server["log.retention.minutes"], MINUTE_MS) ??
    inMs(server["log.retention.hours"], HOUR_MS)
  );
}

const isKafkas = (key: string, value: string): boolean => [KAFKA_DEFAULTS[key] ?? []].flat().includes(value);

/** Whether a topic has a value that nobody configured for it. */
function isInherited(key: string, value: string, server: ServerProperties): boolean {
  const byBrokers = key === "retention.ms" ? retentionOf(server) : server[SERVER_KEYS[key] ?? ""];
  return byBrokers === undefined ? isKafkas(key, value) : byBrokers === value;
}

/**
 * The whole configuration to send when ours changes: MSK puts what it is sent in place of all that a topic has of its own, so
 * what somebody else set (`retention.ms=-1`) is sent along. Keys that we set once and no longer want are left out, and so is
 * what a topic inherits from Kafka or from the brokers' properties. Where those are not known, it is sent along as well: a
 * value too many changes nothing, one too few may lose data.
 */
export async function wholeConfiguration(
  desired: Configuration,
  change: Change<TopicProps>,
  findBrokerProperties: () => Promise<ServerProperties>,
): Promise<Configuration> {
  const dropped = new Set(change.dropped);
  // A key that Kafka's topics do not have is none that MSK would take back.
  const others = Object.entries((change.from ?? {}) as Configuration).filter(
    ([key]) => key in KAFKA_DEFAULTS && !(key in desired) && !dropped.has(key),
  );
  if (others.length === 0) return desired;
  const server = await findBrokerProperties();
  const own = others.filter(([key, value]) => !isInherited(key, value, server));
  return { ...Object.fromEntries(own), ...desired };
}

/** The refusal of a change whose victims nobody knows. */
export const wouldDropUnseen = (topic: string): PlanError =>
  new PlanError({
    code: "OverridesUnread",
    summary: "Overrides of the topic are unread",
    detail: `MSK puts a new configuration of ${topic} in place of all that the topic has of its own, and what it tells of that cannot be read: what others set, such as a longer retention, would be lost unseen. Nothing was changed. Put the setting back, or change the topic with Kafka's own tools and then the setting.`,
    fix: ["flashsale-setup kafka topics"],
  });
