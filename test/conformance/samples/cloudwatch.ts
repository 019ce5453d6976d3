import { dashboard } from "../../../src/resources/cloudwatch/dashboard.ts";
import { metricAlarm } from "../../../src/resources/cloudwatch/metric-alarm.ts";
import { topic } from "../../../src/resources/sns/topic.ts";
import { type Ground, tagsFor } from "../ground.ts";
import { type Sample, sampleOf } from "../sample.ts";

const bodyWith = (...titles: readonly string[]): string =>
  JSON.stringify({
    widgets: titles.map((title) => ({
      type: "metric",
      properties: { metrics: [["FlashSale", "flashsale.orders"]], region: "us-east-1", title },
    })),
  });

const makeTopic = async (ground: Ground, name: string): Promise<string> =>
  (await ground.make(topic, `ground.${name}`, { name })).id;

const failures = (metric: string) => ({
  namespace: "FlashSale",
  metric,
  dimensions: { service: "shop" },
  statistic: "Sum",
  periodSeconds: 60,
});

/** The samples of CloudWatch. */
export const cloudWatchSamples: readonly Sample[] = [
  sampleOf(dashboard, {
    absentId: "FlashSaleAbsent",
    props: () => Promise.resolve({ name: "FlashSaleDashboard", body: bodyWith("Orders"), tags: tagsFor() }),
    changes: () => Promise.resolve({ body: bodyWith("Orders", "More orders") }),
  }),
  sampleOf(metricAlarm, {
    absentId: "flashsale-absent",
    props: async (ground) => ({
      name: "flashsale-high-error-rate",
      description: "Alert when error rate exceeds 5%",
      source: {
        expression: "100 * f / (f + s)",
        label: "Errors",
        metrics: { f: failures("flashsale.failure"), s: failures("flashsale.success") },
      },
      evaluationPeriods: 2,
      threshold: 5,
      comparison: "GreaterThanThreshold" as const,
      missingData: "missing" as const,
      alarmActions: [await makeTopic(ground, "first")],
      tags: tagsFor(),
    }),
    changes: async (ground) => ({
      description: "Another description",
      source: { ...failures("flashsale.latency"), statistic: "p99" },
      evaluationPeriods: 3,
      threshold: 500.5,
      comparison: "GreaterThanOrEqualToThreshold" as const,
      missingData: "breaching" as const,
      alarmActions: [await makeTopic(ground, "second")],
    }),
  }),
];
