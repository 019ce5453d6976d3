import type { KafkaVersionStatus } from "@aws-sdk/client-kafka";
import type { OfferName } from "../account.ts";

/** One version of Kafka on MSK. */
export interface OfferedVersion {
  readonly version: string;
  /** No new cluster gets a deprecated one. */
  readonly status: KafkaVersionStatus;
  /** The versions to which a cluster can be upgraded in place. */
  readonly targets: readonly string[];
}

/** What MSK offers and allows in the simulated account. */
export interface KafkaOffers extends Record<string, unknown> {
  readonly kafkaVersions: readonly OfferedVersion[];
  readonly instanceTypes: readonly string[];
  /** Ids of zones in which MSK has no brokers. */
  readonly zonesWithout: readonly string[];
  /** Topic calls that MSK takes in a simulated second; 0 for any number. AWS publishes none. */
  readonly topicRatePerSecond: number;
  /**
   * How DescribeTopic tells the configuration, in base64: as JSON, which Terraform's AWS provider reads, as lines of
   * `key=value`, which the MSK Developer Guide shows, or as something that nobody can read.
   */
  readonly topicConfigs: "json" | "properties" | "unreadable";
  readonly quotas: {
    readonly brokers: number;
    readonly brokersPerZookeeperCluster: number;
    readonly brokersPerKraftCluster: number;
    readonly configurations: number;
    readonly revisions: number;
  };
}

const SIZES = ["large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge"];

const ZOOKEEPER = ["3.5.1", "3.6.0", "3.7.x", "3.8.x", "3.9.x"];
const KRAFT = ["3.7.x.kraft", "3.8.x.kraft", "3.9.x.kraft", "4.0.x.kraft", "4.1.x.kraft"];
const PAST = ["3.5.1", "3.6.0"];

/** A cluster stays in its mode, but for the one way from ZooKeeper to KRaft at 3.9. */
function toVersions(line: readonly string[]): readonly OfferedVersion[] {
  return line.map((version, index) => ({
    version,
    status: PAST.includes(version) ? "DEPRECATED" : "ACTIVE",
    targets: [
      ...line.slice(index + 1).filter((target) => !PAST.includes(target)),
      ...(version === "3.9.x" ? ["3.9.x.kraft"] : []),
    ],
  }));
}

/** MSK's offers. Sources: MSK Developer Guide, "Supported Apache Kafka versions", "Broker types", "Amazon MSK quota". */
export const kafkaOffers: OfferName<KafkaOffers> = {
  service: "Kafka",
  defaults: () => ({
    kafkaVersions: [...toVersions(ZOOKEEPER), ...toVersions(KRAFT)],
    instanceTypes: [
      "kafka.t3.small",
      ...["m5", "m7g"].flatMap((family) => SIZES.map((size) => `kafka.${family}.${size}`)),
    ],
    // Source: MSK API reference, BrokerNodeGroupInfo, `clientSubnets`.
    zonesWithout: ["use1-az3"],
    topicRatePerSecond: 0,
    topicConfigs: "json",
    quotas: {
      brokers: 90,
      brokersPerZookeeperCluster: 30,
      brokersPerKraftCluster: 60,
      configurations: 100,
      revisions: 50,
    },
  }),
};
