import { GetCompatibleKafkaVersionsCommand, ListKafkaVersionsCommand } from "@aws-sdk/client-kafka";
import { describe, expect, it } from "vitest";
import { makeStanding, practiseKafka } from "./cluster.ts";

describe("versions of Kafka in the sandbox", () => {
  it("are deprecated or active, and KRaft is reached from ZooKeeper at 3.9 only", async () => {
    const { kafka } = practiseKafka();
    const { KafkaVersions = [] } = await kafka.send(new ListKafkaVersionsCommand({}));
    const status = Object.fromEntries(KafkaVersions.map(({ Version = "", Status }) => [Version, Status]));
    expect(status).toMatchObject({ "3.5.1": "DEPRECATED", "3.9.x": "ACTIVE", "3.9.x.kraft": "ACTIVE" });
    const { CompatibleKafkaVersions = [] } = await kafka.send(new GetCompatibleKafkaVersionsCommand({}));
    const targets = Object.fromEntries(
      CompatibleKafkaVersions.map(({ SourceVersion = "", TargetVersions }) => [
        SourceVersion,
        TargetVersions,
      ]),
    );
    expect(targets["3.9.x"]).toEqual(["3.9.x.kraft"]);
    expect(targets["3.8.x"]).toEqual(["3.9.x"]);
    expect(targets["3.9.x.kraft"]).toEqual(["4.0.x.kraft", "4.1.x.kraft"]);
  });

  it("are told for one cluster, too", async () => {
    const practice = practiseKafka();
    const { arn } = await makeStanding(practice);
    const command = new GetCompatibleKafkaVersionsCommand({ ClusterArn: arn });
    expect((await practice.kafka.send(command)).CompatibleKafkaVersions).toEqual([
      { SourceVersion: "3.8.x", TargetVersions: ["3.9.x"] },
    ]);
  });
});
