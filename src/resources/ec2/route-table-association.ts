import {
  AssociateRouteTableCommand,
  DisassociateRouteTableCommand,
  type RouteTable,
} from "@aws-sdk/client-ec2";
import { asAlreadyExists } from "../../aws/calls.ts";
import { waitGone } from "../../aws/waiter.ts";
import type { Condition, Observed } from "../../engine/resource.ts";
import { type AwsType, idFrom, ignoreAbsent, waitStanding } from "../type.ts";
import { untilKnown } from "./lag.ts";
import { readRouteTables, shareRouteTables } from "./route-table.ts";
import { byValues } from "./tagging.ts";

/** What an association is asked to be. */
export type RouteTableAssociationProps = { routeTableId: string; subnetId: string };

/** What an association tells others. */
export type RouteTableAssociationAttributes = { associationId: string };

type ObservedAssociation = Observed<RouteTableAssociationProps, RouteTableAssociationAttributes>;

const CONDITIONS: Readonly<Record<string, Condition>> = {
  associating: "pending",
  disassociating: "leaving",
  failed: "broken",
};

/** The associations of a table with subnets: not the main one, which stands for all subnets without one. */
function toObserved({ RouteTableId: routeTableId = "", Associations }: RouteTable): ObservedAssociation[] {
  return (Associations ?? []).flatMap((found) => {
    const { RouteTableAssociationId: id = "", SubnetId: subnetId, AssociationState: state } = found;
    const status = state?.State ?? "associated";
    if (subnetId === undefined || status === "disassociated") return [];
    const reason = state?.StatusMessage;
    return [
      {
        id,
        name: subnetId,
        condition: CONDITIONS[status] ?? "standing",
        status,
        props: { routeTableId, subnetId },
        attributes: { associationId: id },
        ...(reason === undefined ? {} : { reason }),
      },
    ];
  });
}

/**
 * The tie between a route table and a subnet, which has one at most: the subnet is the natural key. EC2 could move it to
 * another table in place, but the moved one has a new id: whoever is interrupted before noting it would look for the old
 * one in vain. Therefore it is replaced; for a second or two the subnet uses the VPC's main table.
 */
export const routeTableAssociation: AwsType<RouteTableAssociationProps, RouteTableAssociationAttributes> = {
  name: "ec2/route-table-association",
  title: "route table association",
  repeat: "name",
  proof: "parent",
  compare: { routeTableId: "exact", subnetId: "exact" },
  replaceOn: ["routeTableId", "subnetId"],
  holds: ["routeTableId", "subnetId"],
  stable: ["associationId"],
  typicalSeconds: { create: 2, update: 1, delete: 2 },
  iamActions: ["ec2:AssociateRouteTable", "ec2:DescribeRouteTables", "ec2:DisassociateRouteTable"],

  nameOf: ({ subnetId }) => subnetId,

  list: async (aws, scope) => (await shareRouteTables(aws, scope)).flatMap(toObserved),

  async get(aws, id) {
    const filters = byValues("association.route-table-association-id", [id]);
    const tables = await readRouteTables(aws, filters);
    return tables.flatMap(toObserved).find((found) => found.id === id);
  },

  async create(aws, { routeTableId, subnetId }) {
    const command = new AssociateRouteTableCommand({ RouteTableId: routeTableId, SubnetId: subnetId });
    const send = () => asAlreadyExists(() => aws.once.ec2.send(command));
    const made = await untilKnown(send, aws.clock);
    return { id: idFrom(made.AssociationId, "AssociateRouteTable") };
  },

  ready: (aws, id, watch) =>
    waitStanding(() => routeTableAssociation.get(aws, id), `route table association ${id}`, watch),

  /** Nothing of it can be changed. */
  update: () => Promise.resolve(),

  async delete(aws, id) {
    const command = new DisassociateRouteTableCommand({ AssociationId: id });
    await ignoreAbsent(() => aws.safe.ec2.send(command));
    return [];
  },

  gone: (aws, id, watch) =>
    waitGone(() => routeTableAssociation.get(aws, id), `route table association ${id}`, watch),
};
