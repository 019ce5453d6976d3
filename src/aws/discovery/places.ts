import {
  DescribeAvailabilityZonesCommand,
  DescribeRegionsCommand,
  type EC2Client,
  paginateDescribeVpcs,
} from "@aws-sdk/client-ec2";
import { fromTagList } from "../tags.ts";

/** The regions that are enabled for the account, sorted. */
export async function findRegions(ec2: EC2Client): Promise<string[]> {
  const { Regions } = await ec2.send(new DescribeRegionsCommand({}));
  const names = (Regions ?? []).map(({ RegionName }) => RegionName);
  return names.filter((name) => name !== undefined).sort();
}

/** An availability zone. */
export interface Zone {
  /** Such as `us-east-1a`; each account has its own order of letters. */
  readonly name: string;
  /** Such as `use1-az4`; the same for all accounts. */
  readonly id: string;
}

/** The ordinary zones of the client's region that are available, sorted by name: no local and no wavelength zones. */
export async function findZones(ec2: EC2Client): Promise<Zone[]> {
  const filters = [
    { Name: "zone-type", Values: ["availability-zone"] },
    { Name: "state", Values: ["available"] },
  ];
  const { AvailabilityZones } = await ec2.send(new DescribeAvailabilityZonesCommand({ Filters: filters }));
  const zones = (AvailabilityZones ?? []).map(({ ZoneName = "", ZoneId = "" }) => ({
    name: ZoneName,
    id: ZoneId,
  }));
  return zones.sort((a, b) => a.name.localeCompare(b.name));
}

/** A VPC that exists, ours or not. */
export interface ExistingVpc {
  readonly id: string;
  /** The tag `Name`. */
  readonly name?: string;
  /** All its IPv4 blocks. */
  readonly cidrs: readonly string[];
  readonly isDefault: boolean;
}

/** All VPCs of the client's region. */
export async function findVpcs(ec2: EC2Client): Promise<ExistingVpc[]> {
  const vpcs: ExistingVpc[] = [];
  for await (const page of paginateDescribeVpcs({ client: ec2 }, {})) {
    for (const { VpcId = "", Tags, IsDefault, CidrBlock, CidrBlockAssociationSet } of page.Vpcs ?? []) {
      const blocks = (CidrBlockAssociationSet ?? []).map((association) => association.CidrBlock);
      const cidrs = [...new Set([CidrBlock, ...blocks])].filter((cidr) => cidr !== undefined);
      const name = fromTagList(Tags).Name;
      vpcs.push({ id: VpcId, ...(name === undefined ? {} : { name }), cidrs, isDefault: IsDefault === true });
    }
  }
  return vpcs;
}
