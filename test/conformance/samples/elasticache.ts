import { cacheParameterGroup } from "../../../src/resources/elasticache/cache-parameter-group.ts";
import { cacheSubnetGroup } from "../../../src/resources/elasticache/cache-subnet-group.ts";
import { replicationGroup } from "../../../src/resources/elasticache/replication-group.ts";
import { secret } from "../../../src/resources/secrets-manager/secret.ts";
import { type Ground, tagsFor } from "../ground.ts";
import { type Sample, sampleOf } from "../sample.ts";
import { makeGroup, makeSubnets, makeVpc } from "./ec2.ts";

async function makeSubnetGroup(ground: Ground, vpcId: string): Promise<string> {
  const subnetIds = await makeSubnets(ground, vpcId, 3);
  const props = { name: "flashsale-cache-subnet", description: "Ground", subnetIds, vpcId };
  return (await ground.make(cacheSubnetGroup, "ground.subnet-group", props)).id;
}

/** A parameter group for shards: a group without them has only one, and can do with less. */
async function makeParameterGroup(ground: Ground, name: string): Promise<string> {
  const parameters = { "cluster-enabled": "yes" };
  const props = { name, family: "redis7", description: "Ground", parameters };
  return (await ground.make(cacheParameterGroup, `ground.${name}`, props)).id;
}

async function makeToken(ground: Ground): Promise<string> {
  const alphabet = { characters: "abcdefghijkmnopqrstuvwxyz23456789", length: 40 };
  const props = { name: "flashsale/redis-auth-token", description: "Ground", alphabet };
  return (await ground.make(secret, "ground.secret", props)).id;
}

/** The samples of ElastiCache. */
export const elastiCacheSamples: readonly Sample[] = [
  sampleOf(cacheSubnetGroup, {
    absentId: "flashsale-absent",
    props: async (ground) => {
      const vpcId = await makeVpc(ground);
      const subnetIds = await makeSubnets(ground, vpcId, 2);
      return { name: "flashsale-cache-subnet", description: "Flash Sale", subnetIds, vpcId, tags: tagsFor() };
    },
    changes: async (ground, { vpcId }) => ({
      description: "Flash Sale Cache Subnet Group",
      subnetIds: await makeSubnets(ground, vpcId, 3),
    }),
  }),
  sampleOf(cacheParameterGroup, {
    absentId: "flashsale-absent",
    props: () =>
      Promise.resolve({
        name: "flashsale-redis-params",
        family: "redis7",
        description: "Flash Sale Redis Parameters",
        parameters: { "maxmemory-policy": "allkeys-lru", timeout: "300" },
        tags: tagsFor(),
      }),
    changes: () => Promise.resolve({ parameters: { "maxmemory-policy": "noeviction", databases: "32" } }),
  }),
  sampleOf(replicationGroup, {
    absentId: "flashsale-absent",
    props: async (ground) => {
      const vpcId = await makeVpc(ground);
      const [subnetGroupName, parameterGroupName, authTokenSecret, group] = await Promise.all([
        makeSubnetGroup(ground, vpcId),
        makeParameterGroup(ground, "flashsale-redis-params"),
        makeToken(ground),
        makeGroup(ground, vpcId),
      ]);
      return {
        identifier: "flashsale-redis",
        description: "Flash Sale Redis Cluster",
        engineVersion: "redis 7.0",
        nodeType: "cache.r5.xlarge",
        clusterMode: true,
        shards: 2,
        replicasPerShard: 1,
        failover: "multi-az" as const,
        atRestEncryption: true,
        transitEncryption: true,
        authTokenSecret,
        parameterGroupName,
        subnetGroupName,
        securityGroupIds: [group],
        snapshotRetentionDays: 1,
        snapshotWindow: "03:00-04:00",
        maintenanceWindow: "sun:05:00-sun:06:00",
        autoMinorVersionUpgrade: true,
        tags: tagsFor(),
      };
    },
    changes: async (ground) => ({
      description: "Another description",
      engineVersion: "redis 7.1",
      nodeType: "cache.r5.2xlarge",
      shards: 3,
      replicasPerShard: 2,
      failover: "automatic" as const,
      parameterGroupName: await makeParameterGroup(ground, "other-params"),
      securityGroupIds: [await makeGroup(ground, await makeVpc(ground), "other")],
      snapshotRetentionDays: 7,
      snapshotWindow: "01:00-02:00",
      maintenanceWindow: "tue:05:00-tue:06:00",
      autoMinorVersionUpgrade: false,
    }),
  }),
];
