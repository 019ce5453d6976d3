import type { Section } from "../section.ts";
import { about } from "./about.ts";
import { iamAudits } from "./audits.ts";
import { checkIam } from "./checks.ts";
import { iamDeviations } from "./deviations.ts";
import { declareIam } from "./resources.ts";
import { iamSchema } from "./settings.ts";

/** The application's role, its instance profile and its policies. */
export const iam: Section = {
  ...about,
  schema: iamSchema,
  lookups: () => [],
  declare: (context) => ({ iam: declareIam(context) }),
  outputs: () => [],
  deviations: iamDeviations,
  iamActions: ["iam:GetPolicy"],
  check: checkIam,
  audits: iamAudits,
};
