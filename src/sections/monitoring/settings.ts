import { z } from "zod";
import { BESIDE_OTHERS } from "../cross-check.ts";
import { emails } from "../email.ts";
import { alarm, MOST_ACTIONS } from "./alarm-settings.ts";

/** Rows of the dashboard below the guide's widgets, in the order in which they are drawn. */
export const ROWS = ["database", "cache", "kafka", "load-balancer", "scaling"] as const;

/** Names of the guide's alarms, after the stack's. */
export const GUIDE_ALARMS = ["high-error-rate", "high-latency", "stock-out"] as const;

/** Names that the alarms of Auto Scaling have after the stack's. */
const SCALING_ALARMS = ["scale-up", "scale-down"];

const amount = (fallback: number, text: string) =>
  z
    .number({ error: "a number, more than 0" })
    .gt(0, "a number, more than 0")
    .default(fallback)
    .describe(text);

const thresholds = z
  .strictObject({
    errorPercent: z
      .number({ error: "a number from 0 to 100" })
      .min(0, "a number from 0 to 100")
      .max(100, "a number from 0 to 100")
      .default(5)
      .describe(
        "Failures in percent of all reservations, beyond which errorRate percent sets off the alarm.",
      ),
    errorCount: amount(50, "Failures a minute, beyond which errorRate count sets off the alarm."),
    latencyMs: amount(500, "Milliseconds that a reservation may take."),
    stockOut: amount(1, "Products out of stock in a minute from which on the alarm goes off."),
  })
  .prefault({})
  .describe("When the guide's three alarms go off.");

const isUnique = (list: readonly string[]): boolean =>
  new Set(list.map((one) => one.toLowerCase())).size === list.length;

/** The block `monitoring` of the settings. */
export const monitoringSchema = z
  .strictObject({
    enabled: z.boolean().default(true).describe("Whether this section is part of the stack."),
    metrics: z
      .enum(["micrometer", "guide"])
      .default("micrometer")
      .describe(
        "Names of the application's metrics: with the suffixes that micrometer adds, or the guide's.",
      ),
    errorRate: z
      .enum(["percent", "count"])
      .default("percent")
      .describe("What sets off the alarm on errors: a percent of all reservations, or a count a minute."),
    thresholds,
    rows: z
      .array(z.enum(ROWS))
      .refine(isUnique, "each row once")
      .default([...ROWS])
      .describe("Rows of the dashboard besides the guide's; those of sections that are off are left out."),
    notify: emails(50)
      .default([])
      .describe("E-mail addresses that alarms notify; each is asked by mail to confirm."),
    alarms: z.array(alarm).default([]).describe("Further alarms, named after the stack like the guide's."),
  })
  .superRefine((monitoring, context) => {
    for (const problem of alarmProblems(monitoring)) context.addIssue({ code: "custom", ...problem });
  }, BESIDE_OTHERS);

export type MonitoringSettings = z.infer<typeof monitoringSchema>;

interface Problem {
  readonly path: (string | number)[];
  readonly message: string;
  readonly input: unknown;
}

interface Named {
  readonly name?: unknown;
  readonly actions?: unknown;
}

/** Names are held once; the topic takes one of an alarm's actions. */
function alarmProblems({ alarms, notify }: Pick<MonitoringSettings, "alarms" | "notify">): Problem[] {
  const list: readonly Named[] = Array.isArray(alarms) ? alarms : [];
  const taken = new Set<unknown>([...GUIDE_ALARMS, ...SCALING_ALARMS]);
  return list.flatMap(({ name, actions }, index) => {
    const problems: Problem[] = [];
    if (taken.has(name))
      problems.push({
        path: ["alarms", index, "name"],
        message: "a name that no other alarm has",
        input: name,
      });
    taken.add(name);
    const isFull = Array.isArray(actions) && actions.length >= MOST_ACTIONS;
    if (isFull && Array.isArray(notify) && notify.length > 0)
      problems.push({ path: ["alarms", index, "actions"], message: FULL, input: actions });
    return problems;
  });
}

const FULL = `at most ${MOST_ACTIONS - 1} actions while notify has addresses: the topic is one more`;
