import type { Ref } from "../../engine/ref.ts";
import type { Handle } from "../../engine/stack.ts";
import { Bug } from "../../errors.ts";
import { group } from "../../resources/auto-scaling/group.ts";
import { scalingPolicy } from "../../resources/auto-scaling/scaling-policy.ts";
import { metricAlarm } from "../../resources/cloudwatch/metric-alarm.ts";
import { targetGroup } from "../../resources/elastic-load-balancing-v2/target-group.ts";
import type { AwsStack } from "../../resources/index.ts";
import type { DeployHandles } from "../deploy/handles.ts";
import type { NetworkHandles } from "../network/handles.ts";
import type { DeclareContext } from "../section.ts";
import type { Settings } from "../settings.ts";
import { declareBalancer } from "./balancer.ts";
import type { ScaleHandles } from "./handles.ts";
import { isRunning } from "./lookups.ts";
import { groupName } from "./names.ts";

/** Port of the application on its instances. */
const PORT = 8080;

/** The guide's. */
const GRACE_SECONDS = 300;

/**
 * Checks in a row, 30 s apart. A failover of the database, or of the cache, takes a minute or two: an instance is given up
 * later than that, and taken back soon. Source: RDS User Guide, "Failing over a Multi-AZ DB instance": 60-120 s.
 */
const HEALTHY_CHECKS = 2;
const UNHEALTHY_CHECKS = 6;

/** Without detailed monitoring EC2 tells an instance's CPU every five minutes. Source: EC2 User Guide, "Monitoring". */
const PERIOD_SECONDS = 300;

/** A step up comes after one period, a step down after three: too few instances hurt more than too many. */
const PERIODS = { up: 1, down: 3 } as const;

/** Declares target group, load balancer with listeners, Auto Scaling group, and what moves its size. */
export function declareScale(context: DeclareContext): ScaleHandles {
  const { stack, settings, handles } = context;
  const { network, deploy } = handles;
  if (network === undefined || deploy === undefined)
    throw new Bug("Scaling was declared before network and deployment.");
  const targets = stack.add(targetGroup, "scale.target-group", {
    name: `${settings.name}-app`,
    vpcId: network.vpcId,
    protocol: "HTTP",
    port: PORT,
    targetType: "instance",
    healthCheckPath: settings.scale.healthCheckPath,
    healthCheckMatcher: "200",
    healthyThreshold: HEALTHY_CHECKS,
    unhealthyThreshold: UNHEALTHY_CHECKS,
    deregistrationDelaySeconds: 30,
  });
  const { targetGroupArn } = targets.out;
  const balancer = declareBalancer(stack, { settings, network, targetGroupArn });
  const instances = declareGroup(context, { network, deploy, targetGroupArn, listeners: balancer.listeners });
  declarePolicies(stack, settings, instances);
  return { endpoint: balancer.dnsName, targetGroupArn, groupName: instances };
}

interface GroupInput {
  readonly network: NetworkHandles;
  readonly deploy: DeployHandles;
  readonly targetGroupArn: Ref<string>;
  readonly listeners: readonly Handle<unknown>[];
}

/** Without an image nothing would ever become healthy: until there is one, the group has no instances. */
function declareGroup(
  { stack, settings, answers }: DeclareContext,
  { network, deploy, targetGroupArn, listeners }: GroupInput,
): Ref<string> {
  const { scale, deploy: application } = settings;
  const isStarted = deploy.imageReady || isRunning(answers);
  const props = {
    name: groupName(settings),
    launchTemplateId: deploy.launchTemplateId,
    launchTemplateVersion: deploy.launchTemplateVersion.map(String),
    min: isStarted ? scale.min : 0,
    max: scale.max,
    desired: isStarted ? scale.desired : 0,
    subnetIds: network.applicationSubnetIds,
    targetGroupArns: [targetGroupArn],
    healthCheckType: scale.healthCheckType,
    healthCheckGraceSeconds: GRACE_SECONDS,
    replacesUnhealthy: true,
    instanceType: application.instanceType,
    rootVolumeGib: application.rootVolumeGib,
    expectedInstances: scale.desired,
    publicAddresses: network.publicInstances,
  };
  return stack.add(group, "scale.group", props, [...deploy.before, ...listeners]).out.name;
}

function declarePolicies(stack: AwsStack, settings: Settings, name: Ref<string>): void {
  const { scale } = settings;
  if (scale.policy === "target-tracking") {
    stack.add(scalingPolicy, "scale.policy.target", {
      groupName: name,
      name: "target-cpu",
      rule: { kind: "target-tracking", cpuPercent: scale.targetCpu },
    });
    return;
  }
  declareStep(stack, settings, { groupName: name, key: "up", adjustment: scale.scaleUpAdjustment });
  declareStep(stack, settings, { groupName: name, key: "down", adjustment: scale.scaleDownAdjustment });
}

interface Step {
  readonly groupName: Ref<string>;
  readonly key: "up" | "down";
  readonly adjustment: number;
}

/** A policy of the guide, with the alarm that it lacks there. */
function declareStep(stack: AwsStack, settings: Settings, { groupName: of, key, adjustment }: Step): void {
  const { scale, name } = settings;
  const policy = stack.add(scalingPolicy, `scale.policy.${key}`, {
    groupName: of,
    name: `scale-${key}`,
    rule: { kind: "step", adjustment, cooldownSeconds: scale.cooldownSeconds },
  });
  const [comparison, threshold] =
    key === "up"
      ? (["GreaterThanThreshold", scale.cpuHigh] as const)
      : (["LessThanThreshold", scale.cpuLow] as const);
  stack.add(metricAlarm, `scale.alarm.${key}`, {
    name: `${name}-scale-${key}`,
    description: `Flash Sale application: scale ${key}`,
    source: {
      namespace: "AWS/EC2",
      metric: "CPUUtilization",
      dimensions: { AutoScalingGroupName: groupName(settings) },
      statistic: "Average",
      periodSeconds: PERIOD_SECONDS,
    },
    evaluationPeriods: PERIODS[key],
    threshold,
    comparison,
    // A group without instances tells nothing, and is left alone.
    missingData: "missing",
    alarmActions: [policy.out.policyArn],
  });
}
