import {
  CreateSecretCommand,
  GetRandomPasswordCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  UpdateSecretCommand,
} from "@aws-sdk/client-secrets-manager";
import { describe, expect, it } from "vitest";
import { refusalOf } from "../harness.ts";
import { practiseSecrets, type SecretsPractice } from "./client.ts";

const SecretId = "flashsale/db";

async function withSecret(practice: SecretsPractice = practiseSecrets()): Promise<SecretsPractice> {
  await practice.secrets.send(new CreateSecretCommand({ Name: SecretId, SecretString: "first" }));
  return practice;
}

describe("a secret's value in the sandbox", () => {
  it("is replaced by a new version, and the old one stays as the previous", async () => {
    const { secrets } = await withSecret();
    await secrets.send(new PutSecretValueCommand({ SecretId, SecretString: "second" }));
    const get = (VersionStage?: string) =>
      secrets.send(new GetSecretValueCommand({ SecretId, VersionStage }));
    expect((await get()).SecretString).toBe("second");
    expect((await get("AWSPREVIOUS")).SecretString).toBe("first");
    expect((await refusalOf(get("AWSPENDING"))).name).toBe("ResourceNotFoundException");
    await secrets.send(
      new PutSecretValueCommand({ SecretId, SecretString: "third", VersionStages: ["AWSPENDING"] }),
    );
    expect((await get()).SecretString).toBe("second");
    expect((await get("AWSPENDING")).SecretString).toBe("third");
  });

  it("is written once for each token", async () => {
    const { secrets } = await withSecret();
    const ClientRequestToken = "0123456789abcdef0123456789abcdef";
    const put = (SecretString: string) =>
      secrets.send(new PutSecretValueCommand({ SecretId, SecretString, ClientRequestToken }));
    expect((await put("second")).VersionId).toBe(ClientRequestToken);
    expect((await put("second")).VersionId).toBe(ClientRequestToken);
    expect((await refusalOf(put("third"))).name).toBe("ResourceExistsException");
  });

  it("is updated together with the description", async () => {
    const { secrets } = await withSecret();
    const answer = await secrets.send(
      new UpdateSecretCommand({ SecretId, SecretString: "second", Description: "new" }),
    );
    expect(answer.VersionId).toBeDefined();
    expect((await secrets.send(new GetSecretValueCommand({ SecretId }))).SecretString).toBe("second");
  });

  it("may be bytes", async () => {
    const { secrets } = await withSecret();
    await secrets.send(new PutSecretValueCommand({ SecretId, SecretBinary: new Uint8Array([1, 2, 255]) }));
    const { SecretBinary } = await secrets.send(new GetSecretValueCommand({ SecretId }));
    expect([...(SecretBinary ?? [])]).toEqual([1, 2, 255]);
  });

  it("is read without lag even when reads lag", async () => {
    const practice = practiseSecrets({ faults: { readLagMs: 60_000 } });
    practice.pass(100);
    const { secrets } = await withSecret(practice);
    expect((await secrets.send(new GetSecretValueCommand({ SecretId }))).SecretString).toBe("first");
  });

  it("needs a secret", async () => {
    const { secrets } = practiseSecrets();
    const get = secrets.send(new GetSecretValueCommand({ SecretId }));
    expect(await refusalOf(get)).toMatchObject({
      name: "ResourceNotFoundException",
      message: "Secrets Manager can't find the specified secret.",
    });
  });
});

describe("a random password of the sandbox", () => {
  it("has one character of each wanted kind and none that is excluded", async () => {
    const { secrets } = practiseSecrets();
    for (let round = 0; round < 50; round++) {
      const { RandomPassword = "" } = await secrets.send(
        new GetRandomPasswordCommand({ PasswordLength: 4, ExcludeCharacters: '/@" ' }),
      );
      expect(RandomPassword).toHaveLength(4);
      for (const kind of [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/]) expect(RandomPassword).toMatch(kind);
      expect(RandomPassword).not.toMatch(/[/@" ]/);
    }
  });

  it("cannot be shorter than the kinds that it needs", async () => {
    const { secrets } = practiseSecrets();
    const command = new GetRandomPasswordCommand({ PasswordLength: 3 });
    expect((await refusalOf(secrets.send(command))).name).toBe("InvalidParameterException");
  });
});
