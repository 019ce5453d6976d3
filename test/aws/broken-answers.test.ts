import {
  CreateNatGatewayCommand,
  CreateVpcCommand,
  DeleteVpcCommand,
  DescribeVpcsCommand,
} from "@aws-sdk/client-ec2";
import { GetAuthorizationTokenCommand } from "@aws-sdk/client-ecr";
import { CreateRoleCommand } from "@aws-sdk/client-iam";
import { ListClustersV2Command } from "@aws-sdk/client-kafka";
import { DescribeDBInstancesCommand, ModifyDBInstanceCommand } from "@aws-sdk/client-rds";
import { GetBucketTaggingCommand, HeadBucketCommand } from "@aws-sdk/client-s3";
import { DescribeSecretCommand, TagResourceCommand } from "@aws-sdk/client-secrets-manager";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { afterEach, describe, expect, it } from "vitest";
import { again } from "../../src/advice.ts";
import { createClients } from "../../src/aws/clients.ts";
import type { ClientPair } from "../../src/aws/env.ts";
import { isNotFound } from "../../src/aws/errors.ts";
import { translate } from "../../src/aws/translate.ts";
import { AmbiguousEnd } from "../../src/errors.ts";
import { BREAKS, type BrokenAws, type Bytes, httpOfAws, page, startBroken } from "./broken-aws.ts";
import { toOptions } from "./serve.ts";

