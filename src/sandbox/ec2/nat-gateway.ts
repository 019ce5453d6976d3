import type {
  CreateNatGatewayCommandInput,
  CreateNatGatewayCommandOutput,
  DeleteNatGatewayCommandInput,
  DeleteNatGatewayCommandOutput,
  DescribeNatGatewaysCommandInput,
  DescribeNatGatewaysCommandOutput,
  NatGateway,
  NatGatewayState,
} from "@aws-sdk/client-ec2";
import { type Call, change, newId, read } from "../operation.ts";
import { Refusal, SandboxError } from "../refusal.ts";
import { makeOnce } from "./client-token.ts";
import { describe, type FilterTable } from "./describe.ts";
import { findHolder } from "./elastic-ip.ts";
import { getRecord } from "./kind.ts";
import { addNetworkInterface, removeNetworkInterface } from "./network-interface.ts";
import { ec2Offers } from "./offers.ts";
import {
  type ElasticIp,
  elasticIps,
  internetGateways,
  natGateways,
  networkInterfaces,
  type NatGateway as Row,
  type Subnet,
  subnets,
} from "./tables.ts";
import { tagsFrom, toTagList } from "./tagging.ts";

/** Seconds from creation to available, from there to failed, from deletion to deleted, and for which the deleted is shown. */
const SECONDS = { pending: 100, failing: 20, deleting: 60, lingering: 3600 };

/** The state in which a gateway is now. */
export function natGatewayState(row: Row, call: Call): NatGatewayState {
  const { clock } = call.account;
  if (row.deletedAt !== undefined)
    return clock.secondsSince(row.deletedAt) < SECONDS.deleting ? "deleting" : "deleted";
  const age = clock.secondsSince(row.createdAt);
  if (row.failure !== undefined && age >= SECONDS.failing) return "failed";
  if (age < SECONDS.pending) return "pending";
  return (call.imposedOn({ ...natGateways.table, id: row.id }) ?? "available") as NatGatewayState;
}

const FILTERS: FilterTable<Row> = {
  "nat-gateway-id": (row) => row.id,
  state: natGatewayState,
  "subnet-id": (row) => row.subnetId,
  "vpc-id": (row) => row.vpcId,
};

function toNatGateway(row: Row, call: Call): NatGateway {
  const state = natGatewayState(row, call);
  const failure = state === "failed" ? row.failure : undefined;
  return {
    NatGatewayId: row.id,
    VpcId: row.vpcId,
    SubnetId: row.subnetId,
    ConnectivityType: row.connectivity,
    State: state,
    CreateTime: new Date(row.createdAt),
    ...(row.deletedAt === undefined ? {} : { DeleteTime: new Date(row.deletedAt) }),
    ...(failure === undefined ? {} : { FailureCode: failure.code, FailureMessage: failure.message }),
    NatGatewayAddresses: [
      {
        AllocationId: row.allocationId,
        AssociationId: row.associationId,
        NetworkInterfaceId: row.networkInterfaceId,
        PrivateIp: row.privateIp,
        PublicIp: row.publicIp,
        IsPrimary: true,
        Status: state === "pending" ? "associating" : "succeeded",
      },
    ],
    Tags: toTagList(row.tags),
  };
}

function getFreeAddress(input: CreateNatGatewayCommandInput, call: Call): ElasticIp | undefined {
  if (input.ConnectivityType === "private") return undefined;
  if (input.AllocationId === undefined) {
    throw new Refusal("MissingParameter", "The request must contain the parameter AllocationId");
  }
  const address = getRecord(call, elasticIps, input.AllocationId);
  if (findHolder(call, address.id) !== undefined) {
    throw new Refusal(
      "Resource.AlreadyAssociated",
      `Elastic IP address [${address.id}] is already associated`,
    );
  }
  return address;
}

/** This call has a code of its own for a subnet that it does not know. */
function getSubnet({ SubnetId: id }: CreateNatGatewayCommandInput, call: Call): Subnet {
  if (id !== undefined && call.account.table(subnets.table).find(id) === undefined)
    throw new Refusal("InvalidSubnet", `The subnet ID '${id}' was not found`);
  return getRecord(call, subnets, id);
}

