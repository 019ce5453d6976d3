import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  RestoreSecretCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretCommand,
} from "@aws-sdk/client-secrets-manager";
import { describe, expect, it } from "vitest";
import type { Change } from "../../../src/engine/change.ts";
import type { Clock } from "../../../src/engine/ports.ts";
import { AlreadyExists, AmbiguousEnd, Bug, WaitTimeoutError } from "../../../src/errors.ts";
import { type SecretProps, secret } from "../../../src/resources/secrets-manager/secret.ts";
import { inputsOf, mockAws, operationsOf, refusal, scopeOf } from "../rds/mocked-aws.ts";

const ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:flashsale/db-AbCdEf";
const props: SecretProps = {
  name: "flashsale/db",
  description: "Password of the database",
  alphabet: { characters: "abc", length: 400 },
  tags: { Name: "flashsale/db" },
};
const told = {
  ARN,
  Name: "flashsale/db",
  Description: "Password of the database",
  Tags: [{ Key: "Name", Value: "flashsale/db" }],
};
const absent = refusal("ResourceNotFoundException");

const NOW = Date.UTC(2026, 10, 22, 12);
const DAY = 24 * 60 * 60 * 1000;
/** A clock that stands still, at the speed of life. */
const still: Clock = {
  now: () => NOW,
  secondsSince: (instant) => (NOW - instant) / 1000,
  toRealSeconds: (seconds) => seconds,
  sleep: () => Promise.resolve(),
};
const atDay = (days: number): Date => new Date(NOW + days * DAY);

type Mocked = ReturnType<typeof mockAws>;

function standing(): Mocked {
  const mocked = mockAws();
  mocked.secrets.safe.on(DescribeSecretCommand).resolves(told);
  return mocked;
}

/** A secret that Secrets Manager is to delete. */
function leaving(mocked: Mocked = mockAws(), DeletedDate = new Date(Date.now() + 7 * DAY)): Mocked {
  mocked.secrets.safe.on(DescribeSecretCommand).resolves({ ...told, DeletedDate });
  return mocked;
}

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

