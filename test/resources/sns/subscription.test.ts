import {
  ListSubscriptionsByTopicCommand,
  SubscribeCommand,
  type Subscription,
  UnsubscribeCommand,
} from "@aws-sdk/client-sns";
import { describe, expect, it } from "vitest";
import { AlreadyExists } from "../../../src/errors.ts";
import { subscription } from "../../../src/resources/sns/subscription.ts";
import { changing, type MockedMonitoring, mockMonitoring } from "../cloudwatch/mocked-aws.ts";
import { inputsOf, refusal, scopeOf } from "../rds/mocked-aws.ts";

const TOPIC = "arn:aws:sns:us-east-1:123456789012:flashsale-alarms";
const ARN = `${TOPIC}:0123`;
const ID = `${TOPIC}|email:ops@example.com`;
const props = { topicArn: TOPIC, protocol: "email" as const, endpoint: "Ops@example.com" };

const told = (SubscriptionArn: string, Endpoint = "Ops@example.com"): Subscription => ({
  SubscriptionArn,
  Endpoint,
  TopicArn: TOPIC,
  Protocol: "email",
});

function showing(...subscriptions: readonly Subscription[]): MockedMonitoring {
  const mocked = mockMonitoring();
  mocked.sns.safe.on(ListSubscriptionsByTopicCommand).resolves({ Subscriptions: [...subscriptions] });
  mocked.sns.safe.on(UnsubscribeCommand).resolves({});
  mocked.sns.once.on(SubscribeCommand).resolves({ SubscriptionArn: ARN });
  return mocked;
}

const PENDING = "PendingConfirmation";

describe("the create of a subscription", () => {
  it("subscribes the address, and is known by topic and address", async () => {
    const { aws, sns } = showing();
    expect(await subscription.create(aws, props, "token")).toEqual({ id: ID });
    expect(inputsOf(sns.once, "Subscribe")).toEqual([
      { TopicArn: TOPIC, Protocol: "email", Endpoint: "Ops@example.com", ReturnSubscriptionArn: true },
    ]);
  });

  it.each([PENDING, ARN])("sends nobody a second mail: %s", async (arn) => {
    const { aws, sns } = showing(told(arn));
    await expect(subscription.create(aws, props, "token")).rejects.toBeInstanceOf(AlreadyExists);
    expect(inputsOf(sns.once, "Subscribe")).toEqual([]);
  });
});

describe("a look at subscriptions", () => {
  it("counts one that is not confirmed as standing, and says so", async () => {
    const { aws } = showing(told(PENDING), told(ARN, "dev@example.com"), told("Deleted", "old@example.com"));
    expect(await subscription.list(aws, scopeOf([ID]))).toMatchObject([
      { id: ID, condition: "standing", status: "pending confirmation", props },
      { id: `${TOPIC}|email:dev@example.com`, condition: "standing", status: "confirmed" },
    ]);
  });

  it("asks each topic once, and our own topics where nothing is known", async () => {
    const known = showing();
    await subscription.list(known.aws, scopeOf([ID, `${TOPIC}|email:dev@example.com`], [ID]));
    expect(inputsOf(known.sns.safe, "ListSubscriptionsByTopic")).toHaveLength(1);
    const lost = showing();
    const scope = {
      ...scopeOf([]),
      idsOf: (type: string) => Promise.resolve(type === "sns/topic" ? [TOPIC] : []),
    };
    await subscription.list(lost.aws, scope);
    expect(inputsOf(lost.sns.safe, "ListSubscriptionsByTopic")).toMatchObject([{ TopicArn: TOPIC }]);
  });

  it("finds nothing where the topic is gone", async () => {
    const mocked = mockMonitoring();
    mocked.sns.safe.on(ListSubscriptionsByTopicCommand).rejects(refusal("NotFoundException"));
    expect(await subscription.get(mocked.aws, ID)).toBeUndefined();
    await subscription.gone(mocked.aws, ID, mocked.watch);
  });
});

it("is ready while it waits for a person, and tells that it waits", async () => {
  const { aws, watch } = showing(told(PENDING));
  await subscription.ready(aws, ID, watch);
  expect(watch.statuses.at(-1)).toBe("pending confirmation");
});

describe("the delete of a subscription", () => {
  it("ends a confirmed one by its ARN", async () => {
    const { aws, sns, watch } = showing(told(ARN));
    expect(await subscription.delete(aws, ID, { ...watch, force: true })).toEqual([]);
    expect(inputsOf(sns.safe, "Unsubscribe")).toEqual([{ SubscriptionArn: ARN }]);
  });

  it("leaves one that nobody confirmed to SNS, says so, and does not wait for its end", async () => {
    const { aws, sns, watch } = showing(told(PENDING));
    expect(await subscription.delete(aws, ID, { ...watch, force: true })).toEqual([]);
    expect(changing(sns.safe)).toEqual([]);
    expect(watch.statuses).toEqual(["pending confirmation: SNS drops it within 48 hours, or with its topic"]);
    await subscription.gone(aws, ID, watch);
  });

  it("succeeds where it is gone, or goes at this moment", async () => {
    const { aws, sns, watch } = showing();
    expect(await subscription.delete(aws, ID, { ...watch, force: true })).toEqual([]);
    expect(changing(sns.safe)).toEqual([]);
    const going = showing(told(ARN));
    going.sns.safe.on(UnsubscribeCommand).rejects(refusal("NotFoundException"));
    expect(await subscription.delete(going.aws, ID, { ...watch, force: true })).toEqual([]);
  });
});
