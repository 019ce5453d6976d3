import {
  CreateVpcEndpointCommand,
  DeleteVpcEndpointsCommand,
  DescribeVpcEndpointsCommand,
  ModifyVpcEndpointCommand,
  type State,
} from "@aws-sdk/client-ec2";
import { beforeEach, describe, expect, it } from "vitest";
import { BrokenResourceError } from "../../../src/errors.ts";
import { type VpcEndpointProps, vpcEndpoint } from "../../../src/resources/ec2/vpc-endpoint.ts";
import {
  type Bench,
  changed,
  createBench,
  inVpc,
  refusal,
  sentBy,
  TAG_LIST,
  TAGS,
  tagged,
  toDelete,
  toUpdate,
} from "./bench.ts";

const PROPS: VpcEndpointProps = {
  vpcId: "vpc-1",
  serviceName: "com.amazonaws.us-east-1.s3",
  routeTableIds: ["rtb-1", "rtb-2"],
  tags: TAGS,
};
/** EC2 tells its states in lower case, other than the SDK's model. */
const withState = (state: string, more: object = {}) => ({
  VpcEndpoints: [
    {
      VpcEndpointId: "vpce-1",
      VpcId: "vpc-1",
      ServiceName: "com.amazonaws.us-east-1.s3",
      RouteTableIds: ["rtb-1", "rtb-2"],
      State: state as State,
      Tags: TAG_LIST,
      ...more,
    },
  ],
});

let bench: Bench;
beforeEach(() => {
  bench = createBench();
  bench.safe.on(DescribeVpcEndpointsCommand).resolves(withState("available"));
});

describe("reading gateway endpoints", () => {
  it("tells service and route tables", async () => {
    expect(await vpcEndpoint.get(bench.aws, "vpce-1")).toEqual({
      id: "vpce-1",
      condition: "standing",
      status: "available",
      props: PROPS,
      attributes: { vpcEndpointId: "vpce-1" },
      tags: TAGS,
    });
    expect(sentBy(bench.safe)[0]?.input).toEqual({ VpcEndpointIds: ["vpce-1"] });
  });

  it("lists by our VPC", async () => {
    await vpcEndpoint.list(bench.aws, inVpc());
    expect(sentBy(bench.safe)[0]?.input).toEqual({ Filters: [{ Name: "vpc-id", Values: ["vpc-1"] }] });
  });

  it.each([
    ["pending", "pending"],
    ["Available", "standing"],
    ["deleting", "leaving"],
    ["failed", "broken"],
  ])("takes %s for %s", async (state, condition) => {
    bench.safe.on(DescribeVpcEndpointsCommand).resolves(withState(state));
    expect(await vpcEndpoint.get(bench.aws, "vpce-1")).toMatchObject({ condition });
  });

  it("is absent when it is deleted, or EC2 does not know it", async () => {
    bench.safe.on(DescribeVpcEndpointsCommand).resolves(withState("deleted"));
    expect(await vpcEndpoint.get(bench.aws, "vpce-1")).toBeUndefined();
    bench.safe.on(DescribeVpcEndpointsCommand).rejects(refusal("InvalidVpcEndpointId.NotFound"));
    expect(await vpcEndpoint.get(bench.aws, "vpce-1")).toBeUndefined();
  });
});

describe("making a gateway endpoint", () => {
  it("sends one call that its token makes safe to repeat, also while EC2 does not know a table yet", async () => {
    bench.safe
      .on(CreateVpcEndpointCommand)
      .rejectsOnce(refusal("InvalidRouteTableId.NotFound"))
      .resolves({ VpcEndpoint: { VpcEndpointId: "vpce-1" } });
    expect(await vpcEndpoint.create(bench.aws, PROPS, "token-1")).toEqual({ id: "vpce-1" });
    const input = {
      ClientToken: "token-1",
      VpcEndpointType: "Gateway",
      VpcId: "vpc-1",
      ServiceName: "com.amazonaws.us-east-1.s3",
      RouteTableIds: ["rtb-1", "rtb-2"],
      TagSpecifications: tagged("vpc-endpoint"),
    };
    expect(sentBy(bench.safe)[1]).toEqual({ operation: "CreateVpcEndpoint", input });
  });

  it("stops waiting as soon as it failed", async () => {
    const LastError = { Code: "InternalError", Message: "no luck" };
    bench.safe.on(DescribeVpcEndpointsCommand).resolves(withState("failed", { LastError }));
    const failed = vpcEndpoint.ready(bench.aws, "vpce-1", bench.watch);
    await expect(failed).rejects.toBeInstanceOf(BrokenResourceError);
    await expect(failed).rejects.toThrow("InternalError: no luck");
  });
});

describe("changing a gateway endpoint", () => {
  it("adds and removes just the tables that differ", async () => {
    bench.safe.on(ModifyVpcEndpointCommand).resolves({});
    const changes = [changed<VpcEndpointProps>("routeTableIds", ["rtb-2", "rtb-3"])];
    const context = toUpdate<VpcEndpointProps, { vpcEndpointId: string }>(bench, PROPS, {
      routeTableIds: ["rtb-1", "rtb-2"],
    });
    await vpcEndpoint.update(bench.aws, "vpce-1", changes, context);
    const input = { VpcEndpointId: "vpce-1", AddRouteTableIds: ["rtb-3"], RemoveRouteTableIds: ["rtb-1"] };
    expect(sentBy(bench.safe)).toEqual([{ operation: "ModifyVpcEndpoint", input }]);
  });
});

describe("deleting a gateway endpoint", () => {
  const refused = (Code: string) => ({
    Unsuccessful: [{ ResourceId: "vpce-1", Error: { Code, Message: "no" } }],
  });

  it("succeeds when there is none, although EC2 tells that as a result", async () => {
    bench.safe.on(DeleteVpcEndpointsCommand).resolves(refused("InvalidVpcEndpoint.NotFound"));
    expect(await vpcEndpoint.delete(bench.aws, "vpce-1", toDelete(bench))).toEqual([]);
    expect(sentBy(bench.safe)[0]?.input).toEqual({ VpcEndpointIds: ["vpce-1"] });
  });

  it("fails on what EC2 tells as an unsuccessful result", async () => {
    bench.safe.on(DeleteVpcEndpointsCommand).resolves(refused("OperationNotPermitted"));
    await expect(vpcEndpoint.delete(bench.aws, "vpce-1", toDelete(bench))).rejects.toMatchObject({
      name: "OperationNotPermitted",
      message: "no",
    });
  });

  it("is gone once its state is deleted", async () => {
    bench.safe
      .on(DescribeVpcEndpointsCommand)
      .resolvesOnce(withState("deleting"))
      .resolves(withState("deleted"));
    await vpcEndpoint.gone(bench.aws, "vpce-1", bench.watch);
    expect(bench.watch.statuses).toEqual(["deleting", "gone"]);
  });
});
