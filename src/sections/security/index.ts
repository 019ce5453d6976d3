import type { Section } from "../section.ts";
import { about } from "./about.ts";
import { securityAudits } from "./audits.ts";
import { declareSecurity } from "./resources.ts";
import { securitySchema } from "./settings.ts";

/** A trail of who does what in the account, and the guide's practices held against what stands. */
export const security: Section = {
  ...about,
  schema: securitySchema,
  lookups: () => [],
  declare: (context) => ({ security: declareSecurity(context) }),
  outputs: () => [],
  deviations: () => [],
  iamActions: [],
  audits: securityAudits,
  auditsAccount: true,
};
