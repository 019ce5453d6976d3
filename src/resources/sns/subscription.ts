import {
  paginateListSubscriptionsByTopic,
  SubscribeCommand,
  type Subscription,
  UnsubscribeCommand,
} from "@aws-sdk/client-sns";
import type { Aws } from "../../aws/env.ts";
import { isNotFound } from "../../aws/errors.ts";
import { waitGone, waitVisible } from "../../aws/waiter.ts";
import type { Observed, Scope } from "../../engine/resource.ts";
import { AlreadyExists } from "../../errors.ts";
import { collect, ignoreAbsent, resourceType } from "../type.ts";

/** What a subscription is asked to be. */
export type SubscriptionProps = {
  topicArn: string;
  protocol: "email";
  /** An e-mail address. */
  endpoint: string;
};

export type SubscriptionAttributes = { topicArn: string; endpoint: string };

type ObservedSubscription = Observed<SubscriptionProps, SubscriptionAttributes>;

/** What SNS tells instead of an ARN. */
const PENDING = "PendingConfirmation";
const DELETED = "Deleted";

/** Status of a subscription whose mail nobody has confirmed yet. */
const UNCONFIRMED = "pending confirmation";

/** SNS tells no ARN before a subscription is confirmed: topic, protocol and address say which one it is. */
const toId = (topicArn: string, protocol: string, endpoint: string): string =>
  `${topicArn}|${protocol}:${endpoint.toLowerCase()}`;

const topicOf = (id: string): string => id.slice(0, id.indexOf("|"));

async function listByTopic(aws: Aws, topicArn: string): Promise<readonly Subscription[]> {
  const pages = paginateListSubscriptionsByTopic({ client: aws.safe.sns }, { TopicArn: topicArn });
  try {
    const all = await collect(pages, (page) => page.Subscriptions);
    return all.filter(({ SubscriptionArn }) => SubscriptionArn !== DELETED);
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}

const idOf = ({ TopicArn = "", Protocol = "", Endpoint = "" }: Subscription): string =>
  toId(TopicArn, Protocol, Endpoint);

function toObserved(told: Subscription): ObservedSubscription {
  const { TopicArn: topicArn = "", Endpoint: endpoint = "", SubscriptionArn } = told;
  const id = idOf(told);
  return {
    id,
    name: id,
    // Nobody waits for a person: until the mail is confirmed it is as good as it gets.
    condition: "standing",
    status: SubscriptionArn === PENDING ? UNCONFIRMED : "confirmed",
    props: { topicArn, protocol: told.Protocol as "email", endpoint },
    attributes: { topicArn, endpoint },
  };
}

async function findTold(aws: Aws, id: string): Promise<Subscription | undefined> {
  return (await listByTopic(aws, topicOf(id))).find((told) => idOf(told) === id);
}

async function findSubscription(aws: Aws, id: string): Promise<ObservedSubscription | undefined> {
  const told = await findTold(aws, id);
  return told === undefined ? undefined : toObserved(told);
}

/** The topics that matter: those of known subscriptions, else ours as they are found. */
async function topicsOf({ ids, names, idsOf }: Scope): Promise<readonly string[]> {
  const known = [...ids, ...names].map(topicOf);
  return [...new Set(known.length > 0 ? known : await idsOf("sns/topic"))];
}

/**
 * An e-mail address that a topic's messages go to. Made at once, and then SNS sends a mail that a person confirms; nobody waits
 * for that. Until then it cannot be ended: SNS drops it after 48 hours, or with its topic. Source: AWS, "Amazon SNS now supports
 * automatic deletion of unconfirmed subscriptions", 2023-05.
 */
export const subscription = resourceType<SubscriptionProps, SubscriptionAttributes>({
  name: "sns/subscription",
  title: "SNS subscription",
  repeat: "name",
  proof: "parent",
  compare: { topicArn: "exact", protocol: "exact", endpoint: "lower" },
  replaceOn: ["topicArn", "protocol", "endpoint"],
  holds: ["topicArn"],
  stable: ["topicArn", "endpoint"],
  typicalSeconds: { create: 1, update: 1, delete: 1 },
  iamActions: ["sns:Subscribe", "sns:ListSubscriptionsByTopic", "sns:Unsubscribe"],
  nameOf: ({ topicArn, protocol, endpoint }) =>
    topicArn === undefined || protocol === undefined || endpoint === undefined
      ? undefined
      : toId(topicArn, protocol, endpoint),

  async list(aws, scope) {
    const topics = await topicsOf(scope);
    return (await Promise.all(topics.map((arn) => listByTopic(aws, arn)))).flat().map(toObserved);
  },

  get: findSubscription,

  async create(aws, { topicArn, protocol, endpoint }) {
    const id = toId(topicArn, protocol, endpoint);
    // To subscribe once more would send the person another mail.
    if ((await findTold(aws, id)) !== undefined)
      throw new AlreadyExists(new Error(`${endpoint} is already subscribed.`));
    const command = new SubscribeCommand({
      TopicArn: topicArn,
      Protocol: protocol,
      Endpoint: endpoint,
      ReturnSubscriptionArn: true,
    });
    await aws.once.sns.send(command);
    return { id };
  },

  async ready(aws, id, watch) {
    const { status } = await waitVisible(() => findSubscription(aws, id), `subscription ${id}`, watch);
    watch.report(status);
  },

  /** Nothing of it can be changed in place. */
  update: () => Promise.resolve(),

  async delete(aws, id, context) {
    const arn = (await findTold(aws, id))?.SubscriptionArn;
    if (arn === PENDING) context.report(`${UNCONFIRMED}: SNS drops it within 48 hours, or with its topic`);
    else if (arn !== undefined)
      await ignoreAbsent(() => aws.safe.sns.send(new UnsubscribeCommand({ SubscriptionArn: arn })));
    return [];
  },

  /** One that nobody has confirmed goes by itself. */
  async gone(aws, id, watch) {
    const read = async (): Promise<Subscription | undefined> => {
      const told = await findTold(aws, id);
      return told?.SubscriptionArn === PENDING ? undefined : told;
    };
    await waitGone(read, `subscription ${id}`, watch);
  },
});
