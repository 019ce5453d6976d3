import { Bug } from "../../errors.ts";
import { cacheParameterGroup } from "../../resources/elasticache/cache-parameter-group.ts";
import { cacheSubnetGroup } from "../../resources/elasticache/cache-subnet-group.ts";
import { toEngineText } from "../../resources/elasticache/engine-versions.ts";
import { replicationGroup } from "../../resources/elasticache/replication-group.ts";
import type { Failover } from "../../resources/elasticache/replication-group-observed.ts";
import type { AwsStack } from "../../resources/index.ts";
import { secret } from "../../resources/secrets-manager/secret.ts";
import { majorOf } from "../../resources/version-order.ts";
import type { DeclareContext } from "../section.ts";
import type { Settings } from "../settings.ts";
import type { CacheHandles } from "./handles.ts";
import { versionOf } from "./lookups.ts";
import type { CacheSettings } from "./settings.ts";

/**
 * Characters of the AUTH token: of the specials that CreateReplicationGroup takes (`! & # $ ^ < > -`) only the hyphen, which
 * shells and URLs leave alone. Source: ElastiCache API reference, AuthToken.
 */
const TOKEN = { characters: "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789-", length: 64 };

/** Declares subnet group, parameter group, secret and replication group; the first three stand before the last. */
export function declareCache({ stack, settings, answers, handles }: DeclareContext): CacheHandles {
  const { name, cache } = settings;
  const { network } = handles;
  if (network === undefined) throw new Bug("The cache was declared before the network.");
  const subnetGroup = stack.add(cacheSubnetGroup, "cache.subnet-group", {
    name: `${name}-cache-subnet`,
    description: "Flash Sale Cache Subnet Group",
    subnetIds: network.dataSubnetIds,
    vpcId: network.vpcId,
  });
  const version = versionOf(settings, answers);
  const parameterGroup = declareParameterGroup(stack, settings, version.family);
  const token = stack.add(secret, "cache.secret", {
    name: `${name}/redis-auth-token`,
    description: "AUTH token of the Flash Sale cache",
    alphabet: TOKEN,
  });
  const group = stack.add(replicationGroup, "cache.replication-group", {
    identifier: `${name}-redis`,
    description: "Flash Sale Redis Cluster",
    engineVersion: toEngineText(version),
    nodeType: cache.nodeType,
    ...sizeOf(cache),
    failover: failoverOf(cache),
    atRestEncryption: true,
    transitEncryption: true,
    authTokenSecret: token.out.arn,
    parameterGroupName: parameterGroup.out.name,
    subnetGroupName: subnetGroup.out.name,
    securityGroupIds: [network.groups.cache],
    snapshotRetentionDays: cache.snapshotRetentionDays,
    ...(cache.snapshotWindow === undefined ? {} : { snapshotWindow: cache.snapshotWindow }),
    ...(cache.maintenanceWindow === undefined ? {} : { maintenanceWindow: cache.maintenanceWindow }),
    ...(majorOf(version.version) < FIRST_AUTO_UPGRADE ? {} : { autoMinorVersionUpgrade: true }),
    tags: { Name: `${name}-redis` },
  });
  const { endpoint, port } = group.out;
  return { endpoint, port, secretArn: token.out.arn, replicationGroup: group };
}

/** Source: ElastiCache API reference, CreateReplicationGroup, `AutoMinorVersionUpgrade`: from version 6.0 on. */
const FIRST_AUTO_UPGRADE = 6;

function failoverOf({ automaticFailover, multiAz }: CacheSettings): Failover {
  if (!automaticFailover) return "none";
  return multiAz ? "multi-az" : "automatic";
}

function sizeOf({ nodes, clusterMode }: CacheSettings) {
  return clusterMode === undefined
    ? { clusterMode: false, shards: 1, replicasPerShard: nodes - 1 }
    : { clusterMode: true, ...clusterMode };
}

/**
 * A group for shards is another one under another name: `cluster-enabled` cannot change while nodes use it. Source:
 * ElastiCache User Guide, "Redis OSS parameters".
 */
function declareParameterGroup(stack: AwsStack, { name, cache }: Settings, family: string) {
  const isCluster = cache.clusterMode !== undefined;
  const own = isCluster ? "cluster-params" : "params";
  return stack.add(
    cacheParameterGroup,
    isCluster ? "cache.cluster-parameter-group" : "cache.parameter-group",
    {
      name: `${name}-redis-${own}`,
      family,
      description: "Flash Sale Redis Parameters",
      parameters: { ...cache.parameters, ...(isCluster ? { "cluster-enabled": "yes" } : {}) },
    },
  );
}
