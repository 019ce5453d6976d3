import type { Deviation } from "../section.ts";
import type { Settings } from "../settings.ts";

const STEP = "Application Deployment 2";

/** Where the deployment differs from the guide, and why. */
export function deployDeviations({ name, deploy }: Settings): Deviation[] {
  return [
    {
      step: "Application Deployment 1",
      guide: "image never pushed anywhere",
      ours: `pushed by deploy build to the repository ${name}-app of Amazon ECR`,
      reason: "instances cannot pull what is only on the laptop that built it",
    },
    ...(deploy.amiId === undefined ? [IMAGE] : []),
    {
      step: STEP,
      guide: "secrets in user data",
      ours: "fetched at each start by the permission of the instance's role, into memory",
      reason: "user data can be read by whoever may describe the instance",
    },
    {
      step: STEP,
      guide: "yum update, Java on the host, docker pull from nowhere",
      ours: "Docker alone, and the image from the repository as soon as it is there, by its digest",
      reason: "Java is in the image; instances of one machine image are alike, and by a digest run one build",
    },
    ...(deploy.keyName === undefined ? [KEY_PAIR] : []),
    HARDENING,
    {
      step: STEP,
      guide: "logs left on the instance",
      ours: `the log group /${name}/app of Amazon CloudWatch`,
      reason: "they would go with the instance",
    },
    ...(deploy.instance ? [] : [INSTANCE]),
  ];
}

const IMAGE: Deviation = {
  step: STEP,
  guide: "a hard-coded, region-bound AMI of another distribution",
  ours: "the newest Amazon Linux 2023 of the region, pinned",
  reason: "the id exists in one region only, and the image has no yum",
};

const KEY_PAIR: Deviation = {
  step: STEP,
  guide: "a key pair for SSH",
  ours: "a session through AWS Systems Manager",
  reason: "a key pair that nobody made stops the step, and port 22 need not be open",
};

const HARDENING: Deviation = {
  step: STEP,
  guide: "the metadata service and the volume as they come",
  ours: "IMDSv2 required, the volume encrypted",
  reason: "a request that the application is tricked into must not reach the role's credentials",
};

const INSTANCE: Deviation = {
  step: STEP,
  guide: "a single instance beside the Auto Scaling group",
  ours: "a launch template; deploy ec2 launches the instance",
  reason: "the group runs the application already, and one more instance is paid for",
};
