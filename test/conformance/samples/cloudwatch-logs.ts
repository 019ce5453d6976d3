import { logGroup } from "../../../src/resources/cloudwatch-logs/log-group.ts";
import { tagsFor } from "../ground.ts";
import { type Sample, sampleOf } from "../sample.ts";

/** The samples of CloudWatch Logs. */
export const cloudWatchLogsSamples: readonly Sample[] = [
  sampleOf(logGroup, {
    absentId: "/flashsale/absent",
    props: () => Promise.resolve({ name: "/flashsale/app", retentionDays: 30, tags: tagsFor() }),
    changes: () => Promise.resolve({ retentionDays: 0 }),
  }),
];
