import { DescribeOrderableDBInstanceOptionsCommand } from "@aws-sdk/client-rds";
import { describe, expect, it } from "vitest";
import { findOrderable } from "../../../src/resources/rds/orderable.ts";
import { inputsOf, mockAws } from "./mocked-aws.ts";

const wanted = { version: "15.13", class: "db.r5.xlarge" };

describe("what RDS offers for a version and a class", () => {
  it("is told over all pages", async () => {
    const { aws, rds } = mockAws();
    rds.safe
      .on(DescribeOrderableDBInstanceOptionsCommand)
      .resolvesOnce({
        Marker: "next",
        OrderableDBInstanceOptions: [
          { StorageType: "gp2", MultiAZCapable: false, AvailabilityZones: [{ Name: "us-east-1b" }] },
        ],
      })
      .resolvesOnce({
        OrderableDBInstanceOptions: [
          {
            StorageType: "gp3",
            MultiAZCapable: true,
            AvailabilityZones: [{ Name: "us-east-1a" }, { Name: "us-east-1b" }],
          },
        ],
      });
    expect(await findOrderable(aws, wanted)).toEqual({
      offered: true,
      multiAz: true,
      gp3: true,
      zones: ["us-east-1a", "us-east-1b"],
    });
    expect(inputsOf(rds.safe, "DescribeOrderableDBInstanceOptions")[0]).toMatchObject({
      Engine: "postgres",
      EngineVersion: "15.13",
      DBInstanceClass: "db.r5.xlarge",
      Vpc: true,
    });
  });

  it("is nothing for what cannot be had", async () => {
    const { aws, rds } = mockAws();
    rds.safe.on(DescribeOrderableDBInstanceOptionsCommand).resolves({});
    expect(await findOrderable(aws, wanted)).toEqual({
      offered: false,
      multiAz: false,
      gp3: false,
      zones: [],
    });
  });
});