describe("deleting a secret", () => {
  const deleting = ({ aws, watch }: Mocked, force = false) => secret.delete(aws, ARN, { ...watch, force });

  it("leaves it restorable for seven days and tells until when", async () => {
    const mocked = standing();
    const DeletionDate = new Date("2026-11-29T12:00:00Z");
    mocked.secrets.safe.on(DeleteSecretCommand).resolves({ DeletionDate });
    expect(await deleting(mocked)).toEqual([
      { type: "secrets-manager/secret", id: ARN, until: "2026-11-29T12:00:00.000Z" },
    ]);
    expect(inputsOf(mocked.secrets.safe, "DeleteSecret")).toEqual([
      { SecretId: ARN, RecoveryWindowInDays: 7 },
    ]);
  });

  it("succeeds when nothing is there", async () => {
    const mocked = mockAws();
    mocked.secrets.safe.on(DescribeSecretCommand).rejects(absent);
    expect(await deleting(mocked)).toEqual([]);
    expect(await deleting(mocked, true)).toEqual([]);
  });

  it("succeeds when it goes before the call", async () => {
    const mocked = standing();
    mocked.secrets.safe.on(DeleteSecretCommand).rejects(absent);
    expect(await deleting(mocked)).toEqual([]);
    expect(await deleting(mocked, true)).toEqual([]);
  });

  it("takes one that is scheduled already for done, and keeps its date", async () => {
    const mocked = leaving(mockAws(still), atDay(3));
    expect(await deleting(mocked)).toEqual([
      { type: "secrets-manager/secret", id: ARN, until: atDay(3).toISOString() },
    ]);
    expect(operationsOf(mocked.secrets.safe)).toEqual(["DescribeSecret"]);
  });

  it("takes the refusal of a repeated delete for done", async () => {
    const mocked = mockAws(still);
    mocked.secrets.safe
      .on(DescribeSecretCommand)
      .resolvesOnce(told)
      .resolves({ ...told, DeletedDate: atDay(7) });
    mocked.secrets.safe
      .on(DeleteSecretCommand)
      .rejects(
        refusal(
          "InvalidRequestException",
          "You tried to perform the operation on a secret that's currently marked deleted.",
        ),
      );
    expect(await deleting(mocked)).toEqual([
      { type: "secrets-manager/secret", id: ARN, until: atDay(7).toISOString() },
    ]);
  });

  it("lets other refusals stand", async () => {
    const mocked = standing();
    mocked.secrets.safe
      .on(DeleteSecretCommand)
      .rejects(refusal("InvalidRequestException", "managed by another service"));
    await expect(deleting(mocked)).rejects.toThrow("managed by another service");
    await expect(deleting(mocked, true)).rejects.toThrow("managed by another service");
  });

  it("leaves nothing when forced, and ends only once it is gone", async () => {
    const mocked = standing();
    mocked.secrets.safe.on(DeleteSecretCommand).resolves({});
    mocked.secrets.safe
      .on(DescribeSecretCommand)
      .resolvesOnce(told)
      .resolvesOnce({ ...told, DeletedDate: new Date() })
      .rejects(absent);
    expect(await deleting(mocked, true)).toEqual([]);
    expect(inputsOf(mocked.secrets.safe, "DeleteSecret")).toEqual([
      { SecretId: ARN, ForceDeleteWithoutRecovery: true },
    ]);
    expect(mocked.watch.statuses).toEqual(["deleting", "gone"]);
  });

  it("forces one that is scheduled already", async () => {
    const mocked = leaving();
    mocked.secrets.safe.on(DeleteSecretCommand).resolves({});
    mocked.secrets.safe
      .on(DescribeSecretCommand)
      .resolvesOnce({ ...told, DeletedDate: new Date() })
      .rejects(absent);
    expect(await deleting(mocked, true)).toEqual([]);
    expect(operationsOf(mocked.secrets.safe)).toEqual(["DescribeSecret", "DeleteSecret", "DescribeSecret"]);
  });

  it("restores one first where Secrets Manager refuses to force what is scheduled", async () => {
    const mocked = leaving();
    mocked.secrets.safe.on(RestoreSecretCommand).resolves({});
    mocked.secrets.safe.on(DeleteSecretCommand).rejectsOnce(refusal("InvalidRequestException")).resolves({});
    mocked.secrets.safe
      .on(DescribeSecretCommand)
      .resolvesOnce({ ...told, DeletedDate: new Date() })
      .resolvesOnce({ ...told, DeletedDate: new Date() })
      .rejects(absent);
    expect(await deleting(mocked, true)).toEqual([]);
    expect(operationsOf(mocked.secrets.safe)).toEqual([
      "DescribeSecret",
      "DeleteSecret",
      "DescribeSecret",
      "RestoreSecret",
      "DeleteSecret",
      "DescribeSecret",
    ]);
  });
});

describe("waiting until a secret is gone", () => {
  it("ends at once when it can still be restored", async () => {
    const { aws, watch } = leaving();
    await secret.gone(aws, ARN, watch);
    expect(watch.statuses).toEqual(["gone"]);
  });

  it("ends when nothing is there", async () => {
    const { aws, secrets, watch } = mockAws();
    secrets.safe.on(DescribeSecretCommand).rejects(absent);
    await secret.gone(aws, ARN, watch);
    expect(watch.statuses).toEqual(["gone"]);
  });

  it("goes on waiting for one whose window is over", async () => {
    const { aws, watch } = leaving(mockAws(), new Date(Date.now() - 60 * DAY));
    await expect(secret.gone(aws, ARN, watch)).rejects.toBeInstanceOf(WaitTimeoutError);
  });
});

it("a secret costs one secret a month", () => {
  expect(secret.usage?.(props)).toEqual([{ sku: "secretsmanager:secret:month", quantity: 1 }]);
});
