import { toArn } from "../operation.ts";
import type { NeedRow, NeedRule, SandboxService } from "../service.ts";
import { instanceNeeds } from "./instance-actions.ts";
import { routeTables } from "./tables.ts";

const at = (action: string, resource = "*"): NeedRow => ({
  action: `ec2:${action}`,
  resource: resource === "*" ? "*" : `arn:{partition}:ec2:{region}:{account}:${resource}`,
});

/** Tagging while creating asks for CreateTags on the new resource. Source: EC2 User Guide, "Grant permission to tag during creation". */
const tagging = (resource: string): NeedRow => ({ ...at("CreateTags", resource), when: "TagSpecifications" });

/** The word in an ARN for what an id's prefix stands for, where the two differ. */
const ARN_WORDS: Readonly<Record<string, string>> = {
  eipalloc: "elastic-ip",
  eni: "network-interface",
  i: "instance",
  igw: "internet-gateway",
  lt: "launch-template",
  nat: "natgateway",
  rtb: "route-table",
  sg: "security-group",
  sgr: "security-group-rule",
  vol: "volume",
  vpce: "vpc-endpoint",
};

const retagging =
  (action: string): NeedRule =>
  ({ Resources: ids }, call) =>
    (Array.isArray(ids) ? ids.map(String) : []).map((id) => {
      const prefix = id.slice(0, id.indexOf("-"));
      return {
        action: `ec2:${action}`,
        resource: toArn(call, "ec2", `${ARN_WORDS[prefix] ?? prefix}/${id}`),
      };
    });

/** An action on the route table that holds an association, and on the subnet that it is for. */
const onAssociation =
  (action: string): NeedRule =>
  ({ AssociationId: wanted }, call) => {
    const table = call.account
      .table(routeTables.table)
      .all()
      .find(({ associations }) => associations.some(({ id }) => id === wanted));
    const subnet = table?.associations.find(({ id }) => id === wanted)?.subnetId;
    return [
      { action: `ec2:${action}`, resource: toArn(call, "ec2", `route-table/${table?.id ?? "*"}`) },
      ...(subnet === undefined
        ? []
        : [{ action: `ec2:${action}`, resource: toArn(call, "ec2", `subnet/${subnet}`) }]),
    ];
  };

