import {
  CreateRouteCommand,
  DeleteRouteCommand,
  ReplaceRouteCommand,
  type Route,
  type RouteTable,
} from "@aws-sdk/client-ec2";
import { asAlreadyExists } from "../../aws/calls.ts";
import { waitGone, waitVisible } from "../../aws/waiter.ts";
import type { Observed } from "../../engine/resource.ts";
import { type AwsType, ignoreAbsent } from "../type.ts";
import { untilKnown } from "./lag.ts";
import { readRouteTables, shareRouteTables } from "./route-table.ts";
import { byValues, changeOf } from "./tagging.ts";

/** Where a route leads. */
export type RouteTarget = { kind: "internet-gateway" | "nat-gateway"; id: string };

/** What a route is asked to be. */
export type RouteProps = {
  routeTableId: string;
  /** Block in CIDR notation, IPv4 or IPv6; `0.0.0.0/0` for everything that is not nearer. */
  destination: string;
  target: RouteTarget;
};

/** What a route tells others. */
export type RouteAttributes = { routeTableId: string; destination: string };

type ObservedRoute = Observed<RouteProps, RouteAttributes>;
type Place = Pick<RouteProps, "routeTableId" | "destination">;

/** EC2 gives routes no id: table and destination make one, `rtb-0abc_0.0.0.0/0`. */
const toId = ({ routeTableId, destination }: Place): string => `${routeTableId}_${destination}`;

const toName = ({ routeTableId, destination }: Place): string => `${routeTableId}/${destination}`;

function placeOf(id: string): Place {
  const [routeTableId = "", destination = ""] = id.split("_");
  return { routeTableId, destination };
}

/** The members with which EC2's calls name a route. */
function toKey({ routeTableId: RouteTableId, destination }: Place) {
  const isIpv6 = destination.includes(":");
  return isIpv6
    ? { RouteTableId, DestinationIpv6CidrBlock: destination }
    : { RouteTableId, DestinationCidrBlock: destination };
}

const toTarget = ({ kind, id }: RouteTarget) =>
  kind === "nat-gateway" ? { NatGatewayId: id } : { GatewayId: id };

/** Where a route leads; `undefined` for targets that are none of ours, such as a peering. */
export function findTarget({ NatGatewayId, GatewayId }: Route): RouteTarget | undefined {
  if (NatGatewayId !== undefined) return { kind: "nat-gateway", id: NatGatewayId };
  if (GatewayId?.startsWith("igw-") === true) return { kind: "internet-gateway", id: GatewayId };
  return undefined;
}

/** The routes of a table that somebody made: not those of the VPC itself, of endpoints or of propagation. */
function toObserved({ RouteTableId: routeTableId = "", Routes }: RouteTable): ObservedRoute[] {
  return (Routes ?? []).flatMap((route) => {
    const destination = route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock;
    const isMade = route.GatewayId !== "local" && route.Origin !== "EnableVgwRoutePropagation";
    if (destination === undefined || !isMade) return [];
    const place = { routeTableId, destination };
    const target = findTarget(route);
    const status = route.State ?? "active";
    const props = { ...place, ...(target === undefined ? {} : { target }) };
    // A route whose target is gone (`blackhole`) stands: it works again as soon as it leads somewhere.
    const known = { condition: "standing" as const, status, props, attributes: place };
    return [{ id: toId(place), name: toName(place), ...known }];
  });
}

/** One route of a table. Its destination within the table is its natural key. */
export const route: AwsType<RouteProps, RouteAttributes> = {
  name: "ec2/route",
  title: "route",
  repeat: "name",
  proof: "parent",
  compare: { routeTableId: "exact", destination: "exact", target: "exact" },
  replaceOn: ["routeTableId", "destination"],
  holds: ["routeTableId"],
  outage: ["target"],
  outageAtOnce: true,
  stable: ["routeTableId", "destination"],
  typicalSeconds: { create: 2, update: 2, delete: 2 },
  iamActions: ["ec2:CreateRoute", "ec2:ReplaceRoute", "ec2:DescribeRouteTables", "ec2:DeleteRoute"],

  nameOf: ({ routeTableId, destination }) =>
    routeTableId === undefined || destination === undefined
      ? undefined
      : toName({ routeTableId, destination }),

  list: async (aws, scope) => (await shareRouteTables(aws, scope)).flatMap(toObserved),

  async get(aws, id) {
    const tables = await readRouteTables(aws, byValues("route-table-id", [placeOf(id).routeTableId]));
    return tables.flatMap(toObserved).find((found) => found.id === id);
  },

  async create(aws, props) {
    const command = new CreateRouteCommand({ ...toKey(props), ...toTarget(props.target) });
    await untilKnown(() => asAlreadyExists(() => aws.once.ec2.send(command)), aws.clock);
    return { id: toId(props) };
  },

  async ready(aws, id, watch) {
    await waitVisible(() => route.get(aws, id), `route ${id}`, watch);
  },

  async update(aws, id, changes, context) {
    const target = changeOf(changes, "target");
    if (target === undefined) return;
    const command = new ReplaceRouteCommand({ ...toKey(placeOf(id)), ...toTarget(target.to as RouteTarget) });
    await untilKnown(() => aws.safe.ec2.send(command), context);
  },

  async delete(aws, id) {
    await ignoreAbsent(() => aws.safe.ec2.send(new DeleteRouteCommand(toKey(placeOf(id)))));
    return [];
  },

  gone: (aws, id, watch) => waitGone(() => route.get(aws, id), `route ${id}`, watch),
};
