import {
  CreateSubnetCommand,
  DeleteSubnetCommand,
  type Filter,
  ModifySubnetAttributeCommand,
  paginateDescribeSubnets,
  type Subnet,
} from "@aws-sdk/client-ec2";
import type { Aws } from "../../aws/env.ts";
import { hasName } from "../../aws/errors.ts";
import { fromTagList, toTagSpecifications } from "../../aws/tags.ts";
import { waitGone } from "../../aws/waiter.ts";
import type { Observed, Tags } from "../../engine/resource.ts";
import { AlreadyExists, PlanError } from "../../errors.ts";
import { type AwsType, collect, idFrom, waitStanding } from "../type.ts";
import { removeUnused } from "./blockers.ts";
import { findInterfaces } from "./interface-uses.ts";
import { untilKnown } from "./lag.ts";
import { byValues, byVpc, changeOf, changeTags } from "./tagging.ts";

/** What a subnet is asked to be. */
export type SubnetProps = {
  vpcId: string;
  /** IPv4 block in CIDR notation within the VPC's, /16 to /28, its host bits zero. */
  cidr: string;
  /** Name of its availability zone, such as `us-east-1a`. */
  zone: string;
  /** Whether instances that start in it get a public address. */
  publicAddresses: boolean;
  tags: Tags;
};

/** What a subnet tells others; the id of its zone means the same in every account. */
export type SubnetAttributes = {
  subnetId: string;
  vpcId: string;
  cidr: string;
  zone: string;
  zoneId: string;
};

type ObservedSubnet = Observed<SubnetProps, SubnetAttributes>;

/** Seconds until a delete is given up: services take their interfaces out within minutes of their own end. */
const DELETE_SECONDS = 1200;

async function readSubnets(aws: Aws, filters: Filter[]): Promise<ObservedSubnet[]> {
  const pages = paginateDescribeSubnets({ client: aws.safe.ec2 }, { Filters: filters });
  return (await collect(pages, (page) => page.Subnets)).map(toObserved);
}

function toObserved(found: Subnet): ObservedSubnet {
  const { SubnetId: id = "", VpcId: vpcId = "", CidrBlock: cidr = "" } = found;
  const { AvailabilityZone: zone = "", AvailabilityZoneId: zoneId = "" } = found;
  const tags = fromTagList(found.Tags);
  return {
    id,
    name: toName(vpcId, cidr),
    condition: found.State === "pending" ? "pending" : "standing",
    status: found.State ?? "available",
    props: { vpcId, cidr, zone, publicAddresses: found.MapPublicIpOnLaunch ?? false, tags },
    attributes: { subnetId: id, vpcId, cidr, zone, zoneId },
    tags,
  };
}

/**
 * EC2 says InvalidSubnet.Conflict of our own subnet, of which it has told already or will soon, and of somebody else's that has a
 * part of these addresses: that one is named at once.
 */
async function explainConflict(
  aws: Aws,
  { vpcId, cidr }: Pick<SubnetProps, "vpcId" | "cidr">,
  error: unknown,
): Promise<never> {
  if (!hasName(error, ["InvalidSubnet.Conflict"])) throw error;
  const siblings = await readSubnets(aws, byValues("vpc-id", [vpcId]));
  const taken = siblings
    .map(({ attributes }) => attributes)
    .filter((other) => other.cidr !== cidr && isOverlap(other.cidr, cidr));
  if (taken.length === 0) throw new AlreadyExists(error);
  const named = taken.map((other) => `${other.subnetId} (${other.cidr}, ${other.zone})`).join(", ");
  throw new PlanError({
    code: "BlockTaken",
    summary: "The addresses are taken",
    detail: `The block ${cidr} overlaps another subnet of ${vpcId}: ${named}. Choose other blocks in the settings of network, or delete that subnet.`,
    fix: taken.map(({ subnetId }) => `aws ec2 describe-subnets --subnet-ids ${subnetId}`),
    cause: error,
  });
}

/** First and last address of an IPv4 block, as numbers. */
function rangeOf(cidr: string): readonly [number, number] {
  const [address = "", length = "32"] = cidr.split("/");
  const first = address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
  return [first, first + 2 ** (32 - Number(length)) - 1];
}

function isOverlap(a: string, b: string): boolean {
  const [[firstOfA, lastOfA], [firstOfB, lastOfB]] = [rangeOf(a), rangeOf(b)];
  return firstOfA <= lastOfB && firstOfB <= lastOfA;
}

const toName = (vpcId: string, cidr: string): string => `${vpcId}/${cidr}`;

/** A subnet. Its block within the VPC is its natural key. */
export const subnet: AwsType<SubnetProps, SubnetAttributes> = {
  name: "ec2/subnet",
  title: "subnet",
  repeat: "name",
  proof: "tags",
  compare: { vpcId: "exact", cidr: "exact", zone: "exact", publicAddresses: "exact", tags: "subset" },
  replaceOn: ["vpcId", "cidr", "zone"],
  holds: ["vpcId"],
  afterCreate: ["publicAddresses"],
  stable: ["subnetId", "vpcId", "cidr", "zone", "zoneId"],
  typicalSeconds: { create: 3, update: 2, delete: 3 },
  iamActions: [
    "ec2:CreateSubnet",
    "ec2:CreateTags",
    "ec2:DeleteTags",
    "ec2:ModifySubnetAttribute",
    "ec2:DescribeSubnets",
    "ec2:DeleteSubnet",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeVpcEndpoints",
  ],

  nameOf: ({ vpcId, cidr }) => (vpcId === undefined || cidr === undefined ? undefined : toName(vpcId, cidr)),

  list: async (aws, scope) => readSubnets(aws, await byVpc(scope)),

  async get(aws, id) {
    const [found] = await readSubnets(aws, byValues("subnet-id", [id]));
    return found;
  },

  async create(aws, { vpcId, cidr, zone, tags }) {
    const command = new CreateSubnetCommand({
      VpcId: vpcId,
      CidrBlock: cidr,
      AvailabilityZone: zone,
      TagSpecifications: toTagSpecifications("subnet", tags),
    });
    const send = () => aws.once.ec2.send(command);
    const { Subnet: made } = await untilKnown(send, aws.clock).catch((error: unknown) =>
      explainConflict(aws, { vpcId, cidr }, error),
    );
    return { id: idFrom(made?.SubnetId, "CreateSubnet") };
  },

  ready: (aws, id, watch) => waitStanding(() => subnet.get(aws, id), `subnet ${id}`, watch),

  async update(aws, id, changes, context) {
    const addresses = changeOf(changes, "publicAddresses");
    if (addresses !== undefined) {
      const command = { SubnetId: id, MapPublicIpOnLaunch: { Value: Boolean(addresses.to) } };
      await untilKnown(() => aws.safe.ec2.send(new ModifySubnetAttributeCommand(command)), context);
    }
    await changeTags(aws, id, changes, context);
  },

  async delete(aws, id, context) {
    const call = () => aws.safe.ec2.send(new DeleteSubnetCommand({ SubnetId: id }));
    const findBlockers = () => findInterfaces(aws, byValues("subnet-id", [id]));
    await removeUnused({ what: `subnet ${id}`, call, findBlockers, budgetSeconds: DELETE_SECONDS }, context);
    return [];
  },

  gone: (aws, id, watch) => waitGone(() => subnet.get(aws, id), `subnet ${id}`, watch),
};
