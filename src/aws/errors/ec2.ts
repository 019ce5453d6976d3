import { capacity, type ErrorTable, malformed, meaning, quota, setting, TELLINGS } from "./row.ts";

const OFFER = "The instance type is not offered in this zone or region. Choose another in the settings.";

/**
 * EC2's errors are in no model. Sources: EC2 API reference, "Error codes"; for NAT gateways in fresh subnets cluster-api-provider-
 * aws (natgateways.go) and hashicorp/terraform 16768.
 */
export const ec2: ErrorTable = [
  setting(
    ["InvalidKeyPair.NotFound"],
    "The key pair does not exist in this region. Make it, or leave it out: sessions through Systems Manager need none.",
  ),
  setting(
    ["InvalidAMIID.NotFound", "InvalidAMIID.Unavailable", "InvalidAMIID.Malformed"],
    "The image does not exist in this region. Leave it out of the settings, so that the newest Amazon Linux is found.",
  ),
  meaning("not-yet", ["InvalidSubnet"], /not found|does not exist/i),
  meaning("not-yet", ["InvalidParameterValue"], /instance profile/i),
  meaning("absent", [
    "*.NotFound",
    "NatGatewayNotFound",
    "Gateway.NotAttached",
    "InvalidLaunchTemplateId.VersionNotFound",
  ]),
  {
    names: ["InvalidSubnet.Conflict"],
    meaning: "exists",
    told: {
      ...TELLINGS.refused,
      means:
        "Another subnet of this VPC already has these addresses, or a part of them. Choose another CIDR block in the settings of network.",
    },
  },
  meaning("exists", [
    "InvalidGroup.Duplicate",
    "InvalidPermission.Duplicate",
    "RouteAlreadyExists",
    "Resource.AlreadyAssociated",
    "InvalidLaunchTemplateName.AlreadyExists",
    "RouteTableAlreadyAssociated",
  ]),
  meaning("in-use", [
    "DependencyViolation",
    "InvalidIPAddress.InUse",
    "InvalidGroup.InUse",
    "InvalidNetworkInterface.InUse",
  ]),
  meaning("busy", [
    "IncorrectState",
    "IncorrectInstanceState",
    "InvalidAttachment.Status",
    "ConcurrentTagAccess",
  ]),
  meaning("throttled", ["EC2Throttled"]),
  setting(
    ["InvalidSubnet.Range", "InvalidVpc.Range", "InvalidVpcRange"],
    "The CIDR block does not lie within the VPC, or is not between /16 and /28. Correct it in the settings of network.",
  ),
  {
    names: ["OperationNotPermitted"],
    message: /terminat|disableApi/i,
    meaning: "refused",
    told: {
      code: "DeletionProtected",
      summary: "Deletion protection is on",
      means:
        "Somebody protected the instance from termination, which this stack never does. Lift the protection, if that is right.",
      fix: ["aws ec2 modify-instance-attribute --instance-id INSTANCE_ID --no-disable-api-termination"],
    },
  },
  setting(["Unsupported", "InvalidInstanceType", "InstanceTypeNotSupported"], OFFER),
  setting(["UnsupportedOperation"], OFFER, /instance type|configuration/i),
  setting(
    ["NotAvailableInZone"],
    "AWS does not offer this in the zone. Choose other zones in the settings of network.",
  ),
  capacity([
    "InsufficientInstanceCapacity",
    "InsufficientAddressCapacity",
    "InsufficientCapacity",
    "InsufficientHostCapacity",
  ]),
  setting(
    ["InsufficientFreeAddressesInSubnet", "InsufficientFreeAddressesInSubnets"],
    "The subnet has no free address left. Give it a larger CIDR block in the settings of network, or use fewer instances.",
  ),
  quota(["VpcLimitExceeded"], "VPCs", { service: "vpc", code: "L-F678F1CE" }),
  quota(["SubnetLimitExceeded"], "subnets in one VPC", { service: "vpc", code: "L-407747CB" }),
  quota(["InternetGatewayLimitExceeded"], "internet gateways", { service: "vpc", code: "L-A4707A72" }),
  quota(["NatGatewayLimitExceeded"], "NAT gateways in this zone", { service: "vpc", code: "L-FE5A380F" }),
  quota(["VpcEndpointLimitExceeded"], "gateway endpoints", { service: "vpc", code: "L-1B52E74A" }),
  quota(["RouteTableLimitExceeded"], "route tables in one VPC", { service: "vpc", code: "L-589F43AA" }),
  quota(["RouteLimitExceeded"], "routes in one table", { service: "vpc", code: "L-93826ACB" }),
  quota(["AddressLimitExceeded"], "elastic IP addresses", { service: "ec2", code: "L-0263D0A3" }),
  quota(["RulesPerSecurityGroupLimitExceeded"], "rules in one security group", {
    service: "vpc",
    code: "L-0EA8095F",
  }),
  quota(
    ["SecurityGroupsPerInterfaceLimitExceeded", "SecurityGroupsPerInstanceLimitExceeded"],
    "security groups on one network interface",
    { service: "vpc", code: "L-2AFB9258" },
  ),
  quota(["SecurityGroupLimitExceeded"], "security groups", { service: "vpc", code: "L-E79EC296" }),
  quota(
    ["VcpuLimitExceeded", "InstanceLimitExceeded"],
    "running instances of this family (counted in vCPUs)",
    { service: "ec2", code: "L-1216C47A" },
  ),
  quota(["VolumeLimitExceeded", "MaxIOPSLimitExceeded"], "EBS storage", { service: "ebs" }),
  quota(["ResourceCountExceeded", "*LimitExceeded", "*QuotaExceeded"], "of these", { service: "ec2" }),
  malformed(["Invalid*", "Malformed*", "Missing*", "Unknown*", "Unsupported*", "*NotSupported"]),
];
