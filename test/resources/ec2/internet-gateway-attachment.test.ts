import {
  AttachInternetGatewayCommand,
  DescribeInternetGatewaysCommand,
  DescribeNetworkInterfacesCommand,
  DetachInternetGatewayCommand,
} from "@aws-sdk/client-ec2";
import { beforeEach, describe, expect, it } from "vitest";
import { AlreadyExists } from "../../../src/errors.ts";
import { internetGatewayAttachment as attachment } from "../../../src/resources/ec2/internet-gateway-attachment.ts";
import { type Bench, createBench, createScope, refusal, sentBy, toDelete } from "./bench.ts";

const PROPS = { internetGatewayId: "igw-1", vpcId: "vpc-1" };
const INPUT = { InternetGatewayId: "igw-1", VpcId: "vpc-1" };
const withState = (State: string) => ({
  InternetGateways: [
    { InternetGatewayId: "igw-1", Attachments: [{ VpcId: "vpc-1", State: State as "attached" }] },
  ],
});

/** A scope of its own: what is shared is kept for the whole of a scope. */
const inVpc = () => createScope({ idsOf: { "ec2/vpc": ["vpc-1"] } });

let bench: Bench;
beforeEach(() => {
  bench = createBench();
  bench.safe.on(DescribeInternetGatewaysCommand).resolves(withState("available"));
});

describe("reading attachments", () => {
  it("makes an id and a natural key of both ends", async () => {
    expect(await attachment.get(bench.aws, "igw-1:vpc-1")).toEqual({
      id: "igw-1:vpc-1",
      name: "igw-1/vpc-1",
      condition: "standing",
      status: "available",
      props: PROPS,
      attributes: PROPS,
    });
    expect(attachment.nameOf?.(PROPS)).toBe("igw-1/vpc-1");
    expect(attachment.nameOf?.({ vpcId: "vpc-1" })).toBeUndefined();
  });

  const BY_STACK = [{ Name: "tag:flashsale-setup:stack", Values: ["flashsale"] }];
  const BY_VPC = [{ Name: "attachment.vpc-id", Values: ["vpc-1"] }];

  it("finds them with the stack's own gateways, which are read once for both types", async () => {
    expect(await attachment.list(bench.aws, inVpc())).toHaveLength(1);
    expect(sentBy(bench.safe)).toEqual([
      { operation: "DescribeInternetGateways", input: { Filters: expect.arrayContaining(BY_STACK) } },
    ]);
  });

  it("looks by the VPC where no gateway of ours is attached: somebody else's may be", async () => {
    bench.safe.on(DescribeInternetGatewaysCommand).resolves({ InternetGateways: [] });
    bench.safe.on(DescribeInternetGatewaysCommand, { Filters: BY_VPC }).resolves(withState("available"));
    expect(await attachment.list(bench.aws, inVpc())).toHaveLength(1);
    expect(sentBy(bench.safe).at(-1)?.input).toEqual({ Filters: BY_VPC });
  });

  it.each([
    ["attaching", "pending"],
    ["detaching", "leaving"],
  ])("takes %s for %s", async (state, condition) => {
    bench.safe.on(DescribeInternetGatewaysCommand).resolves(withState(state));
    expect(await attachment.get(bench.aws, "igw-1:vpc-1")).toMatchObject({ condition });
  });

  it("is absent when it is detached, attached elsewhere, or without a gateway", async () => {
    bench.safe.on(DescribeInternetGatewaysCommand).resolvesOnce(withState("detached")).resolves({});
    expect(await attachment.get(bench.aws, "igw-1:vpc-1")).toBeUndefined();
    expect(await attachment.get(bench.aws, "igw-1:vpc-1")).toBeUndefined();
    bench.safe.on(DescribeInternetGatewaysCommand).resolves(withState("available"));
    expect(await attachment.get(bench.aws, "igw-1:vpc-2")).toBeUndefined();
  });
});

describe("attaching an internet gateway", () => {
  it("sends one call, again while EC2 does not know the new gateway yet", async () => {
    bench.once
      .on(AttachInternetGatewayCommand)
      .rejectsOnce(refusal("InvalidInternetGatewayID.NotFound"))
      .resolves({});
    expect(await attachment.create(bench.aws, PROPS, "token")).toEqual({ id: "igw-1:vpc-1" });
    expect(sentBy(bench.once)).toEqual([
      { operation: "AttachInternetGateway", input: INPUT },
      { operation: "AttachInternetGateway", input: INPUT },
    ]);
  });

  it("leaves a gateway that is attached already to the engine's judgement", async () => {
    bench.once.on(AttachInternetGatewayCommand).rejects(refusal("Resource.AlreadyAssociated"));
    await expect(attachment.create(bench.aws, PROPS, "token")).rejects.toBeInstanceOf(AlreadyExists);
  });

  it("waits until it is attached", async () => {
    bench.safe
      .on(DescribeInternetGatewaysCommand)
      .resolvesOnce(withState("attaching"))
      .resolves(withState("available"));
    await attachment.ready(bench.aws, "igw-1:vpc-1", bench.watch);
    expect(bench.watch.statuses).toEqual(["attaching", "available"]);
  });
});

describe("detaching an internet gateway", () => {
  it.each(["Gateway.NotAttached", "InvalidInternetGatewayID.NotFound", "InvalidVpcID.NotFound"])(
    "succeeds on %s",
    async (name) => {
      bench.safe.on(DetachInternetGatewayCommand).rejects(refusal(name));
      expect(await attachment.delete(bench.aws, "igw-1:vpc-1", toDelete(bench))).toEqual([]);
    },
  );

  it("waits until no public address is mapped in the VPC, and reports who holds one", async () => {
    const text =
      "Network vpc-1 has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.";
    bench.safe
      .on(DetachInternetGatewayCommand)
      .rejectsOnce(refusal("DependencyViolation", text))
      .resolves({})
      .on(DescribeNetworkInterfacesCommand)
      .resolves({
        NetworkInterfaces: [
          { NetworkInterfaceId: "eni-private" },
          { NetworkInterfaceId: "eni-public", Association: { PublicIp: "198.51.100.1" } },
        ],
      });
    await attachment.delete(bench.aws, "igw-1:vpc-1", toDelete(bench));
    expect(bench.watch.statuses).toEqual(["still used by eni-public"]);
    expect(sentBy(bench.safe)[1]?.input).toEqual({ Filters: [{ Name: "vpc-id", Values: ["vpc-1"] }] });
    expect(sentBy(bench.safe)[2]).toEqual({ operation: "DetachInternetGateway", input: INPUT });
  });
});
