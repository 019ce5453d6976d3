import {
  type Configuration,
  CreateConfigurationCommand,
  DeleteConfigurationCommand,
  DescribeConfigurationCommand,
  DescribeConfigurationRevisionCommand,
  ListConfigurationsCommand,
  UpdateConfigurationCommand,
} from "@aws-sdk/client-kafka";
import { describe, expect, it } from "vitest";
import { diff } from "../../../src/engine/diff.ts";
import { AlreadyExists, AmbiguousEnd } from "../../../src/errors.ts";
import { type ConfigurationProps, kafkaConfiguration } from "../../../src/resources/kafka/configuration.ts";
import {
  changed,
  inputsOf,
  type MockedKafka,
  mockKafka,
  notNow,
  refusal,
  scopeOf,
  sentBy,
  toDelete,
  toUpdate,
} from "./mocked-aws.ts";

const ARN = "arn:aws:kafka:us-east-1:123456789012:configuration/flashsale-kafka-config/uuid-3";
const CREATED = new Date("2026-08-01");
const props: ConfigurationProps = {
  name: "flashsale-kafka-config",
  description: "Flash Sale Kafka. flashsale-setup flashsale kafka.configuration lineage",
  serverProperties: { "min.insync.replicas": "2", "num.partitions": "10" },
  kafkaVersions: ["3.9.x.kraft"],
};
const TEXT = "min.insync.replicas=2\nnum.partitions=10\n";

const told = (parts: Partial<Configuration> = {}): Configuration => ({
  Arn: ARN,
  CreationTime: CREATED,
  Name: props.name,
  Description: props.description,
  KafkaVersions: ["3.9.x.kraft"],
  LatestRevision: { CreationTime: CREATED, Revision: 4 },
  State: "ACTIVE",
  ...parts,
});

function standing(parts: Partial<Configuration> = {}, text = TEXT): MockedKafka {
  const mocked = mockKafka();
  mocked.safe.on(DescribeConfigurationCommand).resolves(told(parts));
  mocked.safe.on(DescribeConfigurationRevisionCommand).resolves({ ServerProperties: Buffer.from(text) });
  return mocked;
}

const absent = refusal("BadRequestException", "Configuration ARN does not exist.");

describe("reading a configuration", () => {
  it("tells the properties of its latest revision, and the description as proof", async () => {
    const { aws, safe } = standing();
    expect(await kafkaConfiguration.get(aws, ARN)).toEqual({
      id: ARN,
      name: props.name,
      condition: "standing",
      status: "ACTIVE",
      props,
      attributes: { arn: ARN, revision: 4 },
      description: props.description,
    });
    expect(inputsOf(safe, "DescribeConfigurationRevision")).toEqual([{ Arn: ARN, Revision: 4 }]);
  });

  it.each([
    ["ACTIVE", "standing"],
    ["DELETE_FAILED", "standing"],
    ["DELETING", "leaving"],
  ] as const)("takes %s for %s", async (State, condition) => {
    const { aws } = standing({ State });
    expect((await kafkaConfiguration.get(aws, ARN))?.condition).toBe(condition);
  });

  it.each([DescribeConfigurationCommand, DescribeConfigurationRevisionCommand])(
    "answers undefined where MSK knows no such ARN, which it says with BadRequestException",
    async (command) => {
      const { aws, safe } = standing();
      safe.on(command as never).rejects(absent);
      expect(await kafkaConfiguration.get(aws, ARN)).toBeUndefined();
    },
  );

  it("lets any other refusal stand", async () => {
    const { aws, safe } = standing();
    safe.on(DescribeConfigurationCommand).rejects(refusal("BadRequestException", "Bad ARN."));
    await expect(kafkaConfiguration.get(aws, ARN)).rejects.toThrow("Bad ARN.");
  });

  it("finds ours by name on all pages, and asks for the properties of no other", async () => {
    const { aws, safe } = standing();
    safe
      .on(ListConfigurationsCommand, {})
      .resolves({
        Configurations: [told({ Name: "flashsale-kafka-config-2", Arn: "other" })],
        NextToken: "x",
      })
      .on(ListConfigurationsCommand, { NextToken: "x" })
      .resolves({ Configurations: [told()] });
    const listed = await kafkaConfiguration.list(aws, scopeOf({ names: [props.name] }));
    expect(listed.map(({ id }) => id)).toEqual([ARN]);
    expect(inputsOf(safe, "DescribeConfigurationRevision")).toHaveLength(1);
  });

  it("asks nothing where nothing is known", async () => {
    const { aws, safe } = mockKafka();
    expect(await kafkaConfiguration.list(aws, scopeOf())).toEqual([]);
    expect(sentBy(safe)).toEqual([]);
  });
});

describe("creating a configuration", () => {
  it("sends the properties as text, in one call that is not repeated", async () => {
    const { aws, once } = mockKafka();
    once.on(CreateConfigurationCommand).resolves({ Arn: ARN });
    expect(await kafkaConfiguration.create(aws, props, "token")).toEqual({ id: ARN });
    expect(sentBy(once)).toEqual([
      [
        "CreateConfiguration",
        {
          Name: props.name,
          Description: props.description,
          ServerProperties: Buffer.from(TEXT),
        },
      ],
    ]);
  });

  it("throws AlreadyExists for a name that is taken", async () => {
    const { aws, once } = mockKafka();
    once.on(CreateConfigurationCommand).rejects(refusal("ConflictException"));
    await expect(kafkaConfiguration.create(aws, props, "token")).rejects.toBeInstanceOf(AlreadyExists);
  });

  it("lets the refusal of a property stand", async () => {
    const { aws, once } = mockKafka();
    once.on(CreateConfigurationCommand).rejects(refusal("BadRequestException", "Key 'x' is not supported"));
    await expect(kafkaConfiguration.create(aws, props, "token")).rejects.toThrow("Key 'x'");
  });
});

