import {
  CreateNatGatewayCommand,
  DeleteNatGatewayCommand,
  type Filter,
  type NatGateway,
  paginateDescribeNatGateways,
} from "@aws-sdk/client-ec2";
import { asAlreadyExists } from "../../aws/calls.ts";
import type { Aws } from "../../aws/env.ts";
import { fromTagList, toTagSpecifications } from "../../aws/tags.ts";
import { waitGone } from "../../aws/waiter.ts";
import type { Condition, Observed, Tags } from "../../engine/resource.ts";
import { type AwsType, collect, idFrom, ignoreAbsent, waitStanding } from "../type.ts";
import { untilKnown } from "./lag.ts";
import { byValues, byVpc, changeTags } from "./tagging.ts";

/** What a NAT gateway is asked to be. */
export type NatGatewayProps = {
  /** A public subnet: its default route leads to an attached internet gateway, else the gateway fails. */
  subnetId: string;
  /** The Elastic IP address under which the private subnets are seen. */
  allocationId: string;
  tags: Tags;
};

/** What a NAT gateway tells others. */
export type NatGatewayAttributes = { natGatewayId: string };

type ObservedNat = Observed<NatGatewayProps, NatGatewayAttributes>;

/** Usually 85 to 120 s to make and 60 s to delete. */
const WAIT = { timeoutSeconds: 900, delaySeconds: 5 };

/** A gateway whose connections are still open leaves late: others wait for half an hour. */
const GONE_SECONDS = 1800;

/** A deleted gateway stays in the answers for about an hour. Source: VPC User Guide, "Delete a NAT gateway". */
const CONDITIONS: Readonly<Record<string, Condition>> = {
  pending: "pending",
  available: "standing",
  deleting: "leaving",
  failed: "broken",
};

async function readNatGateways(aws: Aws, filters: Filter[]): Promise<ObservedNat[]> {
  const Filter = [...filters, ...byValues("state", Object.keys(CONDITIONS))];
  const pages = paginateDescribeNatGateways({ client: aws.safe.ec2 }, { Filter });
  const found = await collect(pages, (page) => page.NatGateways);
  return found.filter(({ State }) => State !== "deleted").map(toObserved);
}

function toObserved(found: NatGateway): ObservedNat {
  const { NatGatewayId: id = "", SubnetId: subnetId = "", State: status = "pending" } = found;
  const addresses = found.NatGatewayAddresses ?? [];
  const primary = addresses.find(({ IsPrimary }) => IsPrimary === true) ?? addresses[0];
  const allocationId = primary?.AllocationId;
  const tags = fromTagList(found.Tags);
  return {
    id,
    condition: CONDITIONS[status] ?? "pending",
    status,
    // A gateway that failed gives its address back.
    props: { subnetId, tags, ...(allocationId === undefined ? {} : { allocationId }) },
    attributes: { natGatewayId: id },
    tags,
    ...(found.FailureCode === undefined
      ? {}
      : { reason: `${found.FailureCode}: ${found.FailureMessage ?? ""}` }),
  };
}

/** A NAT gateway: the way out for private subnets of all zones. Billed by the hour and by the gigabyte. */
export const natGateway: AwsType<NatGatewayProps, NatGatewayAttributes> = {
  name: "ec2/nat-gateway",
  title: "NAT gateway",
  repeat: "token",
  proof: "tags",
  compare: { subnetId: "exact", allocationId: "exact", tags: "subset" },
  replaceOn: ["subnetId", "allocationId"],
  holds: ["subnetId", "allocationId"],
  stable: ["natGatewayId"],
  typicalSeconds: { create: 110, update: 2, delete: 60 },
  iamActions: [
    "ec2:CreateNatGateway",
    "ec2:CreateTags",
    "ec2:DeleteTags",
    "ec2:DescribeNatGateways",
    "ec2:DeleteNatGateway",
  ],

  usage: () => [{ sku: "ec2:nat-gateway:hour", quantity: 730 }],

  list: async (aws, scope) => readNatGateways(aws, await byVpc(scope)),

  async get(aws, id) {
    const [found] = await readNatGateways(aws, byValues("nat-gateway-id", [id]));
    return found;
  },

  async create(aws, { subnetId, allocationId, tags }, token) {
    const command = new CreateNatGatewayCommand({
      ClientToken: token,
      SubnetId: subnetId,
      AllocationId: allocationId,
      ConnectivityType: "public",
      TagSpecifications: toTagSpecifications("natgateway", tags),
    });
    // An address that is taken may be taken by an earlier attempt of ours.
    const send = () => asAlreadyExists(() => aws.safe.ec2.send(command));
    const { NatGateway: made } = await untilKnown(send, aws.clock);
    return { id: idFrom(made?.NatGatewayId, "CreateNatGateway") };
  },

  ready: (aws, id, watch) => waitStanding(() => natGateway.get(aws, id), `NAT gateway ${id}`, watch, WAIT),

  update: (aws, id, changes, context) => changeTags(aws, id, changes, context),

  async delete(aws, id) {
    await ignoreAbsent(() => aws.safe.ec2.send(new DeleteNatGatewayCommand({ NatGatewayId: id })));
    return [];
  },

  gone: (aws, id, watch) =>
    waitGone(() => natGateway.get(aws, id), `NAT gateway ${id}`, watch, {
      ...WAIT,
      timeoutSeconds: GONE_SECONDS,
      statusOf: ({ status }) => status,
    }),
};
