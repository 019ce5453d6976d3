import {
  type AutoScalingGroup,
  type Instance,
  paginateDescribeAutoScalingGroups,
} from "@aws-sdk/client-auto-scaling";
import type { Aws } from "../../aws/env.ts";
import { fromTagList } from "../../aws/tags.ts";
import type { Compare } from "../../engine/compare.ts";
import type { Observed, Tags } from "../../engine/resource.ts";
import { collect } from "../type.ts";
import { REPLACING } from "./processes.ts";

/** What an Auto Scaling group is asked to be. */
export type GroupProps = {
  /** 1 to 255 characters without a colon. */
  name: string;
  launchTemplateId: string;
  /** A number as text: a pinned version, so that a new one rolls out when it is asked for. */
  launchTemplateVersion: string;
  min: number;
  max: number;
  /** Where it begins; from then on its policies move it between `min` and `max`. */
  desired: number;
  /** Instances are spread over the zones of these. */
  subnetIds: readonly string[];
  targetGroupArns: readonly string[];
  /** `ELB`: an instance that the load balancer finds unhealthy is replaced. */
  healthCheckType: "ELB" | "EC2";
  /** Seconds that an instance has before its health counts. */
  healthCheckGraceSeconds: number;
  /** Whether unhealthy instances are replaced; held back until the first of them is healthy. */
  replacesUnhealthy: boolean;
  /** What its launch template launches, for estimate and quotas. */
  instanceType: string;
  /** GiB of each instance's volume, for the estimate. */
  rootVolumeGib: number;
  /** How many instances estimate and quotas reckon with, also while there is no image to launch them from. */
  expectedInstances: number;
  /** Whether its subnets give each instance a public address, which is billed by the hour; for the estimate. */
  publicAddresses: boolean;
  tags: Tags;
};

export type GroupAttributes = { name: string; arn: string };

/** A group as the engine sees it, with what its waits look at. */
export type ObservedGroup = Observed<GroupProps, GroupAttributes> & {
  /** Ids of the instances that are not on their way out. */
  readonly instanceIds: readonly string[];
  /** Names of processes that are suspended, such as `ReplaceUnhealthy`. */
  readonly suspended: readonly string[];
  /** How many instances it is to have now. */
  readonly capacity: number;
};

/** How the props of a group are held against what AWS tells. */
export const GROUP_COMPARE: { readonly [K in keyof GroupProps]-?: Compare } = {
  name: "exact",
  launchTemplateId: "exact",
  launchTemplateVersion: "exact",
  min: "exact",
  max: "exact",
  // Policies move it: only another setting is a change.
  desired: "writeOnly",
  subnetIds: "set",
  targetGroupArns: "set",
  healthCheckType: "exact",
  healthCheckGraceSeconds: "exact",
  replacesUnhealthy: "exact",
  instanceType: "unmanaged",
  rootVolumeGib: "unmanaged",
  expectedInstances: "unmanaged",
  publicAddresses: "unmanaged",
  tags: "subset",
};

/** What is told of a group that may have no instances: only a missing image makes it so. */
const WAITING = "waiting for an image: flashsale-setup deploy build";

const isLeaving = ({ LifecycleState: state }: Instance): boolean => /^(Terminat|Detach)/.test(state ?? "");

/** Reads the groups of these names; those that do not exist are left out. */
export async function findGroups(aws: Aws, names: readonly string[]): Promise<ObservedGroup[]> {
  if (names.length === 0) return [];
  const pages = paginateDescribeAutoScalingGroups(
    { client: aws.safe.autoScaling },
    { AutoScalingGroupNames: [...names] },
  );
  return (await collect(pages, (page) => page.AutoScalingGroups)).map(toObserved);
}

/** Reads a group by its name; `undefined` if there is none. */
export async function findGroup(aws: Aws, name: string): Promise<ObservedGroup | undefined> {
  return (await findGroups(aws, [name]))[0];
}

function toObserved(group: AutoScalingGroup): ObservedGroup {
  const { AutoScalingGroupName: name = "", AutoScalingGroupARN: arn = "" } = group;
  const instances = (group.Instances ?? []).filter((instance) => !isLeaving(instance));
  const tags = fromTagList(group.Tags);
  return {
    id: name,
    name,
    condition: group.Status === undefined ? "standing" : "leaving",
    status: group.Status ?? statusOf(group, instances),
    props: { ...toProps(group, instances), tags },
    attributes: { name, arn },
    tags,
    instanceIds: instances.flatMap(({ InstanceId }) => InstanceId ?? []),
    suspended: suspendedIn(group),
    capacity: group.DesiredCapacity ?? 0,
  };
}

const suspendedIn = ({ SuspendedProcesses }: AutoScalingGroup): readonly string[] =>
  (SuspendedProcesses ?? []).flatMap(({ ProcessName }) => ProcessName ?? []);

function statusOf({ MinSize, DesiredCapacity }: AutoScalingGroup, instances: readonly Instance[]): string {
  if (MinSize === 0 && DesiredCapacity === 0) return WAITING;
  const inService = instances.filter(({ LifecycleState }) => LifecycleState === "InService");
  return `${inService.length} of ${DesiredCapacity ?? 0} instances in service`;
}

function toProps(group: AutoScalingGroup, instances: readonly Instance[]): Partial<GroupProps> {
  const { healthCheckType, ...template } = {
    healthCheckType: group.HealthCheckType,
    ...templateOf(group, instances),
  };
  const instanceType = instances.find(({ InstanceType }) => InstanceType !== undefined)?.InstanceType;
  return {
    name: group.AutoScalingGroupName ?? "",
    ...template,
    min: group.MinSize ?? 0,
    max: group.MaxSize ?? 0,
    desired: group.DesiredCapacity ?? 0,
    subnetIds: (group.VPCZoneIdentifier ?? "").split(",").filter((id) => id !== ""),
    targetGroupArns: group.TargetGroupARNs ?? [],
    // AWS tells every check that counts; the instance's own always does.
    healthCheckType: healthCheckType?.split(",").includes("ELB") === true ? "ELB" : "EC2",
    healthCheckGraceSeconds: group.HealthCheckGracePeriod ?? 0,
    replacesUnhealthy: !suspendedIn(group).includes(REPLACING),
    ...(instanceType === undefined ? {} : { instanceType }),
  };
}

type Template = Pick<GroupProps, "launchTemplateId" | "launchTemplateVersion">;

/** The version that an instance still runs on where that is another than the group's: until all do, the new one is not there. */
function templateOf(group: AutoScalingGroup, instances: readonly Instance[]): Partial<Template> {
  const wanted = toTemplate(group.LaunchTemplate);
  const running = instances.map(({ LaunchTemplate }) => toTemplate(LaunchTemplate));
  const other = running.find(
    ({ launchTemplateId, launchTemplateVersion }) =>
      launchTemplateId !== wanted.launchTemplateId || launchTemplateVersion !== wanted.launchTemplateVersion,
  );
  return other ?? wanted;
}

const toTemplate = (template: AutoScalingGroup["LaunchTemplate"]): Partial<Template> => ({
  ...(template?.LaunchTemplateId === undefined ? {} : { launchTemplateId: template.LaunchTemplateId }),
  ...(template?.Version === undefined ? {} : { launchTemplateVersion: template.Version }),
});
