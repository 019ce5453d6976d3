import {
  type Filter,
  type Instance,
  ModifyInstanceAttributeCommand,
  paginateDescribeInstances,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import type { Aws } from "../../aws/env.ts";
import { hasName } from "../../aws/errors.ts";
import { fromTagList, toTagSpecifications } from "../../aws/tags.ts";
import { waitGone } from "../../aws/waiter.ts";
import type { Condition, Observed, Tags } from "../../engine/resource.ts";
import { AmbiguousEnd } from "../../errors.ts";
import { type AwsType, collect, idFrom, ignoreAbsent } from "../type.ts";
import { giveProfile } from "./instance-profile.ts";
import { waitRunning } from "./instance-status.ts";
import { untilProfileKnown } from "./profile-lag.ts";
import { byValues, byVpc, changeOf, changeTags } from "./tagging.ts";

/** What an instance is asked to be; its template says the rest. */
export type InstanceProps = {
  launchTemplateId: string;
  launchTemplateVersion: number;
  instanceType: string;
  /** GiB of the volume that the template gives it; for its cost. */
  rootVolumeGib: number;
  /** Whether its subnet gives it a public address, which is billed by the hour; for its cost. */
  publicAddress: boolean;
  subnetId: string;
  securityGroupIds: readonly string[];
  /** Name of the instance profile, which EC2 may drop at the launch without a word. */
  instanceProfile: string;
  tags: Tags;
};

/** What an instance tells others. */
export type InstanceAttributes = { instanceId: string; privateIp: string };

type ObservedInstance = Observed<InstanceProps, InstanceAttributes>;

/** A terminated instance stays in the answers for about an hour. Source: EC2 User Guide, "Terminate Amazon EC2 instances". */
const CONDITIONS: Readonly<Record<string, Condition>> = {
  pending: "pending",
  running: "standing",
  stopping: "broken",
  stopped: "broken",
  "shutting-down": "leaving",
};

const GONE = { timeoutSeconds: 1800, delaySeconds: 5 };

/** The standing instances that fit, without those of an Auto Scaling group: they are the group's. */
async function readInstances(aws: Aws, filters: Filter[]): Promise<ObservedInstance[]> {
  const Filters = [...filters, ...byValues("instance-state-name", Object.keys(CONDITIONS))];
  const pages = paginateDescribeInstances({ client: aws.safe.ec2 }, { Filters });
  const found = await collect(pages, (page) => page.Reservations);
  const single = found
    .flatMap(({ Instances }) => Instances ?? [])
    .filter(({ State }) => State?.Name !== "terminated")
    .filter((instance) => tagOf(instance, "aws:autoscaling:groupName") === undefined);
  return single.map(toObserved);
}

const tagOf = ({ Tags }: Instance, key: string): string | undefined =>
  Tags?.find(({ Key }) => Key === key)?.Value;

function toObserved(found: Instance): ObservedInstance {
  const { InstanceId: id = "", SubnetId: subnetId = "" } = found;
  const status = found.State?.Name ?? "pending";
  const condition = CONDITIONS[status] ?? "pending";
  const tags = fromTagList(found.Tags);
  return {
    id,
    condition,
    status,
    props: {
      ...templateOf(found),
      instanceType: found.InstanceType ?? "",
      subnetId,
      securityGroupIds: (found.SecurityGroups ?? []).flatMap(({ GroupId }) => GroupId ?? []),
      instanceProfile: found.IamInstanceProfile?.Arn?.split("/").at(-1) ?? "",
      tags,
    },
    attributes: { instanceId: id, privateIp: found.PrivateIpAddress ?? "" },
    tags,
    ...(condition === "broken" ? { reason: "somebody stopped it" } : {}),
  };
}

/** EC2 says in tags of its own what an instance was launched from. */
function templateOf(found: Instance): Partial<InstanceProps> {
  const launchTemplateId = tagOf(found, "aws:ec2launchtemplate:id");
  const version = Number(tagOf(found, "aws:ec2launchtemplate:version"));
  if (launchTemplateId === undefined || !Number.isInteger(version)) return {};
  return { launchTemplateId, launchTemplateVersion: version };
}

function toRequest(props: InstanceProps, token: string): RunInstancesCommandInput {
  const { launchTemplateId, launchTemplateVersion, tags } = props;
  return {
    MinCount: 1,
    MaxCount: 1,
    ClientToken: token,
    LaunchTemplate: { LaunchTemplateId: launchTemplateId, Version: String(launchTemplateVersion) },
    InstanceType: props.instanceType as NonNullable<RunInstancesCommandInput["InstanceType"]>,
    SubnetId: props.subnetId,
    SecurityGroupIds: [...props.securityGroupIds],
    TagSpecifications: [
      ...toTagSpecifications("instance", tags),
      ...toTagSpecifications("volume", tags),
      ...toTagSpecifications("network-interface", tags),
    ],
  };
}

/**
 * What EC2 says when it has no room. It says so with status 500, which else means that nobody knows what came of a call.
 * Source: EC2 API reference, "Server error codes".
 */
const NO_ROOM = ["InsufficientInstanceCapacity", "InsufficientAddressCapacity", "InsufficientHostCapacity"];

async function refusing<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw error instanceof AmbiguousEnd && hasName(error, NO_ROOM) ? error.cause : error;
  }
}

