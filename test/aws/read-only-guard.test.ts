import { CreateVpcCommand, DescribeVpcsCommand } from "@aws-sdk/client-ec2";
import { DeleteSecretCommand, GetSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { describe, expect, it } from "vitest";
import { createClients } from "../../src/aws/clients.ts";
import { createReadOnlyGuard } from "../../src/aws/read-only-guard.ts";
import { READS } from "../../src/aws/reads.ts";
import { Bug } from "../../src/errors.ts";
import { VPC_MADE } from "./local-aws.ts";
import { serve, toOptions } from "./serve.ts";

const createVpc = () => new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" });

describe("the read-only guard", () => {
  it("refuses what is not on its list, counts it, and sends nothing", async () => {
    const aws = await serve(VPC_MADE);
    const guard = createReadOnlyGuard();
    const { safe, once } = createClients(toOptions(aws, { guard }));
    await expect(safe.ec2.send(createVpc())).rejects.toBeInstanceOf(Bug);
    await expect(once.ec2.send(createVpc())).rejects.toBeInstanceOf(Bug);
    await expect(
      safe.secretsManager.send(new GetSecretValueCommand({ SecretId: "x" })),
    ).rejects.toBeInstanceOf(Bug);
    expect(guard.refusals()).toBe(3);
    expect(aws.seen).toHaveLength(0);
  });

  it("lets reads pass", async () => {
    const guard = createReadOnlyGuard();
    const answer = { status: 200, body: "<DescribeVpcsResponse><vpcSet/></DescribeVpcsResponse>" };
    const { safe } = createClients(toOptions(await serve(answer), { guard }));
    await safe.ec2.send(new DescribeVpcsCommand({}));
    expect(guard.refusals()).toBe(0);
  });

  it("lets a call pass that was allowed by name, and no other of its service", async () => {
    const guard = createReadOnlyGuard(["SecretsManager.GetSecretValue"]);
    const aws = await serve({ status: 200, body: '{"SecretString":"x"}' });
    const { safe } = createClients(toOptions(aws, { guard }));
    const read = await safe.secretsManager.send(new GetSecretValueCommand({ SecretId: "x" }));
    expect(read.SecretString).toBe("x");
    await expect(safe.secretsManager.send(new DeleteSecretCommand({ SecretId: "x" }))).rejects.toBeInstanceOf(
      Bug,
    );
    expect([guard.refusals(), aws.seen.length]).toEqual([1, 1]);
  });

  it("has no call on its list that changes something or reveals a secret", () => {
    const operations = Object.values(READS).flatMap((names) => [...names]);
    const verbs = operations.map((name) => /^[A-Z][a-z]+/.exec(name)?.[0]);
    expect(new Set(verbs)).toEqual(
      new Set(["Describe", "Get", "List", "Decode", "Simulate", "Head", "Lookup", "Filter"]),
    );
    expect(operations).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/SecretValue|Password|AuthorizationToken/)]),
    );
  });
});
