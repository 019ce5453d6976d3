import {
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DeleteRetentionPolicyCommand,
  DescribeLogGroupsCommand,
  ListTagsForResourceCommand,
  type LogGroup,
  PutRetentionPolicyCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { describe, expect, it } from "vitest";
import { AlreadyExists } from "../../../src/errors.ts";
import { logGroup } from "../../../src/resources/cloudwatch-logs/log-group.ts";
import { changing, type MockedMonitoring, mockMonitoring, updateTo } from "../cloudwatch/mocked-aws.ts";
import { inputsOf, refusal, scopeOf } from "../rds/mocked-aws.ts";

const NAME = "/flashsale/app";
const ARN = `arn:aws:logs:us-east-1:123456789012:log-group:${NAME}`;
const props = { name: NAME, retentionDays: 30, tags: { Name: NAME } };

function showing(...logGroups: readonly LogGroup[]): MockedMonitoring {
  const mocked = mockMonitoring();
  const { safe } = mocked.logs;
  safe.on(DescribeLogGroupsCommand).resolves({ logGroups: [...logGroups] });
  safe.on(ListTagsForResourceCommand).resolves({ tags: { Name: NAME, "aws:x": "y" } });
  safe.on(PutRetentionPolicyCommand).resolves({});
  safe.on(DeleteRetentionPolicyCommand).resolves({});
  safe.on(DeleteLogGroupCommand).resolves({});
  return mocked;
}

const group = (parts: Partial<LogGroup> = {}): LogGroup => ({
  logGroupName: NAME,
  retentionInDays: 30,
  arn: `${ARN}:*`,
  logGroupArn: ARN,
  ...parts,
});

describe("the create of a log group", () => {
  it("sends name and tags; the retention follows in an update", async () => {
    const { aws, logs } = showing();
    logs.once.on(CreateLogGroupCommand).resolves({});
    expect(await logGroup.create(aws, props, "token")).toEqual({ id: NAME });
    expect(inputsOf(logs.once, "CreateLogGroup")).toEqual([{ logGroupName: NAME, tags: { Name: NAME } }]);
    expect(logGroup.afterCreate).toEqual(["retentionDays"]);
  });

  it("never takes one that is there", async () => {
    const { aws, logs } = showing();
    logs.once.on(CreateLogGroupCommand).rejects(refusal("ResourceAlreadyExistsException"));
    await expect(logGroup.create(aws, props, "token")).rejects.toBeInstanceOf(AlreadyExists);
  });

  it("waits while another change of it is under way", async () => {
    const { aws, logs } = showing();
    logs.once.on(CreateLogGroupCommand).rejectsOnce(refusal("OperationAbortedException")).resolves({});
    expect(await logGroup.create(aws, props, "token")).toEqual({ id: NAME });
  });
});

describe("a look at log groups", () => {
  it("takes of all that begin so the one of that name", async () => {
    const { aws, logs } = showing(group(), group({ logGroupName: `${NAME}-2` }));
    expect(await logGroup.list(aws, scopeOf([NAME]))).toEqual([
      {
        id: NAME,
        name: NAME,
        condition: "standing",
        status: "available",
        props,
        attributes: { name: NAME, arn: ARN },
        tags: { Name: NAME },
      },
    ]);
    expect(inputsOf(logs.safe, "DescribeLogGroups")).toEqual([{ logGroupNamePrefix: NAME }]);
    expect(inputsOf(logs.safe, "ListTagsForResource")).toEqual([{ resourceArn: ARN }]);
  });

  it("tells 0 days where logs are kept for ever", async () => {
    const { aws } = showing({ logGroupName: NAME, arn: `${ARN}:*` });
    expect(await logGroup.get(aws, NAME)).toMatchObject({
      props: { retentionDays: 0 },
      attributes: { arn: ARN },
    });
  });

  it("finds nothing where there is none, or it goes between the reads", async () => {
    expect(await logGroup.get(showing(group({ logGroupName: `${NAME}-2` })).aws, NAME)).toBeUndefined();
    const going = showing(group());
    going.logs.safe.on(ListTagsForResourceCommand).rejects(refusal("ResourceNotFoundException"));
    expect(await logGroup.get(going.aws, NAME)).toBeUndefined();
  });
});

describe("an update of a log group", () => {
  it.each([
    [7, "PutRetentionPolicy", { logGroupName: NAME, retentionInDays: 7 }],
    [0, "DeleteRetentionPolicy", { logGroupName: NAME }],
  ])("to %i days is %s", async (retentionDays, operation, input) => {
    const mocked = showing(group());
    await updateTo(mocked, logGroup, { id: NAME, props, wanted: { retentionDays } });
    expect(changing(mocked.logs.safe)).toEqual([operation]);
    expect(inputsOf(mocked.logs.safe, operation)).toEqual([input]);
  });

  it("of tags sets them and drops those that are to go", async () => {
    const mocked = showing(group());
    mocked.logs.safe.on(TagResourceCommand).resolves({}).on(UntagResourceCommand).resolves({});
    await updateTo(mocked, logGroup, { id: NAME, props, wanted: { tags: { b: "2" } }, dropped: ["a"] });
    expect(inputsOf(mocked.logs.safe, "TagResource")).toEqual([{ resourceArn: ARN, tags: { b: "2" } }]);
    expect(inputsOf(mocked.logs.safe, "UntagResource")).toEqual([{ resourceArn: ARN, tagKeys: ["a"] }]);
  });
});

describe("the delete of a log group", () => {
  it("succeeds where it is gone", async () => {
    const { aws, logs, watch } = showing();
    logs.safe.on(DeleteLogGroupCommand).rejects(refusal("ResourceNotFoundException"));
    expect(await logGroup.delete(aws, NAME, { ...watch, force: true })).toEqual([]);
    await logGroup.gone(aws, NAME, watch);
  });
});