/** What IAM wants for EC2's calls. Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon EC2". */
export const needs: SandboxService["needs"] = {
  ...instanceNeeds,
  AllocateAddress: [at("AllocateAddress", "elastic-ip/*"), tagging("elastic-ip/*")],
  AssociateRouteTable: [
    at("AssociateRouteTable", "route-table/{RouteTableId}"),
    at("AssociateRouteTable", "subnet/{SubnetId}"),
  ],
  AttachInternetGateway: [
    at("AttachInternetGateway", "internet-gateway/{InternetGatewayId}"),
    at("AttachInternetGateway", "vpc/{VpcId}"),
  ],
  AuthorizeSecurityGroupEgress: [
    at("AuthorizeSecurityGroupEgress", "security-group/{GroupId}"),
    tagging("security-group-rule/*"),
  ],
  AuthorizeSecurityGroupIngress: [
    at("AuthorizeSecurityGroupIngress", "security-group/{GroupId}"),
    tagging("security-group-rule/*"),
  ],
  CreateInternetGateway: [at("CreateInternetGateway", "internet-gateway/*"), tagging("internet-gateway/*")],
  CreateNatGateway: [
    at("CreateNatGateway", "natgateway/*"),
    at("CreateNatGateway", "subnet/{SubnetId}"),
    { ...at("CreateNatGateway", "elastic-ip/{AllocationId}"), when: "AllocationId" },
    tagging("natgateway/*"),
  ],
  CreateRoute: [at("CreateRoute", "route-table/{RouteTableId}")],
  CreateRouteTable: [
    at("CreateRouteTable", "route-table/*"),
    at("CreateRouteTable", "vpc/{VpcId}"),
    tagging("route-table/*"),
  ],
  CreateSecurityGroup: [
    at("CreateSecurityGroup", "security-group/*"),
    at("CreateSecurityGroup", "vpc/{VpcId}"),
    tagging("security-group/*"),
  ],
  CreateSubnet: [at("CreateSubnet", "subnet/*"), at("CreateSubnet", "vpc/{VpcId}"), tagging("subnet/*")],
  CreateTags: [retagging("CreateTags")],
  CreateVpc: [at("CreateVpc", "vpc/*"), tagging("vpc/*")],
  CreateVpcEndpoint: [
    at("CreateVpcEndpoint", "vpc-endpoint/*"),
    at("CreateVpcEndpoint", "vpc/{VpcId}"),
    { ...at("CreateVpcEndpoint", "route-table/{RouteTableIds}"), when: "RouteTableIds" },
    tagging("vpc-endpoint/*"),
  ],
  DeleteInternetGateway: [at("DeleteInternetGateway", "internet-gateway/{InternetGatewayId}")],
  DeleteNatGateway: [at("DeleteNatGateway", "natgateway/{NatGatewayId}")],
  DeleteRoute: [at("DeleteRoute", "route-table/{RouteTableId}")],
  DeleteRouteTable: [at("DeleteRouteTable", "route-table/{RouteTableId}")],
  DeleteSecurityGroup: [at("DeleteSecurityGroup", "security-group/{GroupId}")],
  DeleteSubnet: [at("DeleteSubnet", "subnet/{SubnetId}")],
  DeleteTags: [retagging("DeleteTags")],
  DeleteVpc: [at("DeleteVpc", "vpc/{VpcId}")],
  DeleteVpcEndpoints: [at("DeleteVpcEndpoints", "vpc-endpoint/{VpcEndpointIds}")],
  DescribeAddresses: [at("DescribeAddresses")],
  DescribeAvailabilityZones: [at("DescribeAvailabilityZones")],
  DescribeInstanceTypeOfferings: [at("DescribeInstanceTypeOfferings")],
  DescribeEgressOnlyInternetGateways: [at("DescribeEgressOnlyInternetGateways")],
  DescribeInternetGateways: [at("DescribeInternetGateways")],
  DescribeNatGateways: [at("DescribeNatGateways")],
  DescribeNetworkAcls: [at("DescribeNetworkAcls")],
  DescribeNetworkInterfaces: [at("DescribeNetworkInterfaces")],
  DescribeRouteTables: [at("DescribeRouteTables")],
  DescribeSecurityGroupRules: [at("DescribeSecurityGroupRules")],
  DescribeSecurityGroups: [at("DescribeSecurityGroups")],
  DescribeSubnets: [at("DescribeSubnets")],
  DescribeTags: [at("DescribeTags")],
  DescribeVpcAttribute: [at("DescribeVpcAttribute", "vpc/{VpcId}")],
  DescribeVpcEndpoints: [at("DescribeVpcEndpoints")],
  DescribeVpcPeeringConnections: [at("DescribeVpcPeeringConnections")],
  DescribeVpcs: [at("DescribeVpcs")],
  DescribeVpnGateways: [at("DescribeVpnGateways")],
  DetachInternetGateway: [
    at("DetachInternetGateway", "internet-gateway/{InternetGatewayId}"),
    at("DetachInternetGateway", "vpc/{VpcId}"),
  ],
  DisassociateRouteTable: [onAssociation("DisassociateRouteTable")],
  ModifySecurityGroupRules: [
    at("ModifySecurityGroupRules", "security-group/{GroupId}"),
    ({ SecurityGroupRules: rules = [] }, call) =>
      (rules as readonly { SecurityGroupRuleId?: string }[]).map(({ SecurityGroupRuleId: id = "*" }) => ({
        action: "ec2:ModifySecurityGroupRules",
        resource: toArn(call, "ec2", `security-group-rule/${id}`),
      })),
  ],
  ModifySubnetAttribute: [at("ModifySubnetAttribute", "subnet/{SubnetId}")],
  ModifyVpcAttribute: [at("ModifyVpcAttribute", "vpc/{VpcId}")],
  ModifyVpcEndpoint: [
    at("ModifyVpcEndpoint", "vpc-endpoint/{VpcEndpointId}"),
    ...["AddRouteTableIds", "RemoveRouteTableIds"].map((member) => ({
      ...at("ModifyVpcEndpoint", `route-table/{${member}}`),
      when: member,
    })),
  ],
  ReleaseAddress: [at("ReleaseAddress", "elastic-ip/{AllocationId}")],
  ReplaceRoute: [at("ReplaceRoute", "route-table/{RouteTableId}")],
  ReplaceRouteTableAssociation: [
    at("ReplaceRouteTableAssociation", "route-table/{RouteTableId}"),
    onAssociation("ReplaceRouteTableAssociation"),
  ],
  RevokeSecurityGroupEgress: [at("RevokeSecurityGroupEgress", "security-group/{GroupId}")],
  RevokeSecurityGroupIngress: [at("RevokeSecurityGroupIngress", "security-group/{GroupId}")],
};
