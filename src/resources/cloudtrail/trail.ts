import {
  AddTagsCommand,
  CreateTrailCommand,
  DeleteTrailCommand,
  DescribeTrailsCommand,
  GetTrailStatusCommand,
  type GetTrailStatusResponse,
  ListTagsCommand,
  RemoveTagsCommand,
  StartLoggingCommand,
  StopLoggingCommand,
  type Trail,
  UpdateTrailCommand,
} from "@aws-sdk/client-cloudtrail";
import { asAlreadyExists } from "../../aws/calls.ts";
import type { Aws } from "../../aws/env.ts";
import { fromTagList, toTagList } from "../../aws/tags.ts";
import { waitGone, waitVisible } from "../../aws/waiter.ts";
import type { Change } from "../../engine/change.ts";
import type { Observed, Tags, Watch } from "../../engine/resource.ts";
import { idFrom, ignoreAbsent, orAbsent, present, resourceType } from "../type.ts";
import { untilIdle, untilKnown } from "./lag.ts";

/** What a trail is asked to be. It always has the events of services that belong to no region, such as IAM. */
export type TrailProps = {
  /**
   * 3 to 128 letters, digits and `._-`, which neither begin nor end it nor stand side by side; not in the form of an IP
   * address. Unique in the region. Source: CloudTrail API reference, CreateTrail.
   */
  name: string;
  /** Where its logs go. The bucket's policy must let CloudTrail in before the trail is made. */
  bucketName: string;
  /** Whether it records the calls in all regions. */
  multiRegion: boolean;
  /** Whether digests come with the logs, by which a changed or deleted one shows. */
  logFileValidation: boolean;
  /** Whether it records; a new trail does not. */
  logging: boolean;
  tags: Tags;
};

export type TrailAttributes = { name: string; arn: string };

type ObservedTrail = Observed<TrailProps, TrailAttributes>;

const GONE = ["TrailNotFoundException", "ResourceNotFoundException"];

const toArn = ({ partition, region, account }: Aws, name: string): string =>
  `arn:${partition}:cloudtrail:${region}:${account}:trail/${name}`;

const toName = (arn: string): string => arn.slice(arn.lastIndexOf("/") + 1);

/** Trails of other regions show here as shadows, which cannot be changed: only those whose home is this region are asked for. */
async function findTrail(aws: Aws, arn: string): Promise<ObservedTrail | undefined> {
  const command = new DescribeTrailsCommand({ trailNameList: [toName(arn)], includeShadowTrails: false });
  const { trailList } = await aws.safe.cloudTrail.send(command);
  const told = trailList?.find(({ TrailARN }) => TrailARN === arn);
  return told === undefined ? undefined : orAbsent(() => readTrail(aws, arn, told), ...GONE);
}

/** The trail may go between the reads: then its status or its tags are what is not found. */
async function readTrail(aws: Aws, arn: string, told: Trail): Promise<ObservedTrail> {
  const { cloudTrail } = aws.safe;
  const [status, listed] = await Promise.all([
    cloudTrail.send(new GetTrailStatusCommand({ Name: toName(arn) })),
    cloudTrail.send(new ListTagsCommand({ ResourceIdList: [arn] })),
  ]);
  const name = toName(arn);
  const tags = fromTagList(listed.ResourceTagList?.find(({ ResourceId }) => ResourceId === arn)?.TagsList);
  return {
    id: arn,
    name,
    condition: "standing",
    status: toStatus(status),
    props: {
      name,
      bucketName: told.S3BucketName ?? "",
      multiRegion: told.IsMultiRegionTrail ?? false,
      logFileValidation: told.LogFileValidationEnabled ?? false,
      logging: status.IsLogging ?? false,
      tags,
    },
    attributes: { name, arn },
    tags,
  };
}

/** CloudTrail tells no status word of its own. */
function toStatus({ IsLogging, LatestDeliveryError: error }: GetTrailStatusResponse): string {
  const word = IsLogging === true ? "logging" : "not logging";
  return error === undefined || error === "" ? word : `${word}, but S3 refuses the logs: ${error}`;
}

/** What CreateTrail and UpdateTrail take alike; the latter leaves what it is not told. */
const toSettings = ({ bucketName, multiRegion, logFileValidation }: TrailProps) => ({
  S3BucketName: bucketName,
  IncludeGlobalServiceEvents: true,
  IsMultiRegionTrail: multiRegion,
  EnableLogFileValidation: logFileValidation,
});

