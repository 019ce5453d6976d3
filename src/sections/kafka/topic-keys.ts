import {
  cleanupPolicy,
  compression,
  each,
  int,
  long,
  oneOf,
  ratio,
  text,
  timestampType,
  truth,
  type ValueKinds,
} from "./value-kinds.ts";

const throttled = text(/^(\*|\d+:\d+(,\d+:\d+)*)$/, "*, or pairs of partition and broker such as 0:1,1:2");

/**
 * Configuration that a topic can have, and what each key may be. Source: Apache Kafka documentation, "Topic Configs", 3.6 to
 * 4.1, types and valid values. Tiered storage is off in the clusters that are made here, so that Kafka refuses it of a topic.
 */
export const TOPIC_KINDS: ValueKinds = {
  ...each(
    truth,
    ...["message.downconversion.enable", "preallocate", "remote.log.copy.disable"],
    ...["remote.log.delete.on.disable", "unclean.leader.election.enable"],
  ),
  ...each(throttled, "follower.replication.throttled.replicas", "leader.replication.throttled.replicas"),
  ...each(int(0), "index.interval.bytes", "max.message.bytes"),
  ...each(
    long(0),
    ...["delete.retention.ms", "file.delete.delay.ms", "flush.ms", "message.timestamp.after.max.ms"],
    ...["message.timestamp.before.max.ms", "message.timestamp.difference.max.ms", "min.compaction.lag.ms"],
    "segment.jitter.ms",
  ),
  ...each(long(1), "flush.messages", "max.compaction.lag.ms", "segment.ms"),
  ...each(long(-2), "local.retention.bytes", "local.retention.ms"),
  "cleanup.policy": cleanupPolicy,
  "compression.gzip.level": int(-1, 9),
  "compression.lz4.level": int(1, 17),
  "compression.type": compression,
  "compression.zstd.level": int(-131_072, 22),
  "message.timestamp.type": timestampType,
  "min.cleanable.dirty.ratio": ratio,
  "min.insync.replicas": int(1),
  "remote.storage.enable": oneOf("false"),
  "retention.bytes": long(),
  "retention.ms": long(-1),
  "segment.bytes": int(14),
  "segment.index.bytes": int(4),
};
