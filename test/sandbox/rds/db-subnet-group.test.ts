import {
  CreateDBSubnetGroupCommand,
  DeleteDBInstanceCommand,
  DeleteDBSubnetGroupCommand,
  DescribeDBSubnetGroupsCommand,
  ModifyDBSubnetGroupCommand,
  paginateDescribeDBSubnetGroups,
} from "@aws-sdk/client-rds";
import { describe, expect, it } from "vitest";
import { makeVpc } from "../ec2/network.ts";
import { refusalOf } from "../harness.ts";
import { makeDatabase, makeGround, makeZoneSubnet, practiseRds } from "./database.ts";

const DESCRIPTION = { DBSubnetGroupDescription: "Flash sale" };

describe("a DB subnet group in the sandbox", () => {
  it("is stored in lower case and found in any case, with its subnets and zones", async () => {
    const practice = practiseRds();
    const { subnetIds, VpcId } = await makeGround(practice);
    const { rds } = practice;
    const SubnetIds = subnetIds.slice(0, 2);
    await rds.send(
      new CreateDBSubnetGroupCommand({ DBSubnetGroupName: "Two.Zones", SubnetIds, ...DESCRIPTION }),
    );
    const { DBSubnetGroups } = await rds.send(
      new DescribeDBSubnetGroupsCommand({ DBSubnetGroupName: "TWO.zones" }),
    );
    expect(DBSubnetGroups?.[0]).toMatchObject({
      DBSubnetGroupName: "two.zones",
      VpcId,
      SubnetGroupStatus: "Complete",
      DBSubnetGroupArn: "arn:aws:rds:us-east-1:314159265358:subgrp:two.zones",
    });
    expect(DBSubnetGroups?.[0]?.Subnets?.map((subnet) => subnet.SubnetAvailabilityZone?.Name)).toEqual([
      "us-east-1a",
      "us-east-1b",
    ]);
  });

  it.each([
    ["one zone only", "DBSubnetGroupDoesNotCoverEnoughAZs", (ids: readonly string[]) => [ids[0] ?? ""]],
    [
      "a subnet that does not exist",
      "InvalidSubnet",
      () => ["subnet-0123456789abcdef0", "subnet-0fedcba9876543210"],
    ],
  ])("is refused with %s", async (_case, name, subnetsOf) => {
    const practice = practiseRds();
    const { subnetIds } = await makeGround(practice);
    const refused = await refusalOf(
      practice.rds.send(
        new CreateDBSubnetGroupCommand({
          DBSubnetGroupName: "other",
          SubnetIds: subnetsOf(subnetIds),
          ...DESCRIPTION,
        }),
      ),
    );
    expect(refused.name).toBe(name);
  });

  it("is refused a second time under the SDK's name and the wire's", async () => {
    const practice = practiseRds();
    const { subnetIds } = await makeGround(practice);
    const refused = await refusalOf(
      practice.rds.send(
        new CreateDBSubnetGroupCommand({
          DBSubnetGroupName: "FLASHSALE-db-subnet",
          SubnetIds: [...subnetIds],
          ...DESCRIPTION,
        }),
      ),
    );
    expect(refused).toMatchObject({
      name: "DBSubnetGroupAlreadyExistsFault",
      Code: "DBSubnetGroupAlreadyExists",
      message: "The DB subnet group 'flashsale-db-subnet' already exists.",
    });
  });

  it.each(["default", "1st", "a/b", "x".repeat(256)])(
    "is refused under the name %s",
    async (DBSubnetGroupName) => {
      const practice = practiseRds();
      const { subnetIds } = await makeGround(practice);
      const command = new CreateDBSubnetGroupCommand({
        DBSubnetGroupName,
        SubnetIds: [...subnetIds],
        ...DESCRIPTION,
      });
      expect((await refusalOf(practice.rds.send(command))).name).toBe("InvalidParameterValue");
    },
  );

  it("loses a subnet only while no instance stands in it, and never moves to another VPC", async () => {
    const practice = practiseRds();
    const ground = await makeGround(practice);
    const { rds, ec2 } = practice;
    await makeDatabase(practice, ground);
    const modify = (SubnetIds: string[]) =>
      rds.send(new ModifyDBSubnetGroupCommand({ DBSubnetGroupName: "flashsale-db-subnet", SubnetIds }));
    const [first = "", second = "", third = ""] = ground.subnetIds;
    expect((await refusalOf(modify([second, third]))).name).toBe("SubnetAlreadyInUse");
    expect((await modify([first, second])).DBSubnetGroup?.Subnets).toHaveLength(2);
    const otherVpc = await makeVpc(ec2);
    const others = [await makeZoneSubnet(ec2, otherVpc, 0), await makeZoneSubnet(ec2, otherVpc, 1)];
    expect(await refusalOf(modify(others))).toMatchObject({
      name: "InvalidParameterValue",
      message: "The new Subnets are not in the same Vpc as the existing subnet group",
    });
    expect((await refusalOf(modify([first, others[1] ?? ""]))).name).toBe("InvalidSubnet");
  });

  it("can be deleted once its last instance is gone", async () => {
    const practice = practiseRds();
    const ground = await makeGround(practice);
    const { rds } = practice;
    await makeDatabase(practice, ground);
    practice.pass(1000);
    const remove = () =>
      rds.send(new DeleteDBSubnetGroupCommand({ DBSubnetGroupName: "flashsale-db-subnet" }));
    expect((await refusalOf(remove())).name).toBe("InvalidDBSubnetGroupStateFault");
    await rds.send(
      new DeleteDBInstanceCommand({ DBInstanceIdentifier: "flashsale-db", SkipFinalSnapshot: true }),
    );
    expect((await refusalOf(remove())).message).toContain("flashsale-db is still using it");
    practice.pass(301);
    await remove();
    expect((await refusalOf(remove())).name).toBe("DBSubnetGroupNotFoundFault");
  });

  it("is described page by page", async () => {
    const practice = practiseRds();
    const { subnetIds } = await makeGround(practice);
    for (let index = 0; index < 22; index++)
      await practice.rds.send(
        new CreateDBSubnetGroupCommand({
          DBSubnetGroupName: `group-${index}`,
          SubnetIds: [...subnetIds],
          ...DESCRIPTION,
        }),
      );
    const pages: number[] = [];
    for await (const page of paginateDescribeDBSubnetGroups({ client: practice.rds, pageSize: 20 }, {}))
      pages.push(page.DBSubnetGroups?.length ?? 0);
    expect(pages).toEqual([20, 3]);
    const tooSmall = new DescribeDBSubnetGroupsCommand({ MaxRecords: 19 });
    expect((await refusalOf(practice.rds.send(tooSmall))).name).toBe("InvalidParameterValue");
  });
});
