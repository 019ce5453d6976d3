import {
  AttachInternetGatewayCommand,
  DetachInternetGatewayCommand,
  type InternetGateway,
} from "@aws-sdk/client-ec2";
import { asAlreadyExists } from "../../aws/calls.ts";
import { waitGone } from "../../aws/waiter.ts";
import type { Condition, Observed } from "../../engine/resource.ts";
import { type AwsType, waitStanding } from "../type.ts";
import { removeUnused } from "./blockers.ts";
import { findInterfaces } from "./interface-uses.ts";
import { readInternetGateways, shareInternetGateways } from "./internet-gateway.ts";
import { untilKnown } from "./lag.ts";
import { byValues, byVpc } from "./tagging.ts";

/** What an attachment is asked to be. */
export type InternetGatewayAttachmentProps = { internetGatewayId: string; vpcId: string };

/** What an attachment tells others. */
export type InternetGatewayAttachmentAttributes = { internetGatewayId: string; vpcId: string };

type ObservedAttachment = Observed<InternetGatewayAttachmentProps, InternetGatewayAttachmentAttributes>;

/** Seconds until a detach is given up: load balancers and NAT gateways give their public addresses back within minutes. */
const DETACH_SECONDS = 1200;

/** AWS says `available` where the SDK's model says `attached`. Source: EC2 API reference, InternetGatewayAttachment. */
const CONDITIONS: Readonly<Record<string, Condition>> = { attaching: "pending", detaching: "leaving" };

function toObserved({
  InternetGatewayId: gatewayId = "",
  Attachments,
}: InternetGateway): ObservedAttachment[] {
  const attached = (Attachments ?? []).filter(({ State }) => State !== "detached");
  return attached.map(({ VpcId: vpcId = "", State: status = "attached" }) => ({
    id: toId(gatewayId, vpcId),
    name: `${gatewayId}/${vpcId}`,
    condition: CONDITIONS[status] ?? "standing",
    status,
    props: { internetGatewayId: gatewayId, vpcId },
    attributes: { internetGatewayId: gatewayId, vpcId },
  }));
}

/** EC2 gives attachments no id: the two ends make one, `igw-0abc:vpc-0abc`. */
const toId = (gatewayId: string, vpcId: string): string => `${gatewayId}:${vpcId}`;

function endsOf(id: string): InternetGatewayAttachmentProps {
  const [internetGatewayId = "", vpcId = ""] = id.split(":");
  return { internetGatewayId, vpcId };
}

/** The tie between an internet gateway and its VPC. It cannot go while public addresses are mapped in the VPC. */
export const internetGatewayAttachment: AwsType<
  InternetGatewayAttachmentProps,
  InternetGatewayAttachmentAttributes
> = {
  name: "ec2/internet-gateway-attachment",
  title: "internet gateway attachment",
  repeat: "name",
  proof: "parent",
  compare: { internetGatewayId: "exact", vpcId: "exact" },
  replaceOn: ["internetGatewayId", "vpcId"],
  holds: ["internetGatewayId", "vpcId"],
  stable: ["internetGatewayId", "vpcId"],
  typicalSeconds: { create: 2, update: 1, delete: 5 },
  iamActions: [
    "ec2:AttachInternetGateway",
    "ec2:DescribeInternetGateways",
    "ec2:DetachInternetGateway",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeVpcEndpoints",
  ],

  nameOf: ({ internetGatewayId, vpcId }) =>
    internetGatewayId === undefined || vpcId === undefined ? undefined : `${internetGatewayId}/${vpcId}`,

  async list(aws, scope) {
    const own = (await shareInternetGateways(aws, scope)).flatMap(toObserved);
    if (own.length > 0) return own;
    // Somebody else's gateway may be attached in its place.
    const gateways = await readInternetGateways(aws, await byVpc(scope, "attachment.vpc-id"));
    return gateways.flatMap(toObserved);
  },

  async get(aws, id) {
    const { internetGatewayId } = endsOf(id);
    const gateways = await readInternetGateways(aws, byValues("internet-gateway-id", [internetGatewayId]));
    return gateways.flatMap(toObserved).find((attachment) => attachment.id === id);
  },

  async create(aws, { internetGatewayId, vpcId }) {
    const command = new AttachInternetGatewayCommand({ InternetGatewayId: internetGatewayId, VpcId: vpcId });
    await untilKnown(() => asAlreadyExists(() => aws.once.ec2.send(command)), aws.clock);
    return { id: toId(internetGatewayId, vpcId) };
  },

  ready: (aws, id, watch) =>
    waitStanding(() => internetGatewayAttachment.get(aws, id), `internet gateway attachment ${id}`, watch),

  /** Nothing of it can be changed. */
  update: () => Promise.resolve(),

  async delete(aws, id, context) {
    const { internetGatewayId, vpcId } = endsOf(id);
    const command = { InternetGatewayId: internetGatewayId, VpcId: vpcId };
    const call = () => aws.safe.ec2.send(new DetachInternetGatewayCommand(command));
    const findBlockers = () =>
      findInterfaces(
        aws,
        byValues("vpc-id", [vpcId]),
        ({ Association }) => Association?.PublicIp !== undefined,
      );
    const what = `attachment of internet gateway ${internetGatewayId}`;
    await removeUnused({ what, call, findBlockers, budgetSeconds: DETACH_SECONDS }, context);
    return [];
  },

  gone: (aws, id, watch) =>
    waitGone(() => internetGatewayAttachment.get(aws, id), `internet gateway attachment ${id}`, watch),
};
