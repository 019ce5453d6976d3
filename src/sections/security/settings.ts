import { z } from "zod";

const DAYS = "a whole number of days from 1 to 3650";

/** The block `security` of the settings. */
export const securitySchema = z.strictObject({
  enabled: z
    .boolean()
    .default(false)
    .describe("Whether this section, a trail, is part of the stack; security trail switches it on."),
  retentionDays: z
    .int({ error: DAYS })
    .min(1, DAYS)
    .max(3650, DAYS)
    .default(90)
    .describe("Days for which the trail's records are kept, 1 to 3650."),
  multiRegion: z
    .boolean()
    .default(true)
    .describe("Whether calls in all regions are recorded, or in this one alone."),
});

export type SecuritySettings = z.infer<typeof securitySchema>;
