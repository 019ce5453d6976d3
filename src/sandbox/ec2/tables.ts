import type { RequestLaunchTemplateData } from "@aws-sdk/client-ec2";
import { type AccountRecord, defineTable, type Tags } from "../account.ts";
import type { Kind } from "./kind.ts";

export interface Vpc extends AccountRecord {
  readonly cidr: string;
  readonly tenancy: string;
  readonly cidrAssociationId: string;
  /** Further blocks that others associated with it; no call of the sandbox does. */
  readonly secondaryBlocks?: readonly string[];
  readonly dnsSupport: boolean;
  readonly dnsHostnames: boolean;
}

export interface Subnet extends AccountRecord {
  readonly vpcId: string;
  readonly cidr: string;
  readonly zone: string;
  readonly mapPublicIp: boolean;
}

export interface InternetGateway extends AccountRecord {
  readonly vpcId?: string;
}

export interface ElasticIp extends AccountRecord {
  readonly publicIp: string;
}

export interface NatGateway extends AccountRecord {
  readonly vpcId: string;
  readonly subnetId: string;
  readonly connectivity: "public" | "private";
  readonly networkInterfaceId: string;
  readonly privateIp: string;
  readonly allocationId?: string;
  readonly associationId?: string;
  readonly publicIp?: string;
  readonly failure?: { readonly code: string; readonly message: string };
}

/** A route that somebody made; the local route and those of endpoints are not stored. */
export interface Route {
  readonly destination: string;
  readonly gatewayId?: string;
  readonly natGatewayId?: string;
}

export interface RouteTableAssociation {
  readonly id: string;
  readonly main: boolean;
  readonly subnetId?: string;
}

export interface RouteTable extends AccountRecord {
  readonly vpcId: string;
  readonly routes: readonly Route[];
  readonly associations: readonly RouteTableAssociation[];
}

export interface VpcEndpoint extends AccountRecord {
  readonly vpcId: string;
  readonly serviceName: string;
  readonly prefixListId: string;
  readonly routeTableIds: readonly string[];
  readonly policy: string;
  /** Given for an interface endpoint, which others may have put there: a call of the sandbox makes none. */
  readonly networkInterfaceIds?: readonly string[];
}

export interface SecurityGroup extends AccountRecord {
  readonly name: string;
  readonly description: string;
  readonly vpcId: string;
}

/** Whom a rule lets in or out: exactly one of these. */
export interface RulePeer {
  readonly cidr?: string;
  readonly cidrIpv6?: string;
  readonly prefixListId?: string;
  readonly groupId?: string;
}

export interface SecurityGroupRule extends AccountRecord, RulePeer {
  readonly groupOf: string;
  readonly egress: boolean;
  readonly protocol: string;
  readonly fromPort: number;
  readonly toPort: number;
  readonly description?: string;
  /** True for the rules that AWS makes with a group. */
  readonly awsMade: boolean;
}

export interface NetworkInterface extends AccountRecord {
  readonly vpcId: string;
  readonly subnetId: string;
  readonly zone: string;
  readonly groupIds: readonly string[];
  readonly description: string;
  /** Account or name of the service that made it. */
  readonly requesterId: string;
  readonly interfaceType: string;
  readonly privateIp: string;
  readonly publicIp?: string;
  readonly allocationId?: string;
  readonly associationId?: string;
  /** The instance whose it is; a service's own has none. */
  readonly instanceId?: string;
}

/** What one version of a launch template says, as its maker sent it. */
export interface LaunchTemplateVersion {
  readonly number: number;
  readonly createdAt: number;
  readonly description?: string;
  readonly data: RequestLaunchTemplateData;
}

export interface LaunchTemplate extends AccountRecord {
  readonly name: string;
  readonly defaultVersion: number;
  readonly versions: readonly LaunchTemplateVersion[];
}

export interface Instance extends AccountRecord {
  readonly reservationId: string;
  readonly clientToken?: string;
  readonly imageId: string;
  readonly instanceType: string;
  readonly keyName?: string;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly zone: string;
  readonly groupIds: readonly string[];
  readonly networkInterfaceId: string;
  readonly privateIp: string;
  readonly publicIp?: string;
  /** Base64, as it was sent. */
  readonly userData?: string;
  readonly rootVolume: RootVolume;
  /** The template that it was launched from. */
  readonly template?: { readonly id: string; readonly version: number };
  readonly profile?: { readonly arn: string; readonly id: string; readonly associationId: string };
  /** `required` or `optional`. */
  readonly metadataTokens: string;
  readonly metadataHops: number;
  /** True while nobody may terminate it. */
  readonly terminationProtection: boolean;
}

