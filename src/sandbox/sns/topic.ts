import { isDeepStrictEqual } from "node:util";
import type {
  CreateTopicCommandInput,
  CreateTopicCommandOutput,
  DeleteTopicCommandInput,
  DeleteTopicCommandOutput,
  GetTopicAttributesCommandInput,
  GetTopicAttributesCommandOutput,
  ListTopicsCommandInput,
  ListTopicsCommandOutput,
} from "@aws-sdk/client-sns";
import { type Call, change, read, toArn } from "../operation.ts";
import { Refusal, SandboxError } from "../refusal.ts";
import { badParameter, notFound } from "./dialect.ts";
import { snsOffers } from "./offers.ts";
import { isPending, livingSubscriptions } from "./subscription-state.ts";
import { subscriptions, type Topic, topics } from "./tables.ts";
import { toTags } from "./tag.ts";

/** Gets a topic by its ARN. Throws NotFound. */
export function getTopic(call: Call, arn: string | undefined): Topic {
  if (arn?.startsWith("arn:") !== true) throw badParameter("TopicArn");
  const row = call.account.table(topics).find(arn);
  if (row === undefined) throw notFound("Topic");
  return row;
}

/**
 * A topic of this name with these tags is answered again; with others it is refused. Source: SNS API reference, CreateTopic, and
 * AWS's own words: "Invalid parameter: Tags Reason: Topic already exists with different tags".
 */
function createTopic(
  input: CreateTopicCommandInput,
  call: Call,
): Omit<CreateTopicCommandOutput, "$metadata"> {
  const { Name: name = "", Attributes, DataProtectionPolicy } = input;
  if (Object.keys(Attributes ?? {}).length > 0 || DataProtectionPolicy !== undefined)
    throw new SandboxError("sandbox does not simulate SNS CreateTopic.Attributes and DataProtectionPolicy");
  if (!/^[A-Za-z0-9_-]{1,256}$/.test(name)) throw badParameter("Topic Name");
  const tags = toTags(input.Tags);
  const arn = toArn(call, "sns", name);
  const table = call.account.table(topics);
  const present = table.find(arn);
  if (present === undefined) {
    if (table.all().length >= call.account.offers(snsOffers).quotas.topics)
      throw new Refusal("TopicLimitExceeded", "Topic limit exceeded", { status: 403 });
    table.insert({ id: arn, createdAt: call.account.clock.now(), name, tags });
  } else if (input.Tags !== undefined && !isDeepStrictEqual({ ...tags }, { ...present.tags }))
    throw badParameter("Tags Reason: Topic already exists with different tags");
  return { TopicArn: arn };
}

/** All its subscriptions go with it, confirmed or not; a topic that is not there is deleted. Source: SNS API reference, DeleteTopic. */
function deleteTopic(
  input: DeleteTopicCommandInput,
  call: Call,
): Omit<DeleteTopicCommandOutput, "$metadata"> {
  const arn = input.TopicArn ?? "";
  if (!arn.startsWith("arn:")) throw badParameter("TopicArn");
  const table = call.account.table(subscriptions);
  for (const { id, topicArn } of table.all()) if (topicArn === arn) table.remove(id);
  call.account.table(topics).remove(arn);
  return {};
}

function getTopicAttributes(
  input: GetTopicAttributesCommandInput,
  call: Call,
): Omit<GetTopicAttributesCommandOutput, "$metadata"> {
  const topic = getTopic(call, input.TopicArn);
  const all = livingSubscriptions(call, topic.id);
  const pending = all.filter((one) => isPending(one)).length;
  return {
    Attributes: {
      TopicArn: topic.id,
      Owner: call.accountId,
      DisplayName: "",
      SubscriptionsConfirmed: String(all.length - pending),
      SubscriptionsPending: String(pending),
      SubscriptionsDeleted: "0",
    },
  };
}

/** SNS's calls on topics. */
export const topicOperations = {
  CreateTopic: change<CreateTopicCommandInput, CreateTopicCommandOutput>(createTopic),
  DeleteTopic: change<DeleteTopicCommandInput, DeleteTopicCommandOutput>(deleteTopic),
  GetTopicAttributes: read<GetTopicAttributesCommandInput, GetTopicAttributesCommandOutput>(
    getTopicAttributes,
  ),
  ListTopics: read<ListTopicsCommandInput, ListTopicsCommandOutput>((_input, call) => ({
    Topics: call.account
      .table(topics)
      .all()
      .map(({ id }) => ({ TopicArn: id })),
  })),
};
