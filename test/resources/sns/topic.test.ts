import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetTopicAttributesCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-sns";
import { describe, expect, it } from "vitest";
import { AlreadyExists, AmbiguousEnd } from "../../../src/errors.ts";
import { topic } from "../../../src/resources/sns/topic.ts";
import { type MockedMonitoring, mockMonitoring, updateTo } from "../cloudwatch/mocked-aws.ts";
import { inputsOf, refusal, scopeOf } from "../rds/mocked-aws.ts";

const NAME = "flashsale-alarms";
const ARN = `arn:aws:sns:us-east-1:123456789012:${NAME}`;
const props = { name: NAME, tags: { Name: NAME } };

function absent(): MockedMonitoring {
  const mocked = mockMonitoring();
  mocked.sns.safe.on(GetTopicAttributesCommand).rejects(refusal("NotFoundException", "Topic does not exist"));
  return mocked;
}

function standing(): MockedMonitoring {
  const mocked = mockMonitoring();
  mocked.sns.safe.on(GetTopicAttributesCommand).resolves({ Attributes: { TopicArn: ARN } });
  mocked.sns.safe.on(ListTagsForResourceCommand).resolves({ Tags: [{ Key: "Name", Value: NAME }] });
  return mocked;
}

describe("the create of a topic", () => {
  it("sends name and tags, and answers the ARN", async () => {
    const { aws, sns } = absent();
    sns.once.on(CreateTopicCommand).resolves({ TopicArn: ARN });
    expect(await topic.create(aws, props, "token")).toEqual({ id: ARN });
    expect(inputsOf(sns.once, "CreateTopic")).toEqual([{ Name: NAME, Tags: [{ Key: "Name", Value: NAME }] }]);
  });

  it("takes no topic that is there", async () => {
    const { aws, sns } = standing();
    await expect(topic.create(aws, props, "token")).rejects.toBeInstanceOf(AlreadyExists);
    expect(inputsOf(sns.once, "CreateTopic")).toEqual([]);
  });

  it("knows a topic of other tags by SNS's words", async () => {
    const { aws, sns } = absent();
    const text = "Invalid parameter: Tags Reason: Topic already exists with different tags";
    sns.once.on(CreateTopicCommand).rejects(refusal("InvalidParameterException", text));
    await expect(topic.create(aws, props, "token")).rejects.toBeInstanceOf(AlreadyExists);
  });

  it.each(["StaleTagException", "ConcurrentAccessException"])("waits out %s", async (name) => {
    const { aws, sns } = absent();
    sns.once.on(CreateTopicCommand).rejectsOnce(refusal(name)).resolves({ TopicArn: ARN });
    expect(await topic.create(aws, props, "token")).toEqual({ id: ARN });
  });

  it("leaves it to the engine where SNS answers no ARN", async () => {
    const { aws, sns } = absent();
    sns.once.on(CreateTopicCommand).resolves({});
    await expect(topic.create(aws, props, "token")).rejects.toBeInstanceOf(AmbiguousEnd);
  });
});

describe("a look at topics", () => {
  it("asks for the ARN that a name has, and tells the tags", async () => {
    const { aws, sns } = standing();
    expect(await topic.list(aws, scopeOf([NAME]))).toMatchObject([
      { id: ARN, name: NAME, props, attributes: { arn: ARN, name: NAME }, tags: props.tags },
    ]);
    expect(inputsOf(sns.safe, "GetTopicAttributes")).toEqual([{ TopicArn: ARN }]);
  });

  it("finds nothing where there is none, or it goes between the reads", async () => {
    expect(await topic.get(absent().aws, ARN)).toBeUndefined();
    const going = standing();
    going.sns.safe.on(ListTagsForResourceCommand).rejects(refusal("ResourceNotFoundException"));
    expect(await topic.get(going.aws, ARN)).toBeUndefined();
  });
});

describe("an update of a topic", () => {
  it("sets tags and drops those that are to go, one call after the other", async () => {
    const mocked = standing();
    const { safe } = mocked.sns;
    safe.on(TagResourceCommand).rejectsOnce(refusal("ConcurrentAccessException")).resolves({});
    safe.on(UntagResourceCommand).resolves({});
    await updateTo(mocked, topic, { id: ARN, props, wanted: { tags: { b: "2" } }, dropped: ["a"] });
    expect(inputsOf(safe, "TagResource")).toHaveLength(2);
    expect(inputsOf(safe, "UntagResource")).toEqual([{ ResourceArn: ARN, TagKeys: ["a"] }]);
  });
});

describe("the delete of a topic", () => {
  it("names it, and waits until it is gone", async () => {
    const { aws, sns, watch } = absent();
    sns.safe.on(DeleteTopicCommand).resolves({});
    expect(await topic.delete(aws, ARN, { ...watch, force: true })).toEqual([]);
    expect(inputsOf(sns.safe, "DeleteTopic")).toEqual([{ TopicArn: ARN }]);
    await topic.gone(aws, ARN, watch);
  });
});
