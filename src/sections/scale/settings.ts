import { z } from "zod";
import { BESIDE_OTHERS } from "../cross-check.ts";

const whole = (least: number, most: number, besides = "") => {
  const error = `a whole number from ${least} to ${most}${besides}`;
  return z.int({ error }).min(least, error).max(most, error);
};

/** Source: AWS Certificate Manager User Guide, "ARN format". */
const CERTIFICATE =
  /^arn:aws(-[a-z]+)*:acm:[a-z0-9-]+:\d{12}:certificate\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The block `scale` of the settings. Bounds: EC2 Auto Scaling API reference, CreateAutoScalingGroup and PutScalingPolicy. */
export const scaleSchema = z
  .strictObject({
    enabled: z.boolean().default(true).describe("Whether this section is part of the stack."),
    min: whole(1, 500).default(3).describe("Instances of the application at least, 1 to 500."),
    max: whole(1, 500).default(20).describe("Instances of the application at most, 1 to 500."),
    desired: whole(1, 500)
      .default(5)
      .describe("Instances to begin with; policies then move the number between min and max."),
    policy: z
      .enum(["steps", "target-tracking"])
      .default("steps")
      .describe("steps: alarms on cpuHigh and cpuLow; target-tracking: AWS keeps targetCpu."),
    scaleUpAdjustment: whole(1, 100).default(2).describe("Instances that a step up adds, 1 to 100."),
    scaleDownAdjustment: whole(-100, -1)
      .default(-1)
      .describe("Instances that a step down takes away, -100 to -1."),
    cpuHigh: whole(2, 100).default(70).describe("Average CPU in per cent above which steps go up."),
    cpuLow: whole(1, 99).default(30).describe("Average CPU in per cent below which steps go down."),
    cooldownSeconds: whole(0, 3600).default(300).describe("Seconds between two steps, 0 to 3600."),
    targetCpu: whole(1, 100).default(50).describe("Average CPU in per cent that target tracking keeps."),
    healthCheckPath: z
      .string()
      .regex(/^\/[A-Za-z0-9_.\-$/~"'@:+&=?%,;!*()]{0,1023}$/, "a path such as /actuator/health/readiness")
      .default("/actuator/health/readiness")
      .describe(
        "Where an instance tells whether it can serve, by itself: not whether database or cache can.",
      ),
    healthCheckType: z
      .enum(["ELB", "EC2"])
      .default("ELB")
      .describe("ELB: an instance that fails these checks is replaced; EC2: only one whose machine fails."),
    certificateArn: z
      .string()
      .regex(CERTIFICATE, "the ARN of a certificate in AWS Certificate Manager")
      .optional()
      .describe("Certificate for HTTPS; port 80 then redirects to 443. Leave out for HTTP."),
  })
  .superRefine((scale, context) => {
    for (const problem of [...sizeProblems(scale), ...loadProblems(scale)])
      context.addIssue({ code: "custom", ...problem });
  }, BESIDE_OTHERS);

export type ScaleSettings = z.infer<typeof scaleSchema>;

interface Problem {
  readonly path: string[];
  readonly message: string;
  readonly input: unknown;
}

type Sizes = Pick<ScaleSettings, "min" | "max" | "desired">;

/** Source: EC2 Auto Scaling User Guide, "Set scaling limits for your Auto Scaling group". */
function sizeProblems({ min, max, desired: input }: Sizes): Problem[] {
  if (min > max) return [{ path: ["max"], message: `at least min ${min}`, input: max }];
  if (input < min || input > max)
    return [{ path: ["desired"], message: `a whole number from min ${min} to max ${max}`, input }];
  return [];
}

type Loads = Pick<ScaleSettings, "cpuHigh" | "cpuLow">;

/** Steps that meet would chase each other up and down. */
function loadProblems({ cpuHigh, cpuLow: input }: Loads): Problem[] {
  return input >= cpuHigh ? [{ path: ["cpuLow"], message: `less than cpuHigh ${cpuHigh}`, input }] : [];
}
