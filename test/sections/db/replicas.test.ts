import { describe, expect, it } from "vitest";
import { declared, propsOf, settingsOf } from "../declared.ts";

describe("the read replicas", () => {
  it("are none unless they are asked for", () => {
    expect(propsOf(declared(), "rds/read-replica")).toEqual({});
  });

  it("are copies of the instance, of its class and behind its security group", () => {
    const all = declared(settingsOf({ db: { replicas: 2, class: "db.r5.2xlarge", maxStorageGib: 200 } }));
    const replicas = propsOf(all, "rds/read-replica");
    expect(Object.keys(replicas)).toEqual(["db.replica.1", "db.replica.2"]);
    expect(replicas["db.replica.2"]).toEqual({
      identifier: "flashsale-db-replica-2",
      sourceIdentifier: "db.instance#identifier",
      class: "db.r5.2xlarge",
      allocatedStorageGib: 100,
      maxAllocatedStorageGib: 200,
      storageType: "gp3",
      multiAz: false,
      securityGroupIds: ["network.security-group.database#groupId"],
      maintenanceWindow: "mon:04:00-mon:05:00",
      publiclyAccessible: false,
      deletionProtection: false,
      copyTagsToSnapshot: true,
      autoMinorVersionUpgrade: true,
    });
  });
});
