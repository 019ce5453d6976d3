import {
  CreateConfigurationCommand,
  type CreateConfigurationCommandInput,
  DeleteConfigurationCommand,
  DescribeConfigurationCommand,
  DescribeConfigurationRevisionCommand,
  ListConfigurationRevisionsCommand,
  ListConfigurationsCommand,
  UpdateConfigurationCommand,
} from "@aws-sdk/client-kafka";
import { describe, expect, it } from "vitest";
import { refusalOf } from "../harness.ts";
import { bytes, type KafkaPractice, makeConfiguration, makeStanding, practiseKafka } from "./cluster.ts";

const create = ({ kafka }: KafkaPractice, changes: Partial<CreateConfigurationCommandInput> = {}) =>
  kafka.send(
    new CreateConfigurationCommand({ Name: "x", ServerProperties: bytes("num.partitions=1"), ...changes }),
  );

describe("an MSK configuration in the sandbox", () => {
  it("is told as it was made, its properties by revision", async () => {
    const practice = practiseKafka();
    const Arn = await makeConfiguration(practice, "num.partitions=1\n");
    expect(Arn).toMatch(/^arn:aws:kafka:us-east-1:314159265358:configuration\/flashsale-kafka-config\/.+-3$/);
    expect(await practice.kafka.send(new DescribeConfigurationCommand({ Arn }))).toMatchObject({
      Arn,
      Name: "flashsale-kafka-config",
      Description: "Flash sale",
      KafkaVersions: ["3.8.x"],
      State: "ACTIVE",
      LatestRevision: { Revision: 1 },
    });
    const command = new DescribeConfigurationRevisionCommand({ Arn, Revision: 1 });
    const { ServerProperties = bytes("") } = await practice.kafka.send(command);
    expect(Buffer.from(ServerProperties).toString()).toBe("num.partitions=1\n");
  });

  it("gets another revision by each update, and keeps the earlier ones", async () => {
    const practice = practiseKafka();
    const Arn = await makeConfiguration(practice);
    const update = new UpdateConfigurationCommand({ Arn, ServerProperties: bytes("num.partitions=2") });
    expect((await practice.kafka.send(update)).LatestRevision?.Revision).toBe(2);
    const { Revisions = [] } = await practice.kafka.send(new ListConfigurationRevisionsCommand({ Arn }));
    expect(Revisions.map(({ Revision }) => Revision)).toEqual([1, 2]);
    const third = new DescribeConfigurationRevisionCommand({ Arn, Revision: 3 });
    expect(await refusalOf(practice.kafka.send(third))).toMatchObject({ name: "BadRequestException" });
  });

  it("is listed page by page", async () => {
    const practice = practiseKafka();
    for (const Name of ["a", "b", "c"]) await create(practice, { Name });
    const first = await practice.kafka.send(new ListConfigurationsCommand({ MaxResults: 2 }));
    expect(first.Configurations?.map(({ Name }) => Name)).toEqual(["a", "b"]);
    const rest = await practice.kafka.send(new ListConfigurationsCommand({ NextToken: first.NextToken }));
    expect(rest.Configurations?.map(({ Name }) => Name)).toEqual(["c"]);
    expect(rest.NextToken).toBeUndefined();
  });

  it("has a name that only one can have", async () => {
    const practice = practiseKafka();
    await create(practice);
    expect(await refusalOf(create(practice))).toMatchObject({
      name: "ConflictException",
      $metadata: { httpStatusCode: 409 },
    });
  });

  it.each<[string, Partial<CreateConfigurationCommandInput>, RegExp]>([
    ["a name with an underscore", { Name: "a_b" }, /name must have/],
    [
      "a version of the old style",
      { KafkaVersions: ["3.9.0"] },
      /Unsupported KafkaVersion \[3\.9\.0\]\. Valid/,
    ],
    ["a version past its support", { KafkaVersions: ["3.5.1"] }, /Unsupported KafkaVersion/],
    [
      "a property that MSK keeps to itself",
      { ServerProperties: bytes("broker.id=1") },
      /Key 'broker\.id' is not supported by at least one Apache Kafka version/,
    ],
    [
      "ZooKeeper's properties with KRaft",
      {
        KafkaVersions: ["3.9.x.kraft"],
        ServerProperties: bytes("zookeeper.session.timeout.ms=6000"),
      },
      /zookeeper/,
    ],
    ["no properties", { ServerProperties: bytes(" ") }, /must not be empty/],
  ])("is refused with %s", async (_, changes, words) => {
    const refused = await refusalOf(create(practiseKafka(), changes));
    expect(refused).toMatchObject({ name: "BadRequestException", Code: "BadRequestException" });
    expect(refused.message).toMatch(words);
  });

  it("is unknown as BadRequestException, not as NotFoundException", async () => {
    const { kafka } = practiseKafka();
    expect(await refusalOf(kafka.send(new DescribeConfigurationCommand({ Arn: "arn" })))).toMatchObject({
      name: "BadRequestException",
      message: "Configuration ARN does not exist.",
    });
  });

  it("cannot go while a cluster uses it, then lingers, keeping its name, and is gone", async () => {
    const practice = practiseKafka();
    const Arn = await makeConfiguration(practice);
    await makeStanding(practice, { ConfigurationInfo: { Arn, Revision: 1 } });
    const remove = () => practice.kafka.send(new DeleteConfigurationCommand({ Arn }));
    expect((await refusalOf(remove())).message).toContain("in use");
    const free = await create(practice);
    await practice.kafka.send(new DeleteConfigurationCommand({ Arn: free.Arn }));
    expect(await practice.kafka.send(new DescribeConfigurationCommand({ Arn: free.Arn }))).toMatchObject({
      State: "DELETING",
    });
    expect((await refusalOf(create(practice))).name).toBe("ConflictException");
    practice.pass(20);
    await create(practice);
  });
});
