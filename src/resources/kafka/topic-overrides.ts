import type { Change } from "../../engine/change.ts";
import type { TopicProps } from "./topic-observed.ts";

type Configuration = TopicProps["configuration"];

/**
 * What Kafka itself gives every topic; a value that differs was set by somebody, on the topic or on the brokers.
 * Source: Apache Kafka documentation, "Topic Configs", 3.6 to 4.1, checked 2026-11.
 */
const KAFKA_DEFAULTS: Configuration = {
  "cleanup.policy": "delete",
  "compression.type": "producer",
  "delete.retention.ms": "86400000",
  "file.delete.delay.ms": "60000",
  "flush.messages": "9223372036854775807",
  "flush.ms": "9223372036854775807",
  "index.interval.bytes": "4096",
  "max.compaction.lag.ms": "9223372036854775807",
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

/**
 * Keys that others set on a topic and whose loss would lose data or the readers of it. Only these are carried along: of the
 * rest MSK tells values that it does not take back.
 */
const CARRIED = Object.keys(KAFKA_DEFAULTS);

/**
 * The whole configuration to send when ours changes: MSK puts what it is sent in place of all that a topic has of its own, so
 * what somebody else set (`retention.ms=-1`) is sent along. Keys that we set once and no longer want are left out.
 */
export function wholeConfiguration(desired: Configuration, change: Change<TopicProps>): Configuration {
  const told = (change.from ?? {}) as Configuration;
  const dropped = new Set(change.dropped);
  const others = CARRIED.filter((key) => !(key in desired) && !dropped.has(key)).flatMap((key) => {
    const value = told[key];
    return value === undefined || value === KAFKA_DEFAULTS[key] ? [] : [[key, value] as const];
  });
  return { ...Object.fromEntries(others), ...desired };
}
