import {
  AddTagsToResourceCommand,
  CreateDBSubnetGroupCommand,
  type DBSubnetGroup,
  DeleteDBSubnetGroupCommand,
  DescribeDBSubnetGroupsCommand,
  ListTagsForResourceCommand,
  ModifyDBSubnetGroupCommand,
  RemoveTagsFromResourceCommand,
} from "@aws-sdk/client-rds";
import { describe, expect, it } from "vitest";
import type { Change } from "../../../src/engine/change.ts";
import { AlreadyExists, AmbiguousEnd } from "../../../src/errors.ts";
import { type DbSubnetGroupProps, dbSubnetGroup } from "../../../src/resources/rds/db-subnet-group.ts";
import { inputsOf, mockAws, operationsOf, refusal, scopeOf } from "./mocked-aws.ts";

const ARN = "arn:aws:rds:us-east-1:123456789012:subgrp:flashsale-db";
const props: DbSubnetGroupProps = {
  name: "Flashsale-DB",
  description: "Subnets of the database",
  subnetIds: ["subnet-1", "subnet-2"],
  vpcId: "vpc-1",
  tags: { Name: "flashsale-db" },
};
const told: DBSubnetGroup = {
  DBSubnetGroupName: "flashsale-db",
  DBSubnetGroupDescription: "Subnets of the database",
  VpcId: "vpc-1",
  SubnetGroupStatus: "Complete",
  Subnets: [{ SubnetIdentifier: "subnet-2" }, { SubnetIdentifier: "subnet-1" }],
  DBSubnetGroupArn: ARN,
};

function standing(): ReturnType<typeof mockAws> {
  const mocked = mockAws();
  mocked.rds.safe.on(DescribeDBSubnetGroupsCommand).resolves({ DBSubnetGroups: [told] });
  mocked.rds.safe
    .on(ListTagsForResourceCommand)
    .resolves({ TagList: [{ Key: "Name", Value: "flashsale-db" }] });
  return mocked;
}

async function update(
  mocked: ReturnType<typeof mockAws>,
  changes: readonly Change<DbSubnetGroupProps>[],
  wanted = props,
): Promise<void> {
  const observed = await dbSubnetGroup.get(mocked.aws, "flashsale-db");
  if (observed === undefined) throw new Error("the group stands in this test");
  const context = { ...mocked.watch, observed, props: wanted, applyAt: "now" as const };
  await dbSubnetGroup.update(mocked.aws, "flashsale-db", changes, context);
}

describe("reading a DB subnet group", () => {
  it("tells its subnets, its VPC and its tags", async () => {
    const { aws, rds } = standing();
    expect(await dbSubnetGroup.get(aws, "flashsale-db")).toEqual({
      id: "flashsale-db",
      name: "flashsale-db",
      condition: "standing",
      status: "Complete",
      props: {
        name: "flashsale-db",
        description: "Subnets of the database",
        subnetIds: ["subnet-2", "subnet-1"],
        vpcId: "vpc-1",
        tags: { Name: "flashsale-db" },
      },
      attributes: { name: "flashsale-db", arn: ARN },
      tags: { Name: "flashsale-db" },
    });
    expect(inputsOf(rds.safe, "ListTagsForResource")).toEqual([{ ResourceName: ARN }]);
  });

  it("answers undefined for one that does not exist", async () => {
    const { aws, rds } = mockAws();
    rds.safe.on(DescribeDBSubnetGroupsCommand).rejects(refusal("DBSubnetGroupNotFoundFault"));
    expect(await dbSubnetGroup.get(aws, "flashsale-db")).toBeUndefined();
  });

  it("answers undefined when the group goes before its tags are read", async () => {
    const { aws, rds } = standing();
    rds.safe.on(ListTagsForResourceCommand).rejects(refusal("DBSubnetGroupNotFoundFault"));
    expect(await dbSubnetGroup.get(aws, "flashsale-db")).toBeUndefined();
  });

  it("reads one name at a time and leaves out what is not there", async () => {
    const { aws, rds } = standing();
    rds.safe
      .on(DescribeDBSubnetGroupsCommand, { DBSubnetGroupName: "other" })
      .rejects(refusal("DBSubnetGroupNotFoundFault"));
    const listed = await dbSubnetGroup.list(aws, scopeOf(["flashsale-db", "other"]));
    expect(listed.map(({ id }) => id)).toEqual(["flashsale-db"]);
  });
});

