import type { Section } from "../section.ts";
import { about } from "./about.ts";
import { declareCost } from "./resources.ts";
import { costSchema } from "./settings.ts";

/** A budget for the account. */
export const cost: Section = {
  ...about,
  schema: costSchema,
  lookups: () => [],
  declare: (context) => ({ cost: declareCost(context) }),
  outputs: () => [],
  deviations: () => [],
  iamActions: [],
};
