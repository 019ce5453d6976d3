import type { AwsLookup } from "../../resources/index.ts";
import type { Section } from "../section.ts";
import type { Settings } from "../settings.ts";
import { about } from "./about.ts";
import { networkAudits } from "./audits.ts";
import { checkExisting } from "./checks.ts";
import { gatewayControl } from "./controls.ts";
import { networkDeviations } from "./deviations.ts";
import { existingLookup, zonesLookup } from "./lookups.ts";
import { declareNetwork } from "./resources.ts";
import { networkSavings } from "./savings.ts";
import { networkSchema } from "./settings.ts";

const lookups = (settings: Settings): AwsLookup<unknown>[] => {
  const lookup = settings.network.existing === undefined ? zonesLookup(settings) : existingLookup(settings);
  return [lookup as AwsLookup<unknown>];
};

/** VPC, subnets, gateways, routes, endpoint, security groups. */
export const network: Section = {
  ...about,
  schema: networkSchema,
  lookups,
  declare: (context) => ({ network: declareNetwork(context) }),
  outputs: ({ network: made }) => (made === undefined ? [] : [{ name: "VPC_ID", value: made.vpcId }]),
  deviations: networkDeviations,
  iamActions: [
    "ec2:DescribeAvailabilityZones",
    "ec2:DescribeInstanceTypeOfferings",
    "ec2:DescribeRouteTables",
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcAttribute",
    "ec2:DescribeVpcs",
  ],
  check: checkExisting,
  controls: [gatewayControl],
  savings: networkSavings,
  audits: networkAudits,
};
