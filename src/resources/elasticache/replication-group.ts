import { CreateReplicationGroupCommand } from "@aws-sdk/client-elasticache";
import { asAlreadyExists, untilSettled } from "../../aws/calls.ts";
import { errorMessage, hasName, isNotFound } from "../../aws/errors.ts";
import { readSecretText } from "../secrets-manager/secret-text.ts";
import { present, resourceType } from "../type.ts";
import { parseEngineText } from "./engine-versions.ts";
import { findCacheEvents } from "./events.ts";
import {
  deleteReplicationGroup,
  findReplicationGroupSnapshots,
  waitUntilDeleted,
} from "./replication-group-delete.ts";
import {
  findReplicationGroup,
  REPLICATION_GROUP_COMPARE,
  type ReplicationGroupAttributes,
  type ReplicationGroupProps,
} from "./replication-group-observed.ts";
import { toCreateRequest } from "./replication-group-requests.ts";
import { OUTAGE_PROPS, updateReplicationGroup } from "./replication-group-update.ts";
import { waitUntilAvailable } from "./replication-group-wait.ts";

const HOURS_A_MONTH = 730;

// A subnet or parameter group that was just made may be unknown to the call that uses it.
const FRESH_SECONDS = 60;

function isLag(error: unknown): boolean {
  if (isNotFound(error, "CacheSubnetGroupNotFoundFault", "CacheParameterGroupNotFound")) return true;
  // The first cluster of an account, whose role ElastiCache makes meanwhile.
  return (
    hasName(error, ["ServiceLinkedRoleNotFoundFault"]) || /service.linked role/i.test(errorMessage(error))
  );
}

/** A Redis or Valkey replication group with all its nodes. Made in 6 to 9 min, deleted in about 6. */
export const replicationGroup = resourceType<ReplicationGroupProps, ReplicationGroupAttributes>({
  name: "elasticache/replication-group",
  title: "replication group",
  repeat: "name",
  proof: "tags",
  compare: REPLICATION_GROUP_COMPARE,
  replaceOn: ["identifier", "clusterMode", "atRestEncryption", "transitEncryption", "subnetGroupName"],
  holds: ["subnetGroupName", "securityGroupIds"],
  outage: OUTAGE_PROPS,
  stable: ["identifier", "arn", "endpoint", "port"],
  typicalSeconds: { create: 480, update: 600, delete: 360 },
  holdsData: true,
  iamActions: [
    "elasticache:CreateReplicationGroup",
    "elasticache:ModifyReplicationGroup",
    "elasticache:ModifyReplicationGroupShardConfiguration",
    "elasticache:IncreaseReplicaCount",
    "elasticache:DecreaseReplicaCount",
    "elasticache:DescribeReplicationGroups",
    "elasticache:DescribeCacheClusters",
    "elasticache:DescribeEvents",
    "elasticache:DeleteReplicationGroup",
    "elasticache:CreateSnapshot",
    "elasticache:DescribeSnapshots",
    "elasticache:AddTagsToResource",
    "elasticache:RemoveTagsFromResource",
    "elasticache:ListTagsForResource",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcs",
    "iam:CreateServiceLinkedRole",
    "secretsmanager:GetSecretValue",
  ],
  nameOf: ({ identifier }) => identifier?.toLowerCase(),

  usage: ({ engineVersion, nodeType, shards, replicasPerShard }) => [
    {
      sku: `elasticache:${parseEngineText(engineVersion)?.engine}:${nodeType}:hour`,
      quantity: shards * (1 + replicasPerShard) * HOURS_A_MONTH,
    },
  ],

  findSnapshots: findReplicationGroupSnapshots,

  news: findCacheEvents,

  mayGrow: {
    props: ["shards", "replicasPerShard"],
    fewer: ({ clusterMode, shards, replicasPerShard }) =>
      clusterMode
        ? `flashsale-setup scale cache --shards ${shards} --replicas-per-shard ${replicasPerShard}`
        : `flashsale-setup scale cache --nodes ${replicasPerShard + 1}`,
  },

  together: [["engineVersion", "parameterGroupName"]],

  quotas: ({ shards, replicasPerShard }) => [
    {
      service: "elasticache",
      code: "L-DFE45DF3",
      title: "cache nodes in this region",
      quantity: shards * (1 + replicasPerShard),
    },
  ],

  /** One read for each name: DescribeReplicationGroups takes one id or none, and no filters. */
  async list(aws, scope) {
    const names = [...new Set([...scope.names, ...scope.ids])];
    return present(await Promise.all(names.map((name) => findReplicationGroup(aws, name))));
  },

  get: findReplicationGroup,

  async create(aws, props) {
    const token = await readSecretText(aws, props.authTokenSecret, "AUTH token of the cache");
    const command = new CreateReplicationGroupCommand(toCreateRequest(props, token));
    const call = (): Promise<unknown> => asAlreadyExists(() => aws.once.elastiCache.send(command));
    await untilSettled(call, { isLag, budgetSeconds: FRESH_SECONDS }, aws.clock);
    return { id: props.identifier.toLowerCase() };
  },

  ready: waitUntilAvailable,

  update: updateReplicationGroup,

  delete: deleteReplicationGroup,

  gone: waitUntilDeleted,

  snapshotName(name, now) {
    const [date = "", time = ""] = now.toISOString().split("T");
    return `${name}-final-${date.replaceAll("-", "")}-${time.slice(0, 8).replaceAll(":", "")}`;
  },
});
