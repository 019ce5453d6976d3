import {
  CreateSubnetCommand,
  DeleteSubnetCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSubnetsCommand,
  ModifySubnetAttributeCommand,
} from "@aws-sdk/client-ec2";
import { beforeEach, describe, expect, it } from "vitest";
import { AlreadyExists, PlanError } from "../../../src/errors.ts";
import { type SubnetProps, subnet } from "../../../src/resources/ec2/subnet.ts";
import {
  type Bench,
  changed,
  createBench,
  createScope,
  inVpc,
  refusal,
  sentBy,
  TAG_LIST,
  TAGS,
  tagged,
  toDelete,
  toUpdate,
} from "./bench.ts";

const PROPS: SubnetProps = {
  vpcId: "vpc-1",
  cidr: "10.0.1.0/24",
  zone: "us-east-1a",
  publicAddresses: true,
  tags: TAGS,
};
const FOUND = {
  SubnetId: "subnet-1",
  VpcId: "vpc-1",
  CidrBlock: "10.0.1.0/24",
  AvailabilityZone: "us-east-1a",
  AvailabilityZoneId: "use1-az6",
  State: "available" as const,
  MapPublicIpOnLaunch: true,
  Tags: TAG_LIST,
};

let bench: Bench;
beforeEach(() => {
  bench = createBench();
  bench.safe.on(DescribeSubnetsCommand).resolves({ Subnets: [FOUND] });
});

describe("reading subnets", () => {
  it("tells every prop and its natural key", async () => {
    expect(await subnet.get(bench.aws, "subnet-1")).toEqual({
      id: "subnet-1",
      name: "vpc-1/10.0.1.0/24",
      condition: "standing",
      status: "available",
      props: PROPS,
      attributes: {
        subnetId: "subnet-1",
        vpcId: "vpc-1",
        cidr: "10.0.1.0/24",
        zone: "us-east-1a",
        zoneId: "use1-az6",
      },
      tags: TAGS,
    });
    expect(sentBy(bench.safe)[0]?.input).toEqual({ Filters: [{ Name: "subnet-id", Values: ["subnet-1"] }] });
  });

  it("names what is declared as it names what is observed", () => {
    expect(subnet.nameOf?.(PROPS)).toBe("vpc-1/10.0.1.0/24");
    expect(subnet.nameOf?.({ cidr: "10.0.1.0/24" })).toBeUndefined();
  });

  it("lists by our VPC, strangers included", async () => {
    await subnet.list(bench.aws, inVpc());
    expect(sentBy(bench.safe)[0]?.input).toEqual({ Filters: [{ Name: "vpc-id", Values: ["vpc-1"] }] });
  });

  it("lists by the VPC that its natural keys name where the VPC is not ours", async () => {
    await subnet.list(bench.aws, createScope({ names: ["vpc-7/10.0.1.0/24", "vpc-7/10.0.2.0/24"] }));
    expect(sentBy(bench.safe)[0]?.input).toEqual({ Filters: [{ Name: "vpc-id", Values: ["vpc-7"] }] });
  });

  it("lists by tag while no VPC is known", async () => {
    await subnet.list(bench.aws, createScope({}));
    const Filters = [{ Name: "tag:flashsale-setup:stack", Values: ["flashsale"] }];
    expect(sentBy(bench.safe)[0]?.input).toEqual({ Filters });
  });

  it("is absent when EC2 shows none", async () => {
    bench.safe.on(DescribeSubnetsCommand).resolves({});
    expect(await subnet.get(bench.aws, "subnet-1")).toBeUndefined();
  });
});

