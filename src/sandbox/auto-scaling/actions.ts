import { needs as ec2Needs } from "../ec2/actions.ts";
import type { TemplateName } from "../ec2/launch-template-name.ts";
import { launchTemplates } from "../ec2/tables.ts";
import { needsServiceLinkedRole } from "../iam/service-linked-role.ts";
import { type Call, toArn } from "../operation.ts";
import type { StatedNeed } from "../request-context.ts";
import type { NeedRow, NeedRule, SandboxService } from "../service.ts";

const any = (action: string): NeedRow => ({ action: `autoscaling:${action}` });

const arnOf = (call: Call, name: unknown): string =>
  toArn(call, "autoscaling", `autoScalingGroup:*:autoScalingGroupName/${String(name)}`);

const on =
  (action: string): NeedRule =>
  (input, call) => [{ action: `autoscaling:${action}`, resource: arnOf(call, input.AutoScalingGroupName) }];

/** The groups that a call on tags names. */
const onTagged =
  (action: string): NeedRule =>
  (input, call) => {
    const tags = (input.Tags ?? []) as readonly { readonly ResourceId?: string }[];
    const names = [...new Set(tags.map(({ ResourceId }) => ResourceId))];
    return names.map((name) => ({ action: `autoscaling:${action}`, resource: arnOf(call, name) }));
  };

/** Tags in the request ask for one more action. Source: User Guide, "Tag Auto Scaling groups and instances". */
const tagging: NeedRule = (input, call) => {
  const tags = input.Tags;
  if (!Array.isArray(tags) || tags.length === 0) return [];
  return [{ action: "autoscaling:CreateOrUpdateTags", resource: arnOf(call, input.AutoScalingGroupName) }];
};

/**
 * Who names a launch template must be allowed to launch from it, and to pass its role. Source: User Guide, "Control Amazon EC2
 * launch template usage in Auto Scaling groups".
 */
const launching: NeedRule = (input, call): readonly StatedNeed[] => {
  if (input.LaunchTemplate === undefined) return [];
  const running = ec2Needs.RunInstances ?? [];
  const asked = { LaunchTemplate: input.LaunchTemplate };
  return running
    .flatMap((rule) => (typeof rule === "function" ? rule(asked, call) : []))
    .map((need) => ({ ...need, refusal: unusable(input.LaunchTemplate as TemplateName, call) }));
};

/**
 * Auto Scaling does not say which right a launch lacks. Source: the refusals that eksctl's issue 1603 and the issue 822 of
 * terraform-aws-modules/terraform-aws-eks quote.
 */
const unusable = ({ LaunchTemplateId: id, LaunchTemplateName: name }: TemplateName, call: Call): string => {
  const template =
    id ??
    call.account
      .table(launchTemplates.table)
      .all()
      .find((row) => row.name === name)?.id;
  return `You are not authorized to use launch template: ${template ?? name}`;
};

/**
 * What IAM wants for Auto Scaling's calls. Source: Service Authorization Reference, "Actions, resources, and condition keys
 * for Amazon EC2 Auto Scaling"; for the rest, the page named at each rule.
 */
export const needs: SandboxService["needs"] = {
  AttachLoadBalancerTargetGroups: [on("AttachLoadBalancerTargetGroups")],
  CreateAutoScalingGroup: [
    on("CreateAutoScalingGroup"),
    tagging,
    launching,
    // Source: User Guide, "Service-linked roles for Amazon EC2 Auto Scaling".
    needsServiceLinkedRole("autoscaling.amazonaws.com", "AWSServiceRoleForAutoScaling"),
  ],
  CreateOrUpdateTags: [onTagged("CreateOrUpdateTags")],
  DeleteAutoScalingGroup: [on("DeleteAutoScalingGroup")],
  DeletePolicy: [on("DeletePolicy")],
  DeleteTags: [onTagged("DeleteTags")],
  DescribeAutoScalingGroups: [any("DescribeAutoScalingGroups")],
  DescribeInstanceRefreshes: [any("DescribeInstanceRefreshes")],
  DescribePolicies: [any("DescribePolicies")],
  DescribeScalingActivities: [any("DescribeScalingActivities")],
  DetachLoadBalancerTargetGroups: [on("DetachLoadBalancerTargetGroups")],
  PutScalingPolicy: [on("PutScalingPolicy")],
  ResumeProcesses: [on("ResumeProcesses")],
  StartInstanceRefresh: [on("StartInstanceRefresh")],
  SuspendProcesses: [on("SuspendProcesses")],
  UpdateAutoScalingGroup: [on("UpdateAutoScalingGroup"), launching],
};
