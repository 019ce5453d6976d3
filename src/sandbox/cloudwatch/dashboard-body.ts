import type { DashboardValidationMessage } from "@aws-sdk/client-cloudwatch";

/** What CloudWatch finds in a body: errors refuse it, warnings are answered. */
export interface Findings {
  readonly errors: readonly DashboardValidationMessage[];
  readonly warnings: readonly DashboardValidationMessage[];
}

type Json = Record<string, unknown>;

/** Bounds. Source: CloudWatch API reference, "Dashboard Body Structure and Syntax". */
const MOST_WIDGETS = 500;
const GRID = { width: 24, height: 1000 };

const WIDGET_TYPES = ["metric", "text", "log", "alarm", "explorer", "custom", "trace"];

/** Properties of a metric widget that CloudWatch draws. Source: the same, "Properties of a Metric Widget Object". */
const METRIC_PROPERTIES = new Set(
  [
    "accountId annotations end labels legend liveData metrics period region setPeriodToTimeRange singleValueFullPrecision",
    "sparkline stacked start stat table timezone title trend view yAxis",
  ].flatMap((line) => line.split(" ")),
);

const isRecord = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isWithin = (value: unknown, least: number, most: number): boolean =>
  Number.isInteger(value) && Number(value) >= least && Number(value) <= most;

const message = (DataPath: string, Message: string): DashboardValidationMessage => ({ DataPath, Message });

/** Checks a body as CloudWatch does before it draws it. */
export function checkBody(text: string | undefined): Findings {
  const body = parse(text ?? "");
  if (!isRecord(body)) return wrong("", "The field DashboardBody must be a valid JSON object");
  const { widgets } = body;
  if (!Array.isArray(widgets)) return wrong("/widgets", "Should have required property 'widgets'");
  if (widgets.length > MOST_WIDGETS)
    return wrong("/widgets", `Should NOT have more than ${MOST_WIDGETS} items`);
  const found = widgets.map((widget, index) => checkWidget(widget, `/widgets/${index}`));
  return {
    errors: found.flatMap(({ errors }) => errors),
    warnings: found.flatMap(({ warnings }) => warnings),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const wrong = (path: string, text: string): Findings => ({ errors: [message(path, text)], warnings: [] });

function checkWidget(widget: unknown, path: string): Findings {
  if (!isRecord(widget)) return wrong(path, "Should be object");
  const { type, properties } = widget;
  if (!WIDGET_TYPES.includes(String(type))) return wrong(`${path}/type`, "Should match some schema in anyOf");
  if (!isRecord(properties)) return wrong(path, "Should have required property 'properties'");
  const errors = [
    ...checkPlace(widget, path),
    ...(type === "metric" ? checkMetricWidget(properties, `${path}/properties`) : []),
    ...(type === "text" && typeof properties.markdown !== "string"
      ? [message(`${path}/properties`, "Should have required property 'markdown'")]
      : []),
  ];
  const strangers =
    type === "metric" ? Object.keys(properties).filter((key) => !METRIC_PROPERTIES.has(key)) : [];
  const warnings = strangers.map((key) => message(`${path}/properties/${key}`, "Unknown field"));
  return { errors, warnings };
}

function checkPlace(widget: Json, path: string): DashboardValidationMessage[] {
  const bounds = [
    ["x", 0, GRID.width - 1],
    ["y", 0, Number.MAX_SAFE_INTEGER],
    ["width", 1, GRID.width],
    ["height", 1, GRID.height],
  ] as const;
  const outside = bounds.filter(
    ([key, least, most]) => widget[key] !== undefined && !isWithin(widget[key], least, most),
  );
  return outside.map(([key, least, most]) =>
    message(`${path}/${key}`, `Should be >= ${least} and <= ${most}`),
  );
}

/** Without a region nobody knows whose metrics these are; without metrics there must be annotations. */
function checkMetricWidget(properties: Json, path: string): DashboardValidationMessage[] {
  const { region, metrics, annotations } = properties;
  if (typeof region !== "string" || region === "")
    return [message(path, "Should have required property 'region'")];
  if (metrics === undefined)
    return annotations === undefined ? [message(path, "Should have required property 'metrics'")] : [];
  if (!Array.isArray(metrics) || metrics.length === 0)
    return [message(`${path}/metrics`, "Should have at least 1 item")];
  return metrics.flatMap((metric, index) => checkMetric(metric, `${path}/metrics/${index}`));
}

/** `[namespace, name, dimension, value…, options]`, or `[{ expression }]`. */
function checkMetric(metric: unknown, path: string): DashboardValidationMessage[] {
  if (!Array.isArray(metric)) return [message(path, "Should be array")];
  const options = metric.at(-1) as unknown;
  const names = isRecord(options) ? metric.slice(0, -1) : metric;
  if (names.length === 0 && isRecord(options) && typeof options.expression === "string") return [];
  const isPaired = names.length >= 2 && names.length % 2 === 0;
  if (isPaired && names.every((name) => typeof name === "string")) return [];
  return [message(path, "Invalid metric: namespace, name, and pairs of dimensions and values are expected")];
}