const open: BrokenAws[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function serve(...answers: readonly Bytes[]): Promise<BrokenAws> {
  const server = await startBroken(...answers);
  open.push(server);
  return server;
}

/** Real seconds that an answer may take here. */
const LIMIT_SECONDS = 0.1;
const toClients = (server: BrokenAws, more: object = {}): ClientPair =>
  createClients(toOptions(server, { limitSeconds: LIMIT_SECONDS, ...more }));

const queried = (operation: string, inner = ""): string =>
  `<${operation}Response><${operation}Result>${inner}</${operation}Result><requestId>req-1</requestId></${operation}Response>`;

interface Call {
  /** A whole answer to it. */
  readonly whole: string;
  send(clients: ClientPair): Promise<unknown>;
}

const RETRIED: Readonly<Record<string, Call>> = {
  "a read of the EC2 protocol": {
    whole: queried("DescribeVpcs"),
    send: ({ safe }) => safe.ec2.send(new DescribeVpcsCommand({})),
  },
  "a read of the query protocol": {
    whole: queried("DescribeDBInstances", "<DBInstances/>"),
    send: ({ safe }) => safe.rds.send(new DescribeDBInstancesCommand({})),
  },
  "a read of the JSON protocol": {
    whole: '{"Name":"flashsale-db-password","ARN":"arn:aws:secretsmanager:x"}',
    send: ({ safe }) => safe.secretsManager.send(new DescribeSecretCommand({ SecretId: "x" })),
  },
  "a read of the REST protocol": {
    whole: '{"clusterInfoList":[],"nextToken":null}',
    send: ({ safe }) => safe.kafka.send(new ListClustersV2Command({})),
  },
  "a read of S3": {
    whole: "<Tagging><TagSet></TagSet></Tagging>",
    send: ({ safe }) => safe.s3.send(new GetBucketTaggingCommand({ Bucket: "flashsale-trail" })),
  },
  "a delete": {
    whole: queried("DeleteVpc"),
    send: ({ safe }) => safe.ec2.send(new DeleteVpcCommand({ VpcId: "vpc-1" })),
  },
  "an update that sets absolute values": {
    whole: queried("ModifyDBInstance"),
    send: ({ safe }) => safe.rds.send(new ModifyDBInstanceCommand({ DBInstanceIdentifier: "flashsale-db" })),
  },
  "a create with a token": {
    whole: queried("CreateNatGateway"),
    send: ({ safe }) =>
      safe.ec2.send(new CreateNatGatewayCommand({ SubnetId: "subnet-1", ClientToken: "token-1" })),
  },
};

const SENT_ONCE: Readonly<Record<string, Call>> = {
  "a create by name": {
    whole: queried("CreateRole"),
    send: ({ once }) =>
      once.iam.send(new CreateRoleCommand({ RoleName: "FlashSaleAppRole", AssumeRolePolicyDocument: "{}" })),
  },
  "a create that nothing tells apart": {
    whole: queried("CreateVpc"),
    send: ({ once }) => once.ec2.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" })),
  },
};

const entries = <T>(table: Readonly<Record<string, T>>): [string, T][] => Object.entries(table);

describe.each(entries(BREAKS))("an answer that is %s", (_way, broken) => {
  it.each(entries(RETRIED))("is asked for again: %s", async (_name, { whole, send }) => {
    const server = await serve(broken(whole), broken(whole), { text: httpOfAws(200, whole) });
    await expect(send(toClients(server))).resolves.toBeDefined();
    expect(server.seen).toHaveLength(3);
    expect(new Set(server.seen).size).toBe(1);
  });

  it.each(entries(SENT_ONCE))("is unknown, and not sent again: %s", async (_name, { whole, send }) => {
    const server = await serve(broken(whole));
    await expect(send(toClients(server))).rejects.toBeInstanceOf(AmbiguousEnd);
    expect(server.seen).toHaveLength(1);
  });

  it("is told after 8 attempts as AWS unreachable, without a word of the SDK's insides", async () => {
    const { whole, send } = RETRIED["a read of the query protocol"] as Call;
    const server = await serve(broken(whole));
    const error: unknown = await send(toClients(server)).catch((thrown: unknown) => thrown);
    expect(server.seen).toHaveLength(8);
    const told = await translate(error);
    expect(told.exitCode).toBe(69);
    expect(told.detail).toMatch(/^RDS DescribeDBInstances /);
    expect(`${told.summary} ${told.detail}`).not.toMatch(
      /SyntaxError|Deserial|hidden field|parse error|JSON|undefined/i,
    );
  });

  it("leaves a create with a token unknown once 8 attempts were spent", async () => {
    const { whole, send } = RETRIED["a create with a token"] as Call;
    const server = await serve(broken(whole));
    await expect(send(toClients(server))).rejects.toBeInstanceOf(AmbiguousEnd);
    expect(server.seen).toHaveLength(8);
  });
});

const CALLS = entries({ ...RETRIED, ...SENT_ONCE });

describe("an answer that says no", () => {
  it.each(CALLS)("and was cut off is asked for again, since AWS did nothing: %s", async (_name, call) => {
    const cut = { text: httpOfAws(400, "<Response><Errors><Er", 300) };
    const server = await serve(cut, { text: httpOfAws(200, call.whole) });
    await expect(call.send(toClients(server))).resolves.toBeDefined();
    expect(server.seen).toHaveLength(2);
  });

  describe.each([302, 307, 400, 401, 403, 404, 407, 410])("with a page and status %i", (status) => {
    it.each(CALLS)("ends %s at once, and never as if a thing were absent", async (_name, call) => {
      const server = await serve(page(status));
      const error: unknown = await call.send(toClients(server)).catch((thrown: unknown) => thrown);
      expect(server.seen).toHaveLength(1);
      expect(isNotFound(error)).toBe(false);
      expect(await translate(error)).toMatchObject({
        code: status === 407 ? "ProxyRefused" : "NoAwsApi",
        exitCode: 69,
      });
    });
  });

  it.each(CALLS)("and has nothing in it never counts as absence: %s", async (_name, call) => {
    const server = await serve({ text: httpOfAws(404, "") });
    const error: unknown = await call.send(toClients(server)).catch((thrown: unknown) => thrown);
    expect(isNotFound(error)).toBe(false);
  });
});

describe("what answers instead of AWS", () => {
  it("is told with status, host, title and proxy, and exit 69", async () => {
    const server = await serve(page(200));
    const clients = toClients(server, { proxyOf: () => "proxy.example:3128" });
    const told = await translate(
      await clients.safe.sts.send(new GetCallerIdentityCommand({})).catch((error: unknown) => error),
    );
    expect(told).toMatchObject({
      code: "NoAwsApi",
      summary: "What answered was no AWS API",
      exitCode: 69,
      fix: [again()],
      call: { service: "STS", operation: "GetCallerIdentity" },
    });
    expect(told.detail).toContain(
      `${server.host} answered with status 200, a page titled "Sign in to the hotel", through the proxy proxy.example:3128`,
    );
  });

  it("and answers HEAD is not believed, where AWS's own no is", async () => {
    const head = new HeadBucketCommand({ Bucket: "flashsale-trail" });
    const foreign = await serve({ text: `${page(404).text.split("\r\n\r\n")[0]}\r\n\r\n` });
    const doubt: unknown = await toClients(foreign)
      .safe.s3.send(head)
      .catch((error: unknown) => error);
    expect(isNotFound(doubt)).toBe(false);
    const real = await serve({ text: httpOfAws(404, "") });
    const absent: unknown = await toClients(real)
      .safe.s3.send(head)
      .catch((error: unknown) => error);
    expect(isNotFound(absent)).toBe(true);
  });
});

describe("an answer without what it must tell", () => {
  it.each([
    [
      "who calls",
      queried("GetCallerIdentity"),
      ({ safe }: ClientPair) => safe.sts.send(new GetCallerIdentityCommand({})),
    ],
    [
      "the registry's token",
      '{"authorizationData":[]}',
      ({ safe }: ClientPair) => safe.ecr.send(new GetAuthorizationTokenCommand({})),
    ],
  ])("is asked for again: %s", async (_what, body, send) => {
    const server = await serve({ text: httpOfAws(200, body) });
    const error: unknown = await send(toClients(server)).catch((thrown: unknown) => thrown);
    expect(server.seen).toHaveLength(8);
    expect(await translate(error)).toMatchObject({ code: "AnswerBroken", exitCode: 69, fix: [again()] });
  });

  it("is whole where the operation tells nothing", async () => {
    const server = await serve({ text: httpOfAws(200, "") });
    const command = new TagResourceCommand({ SecretId: "x", Tags: [] });
    await expect(toClients(server).safe.secretsManager.send(command)).resolves.toBeDefined();
    expect(server.seen).toHaveLength(1);
  });
});
