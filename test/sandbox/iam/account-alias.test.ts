import { IAMClient, ListAccountAliasesCommand } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { practise } from "../harness.ts";

describe("IAM in the sandbox", () => {
  it("tells the account's alias", async () => {
    const { sandbox } = practise();
    const iam = new IAMClient({ region: sandbox.region, credentials: sandbox.credentials, maxAttempts: 1 });
    iam.middlewareStack.use(sandbox.plugin());
    const { AccountAliases } = await iam.send(new ListAccountAliasesCommand({}));
    expect(AccountAliases).toEqual([sandbox.alias]);
  });
});
