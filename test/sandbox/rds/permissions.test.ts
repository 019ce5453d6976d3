import {
  AddTagsToResourceCommand,
  DeleteDBInstanceCommand,
  ListTagsForResourceCommand,
  RemoveTagsFromResourceCommand,
} from "@aws-sdk/client-rds";
import { describe, expect, it } from "vitest";
import { parsePolicy } from "../../../src/sandbox/policy.ts";
import { refusalOf } from "../harness.ts";
import { makeDatabase, makeGround, makeStanding, practiseRds } from "./database.ts";

function policyFor(...actions: string[]) {
  const ground = ["ec2:*", "rds:CreateDBSubnetGroup"];
  return parsePolicy(
    JSON.stringify({ Statement: { Effect: "Allow", Action: [...ground, ...actions], Resource: "*" } }),
  );
}

describe("permissions for RDS in the sandbox", () => {
  it("include the service-linked role for the first subnet group of an account only", async () => {
    const practice = practiseRds({ policy: policyFor("rds:*") });
    const refused = await refusalOf(makeGround(practice));
    expect(refused).toMatchObject({ name: "AccessDenied" });
    expect(refused.message).toContain("iam:CreateServiceLinkedRole");
    const admin = practiseRds({ file: practice.file });
    const ground = await makeGround(admin);
    expect((await makeDatabase(practice, ground)).DBInstanceStatus).toBe("creating");
  });

  it("include tagging when tags are sent", async () => {
    const practice = practiseRds({ policy: policyFor("rds:CreateDBInstance", "iam:*") });
    const ground = await makeGround(practice);
    const tagged = makeDatabase(practice, ground, { Tags: [{ Key: "team", Value: "sale" }] });
    expect((await refusalOf(tagged)).message).toContain("rds:AddTagsToResource");
    await makeDatabase(practice, ground);
  });

  it("include a snapshot's for a deletion that leaves one", async () => {
    const practice = practiseRds({
      policy: policyFor("rds:CreateDBInstance", "rds:DeleteDBInstance", "iam:*"),
    });
    await makeStanding(practice);
    const DBInstanceIdentifier = "flashsale-db";
    const command = new DeleteDBInstanceCommand({ DBInstanceIdentifier, FinalDBSnapshotIdentifier: "final" });
    expect((await refusalOf(practice.rds.send(command))).message).toContain("rds:CreateDBSnapshot");
    await practice.rds.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier, SkipFinalSnapshot: true }));
  });
});

describe("tags of RDS resources in the sandbox", () => {
  it("are added, removed and listed by ARN", async () => {
    const practice = practiseRds();
    await makeStanding(practice);
    const { rds } = practice;
    for (const name of ["db:flashsale-db", "subgrp:flashsale-db-subnet"]) {
      const ResourceName = `arn:aws:rds:us-east-1:314159265358:${name}`;
      const Tags = [
        { Key: "team", Value: "sale" },
        { Key: "stage", Value: "test" },
      ];
      await rds.send(new AddTagsToResourceCommand({ ResourceName, Tags }));
      await rds.send(new RemoveTagsFromResourceCommand({ ResourceName, TagKeys: ["stage", "absent"] }));
      const { TagList } = await rds.send(new ListTagsForResourceCommand({ ResourceName }));
      expect(TagList).toEqual([{ Key: "team", Value: "sale" }]);
    }
    expect((await practice.look()).TagList).toEqual([{ Key: "team", Value: "sale" }]);
    expect(practice.sandbox.list().find(({ type }) => type === "db-instance")?.tags).toEqual({
      team: "sale",
    });
  });

  it("are refused for what does not exist", async () => {
    const { rds } = practiseRds();
    const list = (ResourceName: string) => rds.send(new ListTagsForResourceCommand({ ResourceName }));
    const prefix = "arn:aws:rds:us-east-1:314159265358";
    expect((await refusalOf(list(`${prefix}:db:none`))).name).toBe("DBInstanceNotFoundFault");
    expect((await refusalOf(list(`${prefix}:snapshot:none`))).name).toBe("DBSnapshotNotFoundFault");
    expect((await refusalOf(list("flashsale-db"))).name).toBe("InvalidParameterValue");
  });
});

describe("reads of RDS that lag", () => {
  it("do not see an instance at first, and are counted as stale", async () => {
    const practice = practiseRds();
    const ground = await makeGround(practice);
    practice.pass(60);
    await makeDatabase(practice, ground);
    const late = practice.reopen({ faults: { readLagMs: 15_000 } });
    const lagging = practiseRds({
      file: late.file,
      faults: { readLagMs: 15_000 },
      now: () => late.sandbox.clock.now(),
    });
    expect((await refusalOf(lagging.look())).name).toBe("DBInstanceNotFoundFault");
    expect(lagging.sandbox.staleReads()).toBe(1);
    practice.pass(16);
    expect((await lagging.look()).DBInstanceStatus).toBe("creating");
  });
});
