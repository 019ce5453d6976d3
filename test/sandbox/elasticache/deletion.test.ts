import { DescribeNetworkInterfacesCommand } from "@aws-sdk/client-ec2";
import {
  CreateSnapshotCommand,
  DeleteReplicationGroupCommand,
  DeleteSnapshotCommand,
  DescribeSnapshotsCommand,
  type Snapshot,
} from "@aws-sdk/client-elasticache";
import { beforeEach, describe, expect, it } from "vitest";
import { refusalOf } from "../harness.ts";
import {
  type CachePractice,
  type Ground,
  makeCache,
  makeGround,
  makeStanding,
  modify,
  practiseCache,
} from "./cache.ts";

const ReplicationGroupId = "flashsale-redis";
const NAME = "flashsale-redis-final";

let practice: CachePractice;
let ground: Ground;

beforeEach(async () => {
  practice = practiseCache();
  ground = await makeStanding(practice);
});

const remove = (FinalSnapshotIdentifier?: string) =>
  practice.cache.send(
    new DeleteReplicationGroupCommand({
      ReplicationGroupId,
      ...(FinalSnapshotIdentifier === undefined ? {} : { FinalSnapshotIdentifier }),
    }),
  );

async function snapshotsOf(parts: object = { ReplicationGroupId }): Promise<readonly Snapshot[]> {
  return (await practice.cache.send(new DescribeSnapshotsCommand(parts))).Snapshots ?? [];
}

async function interfaces(): Promise<number> {
  const Filters = [{ Name: "group-id", Values: [ground.groupId] }];
  const { NetworkInterfaces = [] } = await practice.ec2.send(
    new DescribeNetworkInterfacesCommand({ Filters }),
  );
  return NetworkInterfaces.length;
}

describe("a deleted replication group", () => {
  it("is deleting for minutes, then not found, and its network interfaces stay a little longer", async () => {
    expect((await remove()).ReplicationGroup?.Status).toBe("deleting");
    expect((await practice.look()).Status).toBe("deleting");
    expect((await refusalOf(remove())).name).toBe("InvalidReplicationGroupStateFault");
    practice.pass(250);
    expect((await refusalOf(practice.look())).name).toBe("ReplicationGroupNotFoundFault");
    expect(await interfaces()).toBe(2);
    practice.pass(100);
    expect(await interfaces()).toBe(0);
  });

  it("leaves the final snapshot that it was asked for", async () => {
    await remove(NAME);
    expect(await snapshotsOf()).toMatchObject([{ SnapshotName: NAME, SnapshotStatus: "creating" }]);
    practice.pass(600);
    expect(await snapshotsOf()).toMatchObject([
      {
        SnapshotName: NAME,
        SnapshotStatus: "available",
        SnapshotSource: "manual",
        EngineVersion: "7.0.7",
        NumNodeGroups: 1,
        ARN: `arn:aws:elasticache:us-east-1:314159265358:snapshot:${NAME}`,
      },
    ]);
    expect(practice.sandbox.list().map(({ type }) => type)).toContain("snapshot");
  });

  it("cannot go, and is not backed up, while it changes", async () => {
    await modify(practice, { SnapshotRetentionLimit: 7 });
    const refused = await refusalOf(remove(NAME));
    expect(refused.name).toBe("InvalidReplicationGroupStateFault");
    expect(await refusalOf(snapshotsOf({ SnapshotName: NAME }))).toMatchObject({
      name: "SnapshotNotFoundFault",
    });
  });

  it("cannot go while it is creating", async () => {
    const own = practiseCache();
    await makeCache(own, await makeGround(own));
    const command = new DeleteReplicationGroupCommand({ ReplicationGroupId });
    expect((await refusalOf(own.cache.send(command))).name).toBe("InvalidReplicationGroupStateFault");
  });

  it("refuses the name of a snapshot that is there", async () => {
    await practice.cache.send(new CreateSnapshotCommand({ ReplicationGroupId, SnapshotName: NAME }));
    practice.pass(200);
    expect((await refusalOf(remove(NAME))).name).toBe("SnapshotAlreadyExistsFault");
    expect((await practice.look()).Status).toBe("available");
  });
});

describe("a snapshot", () => {
  it("makes the group snapshotting while it is taken, and can go once it is", async () => {
    await practice.cache.send(new CreateSnapshotCommand({ ReplicationGroupId, SnapshotName: NAME }));
    expect((await practice.look()).Status).toBe("snapshotting");
    const drop = () => practice.cache.send(new DeleteSnapshotCommand({ SnapshotName: NAME }));
    expect((await refusalOf(drop())).name).toBe("InvalidSnapshotStateFault");
    practice.pass(200);
    expect((await practice.look()).Status).toBe("available");
    await drop();
    expect(await snapshotsOf()).toEqual([]);
  });
});
