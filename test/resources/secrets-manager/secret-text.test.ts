import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { mockClient } from "aws-sdk-client-mock";
import { describe, expect, it } from "vitest";
import {
  readSecretText,
  readStandingSecretText,
} from "../../../src/resources/secrets-manager/secret-text.ts";
import { awsOf, REGION } from "../../sections/mocked-control.ts";

const ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:flashsale/db-password-AbCdEf";
const gone = Object.assign(new Error("can't find it"), { name: "ResourceNotFoundException" });

function bench() {
  const secretsManager = new SecretsManagerClient(REGION);
  return { aws: awsOf({ secretsManager }), stub: mockClient(secretsManager) };
}

describe("the text of a secret", () => {
  it("is waited for where the secret was just made", async () => {
    const { aws, stub } = bench();
    stub.on(GetSecretValueCommand, { SecretId: ARN }).rejectsOnce(gone).resolves({ SecretString: "text" });
    expect(await readSecretText(aws, ARN, "password")).toBe("text");
  });

  it("is missed at once where the secret was made long ago", async () => {
    const { aws, stub } = bench();
    stub.on(GetSecretValueCommand).rejects(gone);
    await expect(readStandingSecretText(aws, ARN, "password")).rejects.toBe(gone);
    expect(stub.calls()).toHaveLength(1);
  });

  it("that is empty is told as such, without it", async () => {
    const { aws, stub } = bench();
    stub.on(GetSecretValueCommand).resolves({ SecretString: "" });
    await expect(readStandingSecretText(aws, ARN, "password")).rejects.toMatchObject({ code: "SecretEmpty" });
  });
});
