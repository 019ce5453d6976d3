import {
  CreateRouteCommand,
  DeleteRouteCommand,
  DescribeRouteTablesCommand,
  ReplaceRouteCommand,
  type Route,
} from "@aws-sdk/client-ec2";
import { beforeEach, describe, expect, it } from "vitest";
import { AlreadyExists } from "../../../src/errors.ts";
import { type RouteProps, route } from "../../../src/resources/ec2/route.ts";
import { type Bench, changed, createBench, inVpc, refusal, sentBy, toDelete, toUpdate } from "./bench.ts";

const PROPS: RouteProps = {
  routeTableId: "rtb-1",
  destination: "0.0.0.0/0",
  target: { kind: "nat-gateway", id: "nat-1" },
};
const ID = "rtb-1_0.0.0.0/0";
const DEFAULT: Route = { DestinationCidrBlock: "0.0.0.0/0", NatGatewayId: "nat-1", State: "active" };

let bench: Bench;
const withRoutes = (...Routes: Route[]) => ({ RouteTables: [{ RouteTableId: "rtb-1", Routes }] });
beforeEach(() => {
  bench = createBench();
  bench.safe.on(DescribeRouteTablesCommand).resolves(withRoutes(DEFAULT));
});

describe("reading routes", () => {
  it("makes an id and a natural key of table and destination", async () => {
    expect(await route.get(bench.aws, ID)).toEqual({
      id: ID,
      name: "rtb-1/0.0.0.0/0",
      condition: "standing",
      status: "active",
      props: PROPS,
      attributes: { routeTableId: "rtb-1", destination: "0.0.0.0/0" },
    });
    expect(route.nameOf?.(PROPS)).toBe("rtb-1/0.0.0.0/0");
    expect(route.nameOf?.({ destination: "0.0.0.0/0" })).toBeUndefined();
    const Filters = [{ Name: "route-table-id", Values: ["rtb-1"] }];
    expect(sentBy(bench.safe)).toEqual([{ operation: "DescribeRouteTables", input: { Filters } }]);
  });

  it("passes over the VPC's own routes, those of endpoints and those of propagation", async () => {
    bench.safe.on(DescribeRouteTablesCommand).resolves(
      withRoutes(
        { DestinationCidrBlock: "10.0.0.0/16", GatewayId: "local" },
        { DestinationPrefixListId: "pl-1", GatewayId: "vpce-1" },
        {
          DestinationCidrBlock: "192.168.0.0/16",
          GatewayId: "vgw-1",
          Origin: "EnableVgwRoutePropagation",
        },
        { DestinationCidrBlock: "0.0.0.0/0", GatewayId: "igw-1" },
      ),
    );
    const listed = await route.list(bench.aws, inVpc());
    expect(listed.map(({ props }) => props)).toEqual([
      { ...PROPS, target: { kind: "internet-gateway", id: "igw-1" } },
    ]);
  });

  it("tells no target where a route leads elsewhere, so that an update puts it right", async () => {
    const peered: Route = { DestinationCidrBlock: "0.0.0.0/0", VpcPeeringConnectionId: "pcx-1" };
    bench.safe.on(DescribeRouteTablesCommand).resolves(withRoutes(peered));
    expect((await route.get(bench.aws, ID))?.props).toEqual({
      routeTableId: "rtb-1",
      destination: "0.0.0.0/0",
    });
  });

  it("lets a route stand whose target is gone", async () => {
    bench.safe.on(DescribeRouteTablesCommand).resolves(withRoutes({ ...DEFAULT, State: "blackhole" }));
    expect(await route.get(bench.aws, ID)).toMatchObject({ condition: "standing", status: "blackhole" });
  });

  it("is absent without its table and without itself", async () => {
    bench.safe.on(DescribeRouteTablesCommand).resolvesOnce({}).resolves(withRoutes());
    expect(await route.get(bench.aws, ID)).toBeUndefined();
    expect(await route.get(bench.aws, ID)).toBeUndefined();
  });
});

describe("making a route", () => {
  it.each([
    [
      "0.0.0.0/0",
      { kind: "nat-gateway", id: "nat-1" },
      { DestinationCidrBlock: "0.0.0.0/0", NatGatewayId: "nat-1" },
    ],
    [
      "::/0",
      { kind: "internet-gateway", id: "igw-1" },
      { DestinationIpv6CidrBlock: "::/0", GatewayId: "igw-1" },
    ],
  ] as const)("sends one call for %s", async (destination, target, input) => {
    bench.once.on(CreateRouteCommand).resolves({});
    const made = await route.create(bench.aws, { routeTableId: "rtb-1", destination, target }, "token");
    expect(made).toEqual({ id: `rtb-1_${destination}` });
    expect(sentBy(bench.once)).toEqual([
      { operation: "CreateRoute", input: { RouteTableId: "rtb-1", ...input } },
    ]);
  });

  it("leaves a taken destination to the engine's judgement", async () => {
    bench.once.on(CreateRouteCommand).rejects(refusal("RouteAlreadyExists"));
    await expect(route.create(bench.aws, PROPS, "token")).rejects.toBeInstanceOf(AlreadyExists);
  });

  it.each(["InvalidRouteTableID.NotFound", "InvalidNatGatewayID.NotFound", "InvalidGatewayID.NotFound"])(
    "is sent again after %s",
    async (name) => {
      bench.once.on(CreateRouteCommand).rejectsOnce(refusal(name)).resolves({});
      expect(await route.create(bench.aws, PROPS, "token")).toEqual({ id: ID });
    },
  );
});

describe("changing and deleting a route", () => {
  it("replaces the target in place", async () => {
    bench.safe.on(ReplaceRouteCommand).resolves({});
    const changes = [changed<RouteProps>("target", { kind: "internet-gateway", id: "igw-1" })];
    await route.update(bench.aws, ID, changes, toUpdate(bench, PROPS));
    const input = { RouteTableId: "rtb-1", DestinationCidrBlock: "0.0.0.0/0", GatewayId: "igw-1" };
    expect(sentBy(bench.safe)).toEqual([{ operation: "ReplaceRoute", input }]);
  });

  it.each(["InvalidRoute.NotFound", "InvalidRouteTableID.NotFound"])("is deleted on %s", async (name) => {
    bench.safe.on(DeleteRouteCommand).rejects(refusal(name));
    expect(await route.delete(bench.aws, ID, toDelete(bench))).toEqual([]);
    const input = { RouteTableId: "rtb-1", DestinationCidrBlock: "0.0.0.0/0" };
    expect(sentBy(bench.safe)).toEqual([{ operation: "DeleteRoute", input }]);
  });
});
