import { iamInstanceProfile } from "../../../src/resources/iam/instance-profile.ts";
import { iamInstanceProfileRole } from "../../../src/resources/iam/instance-profile-role.ts";
import { iamPolicy } from "../../../src/resources/iam/policy.ts";
import type { PolicyDocument } from "../../../src/resources/iam/policy-document.ts";
import { iamRole } from "../../../src/resources/iam/role.ts";
import { iamRolePolicyAttachment } from "../../../src/resources/iam/role-policy-attachment.ts";
import { type Ground, tagsFor } from "../ground.ts";
import { type Sample, sampleOf } from "../sample.ts";

const trusting = (service: string): PolicyDocument => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
});

const allowing = (...actions: readonly string[]): PolicyDocument => ({
  Version: "2012-10-17",
  Statement: [{ Sid: "Metrics", Effect: "Allow", Action: actions, Resource: "*" }],
});

const makeRole = (ground: Ground) =>
  ground.make(iamRole, "ground.role", {
    name: "GroundRole",
    description: "Ground",
    trustPolicy: trusting("ec2.amazonaws.com"),
  });

const makePolicy = (ground: Ground) =>
  ground.make(iamPolicy, "ground.policy", {
    name: "GroundPolicy",
    description: "Ground",
    document: allowing("cloudwatch:ListMetrics"),
  });

/** The samples of IAM. */
export const iamSamples: readonly Sample[] = [
  sampleOf(iamRole, {
    absentId: "AbsentRole",
    props: () =>
      Promise.resolve({
        name: "FlashSaleAppRole",
        description: "Flash Sale application (it's 100 % ours)",
        trustPolicy: trusting("ec2.amazonaws.com"),
        tags: tagsFor(),
      }),
    changes: () =>
      Promise.resolve({
        description: "Somebody's application",
        trustPolicy: trusting("ecs-tasks.amazonaws.com"),
      }),
  }),
  sampleOf(iamPolicy, {
    absentId: "arn:aws:iam::314159265358:policy/AbsentPolicy",
    props: () =>
      Promise.resolve({
        name: "FlashSaleAppPolicy",
        description: "What the Flash Sale application does",
        document: allowing("cloudwatch:ListMetrics"),
        tags: tagsFor(),
      }),
    changes: () =>
      Promise.resolve({ document: allowing("cloudwatch:ListMetrics", "cloudwatch:GetMetricStatistics") }),
  }),
  sampleOf(iamInstanceProfile, {
    absentId: "AbsentProfile",
    props: () => Promise.resolve({ name: "FlashSaleAppRole", tags: tagsFor() }),
    changes: () => Promise.resolve({}),
  }),
  sampleOf(iamInstanceProfileRole, {
    absentId: "AbsentProfile/AbsentRole",
    props: async (ground) => {
      const role = await makeRole(ground);
      const profile = await ground.make(iamInstanceProfile, "ground.profile", { name: "GroundProfile" });
      return { instanceProfileName: profile.attributes.name, roleName: role.attributes.name };
    },
    changes: () => Promise.resolve({}),
  }),
  sampleOf(iamRolePolicyAttachment, {
    absentId: "AbsentRole|arn:aws:iam::314159265358:policy/AbsentPolicy",
    props: async (ground) => {
      const [role, policy] = [await makeRole(ground), await makePolicy(ground)];
      return { roleName: role.attributes.name, policyArn: policy.attributes.arn };
    },
    changes: () => Promise.resolve({}),
  }),
];
