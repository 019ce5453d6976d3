import { iamInstanceProfile } from "./instance-profile.ts";
import { iamInstanceProfileRole } from "./instance-profile-role.ts";
import { iamPolicy } from "./policy.ts";
import { iamRole } from "./role.ts";
import { iamRolePolicyAttachment } from "./role-policy-attachment.ts";

/** The resource types of IAM. */
export const iamTypes = [
  iamRole,
  iamPolicy,
  iamInstanceProfile,
  iamInstanceProfileRole,
  iamRolePolicyAttachment,
] as const;
