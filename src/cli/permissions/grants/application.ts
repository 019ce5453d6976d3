import { managedPolicies } from "../../../sections/iam/managed-policies.ts";
import { arns, type Grant, globalArns, marked, of, ours, type PolicyPlace } from "../place.ts";

const area = "Application";

/** The application: its role, its images and logs, its load balancer and instances. */
export const applicationGrants = (place: PolicyPlace): Grant[] => [
  ...roleGrants(place),
  ...passingGrants(place),
  ...imageGrants(place),
  ...balancerGrants(place),
  ...scalingGrants(place),
  ...sessionGrants(place),
];

function roleGrants(place: PolicyPlace): Grant[] {
  const onRole = ["CreateRole", "DeleteRole", "DetachRolePolicy", "TagRole", "UntagRole"];
  const onPolicy = ["CreatePolicy", "CreatePolicyVersion", "DeletePolicy", "DeletePolicyVersion"];
  const onProfile = [
    ...["AddRoleToInstanceProfile", "CreateInstanceProfile", "DeleteInstanceProfile"],
    ...["RemoveRoleFromInstanceProfile", "TagInstanceProfile", "UntagInstanceProfile"],
  ];
  const edits = ["UpdateAssumeRolePolicy", "UpdateRoleDescription", "TagPolicy", "UntagPolicy"];
  return [
    {
      area,
      actions: of("iam", [...onRole, ...onPolicy, ...onProfile, ...edits]),
      on: Object.values(ownArns(place)),
    },
    attachingGrant(place),
  ];
}

function ownArns(place: PolicyPlace): { role: string; policy: string; profile: string } {
  const { displayName } = place.settings;
  const ends = [`role/${displayName}AppRole`, `policy/${displayName}AppPolicy`];
  const [role = "", policy = "", profile = ""] = globalArns(
    place,
    "iam",
    ...ends,
    `instance-profile/${displayName}AppRole`,
  );
  return { role, policy, profile };
}

/** Only the stack's own policies: else who may change the role could give it everything. */
function attachingGrant(place: PolicyPlace): Grant {
  const { role, policy } = ownArns(place);
  const { partition, settings } = place;
  const others = managedPolicies(settings.iam.managedPolicies, partition).values();
  const under = { ArnEquals: { "iam:PolicyARN": [policy, ...others] } };
  return { area, actions: ["iam:AttachRolePolicy"], on: [role], under };
}

/** Services of which the stack's first resource makes the account's own role. */
const LINKED = ["autoscaling", "elasticache", "elasticloadbalancing", "kafka", "rds"];

function passingGrants(place: PolicyPlace): Grant[] {
  const { displayName } = place.settings;
  const ec2 =
    place.partition === "aws-cn" ? ["ec2.amazonaws.com", "ec2.amazonaws.com.cn"] : "ec2.amazonaws.com";
  return [
    {
      area,
      actions: ["iam:PassRole"],
      on: globalArns(place, "iam", `role/${displayName}AppRole`),
      under: { StringEquals: { "iam:PassedToService": ec2 } },
    },
    {
      area,
      actions: ["iam:PassRole"],
      // The role of tasks that a person makes; `deploy ecs --register` hands it on.
      on: globalArns(place, "iam", `role/${displayName}TaskRole`),
      under: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
    },
    {
      area,
      actions: ["iam:CreateServiceLinkedRole"],
      on: globalArns(place, "iam", "role/aws-service-role/*"),
      under: { StringEquals: { "iam:AWSServiceName": LINKED.map((name) => `${name}.amazonaws.com`) } },
    },
  ];
}

