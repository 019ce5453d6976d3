import { subscription } from "../../../src/resources/sns/subscription.ts";
import { topic } from "../../../src/resources/sns/topic.ts";
import { tagsFor } from "../ground.ts";
import { type Sample, sampleOf } from "../sample.ts";

/** The samples of SNS. */
export const snsSamples: readonly Sample[] = [
  sampleOf(topic, {
    absentId: "arn:aws:sns:us-east-1:314159265358:flashsale-absent",
    props: () => Promise.resolve({ name: "flashsale-alarms", tags: tagsFor() }),
    changes: () => Promise.resolve({}),
  }),
  sampleOf(subscription, {
    absentId: "arn:aws:sns:us-east-1:314159265358:flashsale-absent|email:absent@confirming.example",
    props: async (ground) => {
      const { id: topicArn } = await ground.make(topic, "ground.topic", { name: "flashsale-alarms" });
      // What nobody confirms cannot be ended before its time: the sandbox's journeys tell of that.
      return { topicArn, protocol: "email" as const, endpoint: "Team@confirming.example" };
    },
    changes: () => Promise.resolve({}),
  }),
];
