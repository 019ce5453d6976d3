import type { SectionAbout } from "../about.ts";

/** What help and wizard tell of this section. */
export const about: SectionAbout = {
  name: "deploy",
  guide: "Application Deployment",
  makes: "repository of images, log group, launch template, and the guide's single instance on request",
  typicalMinutes: 1,
  enabledByDefault: true,
  needs: ["network", "iam"],
  questions: [
    { key: "deploy.instanceType", message: "Instance type of the application", kind: "input" },
    {
      key: "deploy.instance",
      message: "Also the guide's single instance, beside the Auto Scaling group?",
      kind: "confirm",
    },
  ],
  edits: [
    {
      name: "ec2",
      summary: "Launch the guide's single instance, beside the Auto Scaling group",
      flags: [
        { flags: "--instance-type <type>", summary: "instance type", key: "deploy.instanceType" },
        { flags: "--key-name <name>", summary: "an existing key pair for SSH", key: "deploy.keyName" },
      ],
      sets: [["deploy.instance", true]],
      renders: true,
      examples: ["deploy ec2", "deploy ec2 --render ec2"],
    },
  ],
  verbs: [
    {
      name: "build",
      summary: "Build the application with Maven and Docker and push its image to the repository.",
      makes: "the image in the repository; in the sandbox just a record of one",
      argument: {
        name: "[source]",
        summary: "folder of the source, or a URL to clone (default: this folder)",
      },
      flags: [
        { flags: "--ref <name>", summary: "branch or tag to clone" },
        { flags: "--tag <tag>", summary: "tag of the image (default: deploy.imageTag of the settings)" },
        { flags: "--dry-run", summary: "print the commands and run none" },
      ],
      minutes: "as long as Maven and Docker take",
      examples: ["deploy build https://example.com/flash-sale.git", "deploy build . --dry-run"],
    },
    {
      name: "ecs",
      summary: "Render the Fargate task definition and service of the application for Amazon ECS.",
      makes: "files, or text on stdout; with --register a revision of the task definition",
      flags: [
        { flags: "--render <dir>", summary: "write the files into this folder" },
        { flags: "--force", summary: "write over files that differ" },
        { flags: "--register", summary: "register the task definition" },
        { flags: "--cluster <name>", summary: "name of the cluster (default: the stack's name)" },
        { flags: "--target-group <arn>", summary: "a target group for IP addresses to register tasks with" },
      ],
      minutes: "seconds",
      examples: ["deploy ecs --render ecs", "deploy ecs --register"],
    },
    {
      name: "eks",
      summary: "Render the Kubernetes objects of the application for Amazon EKS.",
      makes: "files, or text on stdout",
      flags: [
        { flags: "--render <dir>", summary: "write the files into this folder" },
        { flags: "--force", summary: "write over files that differ" },
      ],
      minutes: "seconds",
      examples: ["deploy eks --render eks", "deploy eks --json"],
    },
  ],
};
