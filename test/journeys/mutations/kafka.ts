import { type Account, type Row, rowOf } from "../stack.ts";
import {
  asIdentity,
  type Mutation,
  type Mutations,
  type RowChange,
  retag,
  set,
  setting,
  shorten,
  tagged,
} from "./change.ts";

const TOPIC = "kafka.topic.flash-sale-reservations";
const CONFIGURATION = "kafka.configuration";

type Parts = Record<string, unknown>[];

/** MSK's configurations and topics have no tags: they are found by name. */
const named = (table: string, name: string, address: string, change: RowChange): Mutation => ({
  address,
  mutate: (account: Account) => {
    const row: Row = rowOf(account, table, (one) => one.name === name);
    change(row, account);
  },
});

const ofConfiguration = (change: RowChange): Mutation =>
  named("Kafka/configuration", "flashsale-kafka-config", CONFIGURATION, change);

const ofTopic = (change: RowChange): Mutation =>
  named("Kafka/topic", "flash-sale-reservations", TOPIC, change);

/** Sets a member of the last part of a history. */
const setLast =
  (history: string, member: string, value: unknown): RowChange =>
  (row) => {
    Object.assign((row[history] as Parts).at(-1) ?? {}, { [member]: value });
  };

const OTHER_REVISION: RowChange = (row) => {
  const settings = row.settings as { configuration: { revision: number } };
  settings.configuration.revision += 1;
};

/** MSK's rows, by type and prop. */
export const KAFKA: Readonly<Record<string, Mutations>> = {
  "kafka/configuration": {
    name: ofConfiguration(set("name", "renamed")),
    serverProperties: ofConfiguration(setLast("revisions", "properties", "num.partitions=3\n")),
  },
  "kafka/cluster": tagged("kafka.cluster", {
    name: set("name", "renamed"),
    kafkaVersion: setting("kafkaVersion", "3.8.x"),
    brokers: setting("brokers", 6),
    instanceType: setting("instanceType", "kafka.m5.xlarge"),
    subnetIds: shorten("subnets"),
    securityGroupIds: set("groupIds", ["sg-0123456789abcdef0"]),
    storageGib: setting("storageGib", 50),
    monitoring: setting("monitoring", "DEFAULT"),
    configuration: OTHER_REVISION,
    clientBroker: setting("clientBroker", "TLS_PLAINTEXT"),
    inCluster: set("inCluster", false),
    unauthenticated: setting("unauthenticated", false),
    tags: retag,
  }),
  "kafka/topic": {
    clusterArn: asIdentity(ofTopic(set("clusterArn", "arn:aws:kafka:us-east-1:314159265358:cluster/x/y-3"))),
    name: asIdentity(ofTopic(set("name", "renamed"))),
    partitions: ofTopic(setLast("changes", "partitions", 5)),
    replicationFactor: ofTopic(set("replicationFactor", 2)),
    configuration: ofTopic(setLast("changes", "configuration", { "retention.ms": "1" })),
  },
};
