import { DescribeSecretCommand } from "@aws-sdk/client-secrets-manager";
import { describe, expect, it } from "vitest";
import { findSecretAge } from "../../../src/resources/secrets-manager/secret-age.ts";
import { inputsOf, mockAws, refusal } from "../rds/mocked-aws.ts";
import { ARN, absent, atDay, still } from "./secrets.ts";

/** The age of a secret that Secrets Manager tells so. */
async function ageOf(told: object | Error): Promise<number | undefined> {
  const { aws, secrets } = mockAws();
  const stub = secrets.safe.on(DescribeSecretCommand);
  if (told instanceof Error) stub.rejects(told);
  else stub.resolves(told);
  const age = await findSecretAge({ ...aws, clock: still }, ARN);
  expect(inputsOf(secrets.safe, "DescribeSecret")).toEqual([{ SecretId: ARN }]);
  return age;
}

describe("the age of a secret", () => {
  it("is counted in whole days from its last change", async () => {
    expect(await ageOf({ LastChangedDate: atDay(-91.5), CreatedDate: atDay(-400) })).toBe(91);
    expect(await ageOf({ LastChangedDate: atDay(-0.5) })).toBe(0);
  });

  it("is counted from its making where it was never changed", async () => {
    expect(await ageOf({ CreatedDate: atDay(-7) })).toBe(7);
  });

  it("is not known of a secret that is gone, or where AWS tells no date", async () => {
    expect(await ageOf(absent)).toBeUndefined();
    expect(await ageOf({})).toBeUndefined();
  });

  it("is no age where the caller may not ask", async () => {
    await expect(ageOf(refusal("AccessDeniedException"))).rejects.toThrow();
  });
});