/** The volume that an instance starts from, which goes with it. */
export interface RootVolume {
  readonly id: string;
  readonly device: string;
  readonly sizeGib: number;
  readonly type: string;
  readonly encrypted: boolean;
  readonly tags: Tags;
}

const kind = <R extends AccountRecord>(type: string, words: Omit<Kind<R>, "table">): Kind<R> => ({
  table: defineTable<R>("EC2", type),
  ...words,
});

/** VPCs. */
export const vpcs = kind<Vpc>("vpc", {
  prefix: "vpc",
  tagType: "vpc",
  notFound: "InvalidVpcID.NotFound",
  malformed: "InvalidVpcID.Malformed",
  noun: "vpc ID",
});

/** Subnets. */
export const subnets = kind<Subnet>("subnet", {
  prefix: "subnet",
  tagType: "subnet",
  notFound: "InvalidSubnetID.NotFound",
  malformed: "InvalidSubnetID.Malformed",
  noun: "subnet ID",
});

/** Internet gateways. */
export const internetGateways = kind<InternetGateway>("internet-gateway", {
  prefix: "igw",
  tagType: "internet-gateway",
  notFound: "InvalidInternetGatewayID.NotFound",
  malformed: "InvalidInternetGatewayId.Malformed",
  noun: "internetGateway ID",
});

/** Elastic IP addresses, by allocation id. */
export const elasticIps = kind<ElasticIp>("elastic-ip", {
  prefix: "eipalloc",
  tagType: "elastic-ip",
  notFound: "InvalidAllocationID.NotFound",
  malformed: "InvalidAllocationID.Malformed",
  noun: "allocation ID",
});

/** NAT gateways, which linger as deleted for about an hour. */
export const natGateways = kind<NatGateway>("nat-gateway", {
  prefix: "nat",
  tagType: "natgateway",
  notFound: "NatGatewayNotFound",
  malformed: "NatGatewayMalformed",
  noun: "Nat Gateway",
});

/** Route tables with their routes and associations. */
export const routeTables = kind<RouteTable>("route-table", {
  prefix: "rtb",
  tagType: "route-table",
  notFound: "InvalidRouteTableID.NotFound",
  malformed: "InvalidRouteTableId.Malformed",
  noun: "routeTable ID",
});

/** VPC endpoints. */
export const vpcEndpoints = kind<VpcEndpoint>("vpc-endpoint", {
  prefix: "vpce",
  tagType: "vpc-endpoint",
  notFound: "InvalidVpcEndpointId.NotFound",
  malformed: "InvalidVpcEndpointId.Malformed",
  noun: "Vpc Endpoint Id",
});

/** Security groups. */
export const securityGroups = kind<SecurityGroup>("security-group", {
  prefix: "sg",
  tagType: "security-group",
  notFound: "InvalidGroup.NotFound",
  malformed: "InvalidGroupId.Malformed",
  noun: "security group",
});

/** Security group rules, each a record of its own. */
export const securityGroupRules = kind<SecurityGroupRule>("security-group-rule", {
  prefix: "sgr",
  tagType: "security-group-rule",
  notFound: "InvalidSecurityGroupRuleId.NotFound",
  malformed: "InvalidSecurityGroupRuleId.Malformed",
  noun: "security group rule ID",
});

/** Network interfaces, those that services put into subnets included. */
export const networkInterfaces = kind<NetworkInterface>("network-interface", {
  prefix: "eni",
  tagType: "network-interface",
  notFound: "InvalidNetworkInterfaceID.NotFound",
  malformed: "InvalidNetworkInterfaceId.Malformed",
  noun: "networkInterface ID",
});

/** Launch templates with all their versions. */
export const launchTemplates = kind<LaunchTemplate>("launch-template", {
  prefix: "lt",
  tagType: "launch-template",
  notFound: "InvalidLaunchTemplateId.NotFound",
  malformed: "InvalidLaunchTemplateId.Malformed",
  noun: "launch template ID",
});

/** Instances, which linger as terminated for about an hour. */
export const instances = kind<Instance>("instance", {
  prefix: "i",
  tagType: "instance",
  notFound: "InvalidInstanceID.NotFound",
  malformed: "InvalidInstanceID.Malformed",
  noun: "instance ID",
});
