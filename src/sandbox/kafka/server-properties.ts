import { badRequest } from "./dialect.ts";
import { checkValue } from "./property-types.ts";

/** Keys that a configuration may have. Source: MSK Developer Guide, "Custom Amazon MSK configurations". */
const ALLOWED = new Set(
  [
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
  ].flatMap((line) => line.split(" ")),
);

/** A key, then `=`, `:` or blanks, then the value, which a line without any of them has not. */
const LINE = /^\s*([^#!\s=:][^\s=:]*)\s*[=:]?\s*(.*?)\s*$/;

/** The keys and values of a properties file. */
export function readProperties(text: string): Readonly<Record<string, string>> {
  const pairs = text.split(/\r?\n/).flatMap((line) => {
    const [, key, value = ""] = LINE.exec(line) ?? [];
    return key === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(pairs);
}

/** Throws for a key that MSK does not let anybody set or that one of the versions does not know, and for a value that is none. */
export function checkProperties(text: string, versions: readonly string[]): void {
  for (const [key, value] of Object.entries(readProperties(text))) {
    const isForeign = key.startsWith("zookeeper.") && versions.some((version) => version.endsWith(".kraft"));
    if (!ALLOWED.has(key) || isForeign)
      throw badRequest(
        "serverProperties",
        `Key '${key}' is not supported by at least one Apache Kafka version.`,
      );
    checkValue("serverProperties", key, value);
  }
}
