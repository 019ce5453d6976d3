import { needsServiceLinkedRole } from "../iam/service-linked-role.ts";
import { toArn } from "../operation.ts";
import type { NeedRow, NeedRule, SandboxService } from "../service.ts";

const any = (action: string): NeedRow => ({ action: `elasticloadbalancing:${action}` });

const on = (action: string, member: string): NeedRow => ({
  action: `elasticloadbalancing:${action}`,
  resource: `{${member}}`,
});

/** A create on what does not exist yet, by the form of the ARN that it will have. */
function making(action: string, form: string): readonly NeedRule[] {
  const rule =
    (name: string): NeedRule =>
    (input, call) => [
      {
        action: `elasticloadbalancing:${name}`,
        resource: toArn(call, "elasticloadbalancing", form.replace("NAME", String(input.Name))),
      },
    ];
  return [rule(action), tagging(form)];
}

/** Tags in the request ask for one more action. Source: User Guide, "Tag resources at creation". */
function tagging(form: string): NeedRule {
  return (input, call) => {
    const tags = input.Tags;
    if (!Array.isArray(tags) || tags.length === 0) return [];
    const resource = toArn(call, "elasticloadbalancing", form.replace("NAME", String(input.Name)));
    return [{ action: "elasticloadbalancing:AddTags", resource }];
  };
}

/**
 * What IAM wants for Elastic Load Balancing's calls. Source: Service Authorization Reference, "Actions, resources, and
 * condition keys for AWS Elastic Load Balancing V2"; for the rest, the page named at each rule.
 */
export const needs: SandboxService["needs"] = {
  AddTags: [on("AddTags", "ResourceArns")],
  CreateListener: [on("CreateListener", "LoadBalancerArn"), tagging("listener/app/*")],
  CreateLoadBalancer: [
    ...making("CreateLoadBalancer", "loadbalancer/app/NAME/*"),
    // Source: User Guide, "Service-linked role permissions".
    needsServiceLinkedRole("elasticloadbalancing.amazonaws.com", "AWSServiceRoleForElasticLoadBalancing"),
  ],
  CreateRule: [on("CreateRule", "ListenerArn"), tagging("listener-rule/app/*")],
  CreateTargetGroup: [...making("CreateTargetGroup", "targetgroup/NAME/*")],
  DeleteListener: [on("DeleteListener", "ListenerArn")],
  DeleteLoadBalancer: [on("DeleteLoadBalancer", "LoadBalancerArn")],
  DeleteRule: [on("DeleteRule", "RuleArn")],
  DeleteTargetGroup: [on("DeleteTargetGroup", "TargetGroupArn")],
  DescribeListeners: [any("DescribeListeners")],
  DescribeLoadBalancers: [any("DescribeLoadBalancers")],
  DescribeRules: [any("DescribeRules")],
  DescribeTags: [any("DescribeTags")],
  DescribeTargetGroupAttributes: [any("DescribeTargetGroupAttributes")],
  DescribeTargetGroups: [any("DescribeTargetGroups")],
  DescribeTargetHealth: [any("DescribeTargetHealth")],
  ModifyListener: [on("ModifyListener", "ListenerArn")],
  ModifyRule: [on("ModifyRule", "RuleArn")],
  ModifyTargetGroup: [on("ModifyTargetGroup", "TargetGroupArn")],
  ModifyTargetGroupAttributes: [on("ModifyTargetGroupAttributes", "TargetGroupArn")],
  RemoveTags: [on("RemoveTags", "ResourceArns")],
  SetSecurityGroups: [on("SetSecurityGroups", "LoadBalancerArn")],
  SetSubnets: [on("SetSubnets", "LoadBalancerArn")],
};
