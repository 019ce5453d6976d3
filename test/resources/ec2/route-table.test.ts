import {
  CreateRouteTableCommand,
  DeleteRouteTableCommand,
  DescribeRouteTablesCommand,
} from "@aws-sdk/client-ec2";
import { beforeEach, describe, expect, it } from "vitest";
import { route } from "../../../src/resources/ec2/route.ts";
import { routeTable } from "../../../src/resources/ec2/route-table.ts";
import { routeTableAssociation } from "../../../src/resources/ec2/route-table-association.ts";
import {
  type Bench,
  createBench,
  createScope,
  refusal,
  sentBy,
  TAG_LIST,
  TAGS,
  tagged,
  toDelete,
} from "./bench.ts";

const PROPS = { vpcId: "vpc-1", tags: TAGS };
const FOUND = { RouteTableId: "rtb-1", VpcId: "vpc-1", Tags: TAG_LIST };
const MAIN = { RouteTableId: "rtb-0", VpcId: "vpc-1", Associations: [{ Main: true }] };

let bench: Bench;
beforeEach(() => {
  bench = createBench();
  bench.safe.on(DescribeRouteTablesCommand).resolves({ RouteTables: [MAIN, FOUND] });
});

describe("reading route tables", () => {
  it("tells the VPC and the tags", async () => {
    bench.safe.on(DescribeRouteTablesCommand).resolves({ RouteTables: [FOUND] });
    expect(await routeTable.get(bench.aws, "rtb-1")).toEqual({
      id: "rtb-1",
      condition: "standing",
      status: "available",
      props: PROPS,
      attributes: { routeTableId: "rtb-1" },
      tags: TAGS,
    });
    const Filters = [{ Name: "route-table-id", Values: ["rtb-1"] }];
    expect(sentBy(bench.safe)).toEqual([{ operation: "DescribeRouteTables", input: { Filters } }]);
  });

  it("does not list the main table, which AWS makes and deletes with the VPC", async () => {
    const listed = await routeTable.list(bench.aws, createScope({ idsOf: { "ec2/vpc": ["vpc-1"] } }));
    expect(listed.map(({ id }) => id)).toEqual(["rtb-1"]);
  });

  it("costs one call together with routes and associations", async () => {
    const scope = createScope({ idsOf: { "ec2/vpc": ["vpc-1"] } });
    await Promise.all([
      routeTable.list(bench.aws, scope),
      route.list(bench.aws, scope),
      routeTableAssociation.list(bench.aws, scope),
    ]);
    const Filters = [{ Name: "vpc-id", Values: ["vpc-1"] }];
    expect(sentBy(bench.safe)).toEqual([{ operation: "DescribeRouteTables", input: { Filters } }]);
  });

  it("is absent when EC2 shows none", async () => {
    bench.safe.on(DescribeRouteTablesCommand).resolves({});
    expect(await routeTable.get(bench.aws, "rtb-1")).toBeUndefined();
  });
});

describe("making a route table", () => {
  it("sends one call that its token makes safe to repeat, also while EC2 does not know the VPC yet", async () => {
    bench.safe
      .on(CreateRouteTableCommand)
      .rejectsOnce(refusal("InvalidVpcID.NotFound"))
      .resolves({ RouteTable: { RouteTableId: "rtb-1" } });
    expect(await routeTable.create(bench.aws, PROPS, "token-1")).toEqual({ id: "rtb-1" });
    const input = { ClientToken: "token-1", VpcId: "vpc-1", TagSpecifications: tagged("route-table") };
    expect(sentBy(bench.safe)).toEqual([
      { operation: "CreateRouteTable", input },
      { operation: "CreateRouteTable", input },
    ]);
  });

  it("waits until reads show it", async () => {
    bench.safe
      .on(DescribeRouteTablesCommand)
      .resolvesOnce({})
      .resolves({ RouteTables: [FOUND] });
    await routeTable.ready(bench.aws, "rtb-1", bench.watch);
    expect(bench.watch.statuses).toEqual(["not visible yet", "visible"]);
  });
});

describe("deleting a route table", () => {
  it("succeeds when there is none", async () => {
    bench.safe.on(DeleteRouteTableCommand).rejects(refusal("InvalidRouteTableID.NotFound"));
    expect(await routeTable.delete(bench.aws, "rtb-1", toDelete(bench))).toEqual([]);
  });

  it("names the subnets that somebody else associated with it", async () => {
    const Associations = [{ RouteTableAssociationId: "rtbassoc-9", SubnetId: "subnet-9" }];
    bench.safe
      .on(DeleteRouteTableCommand)
      .rejects(refusal("DependencyViolation"))
      .on(DescribeRouteTablesCommand)
      .resolves({ RouteTables: [{ ...FOUND, Associations }] });
    await expect(routeTable.delete(bench.aws, "rtb-1", toDelete(bench))).rejects.toMatchObject({
      code: "StillInUse",
      detail: expect.stringContaining("subnet subnet-9, until it is no longer associated") as string,
      fix: ["aws ec2 disassociate-route-table --association-id rtbassoc-9"],
    });
  });
});
