import { describe, expect, it } from "vitest";
import { kafkaDeviations } from "../../../src/sections/kafka/deviations.ts";
import { answersWith, settingsOf } from "../declared.ts";

const told = (kafka: object = {}, zones = 3) =>
  kafkaDeviations(settingsOf({ kafka }), answersWith(zones, { "kafka.version": "3.9.x.kraft" }));

describe("what differs from the guide's Kafka", () => {
  it("is told of version, subnets, paid metrics and the way to the topics", () => {
    expect(told().map(({ step, guide, ours }) => [step, guide, ours])).toEqual([
      ["Message Queue Setup 1", "Kafka 3.5.1", "Kafka 3.9.x.kraft"],
      ["Message Queue Setup 1", "three subnets, of which two were made", "a data subnet in each of 3 zones"],
      [
        "Message Queue Setup 1",
        "enhanced monitoring, its price not mentioned",
        "PER_TOPIC_PER_PARTITION as the settings say, its price told as unknown",
      ],
      [
        "Message Queue Setup 2",
        "kafka-topics.sh on a machine that reaches the brokers, without a client configuration",
        "topics made through MSK's API",
      ],
    ]);
  });

  it("is a fourth broker where the region has two zones, unless the settings name a number", () => {
    const brokers = (all: ReturnType<typeof told>) => all.filter(({ guide }) => guide === "3 brokers");
    expect(brokers(told({}, 2))).toMatchObject([{ ours: "4 brokers" }]);
    expect(brokers(told({ brokers: 6 }, 2))).toEqual([]);
    expect(brokers(told())).toEqual([]);
  });

  it("is no price where the metrics are free", () => {
    expect(
      told({ monitoring: "DEFAULT" })
        .map(({ guide }) => guide)
        .join(),
    ).not.toContain("monitoring");
  });
});
