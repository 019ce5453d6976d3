import { CreateLaunchTemplateVersionCommand } from "@aws-sdk/client-ec2";
import { PutImageCommand } from "@aws-sdk/client-ecr";
import { GetParameterCommand } from "@aws-sdk/client-ssm";
import { group } from "../../../src/resources/auto-scaling/group.ts";
import { scalingPolicy } from "../../../src/resources/auto-scaling/scaling-policy.ts";
import { launchTemplate } from "../../../src/resources/ec2/launch-template.ts";
import { ecrRepository } from "../../../src/resources/ecr/repository.ts";
import { iamInstanceProfile } from "../../../src/resources/iam/instance-profile.ts";
import { iamInstanceProfileRole } from "../../../src/resources/iam/instance-profile-role.ts";
import { iamRole } from "../../../src/resources/iam/role.ts";
import { type Ground, tagsFor } from "../ground.ts";
import { type Sample, sampleOf } from "../sample.ts";
import { makeGroup, makeSubnets, makeVpc } from "./ec2.ts";
import { makeListener, makeTargets } from "./elastic-load-balancing-v2.ts";

const IMAGE_PARAMETER = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";

const TRUST = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
} as const;

/** A repository that holds an image as soon as it is there. */
const filledRepository: typeof ecrRepository = {
  ...ecrRepository,
  async create(aws, props, token) {
    const made = await ecrRepository.create(aws, props, token);
    const imageManifest = JSON.stringify({ schemaVersion: 2, layers: [] });
    const pushed = { repositoryName: props.name, imageTag: "latest", imageManifest };
    await aws.safe.ecr.send(new PutImageCommand(pushed));
    return made;
  },
};

/** A launch template of Amazon's newest image, with two versions alike. */
const twofoldTemplate: typeof launchTemplate = {
  ...launchTemplate,
  async create(aws, props, token) {
    const { Parameter } = await aws.safe.ssm.send(new GetParameterCommand({ Name: IMAGE_PARAMETER }));
    const made = await launchTemplate.create(aws, { ...props, imageId: Parameter?.Value ?? "" }, token);
    const LaunchTemplateData = { InstanceType: props.instanceType as "m5.xlarge" };
    const like = { LaunchTemplateId: made.id, SourceVersion: "1", LaunchTemplateData };
    await aws.safe.ec2.send(new CreateLaunchTemplateVersionCommand(like));
    return made;
  },
};

async function makeProfile(ground: Ground): Promise<string> {
  const description = "Ground";
  const role = await ground.make(iamRole, "ground.app-role", {
    name: "AppRole",
    description,
    trustPolicy: TRUST,
  });
  const profile = await ground.make(iamInstanceProfile, "ground.app-profile", { name: "AppRole" });
  const ends = { instanceProfileName: profile.attributes.name, roleName: role.attributes.name };
  await ground.make(iamInstanceProfileRole, "ground.app-profile-role", ends);
  return profile.attributes.name;
}

/** Makes a launch template whose instances serve at once, and answers its id. */
async function makeTemplate(ground: Ground, key = "1"): Promise<string> {
  const vpcId = await makeVpc(ground);
  const own = { scanOnPush: true, tagsMove: true, keepImages: 10, keptTag: "latest" };
  const image = await ground.make(filledRepository, "ground.repository", { name: "flashsale-app", ...own });
  const made = await ground.make(twofoldTemplate, `ground.template-${key}`, {
    name: `ground-${key}`,
    imageId: "",
    instanceType: "m5.xlarge",
    keyName: "",
    instanceProfile: await makeProfile(ground),
    securityGroupIds: [await makeGroup(ground, vpcId, "app")],
    userData: `docker run ${image.attributes.uri}:latest`,
    rootVolume: { sizeGib: 8, type: "gp3", encrypted: true },
    metadata: { tokens: "required", hopLimit: 2 },
    launchTags: {},
  });
  return made.id;
}

/** Makes a target group that a listener of this port sends requests to, and answers its ARN. */
async function makeServedTargets(ground: Ground, port: number): Promise<string> {
  const arn = await makeTargets(ground, String(port));
  await makeListener(ground, port, arn);
  return arn;
}

async function makeGroupOfOne(ground: Ground): Promise<string> {
  const vpcId = await makeVpc(ground);
  const made = await ground.make(group, "ground.asg", {
    name: "ground-asg",
    launchTemplateId: await makeTemplate(ground),
    launchTemplateVersion: "1",
    min: 0,
    max: 2,
    desired: 0,
    subnetIds: await makeSubnets(ground, vpcId, 2),
    targetGroupArns: [],
    healthCheckType: "EC2",
    healthCheckGraceSeconds: 300,
    replacesUnhealthy: true,
    instanceType: "m5.xlarge",
    rootVolumeGib: 20,
    expectedInstances: 1,
    publicAddresses: false,
  });
  return made.id;
}

/** The samples of Auto Scaling. */
export const autoScalingSamples: readonly Sample[] = [
  sampleOf(group, {
    absentId: "flashsale-absent",
    props: async (ground) => {
      const vpcId = await makeVpc(ground);
      return {
        name: "flashsale-asg",
        launchTemplateId: await makeTemplate(ground),
        launchTemplateVersion: "1",
        min: 2,
        max: 5,
        desired: 2,
        subnetIds: await makeSubnets(ground, vpcId, 2),
        targetGroupArns: [await makeServedTargets(ground, 80)],
        healthCheckType: "ELB" as const,
        healthCheckGraceSeconds: 300,
        replacesUnhealthy: true,
        instanceType: "m5.xlarge",
        rootVolumeGib: 20,
        expectedInstances: 2,
        publicAddresses: false,
        tags: tagsFor(),
      };
    },
    changes: async (ground) => {
      const vpcId = await makeVpc(ground);
      return {
        launchTemplateId: await makeTemplate(ground, "2"),
        launchTemplateVersion: "2",
        // Fewer at least, so that nothing but this changes.
        min: 1,
        max: 20,
        desired: 3,
        subnetIds: await makeSubnets(ground, vpcId, 3),
        targetGroupArns: [await makeServedTargets(ground, 81)],
        healthCheckType: "EC2" as const,
        healthCheckGraceSeconds: 600,
        replacesUnhealthy: false,
      };
    },
  }),
  sampleOf(scalingPolicy, {
    absentId: "flashsale-absent:scale-up",
    props: async (ground) => ({
      groupName: await makeGroupOfOne(ground),
      name: "scale-up",
      rule: { kind: "step" as const, adjustment: 2, cooldownSeconds: 300 },
    }),
    changes: () => Promise.resolve({ rule: { kind: "step" as const, adjustment: 3, cooldownSeconds: 120 } }),
  }),
];
