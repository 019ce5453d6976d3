import {
  DeleteSecretCommand,
  DescribeSecretCommand,
  RestoreSecretCommand,
} from "@aws-sdk/client-secrets-manager";
import { describe, expect, it } from "vitest";
import { WaitTimeoutError } from "../../../src/errors.ts";
import { secret } from "../../../src/resources/secrets-manager/secret.ts";
import { inputsOf, mockAws, operationsOf, refusal } from "../rds/mocked-aws.ts";
import { ARN, absent, atDay, DAY, leaving, type Mocked, standing, still, told } from "./secrets.ts";

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
