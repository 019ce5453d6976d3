import type { Answer } from "../../engine/lookup.ts";
import type { Deviation } from "../section.ts";
import type { Settings } from "../settings.ts";
import { versionOf } from "./lookups.ts";
import { brokersOf, countZones } from "./placement.ts";

const STEP = "Message Queue Setup 1";
/** The guide's three brokers. */
const GUIDE_BROKERS = 3;

/** Where Kafka differs from the guide, and why. */
export function kafkaDeviations(settings: Settings, answers: ReadonlyMap<string, Answer>): Deviation[] {
  const zones = countZones(settings, answers);
  const brokers = brokersOf(settings, answers);
  return [
    {
      step: STEP,
      guide: "Kafka 3.5.1",
      ours: `Kafka ${versionOf(settings, answers)}`,
      reason:
        "MSK's support for 3.5.1 has ended, and topics can be made through its API from 3.6 on (kafka.version and kafka.mode choose another)",
    },
    {
      step: STEP,
      guide: "three subnets, of which two were made",
      ours: `a data subnet in each of ${zones} zones`,
      reason: "the number of brokers must be a multiple of the number of zones",
    },
    ...(brokers === GUIDE_BROKERS || settings.kafka.brokers !== undefined
      ? []
      : [
          {
            step: STEP,
            guide: "3 brokers",
            ours: `${brokers} brokers`,
            reason: "this region has two zones, and three replicas need three brokers",
          },
        ]),
    ...(settings.kafka.monitoring === "DEFAULT" ? [] : [paidMetrics(settings.kafka.monitoring)]),
    {
      step: "Message Queue Setup 2",
      guide: "kafka-topics.sh on a machine that reaches the brokers, without a client configuration",
      ours: "topics made through MSK's API",
      reason: "the brokers are private and speak TLS: the command would find no way in",
    },
  ];
}

const paidMetrics = (monitoring: string): Deviation => ({
  step: STEP,
  guide: "enhanced monitoring, its price not mentioned",
  ours: `${monitoring} as the settings say, its price told as unknown`,
  reason:
    "CloudWatch bills each metric by the month, and their number follows topics, brokers and consumer groups (kafka.monitoring: DEFAULT is free)",
});