describe("creating a DB subnet group", () => {
  it("sends everything in one call that is not repeated, and knows the name in lower case", async () => {
    const { aws, rds } = mockAws();
    rds.once.on(CreateDBSubnetGroupCommand).resolves({ DBSubnetGroup: told });
    expect(await dbSubnetGroup.create(aws, props, "token")).toEqual({ id: "flashsale-db" });
    expect(inputsOf(rds.once, "CreateDBSubnetGroup")).toEqual([
      {
        DBSubnetGroupName: "Flashsale-DB",
        DBSubnetGroupDescription: "Subnets of the database",
        SubnetIds: ["subnet-1", "subnet-2"],
        Tags: [{ Key: "Name", Value: "flashsale-db" }],
      },
    ]);
    expect(dbSubnetGroup.nameOf?.(props)).toBe("flashsale-db");
  });

  it("throws AlreadyExists for a name that is taken", async () => {
    const { aws, rds } = mockAws();
    rds.once.on(CreateDBSubnetGroupCommand).rejects(refusal("DBSubnetGroupAlreadyExistsFault"));
    await expect(dbSubnetGroup.create(aws, props, "token")).rejects.toBeInstanceOf(AlreadyExists);
  });

  it.each([refusal("DBSubnetGroupDoesNotCoverEnoughAZs"), new AmbiguousEnd(new Error("reset"))])(
    "lets %s stand",
    async (error) => {
      const { aws, rds } = mockAws();
      rds.once.on(CreateDBSubnetGroupCommand).rejects(error);
      await expect(dbSubnetGroup.create(aws, props, "token")).rejects.toBe(error);
    },
  );

  it("is asked for again while RDS makes its own role, the first of an account", async () => {
    const { aws, rds } = mockAws();
    const missing =
      "Missing necessary credentials. Please check http://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAM.ServiceLinkedRoles.html";
    rds.once
      .on(CreateDBSubnetGroupCommand)
      .rejectsOnce(refusal("InvalidParameterValue", missing))
      .resolves({ DBSubnetGroup: told });
    await dbSubnetGroup.create(aws, props, "token");
    expect(operationsOf(rds.once)).toEqual(["CreateDBSubnetGroup", "CreateDBSubnetGroup"]);
  });

  it("is not asked for again when a value is wrong", async () => {
    const { aws, rds } = mockAws();
    rds.once
      .on(CreateDBSubnetGroupCommand)
      .rejects(refusal("InvalidParameterValue", "Some input subnets are invalid"));
    await expect(dbSubnetGroup.create(aws, props, "token")).rejects.toThrow("Some input subnets");
    expect(operationsOf(rds.once)).toHaveLength(1);
  });

  it("is ready once a read shows it", async () => {
    const { aws, rds, watch } = standing();
    rds.safe
      .on(DescribeDBSubnetGroupsCommand)
      .rejectsOnce(refusal("DBSubnetGroupNotFoundFault"))
      .resolves({ DBSubnetGroups: [told] });
    await dbSubnetGroup.ready(aws, "flashsale-db", watch);
    expect(watch.statuses).toEqual(["not visible yet", "visible"]);
  });
});

