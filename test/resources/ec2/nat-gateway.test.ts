import {
  CreateNatGatewayCommand,
  DeleteNatGatewayCommand,
  DescribeNatGatewaysCommand,
  type NatGateway,
} from "@aws-sdk/client-ec2";
import { beforeEach, describe, expect, it } from "vitest";
import { AlreadyExists, BrokenResourceError } from "../../../src/errors.ts";
import { type NatGatewayProps, natGateway } from "../../../src/resources/ec2/nat-gateway.ts";
import {
  type Bench,
  createBench,
  inVpc,
  refusal,
  sentBy,
  TAG_LIST,
  TAGS,
  tagged,
  toDelete,
} from "./bench.ts";

const PROPS: NatGatewayProps = { subnetId: "subnet-1", allocationId: "eipalloc-1", tags: TAGS };
const FOUND: NatGateway = {
  NatGatewayId: "nat-1",
  SubnetId: "subnet-1",
  State: "available",
  NatGatewayAddresses: [{ AllocationId: "eipalloc-1", IsPrimary: true }],
  Tags: TAG_LIST,
};
const STATES = { Name: "state", Values: ["pending", "available", "deleting", "failed"] };
const FAILED: NatGateway = {
  ...FOUND,
  State: "failed",
  NatGatewayAddresses: [],
  FailureCode: "Gateway.NotAttached",
  FailureMessage: "Network vpc-1 has no Internet gateway attached",
};

let bench: Bench;
const answer = (...gateways: NatGateway[]) => ({ NatGateways: gateways });
beforeEach(() => {
  bench = createBench();
  bench.safe.on(DescribeNatGatewaysCommand).resolves(answer(FOUND));
});

describe("reading NAT gateways", () => {
  it("tells subnet and address, and asks by EC2's own singular Filter", async () => {
    expect(await natGateway.get(bench.aws, "nat-1")).toEqual({
      id: "nat-1",
      condition: "standing",
      status: "available",
      props: PROPS,
      attributes: { natGatewayId: "nat-1" },
      tags: TAGS,
    });
    const Filter = [{ Name: "nat-gateway-id", Values: ["nat-1"] }, STATES];
    expect(sentBy(bench.safe)).toEqual([{ operation: "DescribeNatGateways", input: { Filter } }]);
  });

  it("lists by our VPC, without those that are deleted", async () => {
    await natGateway.list(bench.aws, inVpc());
    const Filter = [{ Name: "vpc-id", Values: ["vpc-1"] }, STATES];
    expect(sentBy(bench.safe)[0]?.input).toEqual({ Filter });
  });

  it.each([
    ["pending", "pending"],
    ["available", "standing"],
    ["deleting", "leaving"],
    ["failed", "broken"],
  ] as const)("takes %s for %s", async (State, condition) => {
    bench.safe.on(DescribeNatGatewaysCommand).resolves(answer({ ...FOUND, State }));
    expect(await natGateway.get(bench.aws, "nat-1")).toMatchObject({ condition });
  });

  it("tells why a gateway failed, in EC2's words", async () => {
    bench.safe.on(DescribeNatGatewaysCommand).resolves(answer(FAILED));
    expect(await natGateway.get(bench.aws, "nat-1")).toMatchObject({
      reason: "Gateway.NotAttached: Network vpc-1 has no Internet gateway attached",
      props: { subnetId: "subnet-1" },
    });
  });

  it("is absent when it is deleted, though EC2 shows it for another hour", async () => {
    bench.safe.on(DescribeNatGatewaysCommand).resolves(answer({ ...FOUND, State: "deleted" }));
    expect(await natGateway.get(bench.aws, "nat-1")).toBeUndefined();
  });

  it("is billed for every hour of the month", () => {
    expect(natGateway.usage?.(PROPS)).toEqual([{ sku: "ec2:nat-gateway:hour", quantity: 730 }]);
  });
});

describe("making a NAT gateway", () => {
  it("sends one call that its token makes safe to repeat", async () => {
    bench.safe.on(CreateNatGatewayCommand).resolves({ NatGateway: { NatGatewayId: "nat-1" } });
    expect(await natGateway.create(bench.aws, PROPS, "token-1")).toEqual({ id: "nat-1" });
    const input = {
      ClientToken: "token-1",
      SubnetId: "subnet-1",
      AllocationId: "eipalloc-1",
      ConnectivityType: "public",
      TagSpecifications: tagged("natgateway"),
    };
    expect(sentBy(bench.safe)).toEqual([{ operation: "CreateNatGateway", input }]);
  });

  it.each(["InvalidSubnetID.NotFound", "InvalidAllocationID.NotFound"])(
    "is sent again after %s",
    async (name) => {
      bench.safe
        .on(CreateNatGatewayCommand)
        .rejectsOnce(refusal(name))
        .resolves({ NatGateway: { NatGatewayId: "nat-1" } });
      expect(await natGateway.create(bench.aws, PROPS, "token-1")).toEqual({ id: "nat-1" });
    },
  );

  it("waits until EC2 knows its subnet, which it calls invalid meanwhile", async () => {
    bench.safe
      .on(CreateNatGatewayCommand)
      .rejectsOnce(refusal("InvalidSubnet"))
      .resolves({ NatGateway: { NatGatewayId: "nat-1" } });
    expect(await natGateway.create(bench.aws, PROPS, "token-1")).toEqual({ id: "nat-1" });
  });

  it("leaves an address that is taken to the engine's judgement", async () => {
    bench.safe.on(CreateNatGatewayCommand).rejects(refusal("Resource.AlreadyAssociated"));
    await expect(natGateway.create(bench.aws, PROPS, "token-1")).rejects.toBeInstanceOf(AlreadyExists);
  });

  it("waits until it is available", async () => {
    bench.safe
      .on(DescribeNatGatewaysCommand)
      .resolvesOnce(answer())
      .resolvesOnce(answer({ ...FOUND, State: "pending" }))
      .resolves(answer(FOUND));
    await natGateway.ready(bench.aws, "nat-1", bench.watch);
    expect(bench.watch.statuses).toEqual(["not visible yet", "pending", "available"]);
  });

  it("stops waiting as soon as it failed", async () => {
    bench.safe.on(DescribeNatGatewaysCommand).resolves(answer(FAILED));
    const failed = natGateway.ready(bench.aws, "nat-1", bench.watch);
    await expect(failed).rejects.toBeInstanceOf(BrokenResourceError);
    await expect(failed).rejects.toThrow("Network vpc-1 has no Internet gateway attached");
  });
});

describe("deleting a NAT gateway", () => {
  it("succeeds when there is none", async () => {
    bench.safe.on(DeleteNatGatewayCommand).rejects(refusal("NatGatewayNotFound"));
    expect(await natGateway.delete(bench.aws, "nat-1", toDelete(bench))).toEqual([]);
    expect(sentBy(bench.safe)[0]?.input).toEqual({ NatGatewayId: "nat-1" });
  });

  it("is gone once its state is deleted", async () => {
    bench.safe
      .on(DescribeNatGatewaysCommand)
      .resolvesOnce(answer({ ...FOUND, State: "deleting" }))
      .resolves(answer({ ...FOUND, State: "deleted" }));
    await natGateway.gone(bench.aws, "nat-1", bench.watch);
    expect(bench.watch.statuses).toEqual(["deleting", "gone"]);
  });
});
