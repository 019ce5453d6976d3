import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetTopicAttributesCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-sns";
import { untilSettled } from "../../aws/calls.ts";
import type { Aws } from "../../aws/env.ts";
import { errorMessage, hasName } from "../../aws/errors.ts";
import { fromTagList, toTagList } from "../../aws/tags.ts";
import { waitGone, waitVisible } from "../../aws/waiter.ts";
import type { Change } from "../../engine/change.ts";
import type { Observed, Tags, Watch } from "../../engine/resource.ts";
import { AlreadyExists } from "../../errors.ts";
import { idFrom, ignoreAbsent, orAbsent, present, resourceType } from "../type.ts";

/** What a topic is asked to be. */
export type TopicProps = {
  /** 1 to 256 letters, digits, hyphens or underscores; unique in the region. */
  name: string;
  tags: Tags;
};

export type TopicAttributes = { name: string; arn: string };

type ObservedTopic = Observed<TopicProps, TopicAttributes>;

/**
 * SNS changes tags one call at a time, and those of a topic that was just deleted keep a new one of its name waiting:
 * ConcurrentAccess, StaleTag. Source: SNS API reference, CreateTopic and TagResource.
 */
const LAG = {
  isLag: (error: unknown): boolean => hasName(error, ["ConcurrentAccess", "StaleTag"]),
  budgetSeconds: 120,
};

const toArn = ({ partition, region, account }: Aws, name: string): string =>
  `arn:${partition}:sns:${region}:${account}:${name}`;

const toName = (arn: string): string => arn.slice(arn.lastIndexOf(":") + 1);

/** The topic may go between the two reads: then its tags are what is not found. */
async function findTopic(aws: Aws, arn: string): Promise<ObservedTopic | undefined> {
  return orAbsent(async () => {
    await aws.safe.sns.send(new GetTopicAttributesCommand({ TopicArn: arn }));
    const told = await aws.safe.sns.send(new ListTagsForResourceCommand({ ResourceArn: arn }));
    const name = toName(arn);
    const tags = fromTagList(told.Tags);
    return {
      id: arn,
      name,
      condition: "standing",
      status: "available",
      props: { name, tags },
      attributes: { name, arn },
      tags,
    };
  });
}

/** InvalidParameter: "Invalid parameter: Tags Reason: Topic already exists with different tags" */
const isTaken = (error: unknown): boolean =>
  hasName(error, ["InvalidParameter"]) && /already exists with different tags/.test(errorMessage(error));

async function sendCreate(aws: Aws, { name, tags }: TopicProps): Promise<string> {
  const command = new CreateTopicCommand({ Name: name, Tags: toTagList(tags) });
  try {
    const { TopicArn } = await aws.once.sns.send(command);
    return idFrom(TopicArn, "CreateTopic");
  } catch (error) {
    throw isTaken(error) ? new AlreadyExists(error) : error;
  }
}

async function changeTags(
  aws: Aws,
  change: Change<TopicProps> | undefined,
  { arn, watch }: { arn: string; watch: Watch },
): Promise<void> {
  if (change === undefined) return;
  const add = new TagResourceCommand({ ResourceArn: arn, Tags: toTagList(change.to as Tags) });
  await untilSettled(() => aws.safe.sns.send(add), LAG, watch);
  const dropped = [...(change.dropped ?? [])];
  if (dropped.length === 0) return;
  const remove = new UntagResourceCommand({ ResourceArn: arn, TagKeys: dropped });
  await untilSettled(() => aws.safe.sns.send(remove), LAG, watch);
}

/**
 * An SNS topic. Made at once. CreateTopic answers with the topic that has the name and these tags, and refuses where the tags
 * are others; the create looks first, so that nothing is taken unseen.
 */
export const topic = resourceType<TopicProps, TopicAttributes>({
  name: "sns/topic",
  title: "SNS topic",
  repeat: "name",
  proof: "tags",
  compare: { name: "exact", tags: "subset" },
  replaceOn: ["name"],
  stable: ["name", "arn"],
  typicalSeconds: { create: 1, update: 1, delete: 1 },
  iamActions: [
    "sns:CreateTopic",
    "sns:GetTopicAttributes",
    "sns:TagResource",
    "sns:UntagResource",
    "sns:ListTagsForResource",
    "sns:DeleteTopic",
  ],
  nameOf: ({ name }) => name,

  async list(aws, scope) {
    return present(await Promise.all(scope.names.map((name) => findTopic(aws, toArn(aws, name)))));
  },

  get: findTopic,

  async create(aws, props) {
    if ((await findTopic(aws, toArn(aws, props.name))) !== undefined)
      throw new AlreadyExists(new Error(`The topic ${props.name} already exists.`));
    return { id: await untilSettled(() => sendCreate(aws, props), LAG, aws.clock) };
  },

  async ready(aws, id, watch) {
    await waitVisible(() => findTopic(aws, id), `topic ${toName(id)}`, watch);
  },

  async update(aws, id, changes, context) {
    const change = changes.find(({ prop }) => prop === "tags");
    await changeTags(aws, change, { arn: id, watch: context });
  },

  async delete(aws, id, context) {
    const command = new DeleteTopicCommand({ TopicArn: id });
    const call = (): Promise<void> => ignoreAbsent(() => aws.safe.sns.send(command));
    await untilSettled(call, LAG, context);
    return [];
  },

  gone: (aws, id, watch) => waitGone(() => findTopic(aws, id), `topic ${toName(id)}`, watch),
});
