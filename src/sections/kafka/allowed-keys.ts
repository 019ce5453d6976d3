const words = (...lines: readonly string[]): ReadonlySet<string> =>
  new Set(lines.flatMap((line) => line.split(" ")));

/** Server properties that MSK lets a configuration set. Source: MSK Developer Guide, "Custom Amazon MSK configurations". */
export const SERVER_KEYS = words(
  "allow.everyone.if.no.acl.found auto.create.topics.enable compression.type connections.max.idle.ms",
  "custom.advertised.listeners default.replication.factor delete.topic.enable",
  "group.initial.rebalance.delay.ms group.max.session.timeout.ms group.min.session.timeout.ms",
  "leader.imbalance.per.broker.percentage log.cleaner.delete.retention.ms log.cleaner.min.cleanable.ratio",
  "log.cleanup.policy log.flush.interval.messages log.flush.interval.ms",
  "log.message.timestamp.difference.max.ms log.message.timestamp.type log.retention.bytes",
  "log.retention.hours log.retention.minutes log.retention.ms log.roll.ms log.segment.bytes",
  "max.incremental.fetch.session.cache.slots message.max.bytes min.insync.replicas num.io.threads",
  "num.network.threads num.partitions num.recovery.threads.per.data.dir num.replica.fetchers",
  "offsets.retention.minutes offsets.topic.replication.factor replica.fetch.max.bytes",
  "replica.fetch.response.max.bytes replica.lag.time.max.ms replica.selector.class",
  "replica.socket.receive.buffer.bytes socket.receive.buffer.bytes socket.request.max.bytes",
  "socket.send.buffer.bytes transaction.max.timeout.ms transaction.state.log.min.isr",
  "transaction.state.log.replication.factor transactional.id.expiration.ms",
  "unclean.leader.election.enable zookeeper.connection.timeout.ms zookeeper.session.timeout.ms",
);

/** Configuration that a topic can have. Source: Apache Kafka documentation, "Topic Configs", versions 3.6 to 4.1. */
export const TOPIC_KEYS = words(
  "cleanup.policy compression.gzip.level compression.lz4.level compression.type compression.zstd.level",
  "delete.retention.ms file.delete.delay.ms flush.messages flush.ms",
  "follower.replication.throttled.replicas index.interval.bytes leader.replication.throttled.replicas",
  "local.retention.bytes local.retention.ms max.compaction.lag.ms max.message.bytes",
  "message.downconversion.enable message.timestamp.after.max.ms message.timestamp.before.max.ms",
  "message.timestamp.difference.max.ms message.timestamp.type min.cleanable.dirty.ratio",
  "min.compaction.lag.ms min.insync.replicas preallocate remote.log.copy.disable",
  "remote.log.delete.on.disable remote.storage.enable retention.bytes retention.ms segment.bytes",
  "segment.index.bytes segment.jitter.ms segment.ms unclean.leader.election.enable",
);
