import {
  type Address,
  AllocateAddressCommand,
  DescribeAddressesCommand,
  type Filter,
  ReleaseAddressCommand,
} from "@aws-sdk/client-ec2";
import type { Aws } from "../../aws/env.ts";
import { errorMessage, hasName, isDependencyViolation } from "../../aws/errors.ts";
import { fromTagList, toTagSpecifications } from "../../aws/tags.ts";
import { waitGone, waitVisible } from "../../aws/waiter.ts";
import type { Observed, Tags } from "../../engine/resource.ts";
import { type AwsType, idFrom } from "../type.ts";
import { removeUnused } from "./blockers.ts";
import { findInterfaces } from "./interface-uses.ts";
import { byStack, byValues, changeTags } from "./tagging.ts";

/** What an Elastic IP address is asked to be. */
export type ElasticIpProps = { tags: Tags };

/** What an Elastic IP address tells others. */
export type ElasticIpAttributes = { allocationId: string; publicIp: string };

type ObservedAddress = Observed<ElasticIpProps, ElasticIpAttributes>;

/** Seconds for which a release may be refused after the NAT gateway that held the address is gone. */
const RELEASE_SECONDS = 1200;

async function readAddresses(aws: Aws, filters: Filter[]): Promise<ObservedAddress[]> {
  const { Addresses } = await aws.safe.ec2.send(new DescribeAddressesCommand({ Filters: filters }));
  return (Addresses ?? []).map(toObserved);
}

function toObserved(found: Address): ObservedAddress {
  const { AllocationId: id = "", PublicIp: publicIp = "", AssociationId: association } = found;
  const tags = fromTagList(found.Tags);
  const status = association === undefined ? "allocated" : "associated";
  const attributes = { allocationId: id, publicIp };
  return { id, condition: "standing", status, props: { tags }, attributes, tags };
}

/**
 * While its former holder goes, an address belongs to AWS: AuthFailure, "You do not have permission to access the
 * specified resource." With bad credentials the same code says "AWS was not able to validate the provided access
 * credentials".
 */
function isStillHeld(error: unknown): boolean {
  const isAuth = hasName(error, ["AuthFailure"]) && !/credentials/i.test(errorMessage(error));
  return isAuth || isDependencyViolation(error);
}

/** A public IPv4 address that stays the same until it is released. Billed whether it is used or not. */
export const elasticIp: AwsType<ElasticIpProps, ElasticIpAttributes> = {
  name: "ec2/elastic-ip",
  title: "Elastic IP address",
  repeat: "never",
  proof: "tags",
  compare: { tags: "subset" },
  replaceOn: [],
  stable: ["allocationId", "publicIp"],
  typicalSeconds: { create: 2, update: 1, delete: 2 },
  iamActions: [
    "ec2:AllocateAddress",
    "ec2:CreateTags",
    "ec2:DeleteTags",
    "ec2:DescribeAddresses",
    "ec2:ReleaseAddress",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeVpcEndpoints",
  ],

  usage: () => [{ sku: "ec2:public-ipv4:hour", quantity: 730 }],

  quotas: () => [
    { service: "ec2", code: "L-0263D0A3", title: "Elastic IP addresses in this region", quantity: 1 },
  ],

  list: (aws, scope) => readAddresses(aws, byStack(scope)),

  async get(aws, id) {
    const [found] = await readAddresses(aws, byValues("allocation-id", [id]));
    return found;
  },

  listAll: (aws) => readAddresses(aws, []),

  async create(aws, { tags }) {
    const TagSpecifications = toTagSpecifications("elastic-ip", tags);
    const made = await aws.once.ec2.send(new AllocateAddressCommand({ Domain: "vpc", TagSpecifications }));
    return { id: idFrom(made.AllocationId, "AllocateAddress") };
  },

  async ready(aws, id, watch) {
    await waitVisible(() => elasticIp.get(aws, id), `Elastic IP address ${id}`, watch);
  },

  update: (aws, id, changes, context) => changeTags(aws, id, changes, context),

  async delete(aws, id, context) {
    const call = () => aws.safe.ec2.send(new ReleaseAddressCommand({ AllocationId: id }));
    const findBlockers = () => findInterfaces(aws, byValues("association.allocation-id", [id]));
    const removal = { what: `Elastic IP address ${id}`, call, findBlockers, isUsed: isStillHeld };
    await removeUnused({ ...removal, budgetSeconds: RELEASE_SECONDS }, context);
    return [];
  },

  gone: (aws, id, watch) => waitGone(() => elasticIp.get(aws, id), `Elastic IP address ${id}`, watch),
};
