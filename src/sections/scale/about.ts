import type { SectionAbout } from "../about.ts";

/** What help and wizard tell of this section. */
export const about: SectionAbout = {
  name: "scale",
  guide: "Scaling Configuration",
  makes: "load balancer, target group, listener with rules, Auto Scaling group, scaling policies and alarms",
  typicalMinutes: 7,
  enabledByDefault: true,
  needs: ["network", "deploy"],
  questions: [
    { key: "scale.min", message: "Instances of the application at least", kind: "number" },
    { key: "scale.desired", message: "Instances of the application to begin with", kind: "number" },
    { key: "scale.max", message: "Instances of the application at most", kind: "number" },
    {
      key: "scale.policy",
      message: "How does the application scale?",
      kind: "select",
      choices: [
        { value: "steps", name: "Steps, as in the guide: more above one CPU load, fewer below another" },
        { value: "target-tracking", name: "Target tracking: AWS keeps the CPU load near one value" },
      ],
    },
  ],
  edits: [
    {
      name: "app",
      summary: "Set how many instances of the application there are; policies move the number in between.",
      flags: [
        { flags: "--min <number>", summary: "instances at least", key: "scale.min" },
        { flags: "--max <number>", summary: "instances at most", key: "scale.max" },
        { flags: "--desired <number>", summary: "instances now", key: "scale.desired" },
      ],
      examples: ["scale app --desired 10", "scale app --min 5 --max 40"],
    },
    {
      name: "https",
      summary:
        "Serve over HTTPS with a certificate of AWS Certificate Manager; port 80 leads there once port 443 serves.",
      flags: [
        {
          flags: "--certificate <arn>",
          summary: "ARN of an issued certificate of this region",
          key: "scale.certificateArn",
        },
      ],
      examples: [
        "scale https --certificate arn:aws:acm:us-east-1:123456789012:certificate/0b2f6c1e-0000-4000-8000-000000000000",
        "scale https --certificate arn:aws:acm:us-east-1:123456789012:certificate/0b2f6c1e-0000-4000-8000-000000000000 --yes",
      ],
    },
    {
      name: "db",
      summary:
        "Set the database's read replicas, and its class and theirs. Connections are pooled by the application itself; Aurora, which scales by itself, would be another database.",
      flags: [
        { flags: "--replicas <number>", summary: "read replicas, 0 to 15", key: "db.replicas" },
        { flags: "--class <class>", summary: "DB instance class, such as db.r5.2xlarge", key: "db.class" },
      ],
      section: "db",
      examples: ["scale db --replicas 2", "scale db --class db.r5.2xlarge"],
    },
    {
      name: "cache",
      summary:
        "Set the cache's nodes, or in cluster mode its shards and their replicas. Watch memory use and evictions on the dashboard first.",
      flags: [
        { flags: "--nodes <number>", summary: "one primary and its replicas, 1 to 6", key: "cache.nodes" },
        { flags: "--shards <number>", summary: "shards in cluster mode", key: "cache.clusterMode.shards" },
        {
          flags: "--replicas-per-shard <number>",
          summary: "replicas of each shard in cluster mode, 0 to 5",
          key: "cache.clusterMode.replicasPerShard",
        },
      ],
      section: "cache",
      examples: ["scale cache --nodes 3", "scale cache --shards 3 --replicas-per-shard 1"],
    },
  ],
};