/**
 * An instance, launched from a version of a template. Another version is another instance: EC2 runs user data and picks the
 * image at the launch only, and it holds no data that would be lost.
 */
export const instance: AwsType<InstanceProps, InstanceAttributes> = {
  name: "ec2/instance",
  title: "instance",
  repeat: "token",
  proof: "tags",
  compare: {
    launchTemplateId: "exact",
    launchTemplateVersion: "exact",
    instanceType: "exact",
    rootVolumeGib: "unmanaged",
    publicAddress: "unmanaged",
    subnetId: "exact",
    securityGroupIds: "set",
    instanceProfile: "exact",
    tags: "subset",
  },
  replaceOn: ["launchTemplateId", "launchTemplateVersion", "instanceType", "subnetId"],
  stable: ["instanceId", "privateIp"],
  holds: ["subnetId", "securityGroupIds"],
  typicalSeconds: { create: 170, update: 3, delete: 60 },
  iamActions: [
    "ec2:RunInstances",
    "ec2:CreateTags",
    "ec2:DeleteTags",
    "iam:PassRole",
    "ec2:ModifyInstanceAttribute",
    "ec2:DescribeIamInstanceProfileAssociations",
    "ec2:AssociateIamInstanceProfile",
    "ec2:ReplaceIamInstanceProfileAssociation",
    "ec2:DescribeInstances",
    "ec2:DescribeInstanceStatus",
    "ec2:TerminateInstances",
  ],
  usage: ({ instanceType, rootVolumeGib, publicAddress }) => [
    { sku: `ec2:${instanceType}:hour`, quantity: 730 },
    { sku: "ec2:gp3:gib-month", quantity: rootVolumeGib },
    ...(publicAddress ? [{ sku: "ec2:public-ipv4:hour", quantity: 730 }] : []),
  ],
  quotas: ({ instanceType }) => [
    { service: "ec2", code: "L-1216C47A", title: "vCPUs of running instances", quantity: 1, instanceType },
  ],

  list: async (aws, scope) => readInstances(aws, await byVpc(scope)),

  async get(aws, id) {
    const [found] = await readInstances(aws, byValues("instance-id", [id]));
    return found;
  },

  async create(aws, props, token) {
    const command = new RunInstancesCommand(toRequest(props, token));
    const send = () => refusing(() => aws.safe.ec2.send(command));
    const { Instances } = await untilProfileKnown(send, aws.clock);
    return { id: idFrom(Instances?.[0]?.InstanceId, "RunInstances") };
  },

  ready: (aws, id, watch) => waitRunning(aws, id, () => instance.get(aws, id), watch),

  async update(aws, id, changes, context) {
    const groups = changeOf(changes, "securityGroupIds");
    if (groups !== undefined) {
      const Groups = [...(groups.to as readonly string[])];
      await aws.safe.ec2.send(new ModifyInstanceAttributeCommand({ InstanceId: id, Groups }));
    }
    const profile = changeOf(changes, "instanceProfile");
    if (profile !== undefined) await giveProfile(aws, id, String(profile.to), context);
    await changeTags(aws, id, changes, context);
  },

  async delete(aws, id) {
    await ignoreAbsent(() => aws.safe.ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] })));
    return [];
  },

  gone: (aws, id, watch) =>
    waitGone(() => instance.get(aws, id), `instance ${id}`, watch, {
      ...GONE,
      statusOf: ({ status }) => status,
    }),
};
