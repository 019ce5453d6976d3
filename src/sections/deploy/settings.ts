import { z } from "zod";
import { BESIDE_OTHERS } from "../cross-check.ts";

/** Source: CloudWatch Logs API reference, PutRetentionPolicy; 0 keeps for ever. */
const RETENTION_DAYS = [
  0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

const whole = (least: number, most: number) => {
  const error = `a whole number from ${least} to ${most}`;
  return z.int({ error }).min(least, error).max(most, error);
};

const retention = `0 (for ever) or one of ${RETENTION_DAYS.slice(1).join(", ")}`;

/** Families whose instances start from a local disk or without virtio, where this user data cannot run. */
const UNFIT = /^(mac|t1|m1|m2|m3|c1|c3|cc2|cr1|g2|hs1|i2|r3)/;

/** The block `deploy` of the settings. Bounds: EC2 API reference, RunInstances; ECR API reference, PutLifecyclePolicy. */
export const deploySchema = z
  .strictObject({
    enabled: z.boolean().default(true).describe("Whether this section is part of the stack."),
    instance: z
      .boolean()
      .default(false)
      .describe("The guide's single instance; beside an Auto Scaling group it is one more, and paid."),
    instanceType: z
      .string()
      .regex(/^[a-z][a-z0-9-]{1,15}\.[a-z0-9-]{2,16}$/, "an instance type such as m5.xlarge")
      .default("m5.xlarge")
      .describe("Instance type of the application."),
    amiId: z
      .string()
      .regex(/^ami-([0-9a-f]{8}|[0-9a-f]{17})$/, "the id of an image, such as ami-0abcdef1234567890")
      .optional()
      .describe("An Amazon Linux 2023 image; leave out for the newest one when the stack is made."),
    keyName: z
      .string()
      .regex(/^(?! )[\x20-\x7e]{1,255}(?<! )$/, "the name of a key pair in this region")
      .optional()
      .describe("An existing key pair for SSH; leave out for sessions through AWS Systems Manager."),
    rootVolumeGib: whole(8, 16_384).default(20).describe("GiB of each instance's volume, 8 to 16384."),
    imageTag: z
      .string({ error: 'a tag in quotes, such as "latest"' })
      .regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/, "1 to 128 letters, digits, _ . and -")
      .default("latest")
      .describe("Tag of the image that instances run."),
    keepImages: whole(1, 10_000).default(30).describe("Newest images that the repository keeps, 1 to 10000."),
    logRetentionDays: z
      .int({ error: retention })
      .refine((days) => RETENTION_DAYS.includes(days), retention)
      .default(30)
      .describe("Days for which the application's log is kept; 0 keeps it for ever."),
  })
  .superRefine(({ instanceType }, context) => {
    if (!UNFIT.test(String(instanceType))) return;
    const message =
      "an instance type of the Nitro system, such as m5.xlarge: Amazon Linux 2023 needs one here";
    context.addIssue({ code: "custom", path: ["instanceType"], message, input: instanceType });
  }, BESIDE_OTHERS);

export type DeploySettings = z.infer<typeof deploySchema>;
