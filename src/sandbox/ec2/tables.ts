import { type AccountRecord, defineTable } from "../account.ts";
import type { Kind } from "./kind.ts";

export interface Vpc extends AccountRecord {
  readonly cidr: string;
  readonly tenancy: string;
  readonly cidrAssociationId: string;
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
