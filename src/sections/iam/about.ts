import type { SectionAbout } from "../about.ts";

/** What help and wizard tell of this section. */
export const about: SectionAbout = {
  name: "iam",
  guide: "IAM Roles and Permissions",
  makes: "role and instance profile of the application, policy with what it does and no more",
  typicalMinutes: 1,
  enabledByDefault: true,
  needs: [],
  questions: [],
};
