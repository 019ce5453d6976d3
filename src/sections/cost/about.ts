import type { SectionAbout } from "../about.ts";

/** What help and wizard tell of this section. */
export const about: SectionAbout = {
  name: "cost",
  guide: "Cost Optimization",
  makes: "a monthly budget that mails when it is nearly spent (off until cost budget)",
  typicalMinutes: 1,
  enabledByDefault: false,
  needs: [],
  questions: [],
  edits: [
    {
      name: "budget",
      summary: "Set up the budget of the account, and who is told when it is nearly spent",
      flags: [
        { flags: "--monthly-usd <usd>", summary: "USD a month", key: "cost.monthlyUsd" },
        {
          flags: "--notify <addresses>",
          summary: "e-mail addresses, with commas",
          key: "cost.notify",
        },
      ],
      sets: [["cost.enabled", true]],
      examples: [
        "cost budget --monthly-usd 2500 --notify team@example.com",
        "cost budget --monthly-usd 3000",
      ],
    },
  ],
  verbs: [
    {
      name: "estimate",
      summary: "Tell what the stack of the settings costs a month, line by line.",
      makes: "nothing",
      flags: [],
      minutes: "no time: nothing is asked of AWS",
      examples: ["cost estimate", "cost estimate --json"],
    },
    {
      name: "tips",
      summary: "Tell where the stack of the settings could cost less, how much, and what is lost by it.",
      makes: "nothing",
      flags: [],
      minutes: "no time: nothing is asked of AWS",
      examples: ["cost tips", "cost tips --json"],
    },
  ],
};
