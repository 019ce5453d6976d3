import { modeOf } from "../../resources/kafka/versions.ts";
import { type KafkaSettings, MOST_BROKERS, type TopicSettings } from "./block.ts";
import { serverPropertiesOf } from "./server-properties.ts";

/** Something wrong with the block as a whole. */
interface Problem {
  readonly path: (string | number)[];
  readonly message: string;
  readonly input: unknown;
}

const IN_SYNC = "min.insync.replicas";
const REPLICATION = "default.replication.factor";
/** Most brokers of a cluster with ZooKeeper. Source: the same. */
const MOST_WITH_ZOOKEEPER = 30;

/** What contradicts itself within the block. Other keys may be wrong, too: values may be of any type. */
export function findProblems(kafka: KafkaSettings): Problem[] {
  const topics = Array.isArray(kafka.topics) ? kafka.topics.map((one) => Object(one) as TopicSettings) : [];
  return [
    ...modeProblems(kafka),
    ...brokerProblems(kafka),
    ...propertyProblems(kafka),
    ...nameProblems(topics),
    ...topics.flatMap((topic, index) => topicProblems(topic, index, kafka.brokers)),
  ];
}

function modeProblems({ mode: input, version }: KafkaSettings): Problem[] {
  if (input === undefined || typeof version !== "string" || modeOf(version) === input) return [];
  const message = `${modeOf(version)} or left out: kafka.version ${version} says so already`;
  return [{ path: ["mode"], message, input }];
}

/** A cluster spans two zones or three. Source: MSK API reference, BrokerNodeGroupInfo. */
function brokerProblems({ brokers: input, mode, version }: KafkaSettings): Problem[] {
  // What is no number of brokers at all is told by the key itself.
  if (!Number.isInteger(input) || input === undefined || input < 2 || input > MOST_BROKERS) return [];
  if (input % 2 !== 0 && input % 3 !== 0)
    return [{ path: ["brokers"], message: "a multiple of the zones, which are two or three", input }];
  const isOld = mode === "zookeeper" || (typeof version === "string" && modeOf(version) === "zookeeper");
  if (!isOld || input <= MOST_WITH_ZOOKEEPER) return [];
  return [{ path: ["brokers"], message: `at most ${MOST_WITH_ZOOKEEPER} with ZooKeeper`, input }];
}

function propertyProblems(kafka: KafkaSettings): Problem[] {
  if (Object(kafka.serverProperties) !== kafka.serverProperties) return [];
  const all = serverPropertiesOf(kafka);
  const [factor, inSync] = [Number(all[REPLICATION]), Number(all[IN_SYNC])];
  const at = (key: string, message: string): Problem => ({
    path: ["serverProperties", key],
    message,
    input: all[key],
  });
  if (kafka.brokers !== undefined && factor > kafka.brokers)
    return [at(REPLICATION, `at most the number of brokers, ${kafka.brokers}`)];
  return inSync > factor ? [at(IN_SYNC, `at most ${REPLICATION}, ${factor}`)] : [];
}

/** Kafka's metrics write periods as underscores, so that it refuses names which differ in nothing else. */
const plain = (name: unknown): string => String(name).replaceAll(".", "_");

function nameProblems(topics: readonly TopicSettings[]): Problem[] {
  return topics.flatMap(({ name: input }, index) => {
    const twin = topics.slice(0, index).findIndex(({ name }) => plain(name) === plain(input));
    if (twin === -1) return [];
    const message = `a name of its own: topics[${twin}] is ${topics[twin]?.name}, and . counts as _`;
    return [{ path: ["topics", index, "name"], message, input }];
  });
}

function topicProblems(topic: TopicSettings, index: number, brokers: unknown): Problem[] {
  const { replicationFactor: factor = 3, config } = topic;
  if (typeof brokers === "number" && factor > brokers) {
    const message = `at most the number of brokers, ${brokers}`;
    return [{ path: ["topics", index, "replicationFactor"], message, input: factor }];
  }
  const input = (Object(config) as Record<string, unknown>)[IN_SYNC];
  if (input === undefined || !(Number(input) > factor)) return [];
  const message = `at most the topic's replicationFactor, ${factor}`;
  return [{ path: ["topics", index, "config", IN_SYNC], message, input }];
}