interface Target {
  readonly arn: string;
  readonly watch: Watch;
}

async function changeTags(aws: Aws, change: Change<TrailProps>, { arn, watch }: Target): Promise<void> {
  const { cloudTrail } = aws.safe;
  const TagsList = toTagList(change.to as Tags);
  await untilKnown(() => cloudTrail.send(new AddTagsCommand({ ResourceId: arn, TagsList })), watch);
  const dropped = (change.dropped ?? []).map((Key) => ({ Key }));
  if (dropped.length === 0) return;
  const remove = new RemoveTagsCommand({ ResourceId: arn, TagsList: dropped });
  await untilKnown(() => cloudTrail.send(remove), watch);
}

async function setLogging(aws: Aws, isOn: boolean, { arn, watch }: Target): Promise<void> {
  const { cloudTrail } = aws.safe;
  const input = { Name: toName(arn) };
  const call = (): Promise<unknown> =>
    isOn ? cloudTrail.send(new StartLoggingCommand(input)) : cloudTrail.send(new StopLoggingCommand(input));
  await untilKnown(call, watch);
}

/**
 * A trail of this region's, with which CloudTrail records who called what in the account. Made at once; its logs stay in the
 * bucket when it goes.
 */
export const trail = resourceType<TrailProps, TrailAttributes>({
  name: "cloudtrail/trail",
  title: "CloudTrail trail",
  repeat: "name",
  proof: "tags",
  compare: {
    name: "exact",
    bucketName: "exact",
    multiRegion: "exact",
    logFileValidation: "exact",
    logging: "exact",
    tags: "subset",
  },
  replaceOn: ["name"],
  afterCreate: ["logging"],
  stable: ["name", "arn"],
  typicalSeconds: { create: 3, update: 2, delete: 2 },
  iamActions: [
    "cloudtrail:CreateTrail",
    "cloudtrail:DescribeTrails",
    "cloudtrail:GetTrailStatus",
    "cloudtrail:ListTags",
    "cloudtrail:AddTags",
    "cloudtrail:RemoveTags",
    "cloudtrail:StartLogging",
    "cloudtrail:StopLogging",
    "cloudtrail:UpdateTrail",
    "cloudtrail:DeleteTrail",
  ],

  /**
   * A region's first copy of management events is free; where another trail records them already, each further copy is billed
   * by the event, and nobody knows the account's calls. Source: AWS CloudTrail pricing.
   */
  usage: () => [{ sku: "cloudtrail:management-events", quantity: 1 }],

  nameOf: ({ name }) => name,

  async list(aws, scope) {
    return present(await Promise.all(scope.names.map((name) => findTrail(aws, toArn(aws, name)))));
  },

  get: findTrail,

  async create(aws, props) {
    const command = new CreateTrailCommand({
      Name: props.name,
      ...toSettings(props),
      TagsList: toTagList(props.tags),
    });
    const call = () => asAlreadyExists(() => aws.once.cloudTrail.send(command));
    const { TrailARN } = await untilKnown(call, aws.clock);
    return { id: idFrom(TrailARN, "CreateTrail") };
  },

  async ready(aws, id, watch) {
    await waitVisible(() => findTrail(aws, id), `trail ${toName(id)}`, watch);
  },

  async update(aws, id, changes, context) {
    const target = { arn: id, watch: context };
    const changed = (...props: string[]) => changes.find(({ prop }) => props.includes(prop));
    if (changed("bucketName", "multiRegion", "logFileValidation") !== undefined) {
      const command = new UpdateTrailCommand({ Name: toName(id), ...toSettings(context.props) });
      await untilKnown(() => aws.safe.cloudTrail.send(command), context);
    }
    const tags = changed("tags");
    if (tags !== undefined) await changeTags(aws, tags, target);
    if (changed("logging") !== undefined) await setLogging(aws, context.props.logging, target);
  },

  async delete(aws, id, context) {
    const command = new DeleteTrailCommand({ Name: toName(id) });
    const call = () => ignoreAbsent(() => aws.safe.cloudTrail.send(command), "TrailNotFoundException");
    await untilIdle(call, context);
    return [];
  },

  gone: (aws, id, watch) => waitGone(() => findTrail(aws, id), `trail ${toName(id)}`, watch),
});
