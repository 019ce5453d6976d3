import type { Settings } from "../settings.ts";
import { PERIOD_SECONDS } from "./metrics.ts";
import type { ROWS } from "./settings.ts";

type RowName = (typeof ROWS)[number];

/** One metric of a widget as dashboards write it: names with options at the end, or a search alone. */
export type DashboardMetric = readonly (string | Readonly<Record<string, string>>)[];

/** What a widget shows. */
export interface Chart {
  readonly title: string;
  readonly stat: string;
  readonly metrics: readonly DashboardMetric[];
  /** @default 60 */
  readonly periodSeconds?: number;
}

interface Row {
  /** The section that makes what it shows. */
  readonly section: "db" | "cache" | "kafka" | "scale";
  charts(settings: Settings): readonly Chart[];
}

const chart = (title: string, stat: string, ...metrics: readonly DashboardMetric[]): Chart => ({
  title,
  stat,
  metrics,
});

/** Without detailed monitoring EC2 tells its metrics every five minutes. Source: EC2 User Guide, "Monitoring". */
const BASIC_SECONDS = 300;

/** Graphs whatever fits, so that no id need be known. Source: CloudWatch User Guide, "Use search expressions in graphs". */
const search = (schema: string, terms: string, stat: string): DashboardMetric => [
  { expression: `SEARCH('{${schema}} ${terms}', '${stat}', ${PERIOD_SECONDS})` },
];

function database({ name, db: { replicas } }: Settings): readonly Chart[] {
  const instances = [
    `${name}-db`,
    ...Array.from({ length: replicas }, (_, index) => `${name}-db-replica-${index + 1}`),
  ];
  const of = (metric: string): readonly DashboardMetric[] =>
    instances.map((instance) => ["AWS/RDS", metric, "DBInstanceIdentifier", instance]);
  return [
    chart("Database: CPU in percent", "Average", ...of("CPUUtilization")),
    chart("Database: connections", "Average", ...of("DatabaseConnections")),
    chart("Database: free storage in bytes", "Average", ...of("FreeStorageSpace")),
  ];
}

/** With shards nodes are many and named by two numbers: they are searched for. */
function cache({ name, cache: { nodes, clusterMode } }: Settings): readonly Chart[] {
  const members = Array.from(
    { length: nodes },
    (_, index) => `${name}-redis-${String(index + 1).padStart(3, "0")}`,
  );
  const of = (metric: string, stat: string): readonly DashboardMetric[] =>
    clusterMode === undefined
      ? members.map((member) => ["AWS/ElastiCache", metric, "CacheClusterId", member])
      : [
          search(
            "AWS/ElastiCache,CacheClusterId",
            `MetricName="${metric}" CacheClusterId=${name}-redis-`,
            stat,
          ),
        ];
  return [
    chart("Cache: CPU of the engine in percent", "Average", ...of("EngineCPUUtilization", "Average")),
    chart("Cache: memory in percent", "Average", ...of("DatabaseMemoryUsagePercentage", "Average")),
    chart("Cache: evictions", "Sum", ...of("Evictions", "Sum")),
  ];
}

function kafka({ name }: Settings): readonly Chart[] {
  const cluster = `${name}-kafka`;
  const ofBrokers = (metric: string, stat: string): DashboardMetric =>
    search(
      'AWS/Kafka,"Broker ID","Cluster Name"',
      `MetricName="${metric}" "Cluster Name"="${cluster}"`,
      stat,
    );
  return [
    chart("Kafka: CPU of each broker in percent", "Average", ofBrokers("CpuUser", "Average")),
    chart("Kafka: disk of each broker in percent", "Maximum", ofBrokers("KafkaDataLogsDiskUsed", "Maximum")),
    chart(
      "Kafka: partitions without a leader, or with too few replicas",
      "Maximum",
      ["AWS/Kafka", "OfflinePartitionsCount", "Cluster Name", cluster],
      ofBrokers("UnderReplicatedPartitions", "Maximum"),
    ),
  ];
}

function loadBalancer({ name }: Settings): readonly Chart[] {
  const of = (metric: string, stat: string): DashboardMetric =>
    search("AWS/ApplicationELB,LoadBalancer", `MetricName="${metric}" LoadBalancer=app/${name}-alb`, stat);
  return [
    chart("Load balancer: requests", "Sum", of("RequestCount", "Sum")),
    chart(
      "Load balancer: errors of targets and of its own",
      "Sum",
      of("HTTPCode_Target_5XX_Count", "Sum"),
      of("HTTPCode_ELB_5XX_Count", "Sum"),
    ),
    chart("Load balancer: response time in seconds (P99)", "p99", of("TargetResponseTime", "p99")),
  ];
}

/** Instances are counted by the load balancer: a group's own counts have to be switched on first. */
function scaling({ name }: Settings): readonly Chart[] {
  const ofGroup = (metric: string): DashboardMetric => [
    "AWS/EC2",
    metric,
    "AutoScalingGroupName",
    `${name}-asg`,
  ];
  const hosts = (metric: string): DashboardMetric =>
    search(
      "AWS/ApplicationELB,LoadBalancer,TargetGroup",
      `MetricName="${metric}" LoadBalancer=app/${name}-alb`,
      "Maximum",
    );
  const every = { periodSeconds: BASIC_SECONDS };
  return [
    { ...chart("Instances: CPU in percent", "Average", ofGroup("CPUUtilization")), ...every },
    chart(
      "Instances: healthy and unhealthy",
      "Maximum",
      hosts("HealthyHostCount"),
      hosts("UnHealthyHostCount"),
    ),
    {
      ...chart("Instances: traffic in bytes", "Average", ofGroup("NetworkIn"), ofGroup("NetworkOut")),
      ...every,
    },
  ];
}

const ROW_OF: Readonly<Record<RowName, Row>> = {
  database: { section: "db", charts: database },
  cache: { section: "cache", charts: cache },
  kafka: { section: "kafka", charts: kafka },
  "load-balancer": { section: "scale", charts: loadBalancer },
  scaling: { section: "scale", charts: scaling },
};

/** The rows that the settings ask for and whose sections are on, each with its charts. */
export function rowsOf(settings: Settings): readonly (readonly Chart[])[] {
  return rowNamesOf(settings).map((name) => ROW_OF[name].charts(settings));
}

/** Their names. */
export const rowNamesOf = (settings: Settings): readonly RowName[] =>
  settings.monitoring.rows.filter((name) => settings[ROW_OF[name].section].enabled);
