import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListTagsForResourceCommand,
  ListTopicsCommand,
  paginateListSubscriptionsByTopic,
  SNSClient,
  SubscribeCommand,
  TagResourceCommand,
  UnsubscribeCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-sns";
import { beforeEach, describe, expect, it } from "vitest";
import { editAccount, type Practice, practise, refusalOf } from "../harness.ts";

const TOPIC = "arn:aws:sns:us-east-1:314159265358:flashsale-alarms";
const Tags = [{ Key: "Name", Value: "flashsale-alarms" }];

let practice: Practice;
let sns: SNSClient;

beforeEach(async () => {
  practice = practise();
  const { region, credentials } = practice.sandbox;
  sns = new SNSClient({ region, credentials, maxAttempts: 1 });
  sns.middlewareStack.use(practice.sandbox.plugin());
  await sns.send(new CreateTopicCommand({ Name: "flashsale-alarms", Tags }));
});

const subscribe = async (Endpoint: string, ReturnSubscriptionArn = true): Promise<string> => {
  const input = { TopicArn: TOPIC, Protocol: "email", Endpoint, ReturnSubscriptionArn };
  return (await sns.send(new SubscribeCommand(input))).SubscriptionArn ?? "";
};

const listed = async (): Promise<unknown[]> => {
  const { Subscriptions } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: TOPIC }));
  return (Subscriptions ?? []).map(({ Endpoint, SubscriptionArn }) => [Endpoint, SubscriptionArn]);
};

const unsubscribe = (SubscriptionArn: string) => sns.send(new UnsubscribeCommand({ SubscriptionArn }));

describe("a topic", () => {
  it("is the same topic when it is made again with its tags, or with none named", async () => {
    for (const again of [{ Tags }, {}])
      expect(await sns.send(new CreateTopicCommand({ Name: "flashsale-alarms", ...again }))).toMatchObject({
        TopicArn: TOPIC,
      });
    expect((await sns.send(new ListTopicsCommand({}))).Topics).toEqual([{ TopicArn: TOPIC }]);
  });

  it("is refused with other tags, in AWS's words", async () => {
    const other = new CreateTopicCommand({ Name: "flashsale-alarms", Tags: [{ Key: "a", Value: "b" }] });
    expect(await refusalOf(sns.send(other))).toMatchObject({
      name: "InvalidParameterException",
      Code: "InvalidParameter",
      message: "Invalid parameter: Tags Reason: Topic already exists with different tags",
    });
  });

  it.each(["", "flash sale", "x".repeat(257)])("cannot be called %s", async (Name) => {
    expect(await refusalOf(sns.send(new CreateTopicCommand({ Name })))).toMatchObject({
      message: "Invalid parameter: Topic Name",
    });
  });

  it("takes other tags, and drops them", async () => {
    await sns.send(new TagResourceCommand({ ResourceArn: TOPIC, Tags: [{ Key: "a", Value: "1" }] }));
    await sns.send(new UntagResourceCommand({ ResourceArn: TOPIC, TagKeys: ["Name"] }));
    const told = await sns.send(new ListTagsForResourceCommand({ ResourceArn: TOPIC }));
    expect(told.Tags).toEqual([{ Key: "a", Value: "1" }]);
  });

  it("goes with all its subscriptions, confirmed or not, and may be deleted again", async () => {
    const arn = await subscribe("ops@confirming.example");
    await subscribe("ops@example.com");
    for (let times = 0; times < 2; times++) await sns.send(new DeleteTopicCommand({ TopicArn: TOPIC }));
    const calls = [
      sns.send(new GetTopicAttributesCommand({ TopicArn: TOPIC })),
      listed(),
      sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn: arn })),
      subscribe("dev@example.com"),
    ];
    for (const call of calls)
      expect(await refusalOf(call)).toMatchObject({ name: "NotFoundException", Code: "NotFound" });
    const tags = sns.send(new ListTagsForResourceCommand({ ResourceArn: TOPIC }));
    expect(await refusalOf(tags)).toMatchObject({ name: "ResourceNotFoundException" });
  });
});

describe("a subscription by e-mail", () => {
  it("is pending until a person confirms it, and has no ARN in lists until then", async () => {
    const arn = await subscribe("ops@example.com");
    expect(arn).toMatch(new RegExp(`^${TOPIC}:[0-9a-f-]{36}$`));
    expect(await subscribe("dev@example.com", false)).toBe("pending confirmation");
    const confirmed = await subscribe("ops@confirming.example", false);
    expect(await listed()).toEqual([
      ["ops@example.com", "PendingConfirmation"],
      ["dev@example.com", "PendingConfirmation"],
      ["ops@confirming.example", confirmed],
    ]);
    const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn: TOPIC }));
    expect(Attributes).toMatchObject({ SubscriptionsPending: "2", SubscriptionsConfirmed: "1" });
    const told = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn: arn }));
    expect(told.Attributes).toMatchObject({ PendingConfirmation: "true", Endpoint: "ops@example.com" });
  });

  it("is the same when it is asked for again", async () => {
    expect(await subscribe("ops@example.com")).toBe(await subscribe("ops@example.com"));
    expect(await listed()).toHaveLength(1);
  });

  it("cannot be ended before it is confirmed", async () => {
    const arn = await subscribe("ops@example.com");
    expect(await refusalOf(unsubscribe(arn))).toMatchObject({ Code: "InvalidParameter" });
    expect(await refusalOf(unsubscribe("PendingConfirmation"))).toMatchObject({ Code: "InvalidParameter" });
    expect(await listed()).toHaveLength(1);
  });

  it("is listed as deleted for a moment once it is ended, and may be ended again", async () => {
    const arn = await subscribe("ops@confirming.example");
    await unsubscribe(arn);
    await unsubscribe(arn);
    expect(await listed()).toEqual([["ops@confirming.example", "Deleted"]]);
    expect(await subscribe("ops@confirming.example")).not.toBe(arn);
    practice.pass(11);
    expect(await listed()).toHaveLength(1);
    expect(await refusalOf(unsubscribe(arn))).toMatchObject({ name: "NotFoundException" });
  });

  it("is dropped when nobody confirms it, where the account says after how long", async () => {
    const arn = await subscribe("ops@example.com");
    practice.pass(200_000);
    expect(await listed()).toHaveLength(1);
    editAccount(practice.file, ({ offers }) => {
      offers.SNS = { ...offers.SNS, unconfirmedSeconds: 172_800 };
    });
    expect(await listed()).toEqual([]);
    expect(await refusalOf(unsubscribe(arn))).toMatchObject({ name: "NotFoundException" });
  });

  it.each(["", "ops", "ops@example", "a@b.c, d@e.f"])("goes to an address: not %s", async (address) => {
    expect(await refusalOf(subscribe(address))).toMatchObject({
      message: "Invalid parameter: Email address",
    });
  });

  it("is the only kind that the sandbox knows", async () => {
    const call = sns.send(new SubscribeCommand({ TopicArn: TOPIC, Protocol: "sms", Endpoint: "+1" }));
    expect((await refusalOf(call)).message).toContain("sandbox does not simulate SNS Subscribe.Protocol");
  });

  it("comes in pages", async () => {
    for (let number = 0; number < 101; number++) await subscribe(`ops${number}@example.com`);
    const pages = paginateListSubscriptionsByTopic({ client: sns }, { TopicArn: TOPIC });
    const sizes: unknown[] = [];
    for await (const page of pages) sizes.push(page.Subscriptions?.length);
    expect(sizes).toEqual([100, 1]);
  });
});
