import { CreateVpcCommand } from "@aws-sdk/client-ec2";
import { DecodeAuthorizationMessageCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { describe, expect, it } from "vitest";
import type { SandboxOptions } from "../../../src/sandbox/sandbox.ts";
import { practise, refusalOf } from "../harness.ts";

function practiseSts(options: Partial<SandboxOptions> = {}) {
  const practice = practise(options);
  const { region, credentials } = practice.sandbox;
  const sts = new STSClient({ region, credentials, maxAttempts: 1 });
  sts.middlewareStack.use(practice.sandbox.plugin());
  return { ...practice, sts };
}

describe("STS in the sandbox", () => {
  it("tells the account and the caller, in the region's partition", async () => {
    const { sts } = practiseSts();
    expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: "314159265358",
      Arn: "arn:aws:iam::314159265358:user/flashsale",
    });
    const china = practiseSts({ region: "cn-north-1" });
    expect((await china.sts.send(new GetCallerIdentityCommand({}))).Arn).toMatch(/^arn:aws-cn:iam::/);
  });

  it("tells who one is to whoever asks, but not with expired credentials", async () => {
    const { sts } = practiseSts({ faults: { deny: ["*"], expireAfterCalls: 1 } });
    await sts.send(new GetCallerIdentityCommand({}));
    expect(await refusalOf(sts.send(new GetCallerIdentityCommand({})))).toMatchObject({
      Code: "ExpiredToken",
      $metadata: { httpStatusCode: 403 },
    });
  });

  it("decodes what EC2 appends to a refusal", async () => {
    const { ec2, sts } = practiseSts({ faults: { deny: ["ec2:CreateVpc"] } });
    const refused = await refusalOf(ec2.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" })));
    const EncodedMessage = refused.message.split("Encoded authorization failure message: ")[1];
    const { DecodedMessage } = await sts.send(new DecodeAuthorizationMessageCommand({ EncodedMessage }));
    expect(JSON.parse(DecodedMessage ?? "")).toMatchObject({
      allowed: false,
      explicitDeny: true,
      context: { action: "ec2:CreateVpc" },
    });
    const nonsense = new DecodeAuthorizationMessageCommand({ EncodedMessage: "nonsense" });
    expect((await refusalOf(sts.send(nonsense))).name).toBe("InvalidAuthorizationMessageException");
  });
});
