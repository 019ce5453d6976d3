import type { SectionAbout } from "../about.ts";

/** What help and wizard tell of this section. */
export const about: SectionAbout = {
  name: "monitoring",
  guide: "Monitoring Setup",
  makes: "CloudWatch dashboard, three alarms, an SNS topic where somebody is to be notified",
  typicalMinutes: 1,
  enabledByDefault: true,
  needs: [],
  questions: [
    {
      key: "monitoring.metrics",
      message: "Which names do the application's metrics have?",
      kind: "select",
      choices: [
        {
          value: "micrometer",
          name: "Those that Micrometer sends, such as flashsale.reservation.failure.count",
        },
        { value: "guide", name: "The guide's, without Micrometer's suffixes" },
      ],
    },
    {
      key: "monitoring.errorRate",
      message: "What sets off the alarm on errors?",
      kind: "select",
      choices: [
        { value: "percent", name: "A share of all reservations" },
        { value: "count", name: "A number of failures a minute, as in the guide" },
      ],
    },
  ],
};