function checkQuota(call: Call, subnet: Subnet): void {
  const zoneOf = (subnetId: string): string | undefined =>
    call.account.table(subnets.table).find(subnetId)?.zone;
  const standing = call.account.table(natGateways.table).all();
  const beside = standing.filter(
    (row) => row.deletedAt === undefined && zoneOf(row.subnetId) === subnet.zone,
  );
  if (beside.length < call.account.offers(ec2Offers).quotas.natGatewaysPerZone) return;
  throw new Refusal("NatGatewayLimitExceeded", "The maximum number of NAT Gateways has been reached.");
}

/** A public gateway in a network without an internet gateway is made, fails soon after, and gives its address back. */
function findFailure(call: Call, subnet: Subnet, address: ElasticIp | undefined): Row["failure"] {
  const attached = call.account.table(internetGateways.table).all();
  if (address === undefined || attached.some(({ vpcId }) => vpcId === subnet.vpcId)) return undefined;
  return { code: "Gateway.NotAttached", message: `Network ${subnet.vpcId} has no Internet gateway attached` };
}

function insertNatGateway(input: CreateNatGatewayCommandInput, call: Call): string {
  const subnet = getSubnet(input, call);
  const tags = tagsFrom(input.TagSpecifications, natGateways.tagType);
  const address = getFreeAddress(input, call);
  checkQuota(call, subnet);
  const id = newId("nat");
  const made = addNetworkInterface(call, {
    subnetId: subnet.id,
    groupIds: [],
    description: `Interface for NAT Gateway ${id}`,
    interfaceType: "nat_gateway",
    ...(address === undefined ? {} : { elastic: { allocationId: address.id, publicIp: address.publicIp } }),
  });
  const failure = findFailure(call, subnet, address);
  if (failure !== undefined) removeNetworkInterface(call, made.id, SECONDS.failing);
  const { allocationId, associationId, publicIp } = made;
  call.account.table(natGateways.table).insert({
    id,
    createdAt: call.account.clock.now(),
    vpcId: subnet.vpcId,
    subnetId: subnet.id,
    connectivity: input.ConnectivityType ?? "public",
    networkInterfaceId: made.id,
    privateIp: made.privateIp,
    tags,
    ...(allocationId === undefined ? {} : { allocationId }),
    ...(associationId === undefined ? {} : { associationId }),
    ...(publicIp === undefined ? {} : { publicIp }),
    ...(failure === undefined ? {} : { failure }),
  });
  return id;
}

function create(
  input: CreateNatGatewayCommandInput,
  call: Call,
): Omit<CreateNatGatewayCommandOutput, "$metadata"> {
  if (input.AvailabilityMode === "regional") throw new SandboxError("sandbox has zonal NAT gateways only");
  const id = makeOnce(call, "CreateNatGateway", input, () => insertNatGateway(input, call));
  const token = input.ClientToken === undefined ? {} : { ClientToken: input.ClientToken };
  return { NatGateway: toNatGateway(getRecord(call, natGateways, id), call), ...token };
}

function remove(
  input: DeleteNatGatewayCommandInput,
  call: Call,
): Omit<DeleteNatGatewayCommandOutput, "$metadata"> {
  const row = getRecord(call, natGateways, input.NatGatewayId);
  const state = natGatewayState(row, call);
  if (state === "deleted") throw new Refusal("NatGatewayNotFound", `The Nat Gateway ${row.id} was not found`);
  if (state === "deleting") return { NatGatewayId: row.id };
  call.account.table(natGateways.table).retire(row.id, SECONDS.deleting + SECONDS.lingering);
  const interfaces = call.account.table(networkInterfaces.table);
  if (interfaces.find(row.networkInterfaceId)?.deletedAt === undefined) {
    removeNetworkInterface(call, row.networkInterfaceId, SECONDS.deleting);
  }
  return { NatGatewayId: row.id };
}

/** EC2's calls on NAT gateways. */
export const natGatewayOperations = {
  CreateNatGateway: change<CreateNatGatewayCommandInput, CreateNatGatewayCommandOutput>(create),
  DeleteNatGateway: change<DeleteNatGatewayCommandInput, DeleteNatGatewayCommandOutput>(remove),
  DescribeNatGateways: read<DescribeNatGatewaysCommandInput, DescribeNatGatewaysCommandOutput>(
    (input, call) => {
      const { NatGatewayIds: ids, Filter: filters, MaxResults: maxResults, NextToken } = input;
      const { records, nextToken } = describe(
        call,
        natGateways,
        { ids, filters, maxResults, nextToken: NextToken },
        FILTERS,
      );
      return { NatGateways: records.map((row) => toNatGateway(row, call)), NextToken: nextToken };
    },
  ),
};
