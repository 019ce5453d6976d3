import { IAMClient, ListAccountAliasesCommand } from "@aws-sdk/client-iam";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import { describe, expect, it } from "vitest";
import { identify } from "../../src/aws/identity.ts";

function mock() {
  const sts = new STSClient({ region: "eu-west-1" });
  const iam = new IAMClient({ region: "eu-west-1" });
  return { sts, iam, stsMock: mockClient(sts), iamMock: mockClient(iam) };
}

describe("who calls", () => {
  it("is told with account, ARN, partition and alias", async () => {
    const { sts, iam, stsMock, iamMock } = mock();
    stsMock
      .on(GetCallerIdentityCommand)
      .resolves({ Account: "123456789012", Arn: "arn:aws-cn:iam::123456789012:user/ann" });
    iamMock.on(ListAccountAliasesCommand).resolves({ AccountAliases: ["shop"], IsTruncated: false });
    await expect(identify(sts, iam)).resolves.toEqual({
      account: "123456789012",
      arn: "arn:aws-cn:iam::123456789012:user/ann",
      partition: "aws-cn",
      alias: "shop",
    });
  });

  it("is told without an alias where the caller may not see it", async () => {
    const { sts, iam, stsMock, iamMock } = mock();
    stsMock
      .on(GetCallerIdentityCommand)
      .resolves({ Account: "123456789012", Arn: "arn:aws:iam::123456789012:user/ann" });
    iamMock.on(ListAccountAliasesCommand).rejects(Object.assign(new Error("no"), { name: "AccessDenied" }));
    await expect(identify(sts, iam)).resolves.not.toHaveProperty("alias");
  });

  it("asks for no alias before the account is known", async () => {
    const { sts, iam, stsMock, iamMock } = mock();
    stsMock.on(GetCallerIdentityCommand).rejects(Object.assign(new Error("old"), { name: "ExpiredToken" }));
    await expect(identify(sts, iam)).rejects.toMatchObject({ name: "ExpiredToken" });
    expect(iamMock.calls()).toHaveLength(0);
  });
});
