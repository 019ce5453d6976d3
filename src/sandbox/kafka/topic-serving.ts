import type { Call } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { badRequest } from "./dialect.ts";
import { getActiveCluster, standingOf } from "./lifecycle.ts";
import { kafkaOffers } from "./offers.ts";
import type { KafkaCluster } from "./tables.ts";

/** Reads of topics are so far behind. Source: MSK API reference, "Topics": "updates approximately every minute". */
export const READ_LAG_SECONDS = 60;

interface Bucket {
  tokens: number;
  at: number;
}

/** Kept in memory: reads write nothing to the account. Each cluster has a random ARN, so that tests do not meet. */
const buckets = new Map<string, Bucket>();

/** Counts a topic call. Throws TooManyRequestsException for more than the account's offer allows in a simulated second. */
function countTopicCall(call: Call, clusterArn: string | undefined): void {
  const { topicRatePerSecond: rate } = call.account.offers(kafkaOffers);
  if (rate === 0) return;
  const { clock } = call.account;
  const bucket = buckets.get(clusterArn ?? "") ?? { tokens: rate, at: clock.now() };
  const tokens = Math.min(rate, bucket.tokens + clock.secondsSince(bucket.at) * rate);
  buckets.set(clusterArn ?? "", { tokens: Math.max(tokens - 1, 0), at: clock.now() });
  if (tokens < 1) throw new Refusal("TooManyRequestsException", "Too Many Requests", { status: 429 });
}

/** Topics are served from here on. Source: MSK Developer Guide, "Topic operations". */
const LEAST_VERSION = [3, 6];

/** Gets the cluster of a topic call, which must be ACTIVE and run a version that serves topics. */
export function getServing(call: Call, arn: string | undefined): KafkaCluster {
  countTopicCall(call, arn);
  const row = getActiveCluster(call, arn, "use the topics of a cluster");
  const { kafkaVersion } = standingOf(row, call).settings;
  const [major = 0, minor = 0] = kafkaVersion.split(".").map(Number);
  const [leastMajor = 0, leastMinor = 0] = LEAST_VERSION;
  if (major < leastMajor || (major === leastMajor && minor < leastMinor))
    throw badRequest("clusterArn", `Topic operations need Apache Kafka 3.6.0 or newer, not ${kafkaVersion}.`);
  return row;
}
