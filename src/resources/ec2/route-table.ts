import {
  CreateRouteTableCommand,
  DeleteRouteTableCommand,
  type Filter,
  paginateDescribeRouteTables,
  type RouteTable,
} from "@aws-sdk/client-ec2";
import type { Aws } from "../../aws/env.ts";
import { fromTagList, toTagSpecifications } from "../../aws/tags.ts";
import { waitGone, waitVisible } from "../../aws/waiter.ts";
import type { Observed, Scope, Tags } from "../../engine/resource.ts";
import { type AwsType, collect, idFrom } from "../type.ts";
import { type Blocker, removeUnused } from "./blockers.ts";
import { untilKnown } from "./lag.ts";
import { byValues, byVpc, changeTags } from "./tagging.ts";

/** What a route table is asked to be. */
export type RouteTableProps = { vpcId: string; tags: Tags };

/** What a route table tells others. */
export type RouteTableAttributes = { routeTableId: string };

type ObservedTable = Observed<RouteTableProps, RouteTableAttributes>;

/** Seconds until the delete of a table that subnets still use is given up. */
const DELETE_SECONDS = 1200;

/** The route tables that fit a filter, with their routes and associations. */
export async function readRouteTables(aws: Aws, filters: Filter[]): Promise<RouteTable[]> {
  const pages = paginateDescribeRouteTables({ client: aws.safe.ec2 }, { Filters: filters });
  return collect(pages, (page) => page.RouteTables);
}

/** The route tables of our VPC, read once for the tables, their routes and their associations. */
export const shareRouteTables = (aws: Aws, scope: Scope): Promise<RouteTable[]> =>
  scope.share("ec2/route-tables", async () => readRouteTables(aws, await byVpc(scope)));

/** Whether AWS made the table with its VPC; it goes with the VPC, too. */
export const isMain = ({ Associations }: RouteTable): boolean =>
  (Associations ?? []).some(({ Main }) => Main === true);

function toObserved(found: RouteTable): ObservedTable {
  const { RouteTableId: id = "", VpcId: vpcId = "" } = found;
  const tags = fromTagList(found.Tags);
  const attributes = { routeTableId: id };
  return { id, condition: "standing", status: "available", props: { vpcId, tags }, attributes, tags };
}

async function findAssociations(aws: Aws, id: string): Promise<Blocker[]> {
  const [found] = await readRouteTables(aws, byValues("route-table-id", [id]));
  return (found?.Associations ?? []).map(({ RouteTableAssociationId: associationId = "", SubnetId }) => ({
    id: associationId,
    text: `${SubnetId === undefined ? "the VPC" : `subnet ${SubnetId}`}, until it is no longer associated`,
    leavesByItself: false,
    fix: `aws ec2 disassociate-route-table --association-id ${associationId}`,
  }));
}

/** A route table. Its routes and its associations with subnets are resources of their own. */
export const routeTable: AwsType<RouteTableProps, RouteTableAttributes> = {
  name: "ec2/route-table",
  title: "route table",
  repeat: "token",
  proof: "tags",
  compare: { vpcId: "exact", tags: "subset" },
  replaceOn: ["vpcId"],
  holds: ["vpcId"],
  stable: ["routeTableId"],
  typicalSeconds: { create: 2, update: 1, delete: 2 },
  iamActions: [
    "ec2:CreateRouteTable",
    "ec2:CreateTags",
    "ec2:DeleteTags",
    "ec2:DescribeRouteTables",
    "ec2:DeleteRouteTable",
  ],

  async list(aws, scope) {
    const tables = await shareRouteTables(aws, scope);
    return tables.filter((table) => !isMain(table)).map(toObserved);
  },

  async get(aws, id) {
    const [found] = await readRouteTables(aws, byValues("route-table-id", [id]));
    return found === undefined ? undefined : toObserved(found);
  },

  async create(aws, { vpcId, tags }, token) {
    const command = new CreateRouteTableCommand({
      ClientToken: token,
      VpcId: vpcId,
      TagSpecifications: toTagSpecifications("route-table", tags),
    });
    const { RouteTable: made } = await untilKnown(() => aws.safe.ec2.send(command), aws.clock);
    return { id: idFrom(made?.RouteTableId, "CreateRouteTable") };
  },

  async ready(aws, id, watch) {
    await waitVisible(() => routeTable.get(aws, id), `route table ${id}`, watch);
  },

  update: (aws, id, changes, context) => changeTags(aws, id, changes, context),

  async delete(aws, id, context) {
    const call = () => aws.safe.ec2.send(new DeleteRouteTableCommand({ RouteTableId: id }));
    const removal = { what: `route table ${id}`, call, findBlockers: () => findAssociations(aws, id) };
    await removeUnused({ ...removal, budgetSeconds: DELETE_SECONDS }, context);
    return [];
  },

  gone: (aws, id, watch) => waitGone(() => routeTable.get(aws, id), `route table ${id}`, watch),
};
