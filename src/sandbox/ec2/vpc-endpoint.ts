import type {
  CreateVpcEndpointCommandInput,
  CreateVpcEndpointCommandOutput,
  DeleteVpcEndpointsCommandInput,
  DeleteVpcEndpointsCommandOutput,
  DescribeVpcEndpointsCommandInput,
  DescribeVpcEndpointsCommandOutput,
  ModifyVpcEndpointCommandInput,
  ModifyVpcEndpointCommandOutput,
  State,
  VpcEndpoint,
} from "@aws-sdk/client-ec2";
import { type Call, change, newId, read } from "../operation.ts";
import { Refusal, SandboxError } from "../refusal.ts";
import { makeOnce } from "./client-token.ts";
import { describe, type FilterTable } from "./describe.ts";
import { getRecord } from "./kind.ts";
import { removeNetworkInterface } from "./network-interface.ts";
import { ec2Offers } from "./offers.ts";
import { endpointsOf } from "./route-table.ts";
import { type VpcEndpoint as Row, routeTables, vpcEndpoints, vpcs } from "./tables.ts";
import { tagsFrom, toTagList } from "./tagging.ts";

const SECONDS = { pending: 3, deleting: 30 };
const FULL_ACCESS =
  '{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}';

/** EC2 spells these states in lower case, the SDK's list of values does not. */
function stateOf(row: Row, call: Call): State {
  const { clock } = call.account;
  if (row.deletedAt !== undefined) return "deleting" as State;
  if (clock.secondsSince(row.createdAt) < SECONDS.pending) return "pending" as State;
  return (call.imposedOn({ ...vpcEndpoints.table, id: row.id }) ?? "available") as State;
}

const typeOf = ({ networkInterfaceIds }: Row) =>
  networkInterfaceIds === undefined ? "Gateway" : "Interface";

const FILTERS: FilterTable<Row> = {
  "service-name": (row) => row.serviceName,
  "vpc-endpoint-id": (row) => row.id,
  "vpc-endpoint-state": stateOf,
  "vpc-endpoint-type": typeOf,
  "vpc-id": (row) => row.vpcId,
};

function toVpcEndpoint(row: Row, call: Call): VpcEndpoint {
  return {
    VpcEndpointId: row.id,
    VpcEndpointType: typeOf(row),
    VpcId: row.vpcId,
    ServiceName: row.serviceName,
    State: stateOf(row, call),
    PolicyDocument: row.policy,
    RouteTableIds: [...row.routeTableIds],
    SubnetIds: [],
    Groups: [],
    PrivateDnsEnabled: false,
    RequesterManaged: false,
    NetworkInterfaceIds: [...(row.networkInterfaceIds ?? [])],
    DnsEntries: [],
    CreationTimestamp: new Date(row.createdAt),
    OwnerId: call.accountId,
    Tags: toTagList(row.tags),
  };
}

/** Checks that tables are of the endpoint's network and do not yet lead to its service. */
function checkRouteTables(
  call: Call,
  ids: readonly string[],
  endpoint: Pick<Row, "vpcId" | "prefixListId">,
): void {
  for (const id of ids) {
    const table = getRecord(call, routeTables, id);
    if (table.vpcId !== endpoint.vpcId) {
      throw new Refusal(
        "InvalidParameter",
        `The route table ${id} does not belong to the vpc ${endpoint.vpcId}`,
      );
    }
    if (endpointsOf(call, id).some(({ prefixListId }) => prefixListId === endpoint.prefixListId)) {
      const text = `route table ${id} already has a route with destination-prefix-list-id ${endpoint.prefixListId}`;
      throw new Refusal("RouteAlreadyExists", text);
    }
  }
}