function imageGrants(place: PolicyPlace): Grant[] {
  const { name } = place.settings;
  const pushing = [
    ...["BatchCheckLayerAvailability", "BatchGetImage", "CompleteLayerUpload", "InitiateLayerUpload"],
    ...["PutImage", "UploadLayerPart"],
  ];
  const keeping = [
    ...["CreateRepository", "DeleteRepository", "PutImageScanningConfiguration", "PutImageTagMutability"],
    ...["PutLifecyclePolicy", "TagResource", "UntagResource"],
  ];
  const logs = ["CreateLogGroup", "DeleteLogGroup", "DeleteRetentionPolicy", "PutRetentionPolicy"];
  return [
    { area, actions: of("ecr", [...pushing, ...keeping]), on: arns(place, "ecr", `repository/${name}-app`) },
    { area, actions: ["ecr:GetAuthorizationToken"], on: ["*"] },
    {
      area,
      actions: of("logs", [...logs, "TagResource", "UntagResource"]),
      on: arns(place, "logs", `log-group:/${name}/app`, `log-group:/${name}/app:*`),
    },
    {
      area,
      actions: of("ecs", ["RegisterTaskDefinition", "TagResource"]),
      on: arns(place, "ecs", `task-definition/${name}-app:*`),
    },
  ];
}

function balancerGrants(place: PolicyPlace): Grant[] {
  const { name } = place.settings;
  const to = (...ends: string[]): string[] => arns(place, "elasticloadbalancing", ...ends);
  const balancers = to(`loadbalancer/app/${name}-alb/*`);
  const targets = to(`targetgroup/${name}-app*/*`);
  const listeners = to(`listener/app/${name}-alb/*`, `listener-rule/app/${name}-alb/*`);
  const keeping = [
    ...["DeleteLoadBalancer", "DeleteTargetGroup", "ModifyTargetGroup", "ModifyTargetGroupAttributes"],
    ...["SetSecurityGroups", "SetSubnets"],
  ];
  // Listeners and rules have the balancer's name in their ARNs.
  const listening = [
    "CreateListener",
    "CreateRule",
    "DeleteListener",
    "DeleteRule",
    "ModifyListener",
    "ModifyRule",
  ];
  return [
    {
      area,
      actions: of("elasticloadbalancing", ["CreateLoadBalancer", "CreateTargetGroup"]),
      on: [...balancers, ...targets],
      under: marked(place),
    },
    {
      area,
      actions: of("elasticloadbalancing", keeping),
      on: [...balancers, ...targets],
      under: ours(place),
    },
    {
      area,
      actions: of("elasticloadbalancing", [...listening, "AddTags", "RemoveTags"]),
      on: [...balancers, ...targets, ...listeners],
    },
  ];
}

function scalingGrants(place: PolicyPlace): Grant[] {
  const on = arns(place, "autoscaling", `autoScalingGroup:*:autoScalingGroupName/${place.settings.name}-asg`);
  const keeping = [
    ...["AttachLoadBalancerTargetGroups", "DeleteAutoScalingGroup", "DeletePolicy"],
    ...["DetachLoadBalancerTargetGroups", "PutScalingPolicy", "ResumeProcesses", "StartInstanceRefresh"],
    ...["SuspendProcesses", "UpdateAutoScalingGroup"],
  ];
  return [
    { area, actions: ["autoscaling:CreateAutoScalingGroup"], on, under: marked(place) },
    { area, actions: of("autoscaling", keeping), on, under: ours(place) },
    { area, actions: of("autoscaling", ["CreateOrUpdateTags", "DeleteTags"]), on },
  ];
}

/** Commands and sessions run on instances of the stack, by documents of AWS's own, which belong to no account. */
function sessionGrants(place: PolicyPlace): Grant[] {
  const { partition, region } = place;
  const documents = [
    "RunShellScript",
    "StartPortForwardingSessionToRemoteHost",
    "StartPortForwardingSession",
  ];
  const actions = of("ssm", ["SendCommand", "StartSession"]);
  return [
    { area, actions, on: arns(place, "ec2", "instance/*"), under: ours(place) },
    { area, actions, on: documents.map((name) => `arn:${partition}:ssm:${region}::document/AWS-${name}`) },
    { area, actions: ["ssm:TerminateSession"], on: arns(place, "ssm", "session/*") },
  ];
}
