import {
  CreateSecretCommand,
  DescribeSecretCommand,
  RestoreSecretCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretCommand,
} from "@aws-sdk/client-secrets-manager";
import { describe, expect, it } from "vitest";
import type { Change } from "../../../src/engine/change.ts";
import { AlreadyExists, AmbiguousEnd, Bug } from "../../../src/errors.ts";
import { type SecretProps, secret } from "../../../src/resources/secrets-manager/secret.ts";
import { inputsOf, mockAws, operationsOf, refusal, scopeOf } from "../rds/mocked-aws.ts";
import { ARN, absent, atDay, leaving, type Mocked, props, standing, still, told } from "./secrets.ts";

describe("reading a secret", () => {
  it("tells its description and tags and never its value", async () => {
    const { aws, secrets } = standing();
    expect(await secret.get(aws, ARN)).toEqual({
      id: ARN,
      name: "flashsale/db",
      condition: "standing",
      status: "active",
      props: {
        name: "flashsale/db",
        description: "Password of the database",
        tags: { Name: "flashsale/db" },
      },
      attributes: { arn: ARN, name: "flashsale/db" },
      tags: { Name: "flashsale/db" },
    });
    expect(operationsOf(secrets.safe)).toEqual(["DescribeSecret"]);
  });

  it("answers undefined for one that does not exist", async () => {
    const { aws, secrets } = mockAws();
    secrets.safe.on(DescribeSecretCommand).rejects(absent);
    expect(await secret.get(aws, ARN)).toBeUndefined();
  });

  it("reads one name at a time, never the lagging list", async () => {
    const { aws, secrets } = standing();
    secrets.safe.on(DescribeSecretCommand, { SecretId: "flashsale/redis" }).rejects(absent);
    const listed = await secret.list(aws, scopeOf(["flashsale/db", "flashsale/redis"]));
    expect(listed.map(({ id }) => id)).toEqual([ARN]);
    expect(inputsOf(secrets.safe, "DescribeSecret")).toEqual([
      { SecretId: "flashsale/db" },
      { SecretId: "flashsale/redis" },
    ]);
  });

  it.each([
    ["the end of its window, when that is to come", atDay(6), atDay(6).toISOString()],
    ["a week after the day on which it was deleted", atDay(-2), atDay(5).toISOString()],
    ["no day, when its window is over", atDay(-8), undefined],
  ])("tells that a leaving secret can be restored until %s", async (_words, deleted, until) => {
    const { aws } = leaving(mockAws(still), deleted);
    const observed = await secret.get(aws, ARN);
    expect(observed).toMatchObject({ condition: "leaving", status: "scheduled for deletion" });
    expect(observed?.restorableUntil).toBe(until);
  });
});

describe("creating a secret", () => {
  it("draws a value from its alphabet and writes it in the one call that is not repeated", async () => {
    const { aws, secrets } = mockAws();
    secrets.once.on(CreateSecretCommand).resolves({ ARN });
    expect(await secret.create(aws, props, "token")).toEqual({ id: ARN });
    const [input] = inputsOf(secrets.once, "CreateSecret");
    expect(input).toEqual({
      Name: "flashsale/db",
      Description: "Password of the database",
      SecretString: expect.stringMatching(/^[abc]{400}$/),
      Tags: [{ Key: "Name", Value: "flashsale/db" }],
    });
  });

  it("draws another value each time, and uses every character", async () => {
    const { aws, secrets } = mockAws();
    secrets.once.on(CreateSecretCommand).resolves({ ARN });
    await secret.create(aws, props, "token");
    await secret.create(aws, props, "token");
    const values = inputsOf(secrets.once, "CreateSecret").map(
      (input) => (input as { SecretString: string }).SecretString,
    );
    expect(new Set(values).size).toBe(2);
    expect([...new Set(values.join(""))].sort()).toEqual(["a", "b", "c"]);
  });

  it.each([
    refusal("ResourceExistsException"),
    refusal(
      "InvalidRequestException",
      "You can't create this secret because a secret with this name is already scheduled for deletion.",
    ),
  ])("throws AlreadyExists for a name that is taken (%s)", async (error) => {
    const { aws, secrets } = mockAws();
    secrets.once.on(CreateSecretCommand).rejects(error);
    await expect(secret.create(aws, props, "token")).rejects.toBeInstanceOf(AlreadyExists);
  });

  it("leaves an answer without an ARN to be looked into", async () => {
    const { aws, secrets } = mockAws();
    secrets.once.on(CreateSecretCommand).resolves({});
    await expect(secret.create(aws, props, "token")).rejects.toBeInstanceOf(AmbiguousEnd);
  });

  it.each([
    { characters: "", length: 32 },
    { characters: "abc", length: 0 },
  ])("sends nothing for an alphabet that yields nothing (%j)", async (alphabet) => {
    const { aws, secrets } = mockAws();
    await expect(secret.create(aws, { ...props, alphabet }, "token")).rejects.toBeInstanceOf(Bug);
    expect(secrets.once.calls()).toEqual([]);
  });

  it("is ready once a read shows it and it is not on its way out", async () => {
    const { aws, secrets, watch } = mockAws();
    secrets.safe
      .on(DescribeSecretCommand)
      .rejectsOnce(absent)
      .resolvesOnce({ ...told, DeletedDate: new Date() })
      .resolves(told);
    await secret.ready(aws, ARN, watch);
    expect(watch.statuses).toEqual(["not visible yet", "scheduled for deletion", "active"]);
  });
});

describe("updating a secret", () => {
  const updating = async (mocked: Mocked, change: Change<SecretProps>): Promise<void> => {
    const observed = await secret.get(mocked.aws, ARN);
    if (observed === undefined) throw new Error("the secret stands in this test");
    await secret.update(mocked.aws, ARN, [change], { ...mocked.watch, observed, props, applyAt: "now" });
  };

  it("sends the description without a value", async () => {
    const mocked = standing();
    mocked.secrets.safe.on(UpdateSecretCommand).resolves({});
    await updating(mocked, { prop: "description", from: "", to: props.description, cause: "settings" });
    expect(inputsOf(mocked.secrets.safe, "UpdateSecret")).toEqual([
      { SecretId: ARN, Description: "Password of the database" },
    ]);
  });

  it("sets and removes tags", async () => {
    const mocked = standing();
    mocked.secrets.safe.on(TagResourceCommand).resolves({}).on(UntagResourceCommand).resolves({});
    await updating(mocked, { prop: "tags", from: {}, to: { a: "1" }, dropped: ["old"], cause: "settings" });
    expect(inputsOf(mocked.secrets.safe, "TagResource")).toEqual([
      { SecretId: ARN, Tags: [{ Key: "a", Value: "1" }] },
    ]);
    expect(inputsOf(mocked.secrets.safe, "UntagResource")).toEqual([{ SecretId: ARN, TagKeys: ["old"] }]);
    expect(operationsOf(mocked.secrets.safe)).not.toContain("UpdateSecret");
  });
});

describe("restoring a secret", () => {
  it("cancels its deletion", async () => {
    const { aws, secrets } = leaving();
    secrets.safe.on(RestoreSecretCommand).resolves({});
    await secret.restore?.(aws, ARN);
    expect(inputsOf(secrets.safe, "RestoreSecret")).toEqual([{ SecretId: ARN }]);
  });
});

it("a secret costs one secret a month", () => {
  expect(secret.usage?.(props)).toEqual([{ sku: "secretsmanager:secret:month", quantity: 1 }]);
});
