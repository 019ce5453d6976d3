import { randomUUID } from "node:crypto";
import type {
  GetSubscriptionAttributesCommandInput,
  GetSubscriptionAttributesCommandOutput,
  ListSubscriptionsByTopicCommandInput,
  ListSubscriptionsByTopicCommandOutput,
  SubscribeCommandInput,
  SubscribeCommandOutput,
  Subscription as Told,
  UnsubscribeCommandInput,
  UnsubscribeCommandOutput,
} from "@aws-sdk/client-sns";
import type { Account } from "../account.ts";
import { type Call, change, read } from "../operation.ts";
import { SandboxError } from "../refusal.ts";
import type { ListedResource } from "../service.ts";
import { badParameter, notFound } from "./dialect.ts";
import { snsOffers } from "./offers.ts";
import { isPending, livingSubscriptions, shownSubscriptions } from "./subscription-state.ts";
import { type Subscription, subscriptions } from "./tables.ts";
import { getTopic } from "./topic.ts";

/** Subscriptions of one page. Source: SNS API reference, ListSubscriptionsByTopic. */
const PAGE = 100;

/** An ended subscription is listed as `Deleted` for a moment. */
const DELETED_SECONDS = 10;

const EMAIL = /^[^\s@,]+@[^\s@,]+\.[^\s@,.]+$/;

/** A second one to the same address is answered with the first. Whether a mail goes out is not simulated. */
function subscribe(input: SubscribeCommandInput, call: Call): Omit<SubscribeCommandOutput, "$metadata"> {
  const topic = getTopic(call, input.TopicArn);
  const { Protocol: protocol = "", Endpoint: endpoint = "", Attributes } = input;
  if (protocol !== "email" || Object.keys(Attributes ?? {}).length > 0)
    throw new SandboxError(
      "sandbox does not simulate SNS Subscribe.Protocol but for email, nor Subscribe.Attributes",
    );
  if (!EMAIL.test(endpoint)) throw badParameter("Email address");
  const living = livingSubscriptions(call, topic.id);
  const present = living.find((row) => row.protocol === protocol && row.endpoint === endpoint);
  const row = present ?? insert(call, topic.id, endpoint);
  const isTold = row.confirmed || input.ReturnSubscriptionArn === true;
  return { SubscriptionArn: isTold ? row.id : "pending confirmation" };
}

function insert(call: Call, topicArn: string, endpoint: string): Subscription {
  const { confirmingDomains } = call.account.offers(snsOffers);
  return call.account.table(subscriptions).insert({
    id: `${topicArn}:${randomUUID()}`,
    createdAt: call.account.clock.now(),
    topicArn,
    protocol: "email",
    endpoint,
    confirmed: confirmingDomains.includes(endpoint.slice(endpoint.indexOf("@") + 1)),
  });
}

function getSubscription(call: Call, arn: string | undefined): Subscription {
  if (arn?.startsWith("arn:") !== true)
    throw badParameter("SubscriptionArn Reason: An ARN must have at least 6 elements, not 1");
  const row = call.account.table(subscriptions).find(arn);
  const isShown = row !== undefined && shownSubscriptions(call, row.topicArn).some(({ id }) => id === row.id);
  if (!isShown) throw notFound("Subscription");
  return row;
}

/**
 * What nobody has confirmed cannot be ended. Source: AWS's CloudFormation handler of AWS::SNS::Subscription, "subscription cannot
 * be deleted if pending confirmation".
 */
function unsubscribe(
  input: UnsubscribeCommandInput,
  call: Call,
): Omit<UnsubscribeCommandOutput, "$metadata"> {
  const row = getSubscription(call, input.SubscriptionArn);
  if (isPending(row)) throw badParameter("SubscriptionArn Reason: The subscription is pending confirmation");
  if (row.deletedAt === undefined) call.account.table(subscriptions).retire(row.id, DELETED_SECONDS);
  return {};
}

/** SNS tells the ARN only of a confirmed subscription. */
function toToldArn(row: Subscription): string {
  if (row.deletedAt !== undefined) return "Deleted";
  return isPending(row) ? "PendingConfirmation" : row.id;
}

const toTold = (row: Subscription, call: Call): Told => ({
  SubscriptionArn: toToldArn(row),
  Owner: call.accountId,
  Protocol: row.protocol,
  Endpoint: row.endpoint,
  TopicArn: row.topicArn,
});

function listByTopic(
  input: ListSubscriptionsByTopicCommandInput,
  call: Call,
): Omit<ListSubscriptionsByTopicCommandOutput, "$metadata"> {
  const topic = getTopic(call, input.TopicArn);
  const start = input.NextToken === undefined ? 0 : Number(input.NextToken);
  if (!Number.isInteger(start)) throw badParameter("NextToken");
  const all = shownSubscriptions(call, topic.id);
  const end = start + PAGE;
  return {
    Subscriptions: all.slice(start, end).map((row) => toTold(row, call)),
    NextToken: end < all.length ? String(end) : undefined,
  };
}

function getSubscriptionAttributes(
  input: GetSubscriptionAttributesCommandInput,
  call: Call,
): Omit<GetSubscriptionAttributesCommandOutput, "$metadata"> {
  const row = getSubscription(call, input.SubscriptionArn);
  return {
    Attributes: {
      SubscriptionArn: row.id,
      TopicArn: row.topicArn,
      Protocol: row.protocol,
      Endpoint: row.endpoint,
      Owner: call.accountId,
      PendingConfirmation: String(isPending(row)),
    },
  };
}

/** Lists subscriptions by what they connect: SNS gives an ARN only to those that are confirmed. */
export function listSubscriptions(account: Account): readonly ListedResource[] {
  const living = account
    .table(subscriptions)
    .all()
    .filter(({ deletedAt }) => deletedAt === undefined);
  return living.map(({ topicArn, protocol, endpoint }) => ({
    service: "SNS",
    type: "subscription",
    id: `${topicArn}|${protocol}:${endpoint}`,
    name: endpoint,
    tags: {},
  }));
}

/** SNS's calls on subscriptions. */
export const subscriptionOperations = {
  Subscribe: change<SubscribeCommandInput, SubscribeCommandOutput>(subscribe),
  Unsubscribe: change<UnsubscribeCommandInput, UnsubscribeCommandOutput>(unsubscribe),
  ListSubscriptionsByTopic: read<ListSubscriptionsByTopicCommandInput, ListSubscriptionsByTopicCommandOutput>(
    listByTopic,
  ),
  GetSubscriptionAttributes: read<
    GetSubscriptionAttributesCommandInput,
    GetSubscriptionAttributesCommandOutput
  >(getSubscriptionAttributes),
};
