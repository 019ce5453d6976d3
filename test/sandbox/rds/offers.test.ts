import {
  DescribeDBEngineVersionsCommand,
  type DescribeDBEngineVersionsCommandInput,
  DescribeOrderableDBInstanceOptionsCommand,
  paginateDescribeOrderableDBInstanceOptions,
} from "@aws-sdk/client-rds";
import { describe, expect, it } from "vitest";
import { refusalOf } from "../harness.ts";
import { practiseRds } from "./database.ts";

async function versions(input: DescribeDBEngineVersionsCommandInput) {
  const { rds } = practiseRds();
  const { DBEngineVersions } = await rds.send(new DescribeDBEngineVersionsCommand(input));
  return DBEngineVersions ?? [];
}

describe("PostgreSQL's versions in the sandbox", () => {
  it("are the newest of each line, without the guide's 15.3", async () => {
    const found = await versions({ Engine: "postgres", DBParameterGroupFamily: "postgres15" });
    expect(found.map(({ EngineVersion }) => EngineVersion)).toEqual(["15.13", "15.14", "15.15"]);
    expect(found[0]).toMatchObject({ Status: "available", DBParameterGroupFamily: "postgres15" });
  });

  it("include what can no longer be made when asked for", async () => {
    const found = await versions({ Engine: "postgres", IncludeAll: true });
    expect(found.find(({ EngineVersion }) => EngineVersion === "15.3")?.Status).toBe("deprecated");
    const filter = { Name: "status", Values: ["available"] };
    const available = await versions({ Engine: "postgres", IncludeAll: true, Filters: [filter] });
    expect(available.map(({ EngineVersion }) => EngineVersion)).not.toContain("15.3");
  });

  it("have a default that is not the newest", async () => {
    const ofLine = await versions({ Engine: "postgres", EngineVersion: "15", DefaultOnly: true });
    expect(ofLine.map(({ EngineVersion }) => EngineVersion)).toEqual(["15.14"]);
    const ofEngine = await versions({ Engine: "postgres", DefaultOnly: true });
    expect(ofEngine.map(({ EngineVersion }) => EngineVersion)).toEqual(["17.6"]);
  });

  it("lead to newer ones of their line and to lines that are not older", async () => {
    const [found] = await versions({ Engine: "postgres", EngineVersion: "15.14" });
    const targets = (found?.ValidUpgradeTarget ?? []).map(({ EngineVersion, IsMajorVersionUpgrade }) => [
      EngineVersion,
      IsMajorVersionUpgrade,
    ]);
    expect(targets).toEqual([
      ["15.15", false],
      ["16.10", true],
      ["16.11", true],
      ["17.6", true],
      ["17.7", true],
      ["18.1", true],
    ]);
  });

  it("are those of no other engine", async () => {
    expect((await refusalOf(versions({ Engine: "mysql" }))).name).toBe("SandboxError");
    expect((await refusalOf(versions({ Engine: "psql" }))).name).toBe("InvalidParameterValue");
  });
});

describe("orderable options in the sandbox", () => {
  it("tell for a class and a version which storage can be had where", async () => {
    const { rds } = practiseRds();
    const { OrderableDBInstanceOptions } = await rds.send(
      new DescribeOrderableDBInstanceOptionsCommand({
        Engine: "postgres",
        EngineVersion: "15.15",
        DBInstanceClass: "db.r5.xlarge",
        Vpc: true,
      }),
    );
    const gp3 = OrderableDBInstanceOptions?.find(({ StorageType }) => StorageType === "gp3");
    expect(gp3).toMatchObject({
      MultiAZCapable: true,
      Vpc: true,
      MinStorageSize: 20,
      MaxStorageSize: 65_536,
    });
    expect(gp3?.AvailabilityZones?.map(({ Name }) => Name)).toContain("us-east-1a");
  });

  it("are none for what is not offered", async () => {
    const { rds } = practiseRds();
    const command = new DescribeOrderableDBInstanceOptionsCommand({
      Engine: "postgres",
      EngineVersion: "15.3",
    });
    expect((await rds.send(command)).OrderableDBInstanceOptions).toEqual([]);
  });

  it("come in pages", async () => {
    const { rds } = practiseRds();
    const input = { Engine: "postgres", EngineVersion: "15.15" };
    let options = 0;
    let pages = 0;
    for await (const page of paginateDescribeOrderableDBInstanceOptions(
      { client: rds, pageSize: 100 },
      input,
    )) {
      options += page.OrderableDBInstanceOptions?.length ?? 0;
      pages++;
    }
    expect(pages).toBe(Math.ceil(options / 100));
    expect(options).toBeGreaterThan(100);
  });
});
