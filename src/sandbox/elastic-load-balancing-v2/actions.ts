import { securityGroups, subnets } from "../ec2/tables.ts";
import { needsServiceLinkedRole } from "../iam/service-linked-role.ts";
import { type Call, toArn } from "../operation.ts";
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

/** The same for what stands below something else and has its name in the ARN, as a listener has its load balancer's. */
function taggingBelow(member: string, from: string, to: string): NeedRule {
  return (input) => {
    const tags = input.Tags;
    if (!Array.isArray(tags) || tags.length === 0) return [];
    const above = String(input[member] ?? "*").replace(`:${from}/`, `:${to}/`);
    return [{ action: "elasticloadbalancing:AddTags", resource: `${above}/*` }];
  };
}

/** The VPC that the call's subnets or groups are in; any where it names none that there is. */
function vpcOf(input: Readonly<Record<string, unknown>>, { account }: Call): string {
  const { Subnets = [], SecurityGroups = [] } = input as { Subnets?: string[]; SecurityGroups?: string[] };
  const subnet = Subnets.map((id) => account.table(subnets.table).find(id)).find((row) => row !== undefined);
  const group = SecurityGroups.map((id) => account.table(securityGroups.table).find(id)).find(
    (row) => row !== undefined,
  );
  return subnet?.vpcId ?? group?.vpcId ?? "*";
}

/**
 * Groups that a load balancer is given are looked up in the caller's name since October 2024. Source: AWS Load Balancer
 * Controller, docs/install/iam_policy.json and its pull request 3921.
 */
const lookingUpGroups: NeedRule = (input, call) => [
  { action: "ec2:GetSecurityGroupsForVpc", resource: toArn(call, "ec2", `vpc/${vpcOf(input, call)}`) },
];

/**
 * What IAM wants for Elastic Load Balancing's calls. Source: Service Authorization Reference, "Actions, resources, and
 * condition keys for AWS Elastic Load Balancing V2"; for the rest, the page named at each rule.
 */
export const needs: SandboxService["needs"] = {
  AddTags: [on("AddTags", "ResourceArns")],
  CreateListener: [
    on("CreateListener", "LoadBalancerArn"),
    taggingBelow("LoadBalancerArn", "loadbalancer", "listener"),
  ],
  CreateLoadBalancer: [
    ...making("CreateLoadBalancer", "loadbalancer/app/NAME/*"),
    // Source: the refusals that AWS Load Balancer Controller's issue 748 quotes, and the policy that it has asked for since.
    { action: "ec2:DescribeAccountAttributes" },
    lookingUpGroups,
    // Source: User Guide, "Service-linked role permissions".
    needsServiceLinkedRole("elasticloadbalancing.amazonaws.com", "AWSServiceRoleForElasticLoadBalancing"),
  ],
  CreateRule: [on("CreateRule", "ListenerArn"), taggingBelow("ListenerArn", "listener", "listener-rule")],
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
  SetSecurityGroups: [on("SetSecurityGroups", "LoadBalancerArn"), lookingUpGroups],
  SetSubnets: [on("SetSubnets", "LoadBalancerArn")],
};
