import type { Settings } from "../settings.ts";
import { readTemplate } from "../templates.ts";
import { GUIDE_METRICS, type GuideMetric, nameOf, PERIOD_SECONDS, statisticOf } from "./metrics.ts";
import { type Chart, type DashboardMetric, rowsOf } from "./rows.ts";

/** The grid is 24 wide: three widgets a row. Source: CloudWatch API reference, "Dashboard Body Structure and Syntax". */
const SIZE = { width: 8, height: 6 };

/** A widget of the guide's file; only what is changed is named here. */
interface GuideWidget {
  readonly type: string;
  readonly properties: {
    readonly metrics: readonly DashboardMetric[];
    readonly stat: string;
    readonly title: string;
    readonly region: string;
  };
}

const guideMetricOf = (name: unknown): GuideMetric | undefined =>
  (Object.keys(GUIDE_METRICS) as GuideMetric[]).find((key) => GUIDE_METRICS[key] === name);

/** The guide's metric under the name that it comes with, in the application's namespace. */
function rename(settings: Settings, [namespace = "", name = "", ...rest]: DashboardMetric): DashboardMetric {
  const metric = guideMetricOf(name);
  const space = namespace === "." ? namespace : settings.displayName;
  return [space, metric === undefined ? name : nameOf(settings, metric), ...rest];
}

/** The guide's widget in the stack's region, on metrics that come; latency has no percentile with Micrometer's names. */
function adapt(settings: Settings, { type, properties }: GuideWidget): object {
  const isLatency = properties.metrics.some(([, name]) => guideMetricOf(name) === "latency");
  const stat = isLatency ? statisticOf(settings, "latency") : properties.stat;
  return {
    type,
    properties: {
      ...properties,
      metrics: properties.metrics.map((metric) => rename(settings, metric)),
      stat,
      region: settings.region,
      title: stat === "Maximum" ? properties.title.replace("(P99)", "(Maximum)") : properties.title,
    },
  };
}

const toWidget = (
  { region }: Settings,
  { title, stat, metrics, periodSeconds: period = PERIOD_SECONDS }: Chart,
): object => ({
  type: "metric",
  properties: { metrics, period, stat, region, title },
});

const place = (widget: object, row: number, column: number): object => ({
  x: column * SIZE.width,
  y: row * SIZE.height,
  ...SIZE,
  ...widget,
});

/** The body of the dashboard: the guide's widgets in the first row, a row for each service that is part of the stack below. */
export function dashboardBody(settings: Settings): string {
  const guide = JSON.parse(readTemplate("monitoring/cloudwatch-dashboard.json")) as {
    readonly widgets: readonly GuideWidget[];
  };
  const rows = [
    guide.widgets.map((widget) => adapt(settings, widget)),
    ...rowsOf(settings).map((charts) => charts.map((one) => toWidget(settings, one))),
  ];
  const widgets = rows.flatMap((row, y) => row.map((widget, x) => place(widget, y, x)));
  return JSON.stringify({ widgets });
}
