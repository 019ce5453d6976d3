import {
  asIdentity,
  ELSEWHERE,
  type Mutations,
  type RowChange,
  retag,
  set,
  setId,
  setting,
  shorten,
  tagged,
  within,
} from "./change.ts";

const GROUP = "cache.replication-group";
const SUBNETS = "cache.subnet-group";

type Members = { id: string; shard: string }[];

/** A second shard of as many nodes. */
const reshard: RowChange = (row) => {
  const members = row.members as Members;
  row.members = [...members, ...members.map(({ id, ...one }) => ({ ...one, id: `${id}-2`, shard: "0002" }))];
};

const changeParameter: RowChange = (row) => {
  row.values = { ...(row.values as object), timeout: "600" };
};

/** ElastiCache's rows, by type and prop; those of a replication group are under the sandbox's own names. */
export const ELASTICACHE: Readonly<Record<string, Mutations>> = {
  "elasticache/cache-subnet-group": {
    ...tagged(SUBNETS, {
      description: set("description", "something else"),
      subnetIds: shorten("subnets"),
      vpcId: set("vpcId", ELSEWHERE.vpc),
      tags: retag,
    }),
    name: asIdentity(within(SUBNETS, SUBNETS, setId("renamed", "ElastiCache/cache-subnet-group"))),
  },
  "elasticache/cache-parameter-group": tagged("cache.parameter-group", {
    family: set("family", "redis6.x"),
    description: set("description", "something else"),
    parameters: changeParameter,
    tags: retag,
  }),
  "elasticache/replication-group": {
    ...tagged(GROUP, {
      description: setting("description", "something else"),
      engineVersion: setting("engineVersion", "6.2.6"),
      nodeType: setting("nodeType", "cache.r5.large"),
      clusterMode: set("clusterMode", true),
      shards: reshard,
      replicasPerShard: shorten("members"),
      failover: setting("multiAz", false),
      atRestEncryption: set("atRestEncryption", false),
      transitEncryption: set("transitEncryption", false),
      parameterGroupName: setting("parameterGroup", "default.redis7"),
      subnetGroupName: set("subnetGroup", "other"),
      securityGroupIds: setting("securityGroupIds", ["sg-0123456789abcdef0"]),
      snapshotRetentionDays: setting("snapshotRetention", 3),
      snapshotWindow: setting("snapshotWindow", "10:00-11:00"),
      maintenanceWindow: setting("maintenanceWindow", "sun:06:00-sun:07:00"),
      autoMinorVersionUpgrade: setting("autoMinorVersionUpgrade", false),
      tags: retag,
    }),
    identifier: asIdentity(within(GROUP, GROUP, setId("renamed", "ElastiCache/replication-group"))),
  },
};
