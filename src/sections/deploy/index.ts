import type { AwsLookup } from "../../resources/index.ts";
import type { Section } from "../section.ts";
import type { Settings } from "../settings.ts";
import { about } from "./about.ts";
import { deployAudits } from "./audits.ts";
import { checkDeploy } from "./checks.ts";
import { deployDeviations } from "./deviations.ts";
import { amiLookup, imageLookup } from "./lookups.ts";
import { instanceControl } from "./probes.ts";
import { declareDeploy } from "./resources.ts";
import { deploySavings } from "./savings.ts";
import { deploySchema } from "./settings.ts";

const lookups = (settings: Settings): AwsLookup<unknown>[] => {
  const ami = settings.deploy.amiId === undefined ? [amiLookup(settings)] : [];
  return [...ami, imageLookup(settings)] as AwsLookup<unknown>[];
};

/** Repository of images, log group and launch template of the application, and its single instance on request. */
export const deploy: Section = {
  ...about,
  schema: deploySchema,
  lookups,
  declare: (context) => ({ deploy: declareDeploy(context) }),
  outputs: ({ deploy: made }) =>
    made === undefined ? [] : [{ name: "ECR_REPOSITORY", value: made.repositoryUri }],
  controls: [instanceControl],
  deviations: deployDeviations,
  iamActions: [
    "ec2:DescribeImages",
    "ec2:DescribeInstanceTypeOfferings",
    "ec2:DescribeInstanceTypes",
    "ec2:DescribeKeyPairs",
    // What a push needs. Source: Amazon ECR User Guide, "IAM permissions for pushing an image".
    "ecr:BatchCheckLayerAvailability",
    "ecr:BatchGetImage",
    "ecr:CompleteLayerUpload",
    "ecr:DescribeImages",
    "ecr:GetAuthorizationToken",
    "ecr:InitiateLayerUpload",
    "ecr:PutImage",
    "ecr:UploadLayerPart",
    // `deploy ecs --register`.
    "ecs:RegisterTaskDefinition",
    "ecs:TagResource",
    "iam:PassRole",
    "ssm:GetParameter",
  ],
  check: checkDeploy,
  savings: deploySavings,
  audits: deployAudits,
};
