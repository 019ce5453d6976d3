import type {
  CreateRouteTableCommandInput,
  CreateRouteTableCommandOutput,
  DeleteRouteTableCommandInput,
  DeleteRouteTableCommandOutput,
  DescribeRouteTablesCommandInput,
  DescribeRouteTablesCommandOutput,
  Route,
  RouteTable,
} from "@aws-sdk/client-ec2";
import { type Call, change, newId, read } from "../operation.ts";
import { makeOnce } from "./client-token.ts";
import { describe, type FilterTable } from "./describe.ts";
import { getRecord, inUse } from "./kind.ts";
import {
  internetGateways,
  natGateways,
  type RouteTable as Row,
  routeTables,
  type Route as StoredRoute,
  type VpcEndpoint,
  vpcEndpoints,
  vpcs,
} from "./tables.ts";
import { tagsFrom, toTagList } from "./tagging.ts";

/** Makes the table that AWS gives to every VPC, for the subnets that have none of their own. */
export function createMainRouteTable(call: Call, vpcId: string): void {
  call.account.table(routeTables.table).insert({
    id: newId("rtb"),
    createdAt: call.account.clock.now(),
    vpcId,
    routes: [],
    associations: [{ id: newId("rtbassoc"), main: true }],
  });
}

/** The gateway endpoints whose prefix lists AWS routes through a table. */
export function endpointsOf(call: Call, routeTableId: string): readonly VpcEndpoint[] {
  return call.account
    .table(vpcEndpoints.table)
    .all()
    .filter((row) => row.deletedAt === undefined && row.routeTableIds.includes(routeTableId));
}

/** A route whose target is gone swallows its traffic. */
function isBlackhole(call: Call, route: StoredRoute, vpcId: string): boolean {
  if (route.natGatewayId !== undefined) {
    const gateway = call.account.table(natGateways.table).find(route.natGatewayId);
    return gateway === undefined || gateway.deletedAt !== undefined || gateway.failure !== undefined;
  }
  const gateway = call.account.table(internetGateways.table).find(route.gatewayId ?? "");
  return gateway?.vpcId !== vpcId;
}

function toRoutes(row: Row, call: Call): Route[] {
  const local: Route = {
    DestinationCidrBlock: call.account.table(vpcs.table).find(row.vpcId)?.cidr,
    GatewayId: "local",
    Origin: "CreateRouteTable",
    State: "active",
  };
  const made = row.routes.map(
    (route): Route => ({
      DestinationCidrBlock: route.destination,
      ...(route.gatewayId === undefined ? {} : { GatewayId: route.gatewayId }),
      ...(route.natGatewayId === undefined ? {} : { NatGatewayId: route.natGatewayId }),
      Origin: "CreateRoute",
      State: isBlackhole(call, route, row.vpcId) ? "blackhole" : "active",
    }),
  );
  const endpoints = endpointsOf(call, row.id).map(
    (endpoint): Route => ({
      DestinationPrefixListId: endpoint.prefixListId,
      GatewayId: endpoint.id,
      Origin: "CreateRoute",
      State: "active",
    }),
  );
  return [local, ...made, ...endpoints];
}

function toRouteTable(row: Row, call: Call): RouteTable {
  return {
    RouteTableId: row.id,
    VpcId: row.vpcId,
    OwnerId: call.accountId,
    Routes: toRoutes(row, call),
    Associations: row.associations.map(({ id, main, subnetId }) => ({
      RouteTableAssociationId: id,
      RouteTableId: row.id,
      Main: main,
      ...(subnetId === undefined ? {} : { SubnetId: subnetId }),
      AssociationState: { State: "associated" },
    })),
    PropagatingVgws: [],
    Tags: toTagList(row.tags),
  };
}

const routeFilter =
  (member: keyof Route) =>
  (row: Row, call: Call): readonly string[] =>
    toRoutes(row, call).flatMap((route) => route[member] ?? []);

const FILTERS: FilterTable<Row> = {
  "association.main": (row) => row.associations.map(({ main }) => String(main)),
  "association.route-table-association-id": (row) => row.associations.map(({ id }) => id),
  "association.route-table-id": (row) => (row.associations.length > 0 ? row.id : undefined),
  "association.subnet-id": (row) => row.associations.flatMap(({ subnetId }) => subnetId ?? []),
  "owner-id": (_row, call) => call.accountId,
  "route-table-id": (row) => row.id,
  "route.destination-cidr-block": routeFilter("DestinationCidrBlock"),
  "route.destination-prefix-list-id": routeFilter("DestinationPrefixListId"),
  "route.gateway-id": routeFilter("GatewayId"),
  "route.nat-gateway-id": routeFilter("NatGatewayId"),
  "route.origin": routeFilter("Origin"),
  "route.state": routeFilter("State"),
  "vpc-id": (row) => row.vpcId,
};

function createRouteTable(
  input: CreateRouteTableCommandInput,
  call: Call,
): Omit<CreateRouteTableCommandOutput, "$metadata"> {
  const table = call.account.table(routeTables.table);
  const id = makeOnce(call, "CreateRouteTable", input, () => {
    const { id: vpcId } = getRecord(call, vpcs, input.VpcId);
    const tags = tagsFrom(input.TagSpecifications, routeTables.tagType);
    const row = {
      id: newId("rtb"),
      createdAt: call.account.clock.now(),
      vpcId,
      routes: [],
      associations: [],
      tags,
    };
    return table.insert(row).id;
  });
  const token = input.ClientToken === undefined ? {} : { ClientToken: input.ClientToken };
  return { RouteTable: toRouteTable(getRecord(call, routeTables, id), call), ...token };
}

function deleteRouteTable(
  input: DeleteRouteTableCommandInput,
  call: Call,
): Omit<DeleteRouteTableCommandOutput, "$metadata"> {
  const row = getRecord(call, routeTables, input.RouteTableId);
  if (row.associations.length > 0) throw inUse("routeTable", row.id);
  for (const endpoint of endpointsOf(call, row.id)) {
    const routeTableIds = endpoint.routeTableIds.filter((id) => id !== row.id);
    call.account.table(vpcEndpoints.table).update(endpoint.id, { routeTableIds });
  }
  call.account.table(routeTables.table).remove(row.id);
  return {};
}

/** EC2's calls on route tables. */
export const routeTableOperations = {
  CreateRouteTable: change<CreateRouteTableCommandInput, CreateRouteTableCommandOutput>(createRouteTable),
  DeleteRouteTable: change<DeleteRouteTableCommandInput, DeleteRouteTableCommandOutput>(deleteRouteTable),
  DescribeRouteTables: read<DescribeRouteTablesCommandInput, DescribeRouteTablesCommandOutput>(
    (input, call) => {
      const request = {
        ids: input.RouteTableIds,
        filters: input.Filters,
        maxResults: input.MaxResults,
        nextToken: input.NextToken,
      };
      const { records, nextToken } = describe(call, routeTables, request, FILTERS);
      return { RouteTables: records.map((row) => toRouteTable(row, call)), NextToken: nextToken };
    },
  ),
};
