import {
  DeleteReplicationGroupCommand,
  DescribeReplicationGroupsCommand,
  DescribeSnapshotsCommand,
} from "@aws-sdk/client-elasticache";
import { describe, expect, it } from "vitest";
import type { Leftover } from "../../../src/engine/resource.ts";
import { replicationGroup } from "../../../src/resources/elasticache/replication-group.ts";
import { inputsOf, operationsOf, refusal } from "../rds/mocked-aws.ts";
import { shows } from "./groups.ts";
import { type MockedCache, mockCache } from "./mocked-elasticache.ts";

const ID = "flashsale-redis";
const SNAPSHOT = "flashsale-redis-final-20261122-213000";
const LEFTOVER = { type: "elasticache/snapshot", id: SNAPSHOT };
const absent = refusal("ReplicationGroupNotFoundFault");
const busy = refusal("InvalidReplicationGroupStateFault");

function deletable(status = "available"): MockedCache {
  const mocked = mockCache();
  mocked.cache.safe.on(DescribeReplicationGroupsCommand).resolves(shows({ Status: status }));
  mocked.cache.safe.on(DeleteReplicationGroupCommand).resolves({});
  return mocked;
}

function deleteIt({ aws, watch }: MockedCache, snapshot?: string): Promise<readonly Leftover[]> {
  const wanted = snapshot === undefined ? {} : { snapshot };
  return replicationGroup.delete(aws, ID, { ...watch, ...wanted, force: false });
}

describe("deleting a replication group", () => {
  it("deletes all nodes and leaves the final snapshot that was named", async () => {
    const mocked = deletable();
    expect(await deleteIt(mocked, SNAPSHOT)).toEqual([LEFTOVER]);
    expect(inputsOf(mocked.cache.safe, "DeleteReplicationGroup")).toEqual([
      { ReplicationGroupId: ID, RetainPrimaryCluster: false, FinalSnapshotIdentifier: SNAPSHOT },
    ]);
  });

  it("leaves nothing when no snapshot is wanted", async () => {
    const mocked = deletable();
    expect(await deleteIt(mocked)).toEqual([]);
    expect(inputsOf(mocked.cache.safe, "DeleteReplicationGroup")).toEqual([
      { ReplicationGroupId: ID, RetainPrimaryCluster: false },
    ]);
  });

  it.each(["creating", "modifying", "snapshotting"])("waits until it is no longer %s", async (status) => {
    const mocked = deletable(status);
    mocked.cache.safe.on(DeleteReplicationGroupCommand).rejectsOnce(busy).rejectsOnce(busy).resolves({});
    expect(await deleteIt(mocked, SNAPSHOT)).toEqual([LEFTOVER]);
    expect(mocked.watch.statuses).toEqual([status, status]);
  });

  it("succeeds for what is not there", async () => {
    const mocked = mockCache();
    mocked.cache.safe.on(DescribeReplicationGroupsCommand).rejects(absent);
    expect(await deleteIt(mocked)).toEqual([]);
    expect(operationsOf(mocked.cache.safe)).toEqual(["DescribeReplicationGroups"]);
  });

  it("asks for no second delete of one that is leaving, and answers the snapshot of the first", async () => {
    const mocked = deletable("deleting");
    mocked.cache.safe.on(DescribeSnapshotsCommand).resolves({ Snapshots: [{ SnapshotName: SNAPSHOT }] });
    expect(await deleteIt(mocked, SNAPSHOT)).toEqual([LEFTOVER]);
    expect(inputsOf(mocked.cache.safe, "DeleteReplicationGroup")).toEqual([]);
  });

  it("answers no snapshot that the first delete did not make", async () => {
    const mocked = deletable("deleting");
    mocked.cache.safe.on(DescribeSnapshotsCommand).rejects(refusal("SnapshotNotFoundFault"));
    expect(await deleteIt(mocked, SNAPSHOT)).toEqual([]);
  });

  it("finds the snapshot of a delete that was carried out before", async () => {
    const mocked = mockCache();
    mocked.cache.safe.on(DescribeReplicationGroupsCommand).rejects(absent);
    mocked.cache.safe.on(DescribeSnapshotsCommand).resolves({ Snapshots: [{ SnapshotName: SNAPSHOT }] });
    expect(await deleteIt(mocked, SNAPSHOT)).toEqual([LEFTOVER]);
  });

  it.each([busy, refusal("SnapshotAlreadyExistsFault")])(
    "takes %s for done when a lost answer's delete is under way",
    async (error) => {
      const mocked = deletable();
      mocked.cache.safe
        .on(DescribeReplicationGroupsCommand)
        .resolvesOnce(shows())
        .resolves(shows({ Status: "deleting" }));
      mocked.cache.safe.on(DeleteReplicationGroupCommand).rejects(error);
      expect(await deleteIt(mocked, SNAPSHOT)).toEqual([LEFTOVER]);
    },
  );

  it("never skips a snapshot by itself: what AWS refuses stands", async () => {
    const mocked = deletable();
    mocked.cache.safe.on(DeleteReplicationGroupCommand).rejects(refusal("SnapshotFeatureNotSupportedFault"));
    await expect(deleteIt(mocked, SNAPSHOT)).rejects.toThrow("SnapshotFeatureNotSupported");
    expect(inputsOf(mocked.cache.safe, "DeleteReplicationGroup")).toHaveLength(1);
  });

  it("does not wait for a broken group to become one that AWS could back up", async () => {
    const mocked = deletable("create-failed");
    mocked.cache.safe.on(DeleteReplicationGroupCommand).rejects(busy);
    await expect(deleteIt(mocked, SNAPSHOT)).rejects.toMatchObject({ code: "Stuck" });
    expect(inputsOf(mocked.cache.safe, "DeleteReplicationGroup")).toHaveLength(1);
  });
});

describe("waiting for the end of a replication group", () => {
  it("lasts until it is really gone and its snapshot is made", async () => {
    const { aws, cache, watch } = mockCache();
    cache.safe
      .on(DescribeReplicationGroupsCommand)
      .resolvesOnce(shows({ Status: "deleting" }))
      .rejects(absent);
    cache.safe
      .on(DescribeSnapshotsCommand)
      .resolvesOnce({ Snapshots: [{ SnapshotStatus: "creating" }] })
      .resolves({ Snapshots: [{ SnapshotStatus: "available" }] });
    await replicationGroup.gone(aws, ID, watch);
    expect(watch.statuses).toEqual(["deleting", "gone", "finishing the snapshot", "gone"]);
    expect(inputsOf(cache.safe, "DescribeSnapshots")[0]).toEqual({ ReplicationGroupId: ID });
  });

  it("does not mind that there are no snapshots", async () => {
    const { aws, cache, watch } = mockCache();
    cache.safe.on(DescribeReplicationGroupsCommand).rejects(absent);
    cache.safe.on(DescribeSnapshotsCommand).rejects(refusal("SnapshotNotFoundFault"));
    await replicationGroup.gone(aws, ID, watch);
    expect(watch.statuses).toEqual(["gone", "gone"]);
  });
});
