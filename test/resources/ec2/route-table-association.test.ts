import {
  AssociateRouteTableCommand,
  DescribeRouteTablesCommand,
  DisassociateRouteTableCommand,
  type RouteTableAssociationStateCode,
} from "@aws-sdk/client-ec2";
import { beforeEach, describe, expect, it } from "vitest";
import { AlreadyExists, BrokenResourceError } from "../../../src/errors.ts";
import { routeTableAssociation as association } from "../../../src/resources/ec2/route-table-association.ts";
import { type Bench, createBench, inVpc, refusal, sentBy, toDelete } from "./bench.ts";

const PROPS = { routeTableId: "rtb-1", subnetId: "subnet-1" };
const withState = (State: RouteTableAssociationStateCode, StatusMessage?: string) => ({
  RouteTables: [
    {
      RouteTableId: "rtb-1",
      Associations: [
        { RouteTableAssociationId: "rtbassoc-0", Main: true },
        {
          RouteTableAssociationId: "rtbassoc-1",
          SubnetId: "subnet-1",
          AssociationState: { State, StatusMessage },
        },
      ],
    },
  ],
});

let bench: Bench;
beforeEach(() => {
  bench = createBench();
  bench.safe.on(DescribeRouteTablesCommand).resolves(withState("associated"));
});

describe("reading associations", () => {
  it("has the subnet for its natural key", async () => {
    expect(await association.get(bench.aws, "rtbassoc-1")).toEqual({
      id: "rtbassoc-1",
      name: "subnet-1",
      condition: "standing",
      status: "associated",
      props: PROPS,
      attributes: { associationId: "rtbassoc-1" },
    });
    expect(association.nameOf?.(PROPS)).toBe("subnet-1");
    const Filters = [{ Name: "association.route-table-association-id", Values: ["rtbassoc-1"] }];
    expect(sentBy(bench.safe)).toEqual([{ operation: "DescribeRouteTables", input: { Filters } }]);
  });

  it("does not list the association by which a table is the main one", async () => {
    const listed = await association.list(bench.aws, inVpc());
    expect(listed.map(({ id }) => id)).toEqual(["rtbassoc-1"]);
  });

  it.each([
    ["associating", "pending"],
    ["disassociating", "leaving"],
    ["failed", "broken"],
  ] as const)("takes %s for %s", async (state, condition) => {
    bench.safe.on(DescribeRouteTablesCommand).resolves(withState(state));
    expect(await association.get(bench.aws, "rtbassoc-1")).toMatchObject({ condition });
  });

  it("is absent when it is disassociated or not shown", async () => {
    bench.safe.on(DescribeRouteTablesCommand).resolvesOnce(withState("disassociated")).resolves({});
    expect(await association.get(bench.aws, "rtbassoc-1")).toBeUndefined();
    expect(await association.get(bench.aws, "rtbassoc-1")).toBeUndefined();
  });
});

describe("associating a subnet", () => {
  it("sends one call, again while EC2 does not know the new subnet yet", async () => {
    bench.once
      .on(AssociateRouteTableCommand)
      .rejectsOnce(refusal("InvalidSubnetID.NotFound"))
      .resolves({ AssociationId: "rtbassoc-1" });
    expect(await association.create(bench.aws, PROPS, "token")).toEqual({ id: "rtbassoc-1" });
    const input = { RouteTableId: "rtb-1", SubnetId: "subnet-1" };
    expect(sentBy(bench.once)[1]).toEqual({ operation: "AssociateRouteTable", input });
  });

  it("leaves a subnet that is associated already to the engine's judgement", async () => {
    bench.once.on(AssociateRouteTableCommand).rejects(refusal("Resource.AlreadyAssociated"));
    await expect(association.create(bench.aws, PROPS, "token")).rejects.toBeInstanceOf(AlreadyExists);
  });

  it("stops waiting as soon as it failed", async () => {
    bench.safe.on(DescribeRouteTablesCommand).resolves(withState("failed", "no room"));
    const failed = association.ready(bench.aws, "rtbassoc-1", bench.watch);
    await expect(failed).rejects.toBeInstanceOf(BrokenResourceError);
    await expect(failed).rejects.toThrow("no room");
  });

  it("is moved to another table by being made anew, since EC2 would give it a new id", () => {
    expect(association.replaceOn).toContain("routeTableId");
  });
});

describe("disassociating a subnet", () => {
  it("succeeds when it is not associated", async () => {
    bench.safe.on(DisassociateRouteTableCommand).rejects(refusal("InvalidAssociationID.NotFound"));
    expect(await association.delete(bench.aws, "rtbassoc-1", toDelete(bench))).toEqual([]);
    expect(sentBy(bench.safe)[0]?.input).toEqual({ AssociationId: "rtbassoc-1" });
  });
});
