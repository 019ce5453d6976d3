import type {
  CreateRouteCommandInput,
  CreateRouteCommandOutput,
  DeleteRouteCommandInput,
  DeleteRouteCommandOutput,
  ReplaceRouteCommandInput,
  ReplaceRouteCommandOutput,
} from "@aws-sdk/client-ec2";
import type { Account } from "../account.ts";
import { type Call, change } from "../operation.ts";
import { Refusal, SandboxError } from "../refusal.ts";
import type { ListedResource } from "../service.ts";
import { contains, formatCidr, parseCidr } from "./cidr.ts";
import { getRecord } from "./kind.ts";
import { natGatewayState } from "./nat-gateway.ts";
import { ec2Offers } from "./offers.ts";
import { internetGateways, natGateways, type Route, type RouteTable, routeTables, vpcs } from "./tables.ts";

type Target = Pick<Route, "gatewayId" | "natGatewayId">;

function parseDestination(input: { DestinationCidrBlock?: string | undefined }): string {
  if (input.DestinationCidrBlock === undefined) {
    throw new SandboxError("sandbox routes have IPv4 destinations only (DestinationCidrBlock)");
  }
  return formatCidr(parseCidr(input.DestinationCidrBlock, "destinationCidrBlock"));
}

/** Finds out where a route leads. Throws EC2's errors for a target that does not exist or is of another network. */
function parseTarget(input: CreateRouteCommandInput, call: Call, table: RouteTable): Target {
  const { RouteTableId: _table, DestinationCidrBlock: _destination, DryRun: _dryRun, ...targets } = input;
  const named = Object.entries(targets).filter(([, value]) => value !== undefined);
  if (named.length !== 1) {
    throw new Refusal(
      "InvalidParameterCombination",
      "The request must contain exactly one of gatewayId, natGatewayId, networkInterfaceId, vpcPeeringConnectionId or another target",
    );
  }
  if (input.NatGatewayId !== undefined)
    return { natGatewayId: getNatGatewayId(input.NatGatewayId, call, table) };
  if (input.GatewayId !== undefined) return { gatewayId: getGatewayId(input.GatewayId, call, table) };
  throw new SandboxError(`sandbox routes lead to internet and NAT gateways only, not to ${named[0]?.[0]}`);
}

function getNatGatewayId(id: string, call: Call, table: RouteTable): string {
  const row = call.account.table(natGateways.table).find(id);
  const state = row && natGatewayState(row, call);
  if (row === undefined || (state !== "pending" && state !== "available")) {
    throw new Refusal("InvalidNatGatewayID.NotFound", `The natGateway ID '${id}' does not exist`);
  }
  return sameNetwork(table, { id, vpcId: row.vpcId, word: "nat gateway" });
}

function getGatewayId(id: string, call: Call, table: RouteTable): string {
  const row = call.account.table(internetGateways.table).find(id);
  if (row === undefined)
    throw new Refusal("InvalidGatewayID.NotFound", `The gateway ID '${id}' does not exist`);
  return sameNetwork(table, { id, vpcId: row.vpcId, word: "network gateway" });
}

function sameNetwork(
  table: RouteTable,
  target: { id: string; vpcId: string | undefined; word: string },
): string {
  if (target.vpcId === table.vpcId) return target.id;
  throw new Refusal(
    "InvalidParameterValue",
    `route table ${table.id} and ${target.word} ${target.id} belong to different networks`,
  );
}

function create(input: CreateRouteCommandInput, call: Call): Omit<CreateRouteCommandOutput, "$metadata"> {
  const table = getRecord(call, routeTables, input.RouteTableId);
  const destination = parseDestination(input);
  const vpc = getRecord(call, vpcs, table.vpcId);
  if (contains(parseCidr(vpc.cidr), parseCidr(destination))) {
    throw new Refusal(
      "InvalidParameterValue",
      `The destination CIDR block ${destination} is equal to or more specific than one of this VPC's CIDR blocks. This route can target only an interface or an instance.`,
    );
  }
  const target = parseTarget(input, call, table);
  if (table.routes.some((route) => route.destination === destination)) {
    throw new Refusal("RouteAlreadyExists", `The route identified by ${destination} already exists.`);
  }
  if (table.routes.length >= call.account.offers(ec2Offers).quotas.routesPerTable) {
    throw new Refusal("RouteLimitExceeded", "The maximum number of routes has been reached.");
  }
  setRoutes(call, table, [...table.routes, { destination, ...target }]);
  return { Return: true };
}

function replace(input: ReplaceRouteCommandInput, call: Call): Omit<ReplaceRouteCommandOutput, "$metadata"> {
  const table = getRecord(call, routeTables, input.RouteTableId);
  const destination = parseDestination(input);
  if (!table.routes.some((route) => route.destination === destination)) {
    throw new Refusal(
      "InvalidParameterValue",
      `There is no route defined for '${destination}' in the route table. Use CreateRoute instead.`,
    );
  }
  const target = parseTarget(input, call, table);
  setRoutes(
    call,
    table,
    table.routes.map((route) => (route.destination === destination ? { destination, ...target } : route)),
  );
  return {};
}

function remove(input: DeleteRouteCommandInput, call: Call): Omit<DeleteRouteCommandOutput, "$metadata"> {
  const table = getRecord(call, routeTables, input.RouteTableId);
  const destination = parseDestination(input);
  const routes = table.routes.filter((route) => route.destination !== destination);
  if (routes.length === table.routes.length) {
    throw new Refusal(
      "InvalidRoute.NotFound",
      `no route with destination-cidr-block ${destination} in route table ${table.id}`,
    );
  }
  setRoutes(call, table, routes);
  return {};
}

function setRoutes(call: Call, table: RouteTable, routes: readonly Route[]): void {
  call.account.table(routeTables.table).update(table.id, { routes });
}

/** Lists the routes that somebody made: `rtb-0abc_0.0.0.0/0`. */
export function listRoutes(account: Account): readonly ListedResource[] {
  return account
    .table(routeTables.table)
    .all()
    .flatMap(({ id, routes }) =>
      routes.map(({ destination }) => ({
        service: "EC2",
        type: "route",
        id: `${id}_${destination}`,
        name: null,
        tags: {},
      })),
    );
}

/** EC2's calls on routes. */
export const routeOperations = {
  CreateRoute: change<CreateRouteCommandInput, CreateRouteCommandOutput>(create),
  ReplaceRoute: change<ReplaceRouteCommandInput, ReplaceRouteCommandOutput>(replace),
  DeleteRoute: change<DeleteRouteCommandInput, DeleteRouteCommandOutput>(remove),
};
