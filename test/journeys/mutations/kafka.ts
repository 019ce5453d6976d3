import { type Account, type Row, rowOf } from "../stack.ts";
import {
  asIdentity,
  type Mutation,
  type Mutations,
  type RowChange,
  retag,
  set,
  setId,
  setting,
  shorten,
  tagged,
} from "./change.ts";

const TOPIC_NAME = "flash-sale-reservations";
const TOPIC = `kafka.topic.${TOPIC_NAME}`;
const OTHER_CLUSTER = "arn:aws:kafka:us-east-1:314159265358:cluster/other/0-3";
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

const ofTopic = (change: RowChange): Mutation => named("Kafka/topic", TOPIC_NAME, TOPIC, change);

/** Sets a member of the last part of a history. */
const setLast =
  (history: string, member: string, value: unknown): RowChange =>
  (row) => {
    Object.assign((row[history] as Parts).at(-1) ?? {}, { [member]: value });
  };

/** Somebody else's configuration with the same content. */
const useOther: RowChange = (row, account) => {
  const { id, ...own } = rowOf(account, "Kafka/configuration");
  const other = { ...own, id: id.replaceAll("flashsale", "other"), name: "other", description: "" };
  const key = Object.keys(account.tables).find((table) => table.endsWith("Kafka/configuration")) ?? "";
  account.tables[key] = { ...account.tables[key], [other.id]: other };
  row.settings = { ...(row.settings as object), configuration: { arn: other.id, revision: 1 } };
};

/** Topics are known by cluster and name. */
const moveTopic = (clusterArn: string | undefined, name: string): Mutation =>
  asIdentity(
    ofTopic((row, account) => {
      row.name = name;
      row.clusterArn = clusterArn ?? row.clusterArn;
      setId(`${row.clusterArn}|${name}`, "Kafka/topic")(row, account);
    }),
  );

/** MSK's rows, by type and prop. */
export const KAFKA: Readonly<Record<string, Mutations>> = {
  "kafka/configuration": {
    name: ofConfiguration(set("name", "renamed")),
    kafkaVersions: ofConfiguration(set("kafkaVersions", ["3.7.x.kraft"])),
    serverProperties: ofConfiguration(setLast("revisions", "properties", "num.partitions=3\n")),
  },
  "kafka/cluster": tagged("kafka.cluster", {
    name: set("name", "renamed"),
    kafkaVersion: setting("kafkaVersion", "3.8.x.kraft"),
    brokers: setting("brokers", 2),
    instanceType: setting("instanceType", "kafka.m5.xlarge"),
    subnetIds: shorten("subnets"),
    securityGroupIds: set("groupIds", ["sg-0123456789abcdef0"]),
    storageGib: setting("storageGib", 50),
    monitoring: setting("monitoring", "DEFAULT"),
    configuration: useOther,
    clientBroker: setting("clientBroker", "TLS_PLAINTEXT"),
    inCluster: set("inCluster", false),
    unauthenticated: setting("unauthenticated", false),
    tags: retag,
  }),
  "kafka/topic": {
    clusterArn: moveTopic(OTHER_CLUSTER, TOPIC_NAME),
    name: moveTopic(undefined, "renamed"),
    partitions: ofTopic(setLast("changes", "partitions", 5)),
    replicationFactor: ofTopic(set("replicationFactor", 2)),
    configuration: ofTopic(setLast("changes", "configuration", { "retention.ms": "1" })),
  },
};
