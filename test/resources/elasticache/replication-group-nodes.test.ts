import {
  DecreaseReplicaCountCommand,
  DescribeReplicationGroupsCommand,
  IncreaseReplicaCountCommand,
  ModifyReplicationGroupCommand,
  ModifyReplicationGroupShardConfigurationCommand,
} from "@aws-sdk/client-elasticache";
import { describe, expect, it } from "vitest";
import { AmbiguousEnd } from "../../../src/errors.ts";
import { inputsOf, refusal } from "../rds/mocked-aws.ts";
import { BUSY, changing, ID, modifiable, update } from "./changes.ts";
import { shard, shows } from "./groups.ts";
import type { MockedCache } from "./mocked-elasticache.ts";

/** A group whose number of replicas follows the calls. */
function countable(replicas: number): MockedCache & { nodes: { count: number } } {
  const mocked = modifiable();
  const nodes = { count: replicas + 1 };
  mocked.cache.safe
    .on(DescribeReplicationGroupsCommand)
    .callsFake(() => shows({ NodeGroups: [shard(nodes.count)] }));
  const set = ({ NewReplicaCount }: { NewReplicaCount?: number }) => {
    nodes.count = (NewReplicaCount ?? 0) + 1;
    return {};
  };
  mocked.cache.once.on(IncreaseReplicaCountCommand).callsFake(set);
  mocked.cache.once.on(DecreaseReplicaCountCommand).callsFake(set);
  return { ...mocked, nodes };
}

describe("changing the number of replicas", () => {
  it.each([
    ["more", 1, 3, "IncreaseReplicaCount"],
    ["fewer", 3, 1, "DecreaseReplicaCount"],
  ])("asks for %s by the call that is repeated by nobody", async (_case, from, to, operation) => {
    const mocked = countable(from);
    await update(mocked, { replicasPerShard: to });
    expect(changing(mocked.cache.safe)).toEqual([]);
    expect(inputsOf(mocked.cache.once, operation)).toEqual([
      { ReplicationGroupId: ID, NewReplicaCount: to, ApplyImmediately: true },
    ]);
  });

  it("adds replicas before it switches on what needs them", async () => {
    const mocked = countable(0);
    const order: string[] = [];
    mocked.cache.once.on(IncreaseReplicaCountCommand).callsFake(async () => {
      order.push("increase");
      mocked.nodes.count = 2;
      return {};
    });
    mocked.cache.safe.on(ModifyReplicationGroupCommand).callsFake(async () => {
      order.push("modify");
      return {};
    });
    await update(mocked, { failover: "multi-az", replicasPerShard: 1 });
    expect(order).toEqual(["increase", "modify"]);
  });

  it("takes replicas away after it switched off what needs them", async () => {
    const mocked = countable(1);
    const order: string[] = [];
    mocked.cache.once.on(DecreaseReplicaCountCommand).callsFake(async () => {
      order.push("decrease");
      mocked.nodes.count = 1;
      return {};
    });
    mocked.cache.safe.on(ModifyReplicationGroupCommand).callsFake(async () => {
      order.push("modify");
      return {};
    });
    await update(mocked, { replicasPerShard: 0, failover: "none" });
    expect(order).toEqual(["modify", "decrease"]);
  });

  it("looks before it sends again after an end that nobody saw, and sends nothing when it was done", async () => {
    const mocked = countable(1);
    mocked.cache.once.on(IncreaseReplicaCountCommand).callsFake(async () => {
      mocked.nodes.count = 4;
      throw new AmbiguousEnd(new Error("reset"));
    });
    await update(mocked, { replicasPerShard: 3 });
    expect(changing(mocked.cache.once)).toEqual(["IncreaseReplicaCount"]);
  });

  it("sends again when nothing came of it, three times at most", async () => {
    const mocked = countable(1);
    mocked.cache.once.on(IncreaseReplicaCountCommand).rejects(new AmbiguousEnd(new Error("reset")));
    await expect(update(mocked, { replicasPerShard: 3 })).rejects.toBeInstanceOf(AmbiguousEnd);
    expect(changing(mocked.cache.once)).toHaveLength(3);
  });

  it("waits while the group takes no change, and takes NoOperationFault for done", async () => {
    const mocked = countable(1);
    mocked.cache.once.on(IncreaseReplicaCountCommand).rejectsOnce(BUSY).rejects(refusal("NoOperationFault"));
    await update(mocked, { replicasPerShard: 3 });
    expect(changing(mocked.cache.once)).toHaveLength(2);
  });
});

describe("changing the number of shards", () => {
  function sharded(count: number): MockedCache {
    const mocked = modifiable();
    const shards = { count };
    const names = (): string[] => Array.from({ length: shards.count }, (_unused, index) => `000${index + 1}`);
    mocked.cache.safe
      .on(DescribeReplicationGroupsCommand)
      .callsFake(() => shows({ ClusterEnabled: true, NodeGroups: names().map((name) => shard(2, name)) }));
    mocked.cache.once
      .on(ModifyReplicationGroupShardConfigurationCommand)
      .callsFake(({ NodeGroupCount }: { NodeGroupCount: number }) => {
        shards.count = NodeGroupCount;
        return {};
      });
    return mocked;
  }

  it.each([
    [2, 4, {}],
    [4, 2, { NodeGroupsToRetain: ["0001", "0002"] }],
  ])("goes from %i to %i, naming those that stay", async (from, to, kept) => {
    const mocked = sharded(from);
    await update(mocked, { shards: to });
    expect(inputsOf(mocked.cache.once, "ModifyReplicationGroupShardConfiguration")).toEqual([
      { ReplicationGroupId: ID, NodeGroupCount: to, ApplyImmediately: true, ...kept },
    ]);
  });
});
