import { arns, type Grant, marked, of, ours, type PolicyPlace } from "../place.ts";

const area = "Data";

/** The data stores: each is bound to its name and, once it stands, to the stack's tag. */
export const dataGrants = (place: PolicyPlace): Grant[] => [
  ...databaseGrants(place),
  ...cacheGrants(place),
  ...kafkaGrants(place),
  ...topicGrants(place),
  ...secretGrants(place),
];

function databaseGrants(place: PolicyPlace): Grant[] {
  const { name } = place.settings;
  const databases = arns(place, "rds", `db:${name}-db`, `db:${name}-db-replica-*`);
  const subnets = arns(place, "rds", `subgrp:${name}-db-subnet`);
  const snapshots = arns(place, "rds", `snapshot:${name}-db-*`);
  // AWS's own groups of options and parameters; they cannot be tagged.
  const defaults = arns(place, "rds", "og:default*", "pg:default*");
  const making = ["CreateDBInstance", "CreateDBInstanceReadReplica"];
  const keeping = ["DeleteDBInstance", "ModifyDBInstance", "CreateDBInstanceReadReplica", "CreateDBSnapshot"];
  return [
    {
      area,
      actions: of("rds", [...making, "CreateDBSubnetGroup"]),
      on: [...databases, ...subnets],
      under: marked(place),
    },
    {
      area,
      actions: of("rds", [...keeping, "DeleteDBSubnetGroup", "ModifyDBSubnetGroup"]),
      on: [...databases, ...subnets],
      under: ours(place),
    },
    { area, actions: of("rds", [...making, "ModifyDBInstance"]), on: [...subnets, ...defaults] },
    { area, actions: ["rds:CreateDBSnapshot"], on: snapshots },
    {
      area,
      actions: of("rds", ["AddTagsToResource", "RemoveTagsFromResource"]),
      on: [...databases, ...subnets, ...snapshots],
    },
  ];
}

function cacheGrants(place: PolicyPlace): Grant[] {
  const { name } = place.settings;
  const groups = arns(place, "elasticache", `replicationgroup:${name}-redis`);
  const subnets = arns(place, "elasticache", `subnetgroup:${name}-cache-subnet`);
  const parameters = arns(place, "elasticache", `parametergroup:${name}-redis-*`);
  const snapshots = arns(place, "elasticache", `snapshot:${name}-redis-*`);
  const making = ["CreateReplicationGroup", "CreateCacheSubnetGroup", "CreateCacheParameterGroup"];
  const keeping = [
    ...["ModifyReplicationGroup", "ModifyReplicationGroupShardConfiguration", "IncreaseReplicaCount"],
    ...["DecreaseReplicaCount", "DeleteReplicationGroup", "CreateSnapshot"],
    ...["ModifyCacheSubnetGroup", "DeleteCacheSubnetGroup"],
    ...["ModifyCacheParameterGroup", "ResetCacheParameterGroup", "DeleteCacheParameterGroup"],
  ];
  const all = [...groups, ...subnets, ...parameters];
  return [
    { area, actions: of("elasticache", making), on: all, under: marked(place) },
    { area, actions: of("elasticache", keeping), on: all, under: ours(place) },
    {
      area,
      actions: of("elasticache", ["CreateReplicationGroup", "ModifyReplicationGroup"]),
      on: [...subnets, ...parameters, ...arns(place, "elasticache", "parametergroup:default.*")],
    },
    { area, actions: of("elasticache", ["CreateSnapshot", "DeleteReplicationGroup"]), on: snapshots },
    {
      area,
      actions: of("elasticache", ["AddTagsToResource", "RemoveTagsFromResource"]),
      on: [...all, ...snapshots, ...arns(place, "elasticache", `cluster:${name}-redis-*`)],
    },
  ];
}

function kafkaGrants(place: PolicyPlace): Grant[] {
  const { name } = place.settings;
  const clusters = arns(place, "kafka", `cluster/${name}-kafka/*`);
  // Configurations cannot be tagged.
  const configurations = arns(place, "kafka", `configuration/${name}-kafka-config*/*`);
  const keeping = [
    ...["DeleteCluster", "UpdateBrokerCount", "UpdateBrokerStorage", "UpdateBrokerType"],
    ...["UpdateClusterConfiguration", "UpdateClusterKafkaVersion", "UpdateMonitoring", "UpdateSecurity"],
  ];
  return [
    { area, actions: ["kafka:CreateClusterV2"], on: clusters, under: marked(place) },
    { area, actions: of("kafka", keeping), on: clusters, under: ours(place) },
    { area, actions: of("kafka", ["TagResource", "UntagResource"]), on: clusters },
    {
      area,
      actions: of("kafka", [
        ...["CreateConfiguration", "UpdateConfiguration", "DeleteConfiguration"],
        "UpdateClusterConfiguration",
      ]),
      on: configurations,
    },
    { area, actions: ["kms:CreateGrant", "kms:DescribeKey"], on: arns(place, "kms", "key/*") },
  ];
}

/** Topics cannot be tagged; they have their cluster's name and id in their ARN. */
function topicGrants(place: PolicyPlace): Grant[] {
  const { name } = place.settings;
  const own = ["CreateTopic", "DeleteTopic", "UpdateTopic"];
  const kafkas = [
    ...["AlterTopic", "AlterTopicDynamicConfiguration", "Connect", "CreateTopic", "DeleteTopic"],
    ...["DescribeTopic", "DescribeTopicDynamicConfiguration"],
  ];
  const on = arns(place, "kafka", `topic/${name}-kafka/*`, `cluster/${name}-kafka/*`);
  return [{ area, actions: [...of("kafka", own), ...of("kafka-cluster", kafkas)], on }];
}

function secretGrants(place: PolicyPlace): Grant[] {
  const on = arns(place, "secretsmanager", `secret:${place.settings.name}/*`);
  const keeping = ["DeleteSecret", "GetSecretValue", "RestoreSecret", "UpdateSecret"];
  return [
    { area, actions: ["secretsmanager:CreateSecret"], on, under: marked(place) },
    { area, actions: of("secretsmanager", keeping), on, under: ours(place) },
    { area, actions: of("secretsmanager", ["TagResource", "UntagResource"]), on },
  ];
}
