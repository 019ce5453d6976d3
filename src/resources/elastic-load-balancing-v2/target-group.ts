import {
  CreateTargetGroupCommand,
  DeleteTargetGroupCommand,
  DescribeTargetGroupAttributesCommand,
  ModifyTargetGroupAttributesCommand,
  ModifyTargetGroupCommand,
  paginateDescribeTargetGroups,
  type TargetGroup,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { asAlreadyExists, untilSettled } from "../../aws/calls.ts";
import type { Aws } from "../../aws/env.ts";
import { isDependencyViolation } from "../../aws/errors.ts";
import { toTagList } from "../../aws/tags.ts";
import { waitGone, waitVisible } from "../../aws/waiter.ts";
import type { Observed, Tags } from "../../engine/resource.ts";
import { AlreadyExists } from "../../errors.ts";
import { collect, idFrom, ignoreAbsent, orAbsent, resourceType } from "../type.ts";
import { onceKnown } from "./fresh.ts";
import { changeTags, type KnownTags, shareTags, withTags } from "./tagging.ts";

/** What a target group is asked to be: instances of a VPC behind one port. */
export type TargetGroupProps = {
  /** 1 to 32 letters, digits or hyphens, no hyphen at either end. */
  name: string;
  vpcId: string;
  protocol: "HTTP" | "HTTPS";
  port: number;
  targetType: "instance" | "ip";
  /** Asked for over HTTP, every 30 s. */
  healthCheckPath: string;
  /** Status codes of a healthy target, such as `200` or `200-299`. */
  healthCheckMatcher: string;
  /** 2 to 10 good checks in a row, after which a target gets requests. */
  healthyThreshold: number;
  /** 2 to 10 bad checks in a row, after which it gets none. */
  unhealthyThreshold: number;
  /** 0 to 3600: how long a target that leaves may finish its requests. */
  deregistrationDelaySeconds: number;
  tags: Tags;
};

export type TargetGroupAttributes = {
  targetGroupArn: string;
  /** `targetgroup/NAME/ID`, as metrics name it. */
  fullName: string;
};

type ObservedGroup = Observed<TargetGroupProps, TargetGroupAttributes>;
type Attributes = Readonly<Record<string, string>>;

const DELAY = "deregistration_delay.timeout_seconds";

/**
 * Seconds until a delete is given up: "Target group 'x' is currently in use by a listener or a rule" also after those are
 * gone.
 */
const DELETE_SECONDS = 1200;

async function findGroups(aws: Aws, by: { Names?: string[]; TargetGroupArns?: string[] }) {
  const pages = paginateDescribeTargetGroups({ client: aws.safe.loadBalancing }, by);
  const read = (): Promise<TargetGroup[]> => collect(pages, (page) => page.TargetGroups);
  return (await orAbsent(read, "TargetGroupNotFound")) ?? [];
}

/** A group that goes between the reads is left out. */
async function toObserved(
  aws: Aws,
  groups: readonly TargetGroup[],
  known?: KnownTags,
): Promise<ObservedGroup[]> {
  const [tagged, attributes] = await Promise.all([
    withTags(aws, { found: groups, known, arnOf: ({ TargetGroupArn }) => TargetGroupArn }),
    Promise.all(groups.map(({ TargetGroupArn = "" }) => readAttributes(aws, TargetGroupArn))),
  ]);
  const byArn = new Map(groups.map(({ TargetGroupArn }, index) => [TargetGroupArn, attributes[index]]));
  return tagged.flatMap(([group, tags]) => {
    const own = byArn.get(group.TargetGroupArn);
    return own === undefined ? [] : [describe(group, tags, own)];
  });
}

async function findGroup(aws: Aws, arn: string): Promise<ObservedGroup | undefined> {
  return (await toObserved(aws, await findGroups(aws, { TargetGroupArns: [arn] })))[0];
}

async function readAttributes(aws: Aws, arn: string): Promise<Attributes | undefined> {
  const command = new DescribeTargetGroupAttributesCommand({ TargetGroupArn: arn });
  return orAbsent(async () => {
    const { Attributes } = await aws.safe.loadBalancing.send(command);
    return Object.fromEntries((Attributes ?? []).map(({ Key = "", Value = "" }) => [Key, Value]));
  }, "TargetGroupNotFound");
}

function describe(group: TargetGroup, tags: Tags, attributes: Attributes): ObservedGroup {
  const { TargetGroupArn: arn = "", TargetGroupName: name = "", Protocol, TargetType } = group;
  return {
    id: arn,
    name,
    condition: "standing",
    status: (group.LoadBalancerArns ?? []).length > 0 ? "in use" : "available",
    props: {
      name,
      vpcId: group.VpcId ?? "",
      protocol: Protocol as TargetGroupProps["protocol"],
      port: group.Port ?? 0,
      targetType: TargetType as TargetGroupProps["targetType"],
      healthCheckPath: group.HealthCheckPath ?? "",
      healthCheckMatcher: group.Matcher?.HttpCode ?? "",
      healthyThreshold: group.HealthyThresholdCount ?? Number.NaN,
      unhealthyThreshold: group.UnhealthyThresholdCount ?? Number.NaN,
      deregistrationDelaySeconds: Number(attributes[DELAY] ?? Number.NaN),
      tags,
    },
    attributes: { targetGroupArn: arn, fullName: arn.slice(arn.lastIndexOf(":") + 1) },
    tags,
  };
}

/** Props that one call sets together. */
const HEALTH_CHECK = [
  "healthCheckPath",
  "healthCheckMatcher",
  "healthyThreshold",
  "unhealthyThreshold",
] as const satisfies readonly (keyof TargetGroupProps)[];

const toHealthCheck = (props: Pick<TargetGroupProps, (typeof HEALTH_CHECK)[number]>) => ({
  HealthCheckPath: props.healthCheckPath,
  Matcher: { HttpCode: props.healthCheckMatcher },
  HealthyThresholdCount: props.healthyThreshold,
  UnhealthyThresholdCount: props.unhealthyThreshold,
});

/** Whether a name is a given one, or one under which a group of that name was made anew (`x-2` after `x`). */
const isNamed = (name: string, given: string): boolean =>
  name === given || (name.startsWith(`${given}-`) && /^\d+$/.test(name.slice(given.length + 1)));

/**
 * The instances that a load balancer sends requests to, and how it asks for their health. Made in seconds. Its port, VPC and
 * type are fixed: for others a new group is made first, listeners and instances move to it, and the old one goes.
 */
export const targetGroup = resourceType<TargetGroupProps, TargetGroupAttributes>({
  name: "elastic-load-balancing-v2/target-group",
  title: "target group",
  repeat: "name",
  proof: "tags",
  // The live name may be one that a replacement took, and is no drift.
  compare: {
    name: "createOnly",
    vpcId: "exact",
    protocol: "exact",
    port: "exact",
    targetType: "exact",
    healthCheckPath: "exact",
    healthCheckMatcher: "exact",
    healthyThreshold: "exact",
    unhealthyThreshold: "exact",
    deregistrationDelaySeconds: "exact",
    tags: "subset",
  },
  replaceOn: ["vpcId", "protocol", "port", "targetType"],
  rename: "name",
  afterCreate: ["deregistrationDelaySeconds"],
  stable: ["targetGroupArn", "fullName"],
  typicalSeconds: { create: 3, update: 2, delete: 3 },
  iamActions: [
    "elasticloadbalancing:CreateTargetGroup",
    "elasticloadbalancing:AddTags",
    "elasticloadbalancing:RemoveTags",
    "elasticloadbalancing:DescribeTags",
    "elasticloadbalancing:DescribeTargetGroups",
    "elasticloadbalancing:DescribeTargetGroupAttributes",
    "elasticloadbalancing:ModifyTargetGroup",
    "elasticloadbalancing:ModifyTargetGroupAttributes",
    "elasticloadbalancing:DeleteTargetGroup",
  ],
  nameOf: ({ name }) => name,

  /** One list of all, so that a group that was made anew under a further name is seen even without a state. */
  async list(aws, scope) {
    if (scope.names.length === 0) return [];
    const [groups, known] = await Promise.all([findGroups(aws, {}), shareTags(aws, scope)]);
    const isOurs = ({ TargetGroupName: name = "" }: TargetGroup): boolean =>
      scope.names.some((given) => isNamed(name, given));
    return toObserved(aws, groups.filter(isOurs), known);
  },

  get: findGroup,

  /** AWS answers a repeated create with the ARN of what has the name, whosever it is: so the name is looked up first. */
  async create(aws, props) {
    if ((await findGroups(aws, { Names: [props.name] })).length > 0)
      throw new AlreadyExists(new Error(`The target group ${props.name} exists.`));
    const command = new CreateTargetGroupCommand({
      Name: props.name,
      VpcId: props.vpcId,
      Protocol: props.protocol,
      Port: props.port,
      TargetType: props.targetType,
      HealthCheckProtocol: "HTTP",
      ...toHealthCheck(props),
      Tags: toTagList(props.tags),
    });
    const { TargetGroups } = await asAlreadyExists(() => aws.once.loadBalancing.send(command));
    return { id: idFrom(TargetGroups?.[0]?.TargetGroupArn, "CreateTargetGroup") };
  },

  async ready(aws, id, watch) {
    await waitVisible(() => findGroup(aws, id), `target group ${nameIn(id)}`, watch);
  },

  async update(aws, id, changes, { props }) {
    // In the second after it was made, a target group is unknown to the calls that change it.
    await onceKnown(aws, () => changeTags(aws, id, changes));
    const changed = new Set<string>(changes.map(({ prop }) => prop));
    if (HEALTH_CHECK.some((prop) => changed.has(prop))) {
      const command = new ModifyTargetGroupCommand({ TargetGroupArn: id, ...toHealthCheck(props) });
      await onceKnown(aws, () => aws.safe.loadBalancing.send(command));
    }
    if (!changed.has("deregistrationDelaySeconds")) return;
    const Attributes = [{ Key: DELAY, Value: String(props.deregistrationDelaySeconds) }];
    const command = new ModifyTargetGroupAttributesCommand({ TargetGroupArn: id, Attributes });
    await onceKnown(aws, () => aws.safe.loadBalancing.send(command));
  },

  async delete(aws, id, context) {
    const command = new DeleteTargetGroupCommand({ TargetGroupArn: id });
    const call = (): Promise<void> => ignoreAbsent(() => aws.safe.loadBalancing.send(command));
    await untilSettled(call, { isLag: isDependencyViolation, budgetSeconds: DELETE_SECONDS }, context);
    return [];
  },

  gone: (aws, id, watch) => waitGone(() => findGroup(aws, id), `target group ${nameIn(id)}`, watch),
});

/** The name in an ARN: `…:targetgroup/NAME/ID`. */
const nameIn = (arn: string): string => arn.split("/").at(-2) ?? arn;
