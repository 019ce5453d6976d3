import { CreateVpcCommand } from "@aws-sdk/client-ec2";
import { GetSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { describe, expect, it } from "vitest";
import { createClients } from "../../src/aws/clients.ts";
import { Redactor } from "../../src/aws/redaction.ts";
import { ec2Error, json, REFUSED, THROTTLED, VPC_MADE } from "./local-aws.ts";
import { serve, toOptions } from "./serve.ts";

const createVpc = () => new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" });

describe("the trace", () => {
  it("has one line for each call, with its attempts and AWS's request id", async () => {
    const lines: string[] = [];
    const { safe } = createClients(
      toOptions(await serve(THROTTLED, VPC_MADE, REFUSED), { trace: (line) => lines.push(line) }),
    );
    await safe.ec2.send(createVpc());
    await safe.ec2.send(createVpc()).catch(() => undefined);
    const [made, no] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(made).toMatchObject({
      service: "EC2",
      operation: "CreateVpc",
      input: { CidrBlock: "10.0.0.0/16" },
      attempts: 2,
    });
    expect(made).not.toHaveProperty("error");
    expect(no).toMatchObject({
      attempts: 1,
      requestId: "req-VpcLimitExceeded",
      error: { code: "VpcLimitExceeded" },
    });
  });

  it("holds no secret that was read from Secrets Manager, wherever it turns up later", async () => {
    const lines: string[] = [];
    const redactor = new Redactor();
    const secret = json({ Name: "db", SecretString: '{"username":"ann","password":"hunter2-hunter2"}' });
    const aws = await serve(secret, ec2Error(400, "InvalidParameterValue", "hunter2-hunter2 is no tag"));
    const { safe } = createClients(toOptions(aws, { redactor, trace: (line) => lines.push(line) }));
    await safe.secretsManager.send(new GetSecretValueCommand({ SecretId: "db" }));
    await safe.ec2.send(createVpc()).catch(() => undefined);
    expect(lines[0]).toContain('"SecretId":"db"');
    expect(lines[1]).toContain("*** is no tag");
    expect(redactor.mask("password is hunter2-hunter2, user is ann")).toBe("password is ***, user is ann");
  });
});
