import {
  CreateSecretCommand,
  type CreateSecretCommandInput,
  DeleteSecretCommand,
  type DeleteSecretCommandInput,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  type SecretsManagerClient,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-secrets-manager";
import { describe, expect, it } from "vitest";
import { parsePolicy } from "../../../src/sandbox/policy.ts";
import { refusalOf } from "../harness.ts";
import { practiseSecrets } from "./client.ts";

const Name = "flashsale/db";
const SecretId = Name;
const SecretString = '{"password":"kept"}';
const DAY = 86_400;

function create(secrets: SecretsManagerClient, changes: Partial<CreateSecretCommandInput> = {}) {
  return secrets.send(new CreateSecretCommand({ Name, SecretString, ...changes }));
}

function remove(secrets: SecretsManagerClient, changes: Partial<DeleteSecretCommandInput> = {}) {
  return secrets.send(new DeleteSecretCommand({ SecretId, ...changes }));
}

describe("a secret in the sandbox", () => {
  it("has an ARN that ends in six random characters, by which it is found, with them or without", async () => {
    const { secrets } = practiseSecrets();
    const { ARN = "" } = await create(secrets, { Tags: [{ Key: "team", Value: "sale" }] });
    expect(ARN).toMatch(
      /^arn:aws:secretsmanager:us-east-1:314159265358:secret:flashsale\/db-[A-Za-z0-9]{6}$/,
    );
    for (const id of [Name, ARN, ARN.slice(0, -7)]) {
      const found = await secrets.send(new DescribeSecretCommand({ SecretId: id }));
      expect(found).toMatchObject({ ARN, Name, Tags: [{ Key: "team", Value: "sale" }] });
      expect(Object.values(found.VersionIdsToStages ?? {})).toEqual([["AWSCURRENT"]]);
    }
  });

  it("is refused a second time, but not as a repeat with the same token and value", async () => {
    const { secrets } = practiseSecrets();
    const ClientRequestToken = "0123456789abcdef0123456789abcdef";
    const first = await create(secrets, { ClientRequestToken });
    expect(first.VersionId).toBe(ClientRequestToken);
    expect((await create(secrets, { ClientRequestToken })).ARN).toBe(first.ARN);
    const other = create(secrets, { ClientRequestToken, SecretString: "other" });
    expect((await refusalOf(other)).name).toBe("ResourceExistsException");
    expect(await refusalOf(create(secrets))).toMatchObject({
      name: "ResourceExistsException",
      message: "The operation failed because the secret flashsale/db already exists.",
    });
  });

  it.each([
    ["a name with a space", { Name: "flash sale" }, "ValidationException"],
    ["a short token", { ClientRequestToken: "short" }, "InvalidParameterException"],
    ["two values", { SecretBinary: new Uint8Array([1]) }, "InvalidParameterException"],
    ["a value of 65 537 bytes", { SecretString: "x".repeat(65_537) }, "ValidationException"],
    ["a key that is not there", { KmsKeyId: "alias/other" }, "EncryptionFailure"],
    ["a replica", { AddReplicaRegions: [{ Region: "eu-west-1" }] }, "SandboxError"],
  ] satisfies [string, Partial<CreateSecretCommandInput>, string][])(
    "is refused with %s",
    async (_case, changes, name) => {
      const { secrets } = practiseSecrets();
      expect((await refusalOf(create(secrets, changes))).name).toBe(name);
    },
  );

  it("is tagged and untagged", async () => {
    const { secrets, sandbox } = practiseSecrets();
    await create(secrets);
    const Tags = [
      { Key: "team", Value: "sale" },
      { Key: "stage", Value: "test" },
    ];
    await secrets.send(new TagResourceCommand({ SecretId, Tags }));
    await secrets.send(new UntagResourceCommand({ SecretId, TagKeys: ["stage"] }));
    expect(sandbox.list()).toMatchObject([{ type: "secret", name: Name, tags: { team: "sale" } }]);
  });

  it("needs the right to tag when tags are sent", async () => {
    const Statement = { Effect: "Allow", Action: "secretsmanager:CreateSecret", Resource: "*" };
    const { secrets } = practiseSecrets({ policy: parsePolicy(JSON.stringify({ Statement })) });
    const refused = await refusalOf(create(secrets, { Tags: [{ Key: "team", Value: "sale" }] }));
    expect(refused.name).toBe("AccessDeniedException");
    expect(refused.message).toContain("secretsmanager:TagResource");
    await create(secrets);
  });

  it("fits a policy that names it with six characters to come", async () => {
    const Resource = "arn:aws:secretsmanager:*:*:secret:flashsale/*-??????";
    const Statement = { Effect: "Allow", Action: "secretsmanager:*", Resource };
    const { secrets } = practiseSecrets({ policy: parsePolicy(JSON.stringify({ Statement })) });
    await create(secrets);
    await secrets.send(new GetSecretValueCommand({ SecretId }));
    expect((await refusalOf(create(secrets, { Name: "elsewhere" }))).name).toBe("AccessDeniedException");
  });
});

describe("a secret scheduled for deletion", () => {
  it("keeps its name and its place in the list, and tells the date", async () => {
    const { secrets, sandbox } = practiseSecrets();
    await create(secrets);
    const { DeletionDate } = await remove(secrets, { RecoveryWindowInDays: 7 });
    expect(DeletionDate?.toISOString()).toBe("2026-11-29T00:00:00.000Z");
    const described = await secrets.send(new DescribeSecretCommand({ SecretId }));
    expect(described.DeletedDate).toEqual(DeletionDate);
    expect(await refusalOf(create(secrets))).toMatchObject({
      name: "InvalidRequestException",
      message:
        "You can't create this secret because a secret with this name is already scheduled for deletion.",
    });
    expect(sandbox.list()).toHaveLength(1);
  });

  it("gives no value and takes none, but comes back with it", async () => {
    const { secrets } = practiseSecrets();
    await create(secrets);
    await remove(secrets, { RecoveryWindowInDays: 7 });
    const get = () => secrets.send(new GetSecretValueCommand({ SecretId }));
    const put = () => secrets.send(new PutSecretValueCommand({ SecretId, SecretString: "new" }));
    expect((await refusalOf(get())).name).toBe("InvalidRequestException");
    expect((await refusalOf(put())).message).toContain("marked for deletion");
    await secrets.send(new RestoreSecretCommand({ SecretId }));
    expect((await get()).SecretString).toBe(SecretString);
    expect((await secrets.send(new DescribeSecretCommand({ SecretId }))).DeletedDate).toBeUndefined();
  });

  it("is gone after its window, and its name is free", async () => {
    const { secrets, pass, sandbox } = practiseSecrets();
    await create(secrets);
    await remove(secrets, { RecoveryWindowInDays: 7 });
    pass(7 * DAY + 1);
    expect(sandbox.list()).toEqual([]);
    expect((await refusalOf(remove(secrets))).name).toBe("ResourceNotFoundException");
    await create(secrets);
  });

  it("cannot be scheduled again, only forced", async () => {
    const { secrets } = practiseSecrets();
    await create(secrets);
    await remove(secrets);
    expect((await refusalOf(remove(secrets, { RecoveryWindowInDays: 7 }))).name).toBe(
      "InvalidRequestException",
    );
    await remove(secrets, { ForceDeleteWithoutRecovery: true });
  });

  it.each([
    [{ RecoveryWindowInDays: 6 }],
    [{ RecoveryWindowInDays: 31 }],
    [{ RecoveryWindowInDays: 7, ForceDeleteWithoutRecovery: true }],
  ])("is refused with %o", async (changes) => {
    const { secrets } = practiseSecrets();
    await create(secrets);
    expect((await refusalOf(remove(secrets, changes))).name).toBe("InvalidParameterException");
  });
});

describe("a forced deletion of a secret", () => {
  it("is shown for a minute, holds the name for a while longer, and cannot be called off", async () => {
    const { secrets, pass, sandbox } = practiseSecrets();
    await create(secrets);
    await remove(secrets, { ForceDeleteWithoutRecovery: true });
    expect(sandbox.list()).toEqual([]);
    expect((await refusalOf(create(secrets))).name).toBe("InvalidRequestException");
    expect((await refusalOf(secrets.send(new RestoreSecretCommand({ SecretId })))).message).toContain(
      "was deleted",
    );
    pass(61);
    expect((await refusalOf(secrets.send(new DescribeSecretCommand({ SecretId })))).name).toBe(
      "ResourceNotFoundException",
    );
    expect(await refusalOf(create(secrets))).toMatchObject({
      name: "InvalidRequestException",
      message: expect.stringContaining("already scheduled for deletion"),
    });
    pass(40);
    await create(secrets);
  });

  it("succeeds for a secret that does not exist", async () => {
    const { secrets } = practiseSecrets();
    expect((await remove(secrets, { ForceDeleteWithoutRecovery: true })).Name).toBe(Name);
    expect((await refusalOf(remove(secrets))).name).toBe("ResourceNotFoundException");
  });
});

describe("the list of secrets", () => {
  it("learns of a new secret later, and shows pending ones on request only", async () => {
    const { secrets, pass } = practiseSecrets();
    await create(secrets);
    const list = async (IncludePlannedDeletion = false) =>
      (await secrets.send(new ListSecretsCommand({ IncludePlannedDeletion }))).SecretList?.map(
        (entry) => entry.Name,
      );
    expect(await list()).toEqual([]);
    pass(60);
    expect(await list()).toEqual([Name]);
    await remove(secrets);
    expect(await list()).toEqual([]);
    expect(await list(true)).toEqual([Name]);
  });

  it("is filtered and comes in pages", async () => {
    const { secrets, pass } = practiseSecrets();
    for (const name of ["flashsale/db", "flashsale/redis", "other"]) await create(secrets, { Name: name });
    pass(60);
    const list = (values: string[], MaxResults?: number, NextToken?: string) =>
      secrets.send(
        new ListSecretsCommand({ Filters: [{ Key: "name", Values: values }], MaxResults, NextToken }),
      );
    const first = await list(["flashsale/"], 1);
    expect(first.SecretList).toHaveLength(1);
    const second = await list(["flashsale/"], 1, first.NextToken);
    expect(second.SecretList).toHaveLength(1);
    expect(second.NextToken).toBeUndefined();
    expect((await list(["!flashsale/"])).SecretList?.map((entry) => entry.Name)).toEqual(["other"]);
  });
});
