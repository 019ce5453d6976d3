import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checkBody } from "../../../src/sandbox/cloudwatch/dashboard-body.ts";
import { dashboardBody } from "../../../src/sections/monitoring/dashboard.ts";
import type { Settings } from "../../../src/sections/settings.ts";
import { settingsOf } from "../declared.ts";

interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: {
    readonly metrics: readonly (readonly unknown[])[];
    readonly period: number;
    readonly stat: string;
    readonly region: string;
    readonly title: string;
  };
}

const widgetsOf = (settings: Settings): Widget[] =>
  (JSON.parse(dashboardBody(settings)) as { widgets: Widget[] }).widgets;

const widgets = (monitoring: object = {}, more: object = {}) =>
  widgetsOf(settingsOf({ ...more, monitoring }));

const GUIDE = { metrics: "guide", rows: [] };

const TEMPLATE = new URL("../../../templates/monitoring/cloudwatch-dashboard.json", import.meta.url);

const charts = (all: readonly Widget[], prefix: string) =>
  all
    .filter(({ properties }) => properties.title.startsWith(prefix))
    .map(({ properties }) => properties.metrics);

describe("the guide's widgets", () => {
  it("are the guide's, value for value, with the guide's names in the guide's region", () => {
    const { widgets: guide } = JSON.parse(readFileSync(TEMPLATE, "utf8")) as { widgets: Widget[] };
    expect(widgets(GUIDE).map(({ type, properties }) => ({ type, properties }))).toEqual(guide);
  });

  it("stand side by side", () => {
    const places = widgets({ rows: [] }).map(({ x, y, width, height }) => [x, y, width, height]);
    expect(places).toEqual([
      [0, 0, 8, 6],
      [8, 0, 8, 6],
      [16, 0, 8, 6],
    ]);
  });

  it("show what Micrometer sends, in the stack's namespace and region", () => {
    const all = widgets({ rows: [] }, { name: "shop", region: "eu-west-1" });
    expect(all.map(({ properties }) => properties)).toEqual([
      {
        metrics: [
          ["Shop", "flashsale.reservation.success.count"],
          [".", "flashsale.reservation.failure.count"],
        ],
        period: 60,
        stat: "Sum",
        region: "eu-west-1",
        title: "Reservation Metrics",
      },
      {
        metrics: [["Shop", "flashsale.inventory.available.value", { stat: "Average" }]],
        period: 60,
        stat: "Average",
        region: "eu-west-1",
        title: "Inventory Levels",
      },
      {
        metrics: [["Shop", "flashsale.reservation.latency.max"]],
        period: 60,
        stat: "Maximum",
        region: "eu-west-1",
        title: "API Latency (Maximum)",
      },
    ]);
  });
});

describe("the rows below them", () => {
  it("are one for each service that is on, in the order of the settings", () => {
    const rows = (monitoring: object, more: object = {}) => [
      ...new Set(
        widgets(monitoring, more)
          .slice(3)
          .map(({ y, properties }) => `${y} ${properties.title.split(":")[0]}`),
      ),
    ];
    expect(rows({ rows: ["kafka", "cache"] })).toEqual(["6 Kafka", "12 Cache"]);
    expect(rows({ rows: ["database", "cache", "kafka"] }, { cache: { enabled: false } })).toEqual([
      "6 Database",
      "12 Kafka",
    ]);
    expect(rows({ rows: [] })).toEqual([]);
  });

  it("name the database by its identifier", () => {
    const of = (metric: string) => [["AWS/RDS", metric, "DBInstanceIdentifier", "flashsale-db"]];
    expect(charts(widgets(), "Database")).toEqual([
      of("CPUUtilization"),
      of("DatabaseConnections"),
      of("FreeStorageSpace"),
    ]);
  });

  it("name the database's read replicas, too", () => {
    const [cpu] = charts(widgets({}, { db: { replicas: 2 } }), "Database");
    expect(cpu?.map((metric) => metric.at(-1))).toEqual([
      "flashsale-db",
      "flashsale-db-replica-1",
      "flashsale-db-replica-2",
    ]);
  });

  it("name each node of the cache, and search for those of shards", () => {
    const [cpu, memory, evictions] = charts(widgets({}, { cache: { nodes: 3 } }), "Cache");
    expect(cpu).toEqual(
      ["001", "002", "003"].map((number) => [
        "AWS/ElastiCache",
        "EngineCPUUtilization",
        "CacheClusterId",
        `flashsale-redis-${number}`,
      ]),
    );
    expect(memory?.[0]?.[1]).toBe("DatabaseMemoryUsagePercentage");
    expect(evictions?.[0]?.[1]).toBe("Evictions");
    const cache = { clusterMode: { shards: 90, replicasPerShard: 1 } };
    expect(charts(widgets({}, { cache }), "Cache")[0]).toEqual([
      [
        {
          expression: `SEARCH('{AWS/ElastiCache,CacheClusterId} MetricName="EngineCPUUtilization" CacheClusterId=flashsale-redis-', 'Average', 60)`,
        },
      ],
    ]);
  });

  it("search for Kafka's brokers by the cluster's name", () => {
    const [cpu, disk, partitions] = charts(widgets(), "Kafka");
    const search = (metric: string, stat: string) => [
      {
        expression: `SEARCH('{AWS/Kafka,"Broker ID","Cluster Name"} MetricName="${metric}" "Cluster Name"="flashsale-kafka"', '${stat}', 60)`,
      },
    ];
    expect(cpu).toEqual([search("CpuUser", "Average")]);
    expect(disk).toEqual([search("KafkaDataLogsDiskUsed", "Maximum")]);
    expect(partitions).toEqual([
      ["AWS/Kafka", "OfflinePartitionsCount", "Cluster Name", "flashsale-kafka"],
      search("UnderReplicatedPartitions", "Maximum"),
    ]);
  });

  it("search for the load balancer by its name, and name the Auto Scaling group, where there is something to scale", () => {
    const all = widgets();
    expect(charts(all, "Load balancer")[0]).toEqual([
      [
        {
          expression: `SEARCH('{AWS/ApplicationELB,LoadBalancer} MetricName="RequestCount" LoadBalancer=app/flashsale-alb', 'Sum', 60)`,
        },
      ],
    ]);
    expect(charts(all, "Instances")[0]).toEqual([
      ["AWS/EC2", "CPUUtilization", "AutoScalingGroupName", "flashsale-asg"],
    ]);
    expect(charts(widgets({}, { scale: { enabled: false } }), "Load balancer")).toEqual([]);
    expect(charts(widgets({}, { scale: { enabled: false } }), "Instances")).toEqual([]);
  });
});

it.each([
  ["the defaults", settingsOf()],
  ["read replicas", settingsOf({ db: { replicas: 15 } })],
  ["shards", settingsOf({ cache: { clusterMode: { shards: 2, replicasPerShard: 1 } } })],
])("is a body that CloudWatch draws without a word: %s", (_what, settings) => {
  expect(checkBody(dashboardBody(settings))).toEqual({ errors: [], warnings: [] });
});