describe("making a subnet", () => {
  it("sends one call without the public addresses, which follow as an update", async () => {
    bench.once.on(CreateSubnetCommand).resolves({ Subnet: { SubnetId: "subnet-1" } });
    expect(await subnet.create(bench.aws, PROPS, "token")).toEqual({ id: "subnet-1" });
    expect(subnet.afterCreate).toEqual(["publicAddresses"]);
    const input = {
      VpcId: "vpc-1",
      CidrBlock: "10.0.1.0/24",
      AvailabilityZone: "us-east-1a",
      TagSpecifications: tagged("subnet"),
    };
    expect(sentBy(bench.once)).toEqual([{ operation: "CreateSubnet", input }]);
  });

  it.each([
    ["the same block", [PROPS.cidr]],
    ["a block that reads do not show yet", []],
    ["other blocks only", ["10.0.200.0/24"]],
  ])("leaves a block that is taken to the engine's judgement where there is %s", async (_, blocks) => {
    bench.once.on(CreateSubnetCommand).rejects(refusal("InvalidSubnet.Conflict"));
    const Subnets = blocks.map((CidrBlock) => ({ SubnetId: "subnet-9", CidrBlock }));
    bench.safe.on(DescribeSubnetsCommand).resolves({ Subnets });
    await expect(subnet.create(bench.aws, PROPS, "token")).rejects.toBeInstanceOf(AlreadyExists);
  });

  it.each(["10.0.0.0/20", "10.0.1.128/25"])(
    "names at once whoever has a part of its addresses: %s",
    async (CidrBlock) => {
      bench.once.on(CreateSubnetCommand).rejects(refusal("InvalidSubnet.Conflict"));
      const theirs = { SubnetId: "subnet-9", CidrBlock, AvailabilityZone: "us-east-1c" };
      bench.safe.on(DescribeSubnetsCommand).resolves({ Subnets: [theirs] });
      const making = subnet.create(bench.aws, { ...PROPS, cidr: "10.0.1.0/24" }, "token");
      await expect(making).rejects.toMatchObject({ code: "BlockTaken" });
      await expect(making).rejects.toThrow(`subnet-9 (${CidrBlock}, us-east-1c)`);
      expect(bench.clock.sleeps).toEqual([]);
    },
  );

  it("is sent again while EC2 does not know the new VPC yet", async () => {
    bench.once
      .on(CreateSubnetCommand)
      .rejectsOnce(refusal("InvalidVpcID.NotFound"))
      .resolves({ Subnet: { SubnetId: "subnet-1" } });
    expect(await subnet.create(bench.aws, PROPS, "token")).toEqual({ id: "subnet-1" });
    expect(bench.clock.sleeps).toEqual([1]);
  });

  it("waits until it is available", async () => {
    bench.safe
      .on(DescribeSubnetsCommand)
      .resolvesOnce({ Subnets: [{ ...FOUND, State: "pending" }] })
      .resolves({ Subnets: [FOUND] });
    await subnet.ready(bench.aws, "subnet-1", bench.watch);
    expect(bench.watch.statuses).toEqual(["pending", "available"]);
  });
});

describe("changing a subnet", () => {
  it("sets public addresses, also while EC2 does not know the subnet yet", async () => {
    bench.safe.on(ModifySubnetAttributeCommand).rejectsOnce(refusal("InvalidSubnetID.NotFound")).resolves({});
    const changes = [changed<SubnetProps>("publicAddresses", true)];
    await subnet.update(bench.aws, "subnet-1", changes, toUpdate(bench, PROPS));
    expect(sentBy(bench.safe).at(-1)).toEqual({
      operation: "ModifySubnetAttribute",
      input: { SubnetId: "subnet-1", MapPublicIpOnLaunch: { Value: true } },
    });
  });
});

describe("deleting a subnet", () => {
  it("succeeds when there is none", async () => {
    bench.safe.on(DeleteSubnetCommand).rejects(refusal("InvalidSubnetID.NotFound"));
    expect(await subnet.delete(bench.aws, "subnet-1", toDelete(bench))).toEqual([]);
  });

  it("waits until the interfaces of services have gone", async () => {
    bench.safe
      .on(DeleteSubnetCommand)
      .rejectsOnce(refusal("DependencyViolation"))
      .resolves({})
      .on(DescribeNetworkInterfacesCommand)
      .resolves({ NetworkInterfaces: [{ NetworkInterfaceId: "eni-1", RequesterManaged: true }] });
    await subnet.delete(bench.aws, "subnet-1", toDelete(bench));
    expect(bench.watch.statuses).toEqual(["still used by eni-1"]);
    expect(sentBy(bench.safe)[1]?.input).toEqual({ Filters: [{ Name: "subnet-id", Values: ["subnet-1"] }] });
  });

  it("gives up after 20 minutes and names what still uses it", async () => {
    bench.safe
      .on(DeleteSubnetCommand)
      .rejects(refusal("DependencyViolation"))
      .on(DescribeNetworkInterfacesCommand)
      .resolves({ NetworkInterfaces: [{ NetworkInterfaceId: "eni-1", RequesterManaged: true }] });
    const begun = bench.clock.now();
    await expect(subnet.delete(bench.aws, "subnet-1", toDelete(bench))).rejects.toBeInstanceOf(PlanError);
    expect(bench.clock.secondsSince(begun)).toBeGreaterThanOrEqual(1200);
  });

  it("is gone once EC2 no longer shows it", async () => {
    bench.safe
      .on(DescribeSubnetsCommand)
      .resolvesOnce({ Subnets: [FOUND] })
      .resolves({ Subnets: [] });
    await subnet.gone(bench.aws, "subnet-1", bench.watch);
    expect(bench.watch.statuses).toEqual(["deleting", "gone"]);
  });
});
