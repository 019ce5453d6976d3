import {
  type AutoScalingGroup,
  DescribeAutoScalingGroupsCommand,
  DescribeInstanceRefreshesCommand,
  DescribeScalingActivitiesCommand,
  ResumeProcessesCommand,
  StartInstanceRefreshCommand,
  SuspendProcessesCommand,
  UpdateAutoScalingGroupCommand,
} from "@aws-sdk/client-auto-scaling";
import { DescribeTargetHealthCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Change } from "../../../src/engine/change.ts";
import { group } from "../../../src/resources/auto-scaling/group.ts";
import type { GroupProps } from "../../../src/resources/auto-scaling/group-observed.ts";
import { type MockedAws, mockAws } from "./mocked-aws.ts";

export const NAME = "flashsale-asg";
export const TARGETS = "arn:targets";

export const PROPS: GroupProps = {
  name: NAME,
  launchTemplateId: "lt-1",
  launchTemplateVersion: "1",
  min: 3,
  max: 20,
  desired: 5,
  subnetIds: ["subnet-a", "subnet-b"],
  targetGroupArns: [TARGETS],
  healthCheckType: "ELB",
  healthCheckGraceSeconds: 300,
  replacesUnhealthy: true,
  instanceType: "m5.xlarge",
  rootVolumeGib: 20,
  expectedInstances: 5,
  publicAddresses: false,
  tags: { Name: NAME },
};

const instanceOf = (id: string, version: string) => ({
  InstanceId: id,
  InstanceType: "m5.xlarge",
  AvailabilityZone: "us-east-1a",
  LifecycleState: "InService" as const,
  HealthStatus: "Healthy",
  LaunchTemplate: { LaunchTemplateId: "lt-1", Version: version },
  ProtectedFromScaleIn: false,
});

/** A group with two instances that are of these versions of the template. */
export const told = (versions: readonly string[] = ["1", "1"]): AutoScalingGroup => ({
  AutoScalingGroupName: NAME,
  AutoScalingGroupARN: "arn:group",
  LaunchTemplate: { LaunchTemplateId: "lt-1", Version: "1" },
  MinSize: 3,
  MaxSize: 20,
  DesiredCapacity: versions.length,
  DefaultCooldown: 300,
  AvailabilityZones: ["us-east-1a"],
  VPCZoneIdentifier: "subnet-b,subnet-a",
  TargetGroupARNs: [TARGETS],
  HealthCheckType: "ELB",
  HealthCheckGracePeriod: 300,
  CreatedTime: new Date(0),
  Instances: versions.map((version, index) => instanceOf(`i-${index + 1}`, version)),
  Tags: [{ Key: "Name", Value: NAME, ResourceId: NAME, ResourceType: "auto-scaling-group" }],
});

/** A group without instances, as one that waits for its image. */
export const EMPTY: AutoScalingGroup = { ...told([]), MinSize: 0, DesiredCapacity: 0 };

/** One whose unhealthy instances are not replaced. */
export const HELD: AutoScalingGroup = {
  ...told(),
  SuspendedProcesses: [{ ProcessName: "ReplaceUnhealthy", SuspensionReason: "User suspended" }],
};

/** The load balancer finds these instances healthy and all others not. */
export function answerHealth({ balancing }: MockedAws, ...healthy: readonly string[]): void {
  balancing.safe.on(DescribeTargetHealthCommand).resolves({
    TargetHealthDescriptions: ["i-1", "i-2"].map((Id) => ({
      Target: { Id },
      TargetHealth: { State: healthy.includes(Id) ? "healthy" : "unhealthy" },
    })),
  });
}

/** An account in which the group stands, serves and refreshes nothing. */
export function standing(found: AutoScalingGroup | undefined = told()): MockedAws {
  const mocked = mockAws();
  const { safe } = mocked.scaling;
  safe.on(DescribeAutoScalingGroupsCommand).resolves({ AutoScalingGroups: [found] });
  safe.on(DescribeInstanceRefreshesCommand).resolves({ InstanceRefreshes: [{ Status: "Successful" }] });
  safe.on(DescribeScalingActivitiesCommand).resolves({ Activities: [] });
  safe.on(UpdateAutoScalingGroupCommand).resolves({});
  safe.on(SuspendProcessesCommand).resolves({});
  safe.on(ResumeProcessesCommand).resolves({});
  safe.on(StartInstanceRefreshCommand).resolves({ InstanceRefreshId: "refresh-1" });
  answerHealth(mocked, "i-1", "i-2");
  return mocked;
}

/** Changes props of the group as the engine does. */
export async function change(
  { aws, watch }: MockedAws,
  wanted: Partial<GroupProps>,
  dropped?: readonly string[],
): Promise<void> {
  const observed = await group.get(aws, NAME);
  if (observed === undefined) throw new Error("It stands.");
  const changes = Object.entries(wanted).map(
    ([prop, to]): Change<GroupProps> => ({
      prop: prop as keyof GroupProps,
      from: undefined,
      to,
      cause: "settings",
      ...(dropped === undefined ? {} : { dropped }),
    }),
  );
  await group.update(aws, NAME, changes, {
    ...watch,
    observed,
    props: { ...PROPS, ...wanted },
    applyAt: "now",
  });
}
