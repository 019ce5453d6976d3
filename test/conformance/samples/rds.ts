import { dbInstance } from "../../../src/resources/rds/db-instance.ts";
import { dbSubnetGroup } from "../../../src/resources/rds/db-subnet-group.ts";
import { readReplica } from "../../../src/resources/rds/read-replica.ts";
import { secret } from "../../../src/resources/secrets-manager/secret.ts";
import { type Ground, tagsFor } from "../ground.ts";
import { type Sample, sampleOf } from "../sample.ts";
import { makeGateway, makeGroup, makeSubnets, makeVpc } from "./ec2.ts";

async function makeSubnetGroup(ground: Ground, vpcId: string): Promise<string> {
  const subnetIds = await makeSubnets(ground, vpcId, 3);
  const props = { name: "flashsale-db-subnet", description: "Ground", subnetIds, vpcId };
  return (await ground.make(dbSubnetGroup, "ground.subnet-group", props)).id;
}

/** Makes an instance to be copied, and answers its identifier. */
async function makeSource(ground: Ground, vpcId: string): Promise<string> {
  const made = await ground.make(dbInstance, "ground.source", {
    identifier: "ground-db",
    class: "db.r5.xlarge",
    engineVersion: "15.14",
    allocatedStorageGib: 500,
    storageType: "gp3",
    storageEncrypted: true,
    multiAz: false,
    masterUsername: "flashsaleadmin",
    databaseName: "flashsale",
    masterPasswordSecret: await makePassword(ground),
    subnetGroupName: await makeSubnetGroup(ground, vpcId),
    securityGroupIds: [await makeGroup(ground, vpcId)],
    backupRetentionDays: 7,
    backupWindow: "03:00-04:00",
    maintenanceWindow: "mon:04:00-mon:05:00",
    publiclyAccessible: false,
    deletionProtection: false,
    copyTagsToSnapshot: true,
    extendedSupport: "open-source-rds-extended-support-disabled",
    autoMinorVersionUpgrade: true,
  });
  return made.id;
}

async function makePassword(ground: Ground): Promise<string> {
  const alphabet = { characters: "abcdefghijkmnopqrstuvwxyz23456789", length: 40 };
  const props = { name: "flashsale/db-password", description: "Ground", alphabet };
  return (await ground.make(secret, "ground.secret", props)).id;
}

/** Other storage has no performance that could be chosen. */
const PERFORMANCE = { storageType: ["iops", "storageThroughputMibps"] };

/** The samples of RDS. */
export const rdsSamples: readonly Sample[] = [
  sampleOf(dbSubnetGroup, {
    absentId: "flashsale-absent",
    props: async (ground) => {
      const vpcId = await makeVpc(ground);
      const subnetIds = await makeSubnets(ground, vpcId, 2);
      return { name: "flashsale-db-subnet", description: "Flash Sale", subnetIds, vpcId, tags: tagsFor() };
    },
    changes: async (ground, { vpcId }) => ({
      description: "Flash Sale DB Subnet Group",
      subnetIds: await makeSubnets(ground, vpcId, 3),
    }),
  }),
  sampleOf(dbInstance, {
    absentId: "flashsale-absent",
    takesAlong: PERFORMANCE,
    props: async (ground) => {
      const vpcId = await makeVpc(ground);
      const [subnetGroupName, masterPasswordSecret, group] = await Promise.all([
        makeSubnetGroup(ground, vpcId),
        makePassword(ground),
        makeGroup(ground, vpcId),
      ]);
      return {
        identifier: "flashsale-db",
        class: "db.r5.xlarge",
        engineVersion: "15.14",
        allocatedStorageGib: 500,
        maxAllocatedStorageGib: 1000,
        storageType: "gp3",
        iops: 12_000,
        storageThroughputMibps: 500,
        storageEncrypted: true,
        multiAz: true,
        masterUsername: "flashsaleadmin",
        databaseName: "flashsale",
        masterPasswordSecret,
        subnetGroupName,
        securityGroupIds: [group],
        backupRetentionDays: 7,
        backupWindow: "03:00-04:00",
        maintenanceWindow: "mon:04:00-mon:05:00",
        publiclyAccessible: false,
        deletionProtection: true,
        copyTagsToSnapshot: true,
        extendedSupport: "open-source-rds-extended-support-disabled",
        autoMinorVersionUpgrade: true,
        tags: tagsFor(),
      };
    },
    changes: async (ground) => {
      const vpcId = await makeVpc(ground);
      // RDS refuses a public instance in a VPC without an internet gateway.
      await makeGateway(ground, vpcId);
      return {
        class: "db.r5.2xlarge",
        engineVersion: "15.15",
        allocatedStorageGib: 600,
        maxAllocatedStorageGib: "never" as const,
        storageType: "gp2",
        iops: 14_000,
        storageThroughputMibps: 600,
        multiAz: false,
        securityGroupIds: [await makeGroup(ground, vpcId, "other")],
        backupRetentionDays: 14,
        backupWindow: "05:00-06:00",
        maintenanceWindow: "tue:04:00-tue:05:00",
        publiclyAccessible: true,
        deletionProtection: false,
        copyTagsToSnapshot: false,
        extendedSupport: "open-source-rds-extended-support",
        autoMinorVersionUpgrade: false,
      };
    },
  }),
  sampleOf(readReplica, {
    absentId: "flashsale-absent",
    takesAlong: PERFORMANCE,
    props: async (ground) => {
      const vpcId = await makeVpc(ground);
      return {
        identifier: "flashsale-db-replica-1",
        sourceIdentifier: await makeSource(ground, vpcId),
        class: "db.r5.xlarge",
        allocatedStorageGib: 500,
        maxAllocatedStorageGib: 1000,
        storageType: "gp3",
        iops: 12_000,
        storageThroughputMibps: 500,
        multiAz: false,
        securityGroupIds: [await makeGroup(ground, vpcId)],
        maintenanceWindow: "mon:04:00-mon:05:00",
        publiclyAccessible: false,
        deletionProtection: false,
        copyTagsToSnapshot: true,
        autoMinorVersionUpgrade: true,
        tags: tagsFor(),
      };
    },
    changes: async (ground) => {
      const vpcId = await makeVpc(ground);
      // RDS refuses a public instance in a VPC without an internet gateway.
      await makeGateway(ground, vpcId);
      return {
        class: "db.r5.2xlarge",
        allocatedStorageGib: 600,
        maxAllocatedStorageGib: "never" as const,
        storageType: "gp2",
        iops: 14_000,
        storageThroughputMibps: 600,
        multiAz: true,
        securityGroupIds: [await makeGroup(ground, vpcId, "other")],
        maintenanceWindow: "tue:04:00-tue:05:00",
        publiclyAccessible: true,
        deletionProtection: true,
        copyTagsToSnapshot: false,
        autoMinorVersionUpgrade: false,
      };
    },
  }),
];