describe("updating a DB subnet group", () => {
  it("sends subnets and description as a whole", async () => {
    const mocked = standing();
    const wanted = { ...props, subnetIds: ["subnet-1", "subnet-3"] };
    const change = {
      prop: "subnetIds",
      from: props.subnetIds,
      to: wanted.subnetIds,
      cause: "settings",
    } as const;
    await update(mocked, [change], wanted);
    expect(inputsOf(mocked.rds.safe, "ModifyDBSubnetGroup")).toEqual([
      {
        DBSubnetGroupName: "flashsale-db",
        DBSubnetGroupDescription: "Subnets of the database",
        SubnetIds: ["subnet-1", "subnet-3"],
      },
    ]);
    expect(operationsOf(mocked.rds.safe)).not.toContain("AddTagsToResource");
  });

  it("sets our tags and removes those that we no longer want, without modifying the group", async () => {
    const mocked = standing();
    mocked.rds.safe.on(AddTagsToResourceCommand).resolves({}).on(RemoveTagsFromResourceCommand).resolves({});
    await update(mocked, [
      { prop: "tags", from: {}, to: { b: "2", a: "1" }, dropped: ["old"], cause: "settings" },
    ]);
    const Tags = [
      { Key: "a", Value: "1" },
      { Key: "b", Value: "2" },
    ];
    expect(inputsOf(mocked.rds.safe, "AddTagsToResource")).toEqual([{ ResourceName: ARN, Tags }]);
    expect(inputsOf(mocked.rds.safe, "RemoveTagsFromResource")).toEqual([
      { ResourceName: ARN, TagKeys: ["old"] },
    ]);
    expect(operationsOf(mocked.rds.safe)).not.toContain("ModifyDBSubnetGroup");
  });

  it("lets AWS's refusal to remove a used subnet stand", async () => {
    const mocked = standing();
    mocked.rds.safe.on(ModifyDBSubnetGroupCommand).rejects(refusal("SubnetAlreadyInUse"));
    const change = { prop: "subnetIds", from: [], to: [], cause: "settings" } as const;
    await expect(update(mocked, [change])).rejects.toThrow("SubnetAlreadyInUse");
  });
});

describe("deleting a DB subnet group", () => {
  it("succeeds for one that is not there", async () => {
    const { aws, rds, watch } = mockAws();
    rds.safe.on(DeleteDBSubnetGroupCommand).rejects(refusal("DBSubnetGroupNotFoundFault"));
    expect(await dbSubnetGroup.delete(aws, "flashsale-db", { ...watch, force: false })).toEqual([]);
    expect(inputsOf(rds.safe, "DeleteDBSubnetGroup")).toEqual([{ DBSubnetGroupName: "flashsale-db" }]);
  });

  it("is repeated while a DB instance still lets go of it", async () => {
    const { aws, rds, watch } = mockAws();
    rds.safe
      .on(DeleteDBSubnetGroupCommand)
      .rejectsOnce(refusal("InvalidDBSubnetGroupStateFault"))
      .resolves({});
    await dbSubnetGroup.delete(aws, "flashsale-db", { ...watch, force: false });
    expect(operationsOf(rds.safe)).toEqual(["DeleteDBSubnetGroup", "DeleteDBSubnetGroup"]);
  });

  it("gives up in AWS's words when an instance keeps using it", async () => {
    const { aws, rds, watch } = mockAws();
    const words =
      "Cannot delete the subnet group 'flashsale-db' because at least one database instance: x is still using it.";
    rds.safe.on(DeleteDBSubnetGroupCommand).rejects(refusal("InvalidDBSubnetGroupStateFault", words));
    await expect(dbSubnetGroup.delete(aws, "flashsale-db", { ...watch, force: false })).rejects.toThrow(
      words,
    );
  });

  it("is gone once a read no longer shows it", async () => {
    const { aws, rds, watch } = standing();
    rds.safe
      .on(DescribeDBSubnetGroupsCommand)
      .resolvesOnce({ DBSubnetGroups: [told] })
      .rejects(refusal("DBSubnetGroupNotFoundFault"));
    await dbSubnetGroup.gone(aws, "flashsale-db", watch);
    expect(watch.statuses).toEqual(["deleting", "gone"]);
  });
});
