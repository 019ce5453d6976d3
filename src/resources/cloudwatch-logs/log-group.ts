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
import { asAlreadyExists, untilSettled } from "../../aws/calls.ts";
import type { Aws } from "../../aws/env.ts";
import { hasName } from "../../aws/errors.ts";
import { waitGone, waitVisible } from "../../aws/waiter.ts";
import type { Change } from "../../engine/change.ts";
import type { Observed, Tags } from "../../engine/resource.ts";
import { ignoreAbsent, orAbsent, present, resourceType } from "../type.ts";

/** What a log group is asked to be. */
export type LogGroupProps = {
  /** 1 to 512 letters, digits and `_-/.#`, not beginning with `aws/`; unique in the region. */
  name: string;
  /**
   * Days for which logs are kept: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557,
   * 2922, 3288, 3653, or 0 for ever. Source: CloudWatch Logs API reference, PutRetentionPolicy.
   */
  retentionDays: number;
  tags: Tags;
};

/** `arn` is the one without `:*` at its end. */
export type LogGroupAttributes = { name: string; arn: string };

type ObservedGroup = Observed<LogGroupProps, LogGroupAttributes>;

/** Another change of the same group is under way for a moment: OperationAbortedException. */
const LAG = {
  isLag: (error: unknown): boolean => hasName(error, ["OperationAbortedException"]),
  budgetSeconds: 120,
};

/** There is no read by name; what begins with it comes sorted, so that the name itself comes first. */
async function findGroup(aws: Aws, name: string): Promise<ObservedGroup | undefined> {
  const command = new DescribeLogGroupsCommand({ logGroupNamePrefix: name });
  const { logGroups } = await aws.safe.cloudWatchLogs.send(command);
  const group = logGroups?.find(({ logGroupName }) => logGroupName === name);
  return group === undefined ? undefined : orAbsent(() => toObserved(aws, group));
}

/** The group may go between the two reads: then its ARN is what is not found. */
async function toObserved(aws: Aws, group: LogGroup): Promise<ObservedGroup> {
  const { logGroupName: name = "", retentionInDays: retentionDays = 0 } = group;
  const arn = group.logGroupArn ?? (group.arn ?? "").replace(/:\*$/, "");
  const told = await aws.safe.cloudWatchLogs.send(new ListTagsForResourceCommand({ resourceArn: arn }));
  const own = Object.entries(told.tags ?? {}).filter(([key]) => !key.startsWith("aws:"));
  const tags = Object.fromEntries(own);
  return {
    id: name,
    name,
    condition: "standing",
    status: "available",
    props: { name, retentionDays, tags },
    attributes: { name, arn },
    tags,
  };
}

async function changeTags(aws: Aws, arn: string, change: Change<LogGroupProps> | undefined): Promise<void> {
  if (change === undefined) return;
  const tags = { ...(change.to as Tags) };
  await aws.safe.cloudWatchLogs.send(new TagResourceCommand({ resourceArn: arn, tags }));
  const tagKeys = [...(change.dropped ?? [])];
  if (tagKeys.length === 0) return;
  await aws.safe.cloudWatchLogs.send(new UntagResourceCommand({ resourceArn: arn, tagKeys }));
}

/** Sets for how long logs are kept; without a policy they are kept for ever. */
async function setRetention(aws: Aws, logGroupName: string, retentionInDays: number): Promise<void> {
  const client = aws.safe.cloudWatchLogs;
  if (retentionInDays > 0)
    await client.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays }));
  else await client.send(new DeleteRetentionPolicyCommand({ logGroupName }));
}

/** A log group of CloudWatch Logs. Made at once; its logs go with it. */
export const logGroup = resourceType<LogGroupProps, LogGroupAttributes>({
  name: "cloudwatch-logs/log-group",
  title: "log group",
  repeat: "name",
  proof: "tags",
  compare: { name: "exact", retentionDays: "exact", tags: "subset" },
  replaceOn: ["name"],
  afterCreate: ["retentionDays"],
  stable: ["name", "arn"],
  typicalSeconds: { create: 2, update: 1, delete: 1 },
  iamActions: [
    "logs:CreateLogGroup",
    "logs:DescribeLogGroups",
    "logs:PutRetentionPolicy",
    "logs:DeleteRetentionPolicy",
    "logs:TagResource",
    "logs:UntagResource",
    "logs:ListTagsForResource",
    "logs:DeleteLogGroup",
  ],
  nameOf: ({ name }) => name,

  async list(aws, scope) {
    return present(await Promise.all(scope.names.map((name) => findGroup(aws, name))));
  },

  get: findGroup,

  async create(aws, { name, tags }) {
    const command = new CreateLogGroupCommand({ logGroupName: name, tags: { ...tags } });
    const call = (): Promise<unknown> => asAlreadyExists(() => aws.once.cloudWatchLogs.send(command));
    await untilSettled(call, LAG, aws.clock);
    return { id: name };
  },

  async ready(aws, id, watch) {
    await waitVisible(() => findGroup(aws, id), `log group ${id}`, watch);
  },

  async update(aws, id, changes, context) {
    await changeTags(
      aws,
      context.observed.attributes.arn,
      changes.find(({ prop }) => prop === "tags"),
    );
    if (!changes.some(({ prop }) => prop === "retentionDays")) return;
    await untilSettled(() => setRetention(aws, id, context.props.retentionDays), LAG, context);
  },

  async delete(aws, id, context) {
    const command = new DeleteLogGroupCommand({ logGroupName: id });
    const call = (): Promise<void> => ignoreAbsent(() => aws.safe.cloudWatchLogs.send(command));
    await untilSettled(call, LAG, context);
    return [];
  },

  gone: (aws, id, watch) => waitGone(() => findGroup(aws, id), `log group ${id}`, watch),
});
