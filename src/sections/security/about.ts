import type { SectionAbout } from "../about.ts";

/** What help and wizard tell of this section. */
export const about: SectionAbout = {
  name: "security",
  guide: "Security Best Practices",
  makes: "a CloudTrail trail with its bucket (off until security trail)",
  typicalMinutes: 1,
  enabledByDefault: false,
  needs: [],
  questions: [],
  edits: [
    {
      name: "trail",
      summary: "Set up a trail that records who does what in the account",
      flags: [
        {
          flags: "--retention-days <days>",
          summary: "days for which records are kept",
          key: "security.retentionDays",
        },
      ],
      sets: [["security.enabled", true]],
      examples: ["security trail", "security trail --retention-days 365"],
    },
  ],
  verbs: [
    {
      name: "audit",
      summary: "Hold what stands against the guide's security practices, and say what mends it.",
      makes: "nothing",
      flags: [],
      minutes: "seconds; ends with 3 where something is wrong",
      examples: ["security audit", "security audit --json"],
    },
  ],
};
