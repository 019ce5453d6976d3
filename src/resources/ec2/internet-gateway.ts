import {
  CreateInternetGatewayCommand,
  DeleteInternetGatewayCommand,
  type Filter,
  type InternetGateway,
  paginateDescribeInternetGateways,
} from "@aws-sdk/client-ec2";
import type { Aws } from "../../aws/env.ts";
import { fromTagList, toTagSpecifications } from "../../aws/tags.ts";
import { waitGone, waitVisible } from "../../aws/waiter.ts";
import type { Observed, Scope, Tags } from "../../engine/resource.ts";
import { type AwsType, collect, idFrom } from "../type.ts";
import { type Blocker, removeUnused } from "./blockers.ts";
import { byStack, byValues, changeTags } from "./tagging.ts";

/** What an internet gateway is asked to be. */
export type InternetGatewayProps = { tags: Tags };

/** What an internet gateway tells others. */
export type InternetGatewayAttributes = { internetGatewayId: string };

type ObservedGateway = Observed<InternetGatewayProps, InternetGatewayAttributes>;

/** Seconds until the delete of a gateway that is still attached is given up. */
const DELETE_SECONDS = 1200;

/** The internet gateways that fit a filter, as EC2 tells them. */
export async function readInternetGateways(aws: Aws, filters: Filter[]): Promise<InternetGateway[]> {
  const pages = paginateDescribeInternetGateways({ client: aws.safe.ec2 }, { Filters: filters });
  return collect(pages, (page) => page.InternetGateways);
}

/** The stack's own internet gateways, read once for all types. */
export const shareInternetGateways = (aws: Aws, scope: Scope): Promise<InternetGateway[]> =>
  scope.share("ec2/internet-gateways", () => readInternetGateways(aws, byStack(scope)));

function toObserved(found: InternetGateway): ObservedGateway {
  const { InternetGatewayId: id = "" } = found;
  const tags = fromTagList(found.Tags);
  const attributes = { internetGatewayId: id };
  return { id, condition: "standing", status: "available", props: { tags }, attributes, tags };
}

async function findAttachments(aws: Aws, id: string): Promise<Blocker[]> {
  const [found] = await readInternetGateways(aws, byValues("internet-gateway-id", [id]));
  return (found?.Attachments ?? []).map(({ VpcId: vpcId = "" }) => ({
    id: vpcId,
    text: `VPC ${vpcId}, until the gateway is detached from it`,
    leavesByItself: false,
    fix: `aws ec2 detach-internet-gateway --internet-gateway-id ${id} --vpc-id ${vpcId}`,
  }));
}

/** An internet gateway. It carries traffic once it is attached to a VPC, which is a resource of its own. */
export const internetGateway: AwsType<InternetGatewayProps, InternetGatewayAttributes> = {
  name: "ec2/internet-gateway",
  title: "internet gateway",
  repeat: "never",
  proof: "tags",
  compare: { tags: "subset" },
  replaceOn: [],
  stable: ["internetGatewayId"],
  typicalSeconds: { create: 2, update: 1, delete: 2 },
  iamActions: [
    "ec2:CreateInternetGateway",
    "ec2:CreateTags",
    "ec2:DeleteTags",
    "ec2:DescribeInternetGateways",
    "ec2:DeleteInternetGateway",
  ],

  quotas: () => [
    { service: "vpc", code: "L-A4707A72", title: "internet gateways in this region", quantity: 1 },
  ],

  list: async (aws, scope) => (await shareInternetGateways(aws, scope)).map(toObserved),

  async get(aws, id) {
    const [found] = await readInternetGateways(aws, byValues("internet-gateway-id", [id]));
    return found === undefined ? undefined : toObserved(found);
  },

  listAll: async (aws) => (await readInternetGateways(aws, [])).map(toObserved),

  async create(aws, { tags }) {
    const TagSpecifications = toTagSpecifications("internet-gateway", tags);
    const { InternetGateway: made } = await aws.once.ec2.send(
      new CreateInternetGatewayCommand({ TagSpecifications }),
    );
    return { id: idFrom(made?.InternetGatewayId, "CreateInternetGateway") };
  },

  async ready(aws, id, watch) {
    await waitVisible(() => internetGateway.get(aws, id), `internet gateway ${id}`, watch);
  },

  update: (aws, id, changes, context) => changeTags(aws, id, changes, context),

  async delete(aws, id, context) {
    const call = () => aws.safe.ec2.send(new DeleteInternetGatewayCommand({ InternetGatewayId: id }));
    const removal = { what: `internet gateway ${id}`, call, findBlockers: () => findAttachments(aws, id) };
    await removeUnused({ ...removal, budgetSeconds: DELETE_SECONDS }, context);
    return [];
  },

  gone: (aws, id, watch) => waitGone(() => internetGateway.get(aws, id), `internet gateway ${id}`, watch),
};
