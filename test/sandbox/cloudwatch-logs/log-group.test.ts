import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DeleteRetentionPolicyCommand,
  DescribeLogGroupsCommand,
  ListTagsForResourceCommand,
  type LogGroup,
  PutRetentionPolicyCommand,
  paginateDescribeLogGroups,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { beforeEach, describe, expect, it } from "vitest";
import { practise, refusalOf } from "../harness.ts";

const NAME = "/flashsale/app";
const ARN = `arn:aws:logs:us-east-1:314159265358:log-group:${NAME}`;

let logs: CloudWatchLogsClient;

beforeEach(() => {
  const { sandbox } = practise();
  const { region, credentials } = sandbox;
  logs = new CloudWatchLogsClient({ region, credentials, maxAttempts: 1 });
  logs.middlewareStack.use(sandbox.plugin());
});

const create = (logGroupName = NAME, tags?: Record<string, string>) =>
  logs.send(new CreateLogGroupCommand({ logGroupName, ...(tags === undefined ? {} : { tags }) }));

const look = async (logGroupNamePrefix = NAME): Promise<LogGroup[]> =>
  (await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix }))).logGroups ?? [];

describe("a log group", () => {
  it("keeps its logs for ever until it is told for how long", async () => {
    await create();
    expect(await look()).toMatchObject([{ logGroupName: NAME, arn: `${ARN}:*`, logGroupArn: ARN }]);
    await logs.send(new PutRetentionPolicyCommand({ logGroupName: NAME, retentionInDays: 30 }));
    expect(await look()).toMatchObject([{ retentionInDays: 30 }]);
    await logs.send(new DeleteRetentionPolicyCommand({ logGroupName: NAME }));
    expect((await look())[0]?.retentionInDays).toBeUndefined();
  });

  it("is refused a second time", async () => {
    await create();
    expect(await refusalOf(create())).toMatchObject({ name: "ResourceAlreadyExistsException" });
  });

  it("has its tags under the ARN without a star", async () => {
    await create(NAME, { a: "1" });
    await logs.send(new TagResourceCommand({ resourceArn: ARN, tags: { b: "2" } }));
    await logs.send(new UntagResourceCommand({ resourceArn: ARN, tagKeys: ["a"] }));
    const told = await logs.send(new ListTagsForResourceCommand({ resourceArn: ARN }));
    expect(told.tags).toEqual({ b: "2" });
    const starred = logs.send(new ListTagsForResourceCommand({ resourceArn: `${ARN}:*` }));
    expect(await refusalOf(starred)).toMatchObject({ name: "ResourceNotFoundException" });
  });

  it("is found by the beginning of its name, in order and in pages", async () => {
    for (const name of [`${NAME}-2`, NAME, "/other"]) await create(name);
    expect((await look()).map(({ logGroupName }) => logGroupName)).toEqual([NAME, `${NAME}-2`]);
    const sizes: unknown[] = [];
    for await (const page of paginateDescribeLogGroups({ client: logs, pageSize: 2 }, {}))
      sizes.push(page.logGroups?.length);
    expect(sizes).toEqual([2, 1]);
  });

  it("goes at once", async () => {
    await create();
    const remove = () => logs.send(new DeleteLogGroupCommand({ logGroupName: NAME }));
    await remove();
    expect(await look()).toEqual([]);
    expect(await refusalOf(remove())).toMatchObject({ name: "ResourceNotFoundException" });
  });

  it.each(["", "a b", "aws/x", "x".repeat(513)])("cannot be called %s", async (name) => {
    expect(await refusalOf(create(name))).toMatchObject({ name: "InvalidParameterException" });
  });

  it.each([0, 2, 31, 4000])("cannot keep its logs for %i days", async (retentionInDays) => {
    await create();
    const call = logs.send(new PutRetentionPolicyCommand({ logGroupName: NAME, retentionInDays }));
    expect(await refusalOf(call)).toMatchObject({ name: "InvalidParameterException" });
  });
});
