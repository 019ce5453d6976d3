import {
  cleanupPolicy,
  compression,
  each,
  int,
  long,
  oneOf,
  ratio,
  short,
  text,
  timestampType,
  truth,
  type ValueKinds,
} from "./value-kinds.ts";

const SELECTORS = ["LeaderSelector", "RackAwareReplicaSelector"].map(
  (name) => `org.apache.kafka.common.replica.${name}`,
);

/**
 * Server properties that MSK lets a configuration set, and what each may be. Sources: MSK Developer Guide, "Custom Amazon MSK
 * configurations", for the keys; Apache Kafka documentation, "Broker Configs", 3.6 to 4.1, for types and valid values.
 */
export const SERVER_KINDS: ValueKinds = {
  ...each(
    truth,
    ...["allow.everyone.if.no.acl.found", "auto.create.topics.enable", "delete.topic.enable"],
    "unclean.leader.election.enable",
  ),
  ...each(
    int(),
    ...["group.initial.rebalance.delay.ms", "group.max.session.timeout.ms", "group.min.session.timeout.ms"],
    ...["leader.imbalance.per.broker.percentage", "log.retention.hours", "log.retention.minutes"],
    ...["num.replica.fetchers", "replica.socket.receive.buffer.bytes", "socket.receive.buffer.bytes"],
    ...["socket.send.buffer.bytes", "zookeeper.connection.timeout.ms", "zookeeper.session.timeout.ms"],
  ),
  ...each(
    int(0),
    ...["max.incremental.fetch.session.cache.slots", "message.max.bytes", "replica.fetch.max.bytes"],
    "replica.fetch.response.max.bytes",
  ),
  ...each(
    int(1),
    ...["default.replication.factor", "min.insync.replicas", "num.io.threads", "num.network.threads"],
    ...["num.partitions", "num.recovery.threads.per.data.dir", "offsets.retention.minutes"],
    ...["socket.request.max.bytes", "transaction.max.timeout.ms", "transaction.state.log.min.isr"],
    "transactional.id.expiration.ms",
  ),
  ...each(short(1), "offsets.topic.replication.factor", "transaction.state.log.replication.factor"),
  ...each(
    long(),
    ...["connections.max.idle.ms", "log.flush.interval.ms", "log.retention.bytes", "log.retention.ms"],
    ...["log.roll.ms", "replica.lag.time.max.ms"],
  ),
  ...each(long(0), "log.cleaner.delete.retention.ms", "log.message.timestamp.difference.max.ms"),
  ...each(long(1), "log.flush.interval.messages"),
  "compression.type": compression,
  "custom.advertised.listeners": text(/^[\x21-\x5b\x5d-\x7e]+$/, "text without blanks and backslashes"),
  "log.cleaner.min.cleanable.ratio": ratio,
  "log.cleanup.policy": cleanupPolicy,
  "log.message.timestamp.type": timestampType,
  "log.segment.bytes": int(14),
  "replica.selector.class": oneOf(...SELECTORS),
};