describe("the versions that a configuration serves", () => {
  const differing = async (KafkaVersions: string[], kafkaVersions: string[]) => {
    const observed = await kafkaConfiguration.get(standing({ KafkaVersions }).aws, ARN);
    if (observed === undefined) throw new Error("the configuration stands in this test");
    const desired = { ...props, kafkaVersions };
    return diff({ type: kafkaConfiguration as never, desired, observed, last: props }).map(
      ({ prop }) => prop,
    );
  };

  it.each([
    ["all, as it was made for none by name", [], ["4.0.x.kraft"], []],
    ["those that it was made for", ["3.8.x.kraft", "3.9.x.kraft"], ["3.9.x.kraft"], []],
    ["no other, so that an upgrade needs a new one", ["3.8.x.kraft"], ["3.9.x.kraft"], ["kafkaVersions"]],
  ])("are %s", async (_, made, wanted, changes) => {
    expect(await differing(made, wanted)).toEqual(changes);
    expect(kafkaConfiguration.replaceOn).toContain("kafkaVersions");
  });
});

describe("editing a configuration", () => {
  const edit = (mocked: MockedKafka) =>
    kafkaConfiguration.update(
      mocked.aws,
      ARN,
      [changed("serverProperties", props.serverProperties)],
      toUpdate(mocked, props),
    );

  it("makes a new revision by a call that is not repeated", async () => {
    const mocked = mockKafka();
    mocked.once.on(UpdateConfigurationCommand).resolves({});
    await edit(mocked);
    expect(sentBy(mocked.once)).toEqual([
      [
        "UpdateConfiguration",
        { Arn: ARN, Description: props.description, ServerProperties: Buffer.from(TEXT) },
      ],
    ]);
  });

  it("looks what came of an end that nobody saw, and sends nothing more when it was done", async () => {
    const mocked = standing();
    mocked.once.on(UpdateConfigurationCommand).rejects(new AmbiguousEnd(new Error("reset")));
    await edit(mocked);
    expect(inputsOf(mocked.once, "UpdateConfiguration")).toHaveLength(1);
  });

  it("sends it again when a minute of reads shows nothing", async () => {
    const mocked = standing({}, "num.partitions=1\n");
    mocked.once
      .on(UpdateConfigurationCommand)
      .rejectsOnce(new AmbiguousEnd(new Error("reset")))
      .resolves({});
    await edit(mocked);
    expect(inputsOf(mocked.once, "UpdateConfiguration")).toHaveLength(2);
    expect(mocked.clock.sleeps.reduce((sum, seconds) => sum + seconds, 0)).toBe(60);
  });

  it("gives up after three ends that nobody saw", async () => {
    const mocked = standing({}, "num.partitions=1\n");
    mocked.once.on(UpdateConfigurationCommand).rejects(new AmbiguousEnd(new Error("reset")));
    await expect(edit(mocked)).rejects.toBeInstanceOf(AmbiguousEnd);
    expect(inputsOf(mocked.once, "UpdateConfiguration")).toHaveLength(3);
  });

  it("tells the new revision as what an update changes", () => {
    expect(kafkaConfiguration.stable).toEqual(["arn"]);
  });
});

describe("deleting a configuration", () => {
  it("waits until no cluster uses it", async () => {
    const mocked = standing();
    mocked.safe.on(DeleteConfigurationCommand).rejectsOnce(notNow()).resolves({});
    expect(await kafkaConfiguration.delete(mocked.aws, ARN, toDelete(mocked))).toEqual([]);
    expect(inputsOf(mocked.safe, "DeleteConfiguration")).toEqual([{ Arn: ARN }, { Arn: ARN }]);
  });

  it.each([absent, refusal("NotFoundException")])("succeeds for one that is not there", async (error) => {
    const mocked = mockKafka();
    mocked.safe.on(DeleteConfigurationCommand).rejects(error);
    expect(await kafkaConfiguration.delete(mocked.aws, ARN, toDelete(mocked))).toEqual([]);
  });

  it("lets a refusal that lasts for ten minutes stand", async () => {
    const mocked = standing();
    mocked.safe.on(DeleteConfigurationCommand).rejects(notNow());
    await expect(kafkaConfiguration.delete(mocked.aws, ARN, toDelete(mocked))).rejects.toThrow("Not now.");
    expect(mocked.clock.sleeps.reduce((sum, seconds) => sum + seconds, 0)).toBeGreaterThanOrEqual(600);
  });

  it("leaves one that is leaving already", async () => {
    const mocked = standing({ State: "DELETING" });
    mocked.safe.on(DeleteConfigurationCommand).rejects(notNow());
    expect(await kafkaConfiguration.delete(mocked.aws, ARN, toDelete(mocked))).toEqual([]);
  });

  it("is gone once MSK no longer knows the ARN", async () => {
    const { aws, safe, watch } = standing();
    safe
      .on(DescribeConfigurationCommand)
      .resolvesOnce(told({ State: "DELETING" }))
      .rejects(absent);
    await kafkaConfiguration.gone(aws, ARN, watch);
    expect(watch.statuses).toEqual(["DELETING", "gone"]);
  });

  it("ends the wait when MSK could not delete it", async () => {
    const { aws, watch } = standing({ State: "DELETE_FAILED" });
    await expect(kafkaConfiguration.gone(aws, ARN, watch)).rejects.toMatchObject({ code: "ResourceBroken" });
  });
});
