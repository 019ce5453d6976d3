import {
  AutoScalingClient,
  type AutoScalingGroup,
  CreateAutoScalingGroupCommand,
  type CreateAutoScalingGroupCommandInput,
  DescribeAutoScalingGroupsCommand,
  DescribeScalingActivitiesCommand,
} from "@aws-sdk/client-auto-scaling";
import { CreateLaunchTemplateCommand, CreateLaunchTemplateVersionCommand } from "@aws-sdk/client-ec2";
import { CreateRepositoryCommand, ECRClient, PutImageCommand } from "@aws-sdk/client-ecr";
import { DescribeTargetHealthCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  IAMClient,
} from "@aws-sdk/client-iam";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import type { SandboxOptions } from "../../../src/sandbox/sandbox.ts";
import {
  type BalancingPractice,
  forward,
  makeBalancer,
  makeGround,
  makeListener,
  makeTargets,
  practiseBalancing,
} from "../elastic-load-balancing-v2/balancing.ts";

export const NAME = "flashsale-asg";

/** Seconds after which an instance serves its image. */
export const BOOTED = 140;

const IMAGE = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";

/** A sandbox with the clients that an Auto Scaling group needs, and what a group is made of. */
export interface ScalingPractice extends BalancingPractice {
  readonly scaling: AutoScalingClient;
  readonly VpcId: string;
  readonly subnetIds: readonly string[];
  readonly template: string;
  readonly targets: string;
  /** Pushes the image that the instances run. */
  push(): Promise<void>;
  /** Makes another version of the launch template. */
  makeVersion(changes?: object): Promise<void>;
  /** Reads the group. */
  look(): Promise<AutoScalingGroup>;
  /** States of the targets. */
  health(): Promise<string[]>;
  /** Status messages of what the group did, newest first; the description where there is none. */
  activities(): Promise<string[]>;
}

/** Opens a sandbox in which a load balancer waits for instances. */
export async function practiseScaling(options: Partial<SandboxOptions> = {}): Promise<ScalingPractice> {
  const practice = practiseBalancing(options);
  const { region, credentials, accountId } = practice.sandbox;
  const config = { region, credentials, maxAttempts: 1 };
  const clients = {
    scaling: new AutoScalingClient(config),
    ecr: new ECRClient(config),
    iam: new IAMClient(config),
    ssm: new SSMClient(config),
  };
  for (const client of Object.values(clients)) client.middlewareStack.use(practice.sandbox.plugin() as never);
  const { scaling, ecr } = clients;
  const ground = await makeGround(practice);
  const targets = await makeTargets(practice, ground);
  await makeListener(practice, await makeBalancer(practice, ground), forward(targets));
  await ecr.send(new CreateRepositoryCommand({ repositoryName: "flashsale-app" }));
  await makeProfile(clients.iam);
  practice.pass(60);
  const { Parameter } = await clients.ssm.send(new GetParameterCommand({ Name: IMAGE }));
  const registry = `${accountId}.dkr.ecr.${region}.amazonaws.com`;
  const data = {
    ImageId: Parameter?.Value,
    InstanceType: "m5.xlarge" as const,
    IamInstanceProfile: { Name: "App" },
    UserData: Buffer.from(`docker run ${registry}/flashsale-app:latest`).toString("base64"),
  };
  const made = await practice.ec2.send(
    new CreateLaunchTemplateCommand({ LaunchTemplateName: "flashsale-app", LaunchTemplateData: data }),
  );
  const template = made.LaunchTemplate?.LaunchTemplateId ?? "";
  const group = { AutoScalingGroupNames: [NAME] };
  return {
    ...practice,
    ...ground,
    scaling,
    template,
    targets,
    push: async () => {
      const imageManifest = JSON.stringify({ schemaVersion: 2 });
      await ecr.send(
        new PutImageCommand({ repositoryName: "flashsale-app", imageTag: "latest", imageManifest }),
      );
    },
    makeVersion: async (changes = {}) => {
      const LaunchTemplateData = { ...data, ...changes };
      await practice.ec2.send(
        new CreateLaunchTemplateVersionCommand({ LaunchTemplateId: template, LaunchTemplateData }),
      );
    },
    look: async () => {
      const { AutoScalingGroups } = await scaling.send(new DescribeAutoScalingGroupsCommand(group));
      if (AutoScalingGroups?.[0] === undefined) throw new Error("The group is gone.");
      return AutoScalingGroups[0];
    },
    health: async () => {
      const command = new DescribeTargetHealthCommand({ TargetGroupArn: targets });
      const { TargetHealthDescriptions = [] } = await practice.elb.send(command);
      return TargetHealthDescriptions.map(({ TargetHealth }) => TargetHealth?.State ?? "");
    },
    activities: async () => {
      const { Activities } = await scaling.send(
        new DescribeScalingActivitiesCommand({ AutoScalingGroupName: NAME }),
      );
      return (Activities ?? []).map(({ StatusMessage, Description }) => StatusMessage ?? Description ?? "");
    },
  };
}

async function makeProfile(iam: IAMClient): Promise<void> {
  const trust = { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [trust] });
  await iam.send(new CreateRoleCommand({ RoleName: "App", AssumeRolePolicyDocument }));
  await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: "App" }));
  await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: "App", RoleName: "App" }));
}

/** Makes the guide's group, smaller. */
export async function makeGroup(
  { scaling, template, subnetIds, targets }: ScalingPractice,
  changes: Partial<CreateAutoScalingGroupCommandInput> = {},
): Promise<void> {
  await scaling.send(
    new CreateAutoScalingGroupCommand({
      AutoScalingGroupName: NAME,
      LaunchTemplate: { LaunchTemplateId: template, Version: "1" },
      MinSize: 1,
      MaxSize: 6,
      DesiredCapacity: 3,
      VPCZoneIdentifier: subnetIds.join(","),
      TargetGroupARNs: [targets],
      HealthCheckType: "ELB",
      HealthCheckGracePeriod: 300,
      ...changes,
    }),
  );
}
