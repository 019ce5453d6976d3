/** Actions with which the interfaces that stand in the way of a delete are named. */
export const BLOCKERS: readonly string[] = ["ec2:DescribeNetworkInterfaces", "ec2:DescribeVpcEndpoints"];

/** Actions with which all is named that may live in a VPC or be attached to it. */
export const BLOCKERS_OF_VPC: readonly string[] = [
  ...BLOCKERS,
  "ec2:DescribeEgressOnlyInternetGateways",
  "ec2:DescribeInternetGateways",
  "ec2:DescribeNetworkAcls",
  "ec2:DescribeRouteTables",
  "ec2:DescribeSecurityGroups",
  "ec2:DescribeSubnets",
  "ec2:DescribeVpcPeeringConnections",
  "ec2:DescribeVpnGateways",
];
