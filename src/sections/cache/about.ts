import type { SectionAbout } from "../about.ts";

/** What help and wizard tell of this section. */
export const about: SectionAbout = {
  name: "cache",
  guide: "Cache Setup",
  makes: "cache subnet group, parameter group, secret, ElastiCache Redis replication group",
  typicalMinutes: 9,
  enabledByDefault: true,
  questions: [
    {
      key: "cache.engine",
      message: "Cache engine",
      kind: "select",
      choices: [
        { value: "redis", name: "Redis OSS, as in the guide" },
        {
          value: "valkey",
          name: "Valkey: its successor, nodes about a fifth cheaper (needs version 7.2 or above)",
        },
      ],
    },
    { key: "cache.engineVersion", message: "Version of the engine", kind: "input" },
    { key: "cache.nodeType", message: "Cache node type", kind: "input" },
    { key: "cache.nodes", message: "Nodes: one primary and its replicas", kind: "number" },
    { key: "cache.multiAz", message: "Nodes in different zones (Multi-AZ)?", kind: "confirm" },
    { key: "cache.snapshotRetentionDays", message: "Days of automatic snapshots", kind: "number" },
  ],
};
