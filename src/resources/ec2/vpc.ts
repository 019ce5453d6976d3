import {
  CreateVpcCommand,
  DeleteVpcCommand,
  DescribeVpcAttributeCommand,
  type Filter,
  ModifyVpcAttributeCommand,
  paginateDescribeVpcs,
  type Vpc,
} from "@aws-sdk/client-ec2";
import type { Aws } from "../../aws/env.ts";
import { fromTagList, toTagSpecifications } from "../../aws/tags.ts";
import { waitGone } from "../../aws/waiter.ts";
import type { Observed, Tags } from "../../engine/resource.ts";
import { type AwsType, collect, idFrom, orAbsent, present, waitStanding } from "../type.ts";
import { removeUnused } from "./blockers.ts";
import { untilKnown } from "./lag.ts";
import { findUsesOfVpc } from "./network-uses.ts";
import { byStack, byValues, changeOf, changeTags } from "./tagging.ts";

/** What a VPC is asked to be. */
export type VpcProps = {
  /** IPv4 block in CIDR notation, /16 to /28. */
  cidr: string;
  /** Whether Amazon's resolver answers inside. */
  dnsSupport: boolean;
  /** Whether instances get host names; RDS endpoints and VPC endpoints need it. */
  dnsHostnames: boolean;
  tags: Tags;
};

/** What a VPC tells others. */
export type VpcAttributes = { vpcId: string; cidr: string };

type ObservedVpc = Observed<VpcProps, VpcAttributes>;

/** Seconds until a delete that something still depends on is given up. Source: EC2 clears its own interfaces in minutes. */
const DELETE_SECONDS = 1200;

async function readVpcs(aws: Aws, filters: Filter[]): Promise<ObservedVpc[]> {
  const pages = paginateDescribeVpcs({ client: aws.safe.ec2 }, { Filters: filters });
  const vpcs = await collect(pages, (page) => page.Vpcs);
  return present(await Promise.all(vpcs.map((found) => toObserved(aws, found))));
}

/** The VPC with its attributes; absent if it goes between the reads. */
async function toObserved(aws: Aws, found: Vpc): Promise<ObservedVpc | undefined> {
  const id = found.VpcId ?? "";
  const dns = await orAbsent(() => readDns(aws, id));
  if (dns === undefined) return undefined;
  const cidr = found.CidrBlock ?? "";
  const tags = fromTagList(found.Tags);
  const condition = found.State === "pending" ? "pending" : "standing";
  const props = { cidr, ...dns, tags };
  return { id, condition, status: found.State ?? "available", props, attributes: { vpcId: id, cidr }, tags };
}

/** The two DNS attributes of a VPC, each of which is a call of its own. */
export async function readDns(
  aws: Aws,
  vpcId: string,
): Promise<Pick<VpcProps, "dnsSupport" | "dnsHostnames">> {
  const ask = (Attribute: "enableDnsSupport" | "enableDnsHostnames") =>
    aws.safe.ec2.send(new DescribeVpcAttributeCommand({ VpcId: vpcId, Attribute }));
  const [support, hostnames] = await Promise.all([ask("enableDnsSupport"), ask("enableDnsHostnames")]);
  return {
    dnsSupport: support.EnableDnsSupport?.Value ?? false,
    dnsHostnames: hostnames.EnableDnsHostnames?.Value ?? false,
  };
}

/** A VPC. Made in seconds; its two DNS attributes need a call each after the create. */
export const vpc: AwsType<VpcProps, VpcAttributes> = {
  name: "ec2/vpc",
  title: "VPC",
  repeat: "never",
  proof: "tags",
  compare: { cidr: "exact", dnsSupport: "exact", dnsHostnames: "exact", tags: "subset" },
  replaceOn: ["cidr"],
  afterCreate: ["dnsSupport", "dnsHostnames"],
  stable: ["vpcId", "cidr"],
  typicalSeconds: { create: 3, update: 2, delete: 3 },
  iamActions: [
    "ec2:CreateVpc",
    "ec2:CreateTags",
    "ec2:DeleteTags",
    "ec2:ModifyVpcAttribute",
    "ec2:DescribeVpcs",
    "ec2:DescribeVpcAttribute",
    "ec2:DeleteVpc",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "ec2:DescribeEgressOnlyInternetGateways",
    "ec2:DescribeInternetGateways",
    "ec2:DescribeNetworkAcls",
    "ec2:DescribeRouteTables",
    "ec2:DescribeVpcEndpoints",
    "ec2:DescribeVpcPeeringConnections",
    "ec2:DescribeVpnGateways",
  ],

  quotas: () => [{ service: "vpc", code: "L-F678F1CE", title: "VPCs in this region", quantity: 1 }],

  list: (aws, scope) => readVpcs(aws, scope.ids.length > 0 ? byValues("vpc-id", scope.ids) : byStack(scope)),

  async get(aws, id) {
    const [found] = await readVpcs(aws, byValues("vpc-id", [id]));
    return found;
  },

  listAll: (aws) => readVpcs(aws, []),

  async create(aws, { cidr, tags }) {
    const command = new CreateVpcCommand({
      CidrBlock: cidr,
      TagSpecifications: toTagSpecifications("vpc", tags),
    });
    const { Vpc: made } = await aws.once.ec2.send(command);
    return { id: idFrom(made?.VpcId, "CreateVpc") };
  },

  ready: (aws, id, watch) => waitStanding(() => vpc.get(aws, id), `VPC ${id}`, watch),

  async update(aws, id, changes, context) {
    const support = changeOf(changes, "dnsSupport");
    const hostnames = changeOf(changes, "dnsHostnames");
    // AWS takes one attribute a call, and host names only while the resolver is on.
    if (support !== undefined) {
      const command = { VpcId: id, EnableDnsSupport: { Value: Boolean(support.to) } };
      await untilKnown(() => aws.safe.ec2.send(new ModifyVpcAttributeCommand(command)), context);
    }
    if (hostnames !== undefined) {
      const command = { VpcId: id, EnableDnsHostnames: { Value: Boolean(hostnames.to) } };
      await untilKnown(() => aws.safe.ec2.send(new ModifyVpcAttributeCommand(command)), context);
    }
    await changeTags(aws, id, changes, context);
  },

  async delete(aws, id, context) {
    const call = () => aws.safe.ec2.send(new DeleteVpcCommand({ VpcId: id }));
    const findBlockers = () => findUsesOfVpc(aws, id);
    await removeUnused({ what: `VPC ${id}`, call, findBlockers, budgetSeconds: DELETE_SECONDS }, context);
    return [];
  },

  gone: (aws, id, watch) => waitGone(() => vpc.get(aws, id), `VPC ${id}`, watch),
};