function insertEndpoint(input: CreateVpcEndpointCommandInput, call: Call): string {
  const { id: vpcId } = getRecord(call, vpcs, input.VpcId);
  const { ServiceName: serviceName = "", RouteTableIds: routeTableIds = [] } = input;
  const service = serviceName.replace(`com.amazonaws.${call.region}.`, "");
  const prefixListId = call.account.offers(ec2Offers).gatewayServices[service];
  if (prefixListId === undefined) {
    throw new Refusal("InvalidServiceName", `The Vpc Endpoint Service '${serviceName}' does not exist`);
  }
  checkRouteTables(call, routeTableIds, { vpcId, prefixListId });
  const tags = tagsFrom(input.TagSpecifications, vpcEndpoints.tagType);
  const row: Row = {
    id: newId("vpce"),
    createdAt: call.account.clock.now(),
    vpcId,
    serviceName,
    prefixListId,
    routeTableIds,
    policy: input.PolicyDocument ?? FULL_ACCESS,
    tags,
  };
  return call.account.table(vpcEndpoints.table).insert(row).id;
}

function create(
  input: CreateVpcEndpointCommandInput,
  call: Call,
): Omit<CreateVpcEndpointCommandOutput, "$metadata"> {
  const type = input.VpcEndpointType ?? "Gateway";
  if (type !== "Gateway") throw new SandboxError(`sandbox has gateway endpoints only, not ${type}`);
  const id = makeOnce(call, "CreateVpcEndpoint", input, () => insertEndpoint(input, call));
  const token = input.ClientToken === undefined ? {} : { ClientToken: input.ClientToken };
  return { VpcEndpoint: toVpcEndpoint(getRecord(call, vpcEndpoints, id), call), ...token };
}

function modify(
  input: ModifyVpcEndpointCommandInput,
  call: Call,
): Omit<ModifyVpcEndpointCommandOutput, "$metadata"> {
  const row = getRecord(call, vpcEndpoints, input.VpcEndpointId);
  const { AddRouteTableIds: added = [], RemoveRouteTableIds: removed = [] } = input;
  const kept = row.routeTableIds.filter((id) => !removed.includes(id));
  checkRouteTables(
    call,
    added.filter((id) => !kept.includes(id)),
    row,
  );
  const policy = input.ResetPolicy === true ? FULL_ACCESS : (input.PolicyDocument ?? row.policy);
  call.account
    .table(vpcEndpoints.table)
    .update(row.id, { routeTableIds: [...new Set([...kept, ...added])], policy });
  return { Return: true };
}

/** Deletes what it can and tells about the rest, without an error. */
function remove(
  input: DeleteVpcEndpointsCommandInput,
  call: Call,
): Omit<DeleteVpcEndpointsCommandOutput, "$metadata"> {
  const table = call.account.table(vpcEndpoints.table);
  const Unsuccessful = (input.VpcEndpointIds ?? []).flatMap((id) => {
    const row = table.find(id);
    if (row === undefined) {
      const Message = `The Vpc Endpoint Id '${id}' does not exist`;
      return [{ ResourceId: id, Error: { Code: "InvalidVpcEndpoint.NotFound", Message } }];
    }
    if (row.deletedAt === undefined) table.retire(id, SECONDS.deleting);
    for (const interfaceId of row.networkInterfaceIds ?? [])
      removeNetworkInterface(call, interfaceId, SECONDS.deleting);
    return [];
  });
  return { Unsuccessful };
}

/** EC2's calls on VPC endpoints, gateway endpoints only. */
export const vpcEndpointOperations = {
  CreateVpcEndpoint: change<CreateVpcEndpointCommandInput, CreateVpcEndpointCommandOutput>(create),
  ModifyVpcEndpoint: change<ModifyVpcEndpointCommandInput, ModifyVpcEndpointCommandOutput>(modify),
  DeleteVpcEndpoints: change<DeleteVpcEndpointsCommandInput, DeleteVpcEndpointsCommandOutput>(remove),
  DescribeVpcEndpoints: read<DescribeVpcEndpointsCommandInput, DescribeVpcEndpointsCommandOutput>(
    (input, call) => {
      const { VpcEndpointIds: ids, Filters: filters, MaxResults: maxResults, NextToken } = input;
      const { records, nextToken } = describe(
        call,
        vpcEndpoints,
        { ids, filters, maxResults, nextToken: NextToken },
        FILTERS,
      );
      return { VpcEndpoints: records.map((row) => toVpcEndpoint(row, call)), NextToken: nextToken };
    },
  ),
};
