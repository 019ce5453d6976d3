import {
  CreateSecurityGroupCommand,
  DeleteSecurityGroupCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
} from "@aws-sdk/client-ec2";
import { beforeEach, describe, expect, it } from "vitest";
import { AlreadyExists } from "../../../src/errors.ts";
import { type SecurityGroupProps, securityGroup } from "../../../src/resources/ec2/security-group.ts";
import {
  type Bench,
  createBench,
  createScope,
  inVpc,
  refusal,
  sentBy,
  TAG_LIST,
  TAGS,
  tagged,
  toDelete,
} from "./bench.ts";

const PROPS: SecurityGroupProps = {
  vpcId: "vpc-1",
  name: "Flashsale-DB",
  description: "Database of flashsale",
  tags: TAGS,
};
const FOUND = {
  GroupId: "sg-1",
  VpcId: "vpc-1",
  GroupName: "Flashsale-DB",
  Description: "Database of flashsale",
  Tags: TAG_LIST,
};

let bench: Bench;
beforeEach(() => {
  bench = createBench();
  bench.safe.on(DescribeSecurityGroupsCommand).resolves({ SecurityGroups: [FOUND] });
});

describe("reading security groups", () => {
  it("tells every prop, and a natural key that ignores case as EC2 does", async () => {
    expect(await securityGroup.get(bench.aws, "sg-1")).toEqual({
      id: "sg-1",
      name: "vpc-1/flashsale-db",
      condition: "standing",
      status: "available",
      props: PROPS,
      attributes: { groupId: "sg-1" },
      tags: TAGS,
    });
    expect(securityGroup.nameOf?.(PROPS)).toBe("vpc-1/flashsale-db");
    expect(securityGroup.nameOf?.({ name: "x" })).toBeUndefined();
    expect(sentBy(bench.safe)[0]?.input).toEqual({ Filters: [{ Name: "group-id", Values: ["sg-1"] }] });
  });

  it("lists by our VPC, and by another's that its natural key names", async () => {
    await securityGroup.list(bench.aws, inVpc());
    await securityGroup.list(bench.aws, createScope({ names: ["vpc-7/flashsale-db"] }));
    expect(sentBy(bench.safe).map(({ input }) => input)).toEqual([
      { Filters: [{ Name: "vpc-id", Values: ["vpc-1"] }] },
      { Filters: [{ Name: "vpc-id", Values: ["vpc-7"] }] },
    ]);
  });

  it("is absent when EC2 shows none", async () => {
    bench.safe.on(DescribeSecurityGroupsCommand).resolves({});
    expect(await securityGroup.get(bench.aws, "sg-1")).toBeUndefined();
  });
});

describe("making a security group", () => {
  it("sends one call, again while EC2 does not know the new VPC yet", async () => {
    bench.once
      .on(CreateSecurityGroupCommand)
      .rejectsOnce(refusal("InvalidVpcID.NotFound"))
      .resolves({ GroupId: "sg-1" });
    expect(await securityGroup.create(bench.aws, PROPS, "token")).toEqual({ id: "sg-1" });
    const input = {
      VpcId: "vpc-1",
      GroupName: "Flashsale-DB",
      Description: "Database of flashsale",
      TagSpecifications: tagged("security-group"),
    };
    expect(sentBy(bench.once)[1]).toEqual({ operation: "CreateSecurityGroup", input });
  });

  it("leaves a taken name to the engine's judgement", async () => {
    bench.once.on(CreateSecurityGroupCommand).rejects(refusal("InvalidGroup.Duplicate"));
    await expect(securityGroup.create(bench.aws, PROPS, "token")).rejects.toBeInstanceOf(AlreadyExists);
  });
});

describe("deleting a security group", () => {
  it("succeeds when there is none", async () => {
    bench.safe.on(DeleteSecurityGroupCommand).rejects(refusal("InvalidGroup.NotFound"));
    expect(await securityGroup.delete(bench.aws, "sg-1", toDelete(bench))).toEqual([]);
    expect(sentBy(bench.safe)[0]?.input).toEqual({ GroupId: "sg-1" });
  });

  it.each(["DependencyViolation", "InvalidGroup.InUse"])(
    "waits on %s while interfaces linger",
    async (name) => {
      bench.safe
        .on(DeleteSecurityGroupCommand)
        .rejectsOnce(refusal(name))
        .resolves({})
        .on(DescribeNetworkInterfacesCommand)
        .resolves({
          NetworkInterfaces: [
            { NetworkInterfaceId: "eni-1", Description: "RDSNetworkInterface", RequesterManaged: true },
          ],
        })
        .on(DescribeSecurityGroupsCommand)
        .resolves({ SecurityGroups: [] });
      await securityGroup.delete(bench.aws, "sg-1", toDelete(bench));
      expect(bench.watch.statuses).toEqual(["still used by eni-1"]);
    },
  );

  it("names the group whose rules still name it, without waiting for the whole 15 minutes", async () => {
    bench.safe
      .on(DeleteSecurityGroupCommand)
      .rejects(refusal("DependencyViolation"))
      .on(DescribeNetworkInterfacesCommand)
      .resolves({})
      .on(DescribeSecurityGroupsCommand)
      .resolves({ SecurityGroups: [{ GroupId: "sg-9", GroupName: "legacy" }] })
      .on(DescribeSecurityGroupRulesCommand)
      .resolves({});
    const begun = bench.clock.now();
    await expect(securityGroup.delete(bench.aws, "sg-1", toDelete(bench))).rejects.toMatchObject({
      code: "StillInUse",
      detail: expect.stringContaining('security group sg-9 ("legacy")') as string,
    });
    expect(bench.clock.secondsSince(begun)).toBeLessThan(240);
  });
});
