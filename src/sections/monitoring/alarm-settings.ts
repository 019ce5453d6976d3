import { z } from "zod";

const HOUR_SECONDS = 3600;
const DAY_SECONDS = 86_400;
const PERIODS = "10, 20, 30 or a multiple of 60, in seconds";

/** Most actions of one state of an alarm. Source: CloudWatch API reference, PutMetricAlarm. */
export const MOST_ACTIONS = 5;

const isPeriod = (seconds: number): boolean => [10, 20, 30].includes(seconds) || seconds % 60 === 0;

const PERIODS_ERROR = "a whole number, 1 or more";

/** An alarm of the user's own. Bounds: CloudWatch API reference, PutMetricAlarm. */
export const alarm = z
  .strictObject({
    name: z
      .string()
      .regex(
        /^(?=.{1,100}$)[a-z0-9]+(-[a-z0-9]+)*$/,
        "1 to 100 lower-case letters, digits and single hyphens",
      ),
    description: z
      .string()
      // CloudWatch speaks a protocol whose texts have no other control characters.
      .regex(/^[^\p{Cc}\p{Cs}]{0,1024}$/u, "at most 1024 characters on one line")
      .optional(),
    namespace: z
      .string()
      .regex(
        /^(?!:)(?=.*[^ ])[A-Za-z0-9._/#: -]{1,255}$/,
        "a namespace such as AWS/RDS, or the application's own, with no colon first",
      ),
    metric: z.string().regex(/^[\x21-\x7e]([\x20-\x7e]{0,253}[\x21-\x7e])?$/, "the name of a metric"),
    dimensions: z
      .record(
        z
          .string()
          .regex(/^(?!:)(?=.*[^ ])[\x20-\x7e]{1,255}$/, "a name of printable ASCII, with no colon first"),
        z.string().regex(/^(?=.*[^ ])[\x20-\x7e]{1,1024}$/, "a value of printable ASCII"),
      )
      .refine((all) => Object.keys(all).length <= 30, "at most 30 dimensions")
      .default({}),
    statistic: z.enum(["SampleCount", "Average", "Sum", "Minimum", "Maximum"]).optional(),
    percentile: z
      .number({ error: "a number from 0 to 100" })
      .min(0, "a number from 0 to 100")
      .max(100, "a number from 0 to 100")
      .optional(),
    period: z.int({ error: PERIODS }).min(10, PERIODS).refine(isPeriod, PERIODS).default(60),
    evaluationPeriods: z.int({ error: PERIODS_ERROR }).min(1, PERIODS_ERROR).default(1),
    threshold: z.number({ error: "a number" }),
    comparison: z
      .enum([
        "GreaterThanThreshold",
        "GreaterThanOrEqualToThreshold",
        "LessThanThreshold",
        "LessThanOrEqualToThreshold",
      ])
      .default("GreaterThanThreshold"),
    missingData: z.enum(["missing", "notBreaching", "breaching", "ignore"]).default("missing"),
    actions: z
      .array(z.string().regex(/^arn:aws[a-z-]*:[a-z0-9-]+:/, "the ARN of an action"))
      .max(MOST_ACTIONS, `at most ${MOST_ACTIONS} actions`)
      .default([]),
  })
  .superRefine((one, context) => {
    for (const [path, message] of problemsOf(one))
      context.addIssue({ code: "custom", path: [path], message, input: one[path] });
  });

/** An alarm as the settings have it. */
export type AlarmSettings = z.output<typeof alarm>;

type Problem = readonly [path: "statistic" | "percentile" | "evaluationPeriods", message: string];

function problemsOf({ statistic, percentile, period, evaluationPeriods }: AlarmSettings): Problem[] {
  const problems: Problem[] = [];
  if (statistic === undefined && percentile === undefined)
    problems.push([
      "statistic",
      "one of SampleCount, Average, Sum, Minimum, Maximum, or a percentile instead",
    ]);
  if (statistic !== undefined && percentile !== undefined)
    problems.push(["percentile", "left out beside statistic: an alarm has one of them"]);
  const [most, words] = period < HOUR_SECONDS ? [DAY_SECONDS, "a day"] : [7 * DAY_SECONDS, "seven days"];
  if (period * evaluationPeriods > most)
    problems.push([
      "evaluationPeriods",
      `at most ${Math.floor(most / period)}: with a period of ${period} s an alarm looks back ${words} at most`,
    ]);
  return problems;
}
