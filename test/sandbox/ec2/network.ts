import {
  AllocateAddressCommand,
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  CreateNatGatewayCommand,
  CreateRouteTableCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  type EC2Client,
} from "@aws-sdk/client-ec2";

/** Makes a VPC 10.0.0.0/16 and gives its id. */
export async function makeVpc(ec2: EC2Client): Promise<string> {
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" }));
  return Vpc?.VpcId ?? "";
}

/** Makes a subnet and gives its id. */
export async function makeSubnet(ec2: EC2Client, VpcId: string, CidrBlock = "10.0.1.0/24"): Promise<string> {
  const { Subnet } = await ec2.send(
    new CreateSubnetCommand({ VpcId, CidrBlock, AvailabilityZone: "us-east-1a" }),
  );
  return Subnet?.SubnetId ?? "";
}

/** Makes an internet gateway, attaches it, and gives its id. */
export async function makeInternetGateway(ec2: EC2Client, VpcId: string): Promise<string> {
  const { InternetGateway } = await ec2.send(new CreateInternetGatewayCommand({}));
  const InternetGatewayId = InternetGateway?.InternetGatewayId ?? "";
  await ec2.send(new AttachInternetGatewayCommand({ InternetGatewayId, VpcId }));
  return InternetGatewayId;
}

/** Takes an Elastic IP address and gives its allocation id. */
export async function makeElasticIp(ec2: EC2Client): Promise<string> {
  return (await ec2.send(new AllocateAddressCommand({ Domain: "vpc" }))).AllocationId ?? "";
}

/** Makes a route table and gives its id. */
export async function makeRouteTable(ec2: EC2Client, VpcId: string): Promise<string> {
  return (await ec2.send(new CreateRouteTableCommand({ VpcId }))).RouteTable?.RouteTableId ?? "";
}

/** Makes a security group and gives its id. */
export async function makeGroup(ec2: EC2Client, VpcId: string, GroupName: string): Promise<string> {
  const input = { VpcId, GroupName, Description: `${GroupName} group` };
  return (await ec2.send(new CreateSecurityGroupCommand(input))).GroupId ?? "";
}

/** A VPC with a way out: subnet, attached internet gateway, address, NAT gateway. */
export interface Egress {
  readonly VpcId: string;
  readonly SubnetId: string;
  readonly InternetGatewayId: string;
  readonly AllocationId: string;
  readonly NatGatewayId: string;
}

/** Makes a VPC with a way out. */
export async function makeEgress(ec2: EC2Client): Promise<Egress> {
  const VpcId = await makeVpc(ec2);
  const SubnetId = await makeSubnet(ec2, VpcId);
  const InternetGatewayId = await makeInternetGateway(ec2, VpcId);
  const AllocationId = await makeElasticIp(ec2);
  const { NatGateway } = await ec2.send(new CreateNatGatewayCommand({ SubnetId, AllocationId }));
  return { VpcId, SubnetId, InternetGatewayId, AllocationId, NatGatewayId: NatGateway?.NatGatewayId ?? "" };
}
