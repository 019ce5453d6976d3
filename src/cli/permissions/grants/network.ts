import { OURS } from "../../../engine/ownership.ts";
import { arns, type Condition, type Grant, marked, of, ours, type PolicyPlace } from "../place.ts";

/** Each makes one thing, which gets the stack's tags in the same call. */
const MAKING = [
  "AllocateAddress",
  "AuthorizeSecurityGroupEgress",
  "AuthorizeSecurityGroupIngress",
  "CreateInternetGateway",
  "CreateLaunchTemplate",
  "CreateNatGateway",
  "CreateRouteTable",
  "CreateSecurityGroup",
  "CreateSubnet",
  "CreateVpc",
  "CreateVpcEndpoint",
  "RunInstances",
];

/** What is done to things of the stack, those included that something new is made in or beside. */
const KEEPING = [
  "AssociateIamInstanceProfile",
  "AssociateRouteTable",
  "AttachInternetGateway",
  "AuthorizeSecurityGroupEgress",
  "AuthorizeSecurityGroupIngress",
  "CreateLaunchTemplateVersion",
  "CreateNatGateway",
  "CreateRoute",
  "CreateRouteTable",
  "CreateSecurityGroup",
  "CreateSubnet",
  "CreateVpcEndpoint",
  "DeleteInternetGateway",
  "DeleteLaunchTemplate",
  "DeleteNatGateway",
  "DeleteRoute",
  "DeleteRouteTable",
  "DeleteSecurityGroup",
  "DeleteSubnet",
  "DeleteVpc",
  "DeleteVpcEndpoints",
  "DetachInternetGateway",
  "DisassociateRouteTable",
  "ModifyInstanceAttribute",
  "ModifyLaunchTemplate",
  "ModifySecurityGroupRules",
  "ModifySubnetAttribute",
  "ModifyVpcAttribute",
  "ModifyVpcEndpoint",
  "ReleaseAddress",
  "ReplaceIamInstanceProfileAssociation",
  "ReplaceRoute",
  "RevokeSecurityGroupEgress",
  "RevokeSecurityGroupIngress",
  "RunInstances",
  "TerminateInstances",
];

/** Tags of our things may change, but not to whom they belong. */
function retagging(place: PolicyPlace): Condition {
  const { StringEquals } = ours(place);
  const tag = `aws:RequestTag/${OURS.stack}`;
  return {
    ...(StringEquals === undefined ? {} : { StringEquals }),
    StringEqualsIfExists: { [tag]: place.settings.name },
  };
}

/** EC2 knows nothing by name: all hangs on tags, which it takes with every create and asks for with every change. */
export function networkGrants(place: PolicyPlace): Grant[] {
  const [all = ""] = arns(place, "ec2", "*");
  const area = "Network";
  return [
    { area, actions: of("ec2", MAKING), on: [all], under: marked(place) },
    { area, actions: of("ec2", KEEPING), on: [all], under: ours(place) },
    {
      area,
      actions: ["ec2:CreateTags"],
      on: [all],
      // While something is made; what stands gets its tags below. Source: EC2 User Guide, "Grant permission to tag during creation".
      under: { ...marked(place), Null: { "ec2:CreateAction": "false" } },
    },
    { area, actions: of("ec2", ["CreateTags", "DeleteTags"]), on: [all], under: retagging(place) },
    ...foreignGrants(place),
  ];
}

/** What belongs to somebody else and is used: images, a key pair, the interfaces of services, a VPC that was there before. */
function foreignGrants(place: PolicyPlace): Grant[] {
  const { partition, region, settings } = place;
  const { keyName } = settings.deploy;
  const { existing } = settings.network;
  const keys = keyName === undefined ? [] : [`key-pair/${keyName}`];
  const images = `arn:${partition}:ec2:${region}::image/*`;
  const subnets = Object.values(existing ?? {})
    .flat()
    .filter((id) => id.startsWith("subnet-"));
  const area = "Network";
  const interfaces = arns(place, "ec2", "network-interface/*", "subnet/*", "security-group/*");
  return [
    {
      area,
      actions: ["ec2:RunInstances"],
      on: [images, ...arns(place, "ec2", ...keys, ...subnets.map((id) => `subnet/${id}`))],
    },
    // ElastiCache makes and removes the interfaces of its nodes in its caller's name.
    { area, actions: of("ec2", ["CreateNetworkInterface", "DeleteNetworkInterface"]), on: interfaces },
    ...(existing === undefined
      ? []
      : [{ area, actions: ["ec2:CreateSecurityGroup"], on: arns(place, "ec2", `vpc/${existing.vpcId}`) }]),
  ];
}
