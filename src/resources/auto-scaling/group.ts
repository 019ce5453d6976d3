import { CreateAutoScalingGroupCommand, DeleteAutoScalingGroupCommand } from "@aws-sdk/client-auto-scaling";
import { asAlreadyExists, untilSettled } from "../../aws/calls.ts";
import { waitGone, waitVisible } from "../../aws/waiter.ts";
import type { QuotaNeed } from "../../engine/resource.ts";
import { ignoreAbsent, resourceType } from "../type.ts";
import {
  findGroup,
  findGroups,
  GROUP_COMPARE,
  type GroupAttributes,
  type GroupProps,
} from "./group-observed.ts";
import { BUSY_SECONDS, isBusy, isFresh, updateGroup } from "./group-update.ts";
import { toGroupTags } from "./tagging.ts";

const HOURS_A_MONTH = 730;

const VCPUS = { service: "ec2", code: "L-1216C47A", title: "vCPUs of running instances" } as const;

/** IAM, launch templates and target groups that were just made may be unknown for so long. */
const FRESH_SECONDS = 120;

/** Its instances finish their requests and shut down in 2 to 10 min. */
const GONE = { timeoutSeconds: 20 * 60, delaySeconds: 10 };

/** Of what stands AWS tells the instances' type, and none while there are none. */
function quotasOf({ instanceType, expectedInstances, desired = 0 }: Partial<GroupProps>): QuotaNeed[] {
  if (instanceType === undefined) return [];
  return [{ ...VCPUS, quantity: expectedInstances ?? desired, instanceType }];
}

/**
 * An Auto Scaling group: as many instances as the load wants, each replaced when it fails. It is made empty and then given
 * its size, so that replacing unhealthy instances can be suspended before there is one.
 */
export const group = resourceType<GroupProps, GroupAttributes>({
  name: "auto-scaling/group",
  title: "Auto Scaling group",
  repeat: "name",
  proof: "tags",
  compare: GROUP_COMPARE,
  replaceOn: ["name"],
  holds: ["subnetIds"],
  afterCreate: ["min", "desired"],
  stable: ["name", "arn"],
  typicalSeconds: { create: 240, update: 300, delete: 150 },
  iamActions: [
    "autoscaling:CreateAutoScalingGroup",
    "autoscaling:CreateOrUpdateTags",
    "autoscaling:DeleteTags",
    "autoscaling:DescribeAutoScalingGroups",
    "autoscaling:DescribeInstanceRefreshes",
    "autoscaling:DescribeScalingActivities",
    "autoscaling:UpdateAutoScalingGroup",
    "autoscaling:AttachLoadBalancerTargetGroups",
    "autoscaling:DetachLoadBalancerTargetGroups",
    "autoscaling:StartInstanceRefresh",
    "autoscaling:SuspendProcesses",
    "autoscaling:ResumeProcesses",
    "autoscaling:DeleteAutoScalingGroup",
    "elasticloadbalancing:DescribeTargetHealth",
    "ec2:RunInstances",
    "ec2:CreateTags",
    "iam:PassRole",
    "iam:CreateServiceLinkedRole",
    "ssm:SendCommand",
    "ssm:GetCommandInvocation",
  ],

  usage: ({ instanceType, rootVolumeGib, expectedInstances, publicAddresses }) => [
    { sku: `ec2:${instanceType}:hour`, quantity: HOURS_A_MONTH * expectedInstances },
    { sku: "ec2:gp3:gib-month", quantity: rootVolumeGib * expectedInstances },
    ...(publicAddresses
      ? [{ sku: "ec2:public-ipv4:hour", quantity: HOURS_A_MONTH * expectedInstances }]
      : []),
  ],

  quotas: quotasOf,

  nameOf: ({ name }) => name,

  list: (aws, { names, ids }) => findGroups(aws, [...new Set([...names, ...ids])]),

  get: findGroup,

  async create(aws, props) {
    const command = new CreateAutoScalingGroupCommand({
      AutoScalingGroupName: props.name,
      LaunchTemplate: { LaunchTemplateId: props.launchTemplateId, Version: props.launchTemplateVersion },
      MinSize: 0,
      MaxSize: props.max,
      DesiredCapacity: 0,
      VPCZoneIdentifier: props.subnetIds.join(","),
      TargetGroupARNs: [...props.targetGroupArns],
      HealthCheckType: props.healthCheckType,
      HealthCheckGracePeriod: props.healthCheckGraceSeconds,
      Tags: toGroupTags(props.name, props.tags),
    });
    const call = (): Promise<unknown> => asAlreadyExists(() => aws.once.autoScaling.send(command));
    await untilSettled(call, { isLag: isFresh, budgetSeconds: FRESH_SECONDS }, aws.clock);
    return { id: props.name };
  },

  /** Whether it serves is waited for where that changes: an unhealthy group may be just what an update is to mend. */
  async ready(aws, id, watch) {
    await waitVisible(() => findGroup(aws, id), `Auto Scaling group ${id}`, watch);
  },

  update: updateGroup,

  async delete(aws, id, context) {
    const seen = await findGroup(aws, id);
    if (seen === undefined || seen.condition === "leaving") return [];
    const command = new DeleteAutoScalingGroupCommand({ AutoScalingGroupName: id, ForceDelete: true });
    const call = (): Promise<void> => ignoreAbsent(() => aws.safe.autoScaling.send(command));
    await untilSettled(call, { isLag: isBusy, budgetSeconds: BUSY_SECONDS }, context);
    return [];
  },

  gone: (aws, id, watch) =>
    waitGone(() => findGroup(aws, id), `Auto Scaling group ${id}`, watch, {
      ...GONE,
      statusOf: ({ status }) => status,
    }),
});
