import {
  AllocateAddressCommand,
  DescribeAddressesCommand,
  DescribeNetworkInterfacesCommand,
  ReleaseAddressCommand,
} from "@aws-sdk/client-ec2";
import { beforeEach, describe, expect, it } from "vitest";
import { AmbiguousEnd } from "../../../src/errors.ts";
import { elasticIp } from "../../../src/resources/ec2/elastic-ip.ts";
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

const FOUND = { AllocationId: "eipalloc-1", PublicIp: "198.51.100.1", Tags: TAG_LIST };

let bench: Bench;
beforeEach(() => {
  bench = createBench();
  bench.safe.on(DescribeAddressesCommand).resolves({ Addresses: [FOUND] });
});

describe("reading Elastic IP addresses", () => {
  it("tells the address", async () => {
    expect(await elasticIp.get(bench.aws, "eipalloc-1")).toEqual({
      id: "eipalloc-1",
      condition: "standing",
      status: "allocated",
      props: { tags: TAGS },
      attributes: { allocationId: "eipalloc-1", publicIp: "198.51.100.1" },
      tags: TAGS,
    });
    const Filters = [{ Name: "allocation-id", Values: ["eipalloc-1"] }];
    expect(sentBy(bench.safe)[0]?.input).toEqual({ Filters });
  });

  it("lists by tag, since an address is in no VPC, and all before a create is repeated", async () => {
    await elasticIp.list(bench.aws, inVpc());
    await elasticIp.listAll?.(bench.aws);
    expect(sentBy(bench.safe).map(({ input }) => input)).toEqual([
      { Filters: [{ Name: "tag:flashsale-setup:stack", Values: ["flashsale"] }] },
      { Filters: [] },
    ]);
  });

  it("is absent when EC2 shows none", async () => {
    bench.safe.on(DescribeAddressesCommand).resolves({ Addresses: [] });
    expect(await elasticIp.get(bench.aws, "eipalloc-1")).toBeUndefined();
  });

  it("is billed for every hour of the month", () => {
    expect(elasticIp.usage?.({ tags: TAGS })).toEqual([{ sku: "ec2:public-ipv4:hour", quantity: 730 }]);
  });
});

describe("allocating an address", () => {
  it("sends one call that is never repeated blindly", async () => {
    bench.once.on(AllocateAddressCommand).resolves({ AllocationId: "eipalloc-1" });
    expect(await elasticIp.create(bench.aws, { tags: TAGS }, "token")).toEqual({ id: "eipalloc-1" });
    const input = { Domain: "vpc", TagSpecifications: tagged("elastic-ip") };
    expect(sentBy(bench.once)).toEqual([{ operation: "AllocateAddress", input }]);
  });

  it("counts an answer without an id as one that nobody saw", async () => {
    bench.once.on(AllocateAddressCommand).resolves({});
    await expect(elasticIp.create(bench.aws, { tags: TAGS }, "token")).rejects.toBeInstanceOf(AmbiguousEnd);
  });
});

describe("releasing an address", () => {
  const denied = refusal("AuthFailure", "You do not have permission to access the specified resource.");

  it("succeeds when there is none", async () => {
    bench.safe.on(ReleaseAddressCommand).rejects(refusal("InvalidAllocationID.NotFound"));
    expect(await elasticIp.delete(bench.aws, "eipalloc-1", toDelete(bench))).toEqual([]);
  });

  it("is repeated while the NAT gateway that held it goes, in whichever words EC2 says so", async () => {
    bench.safe.on(DescribeNetworkInterfacesCommand).resolves({});
    bench.safe
      .on(ReleaseAddressCommand)
      .rejectsOnce(refusal("InvalidIPAddress.InUse"))
      .rejectsOnce(denied)
      .resolves({});
    await elasticIp.delete(bench.aws, "eipalloc-1", toDelete(bench));
    const released = sentBy(bench.safe).filter(({ operation }) => operation === "ReleaseAddress");
    expect(released).toHaveLength(3);
    expect(released[0]?.input).toEqual({ AllocationId: "eipalloc-1" });
  });

  it("is given up after three minutes, naming the interface that holds it", async () => {
    bench.safe
      .on(ReleaseAddressCommand)
      .rejects(denied)
      .on(DescribeNetworkInterfacesCommand)
      .resolves({ NetworkInterfaces: [{ NetworkInterfaceId: "eni-1", RequesterManaged: true }] });
    await expect(elasticIp.delete(bench.aws, "eipalloc-1", toDelete(bench))).rejects.toMatchObject({
      code: "StillInUse",
      detail: expect.stringContaining("eni-1") as string,
    });
  });

  it("is given up at once when the credentials are bad", async () => {
    const text = "AWS was not able to validate the provided access credentials";
    bench.safe.on(ReleaseAddressCommand).rejects(refusal("AuthFailure", text));
    await expect(elasticIp.delete(bench.aws, "eipalloc-1", toDelete(bench))).rejects.toMatchObject({
      name: "AuthFailure",
    });
    expect(bench.clock.sleeps).toEqual([]);
  });
});
