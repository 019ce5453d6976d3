import { IAMClient, ListAccountAliasesCommand } from "@aws-sdk/client-iam";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import { describe, expect, it } from "vitest";
import { findAlias, getCaller } from "../../src/aws/identity.ts";

function mock() {
  const sts = new STSClient({ region: "eu-west-1" });
  const iam = new IAMClient({ region: "eu-west-1" });
  return { sts, iam, stsMock: mockClient(sts), iamMock: mockClient(iam) };
}

describe("who calls", () => {
  it("is told with account, ARN and partition", async () => {
    const { sts, stsMock } = mock();
    stsMock
      .on(GetCallerIdentityCommand)
      .resolves({ Account: "123456789012", Arn: "arn:aws-cn:iam::123456789012:user/ann" });
    await expect(getCaller(sts)).resolves.toEqual({
      account: "123456789012",
      arn: "arn:aws-cn:iam::123456789012:user/ann",
      partition: "aws-cn",
    });
  });

  it("is not told where the credentials are refused", async () => {
    const { sts, stsMock } = mock();
    stsMock.on(GetCallerIdentityCommand).rejects(Object.assign(new Error("old"), { name: "ExpiredToken" }));
    await expect(getCaller(sts)).rejects.toMatchObject({ name: "ExpiredToken" });
  });
});

describe("the account's alias", () => {
  it("is its first", async () => {
    const { iam, iamMock } = mock();
    iamMock.on(ListAccountAliasesCommand).resolves({ AccountAliases: ["shop"], IsTruncated: false });
    await expect(findAlias(iam)).resolves.toBe("shop");
  });

  it("is none where the caller may not see it", async () => {
    const { iam, iamMock } = mock();
    iamMock.on(ListAccountAliasesCommand).rejects(Object.assign(new Error("no"), { name: "AccessDenied" }));
    await expect(findAlias(iam)).resolves.toBeUndefined();
  });
});
