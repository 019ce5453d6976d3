import type { Call } from "../operation.ts";
import type { NeedRule, SandboxService } from "../service.ts";
import { keyOf, toIamArn } from "./identifier.ts";
import { instanceProfiles, roles } from "./tables.ts";

type LookingRule = Extract<NeedRule, (...args: never) => unknown>;
type Input = Readonly<Record<string, unknown>>;

const roleArn = (input: Input, call: Call): string => {
  const name = String(input.RoleName);
  const row = call.account.table(roles).find(keyOf(name));
  return row?.arn ?? toIamArn(call, "role", String(input.Path ?? "/"), name);
};

const profileArn = (input: Input, call: Call): string => {
  const name = String(input.InstanceProfileName);
  const row = call.account.table(instanceProfiles).find(keyOf(name));
  return row?.arn ?? toIamArn(call, "instance-profile", String(input.Path ?? "/"), name);
};

const policyArn = (input: Input, call: Call): string => {
  if (typeof input.PolicyArn === "string") return input.PolicyArn;
  return toIamArn(call, "policy", String(input.Path ?? "/"), String(input.PolicyName));
};

const isTagged = ({ Tags: tags }: Input): boolean => Array.isArray(tags) && tags.length > 0;

/** An action on what the request names. */
const on =
  (arnOf: (input: Input, call: Call) => string) =>
  (action: string): LookingRule =>
  (input, call) => [{ action: `iam:${action}`, resource: arnOf(input, call) }];

const onRole = on(roleArn);
const onPolicy = on(policyArn);
const onProfile = on(profileArn);

/** Tags in the request ask for one more action. */
const tagging =
  (rule: LookingRule): LookingRule =>
  (input, call) =>
    isTagged(input) ? rule(input, call) : [];

/** What IAM wants for its own calls. Source: Service Authorization Reference, "Actions, resources, and condition keys for AWS IAM". */
export const needs: SandboxService["needs"] = {
  ListAccountAliases: [{ action: "iam:ListAccountAliases" }],
  CreateRole: [onRole("CreateRole"), tagging(onRole("TagRole"))],
  GetRole: [onRole("GetRole")],
  UpdateRole: [onRole("UpdateRole")],
  UpdateRoleDescription: [onRole("UpdateRoleDescription")],
  UpdateAssumeRolePolicy: [onRole("UpdateAssumeRolePolicy")],
  DeleteRole: [onRole("DeleteRole")],
  TagRole: [onRole("TagRole")],
  UntagRole: [onRole("UntagRole")],
  ListRoleTags: [onRole("ListRoleTags")],
  AttachRolePolicy: [onRole("AttachRolePolicy")],
  DetachRolePolicy: [onRole("DetachRolePolicy")],
  ListAttachedRolePolicies: [onRole("ListAttachedRolePolicies")],
  PutRolePolicy: [onRole("PutRolePolicy")],
  GetRolePolicy: [onRole("GetRolePolicy")],
  DeleteRolePolicy: [onRole("DeleteRolePolicy")],
  ListRolePolicies: [onRole("ListRolePolicies")],
  ListInstanceProfilesForRole: [onRole("ListInstanceProfilesForRole")],
  CreatePolicy: [onPolicy("CreatePolicy"), tagging(onPolicy("TagPolicy"))],
  GetPolicy: [onPolicy("GetPolicy")],
  DeletePolicy: [onPolicy("DeletePolicy")],
  TagPolicy: [onPolicy("TagPolicy")],
  UntagPolicy: [onPolicy("UntagPolicy")],
  ListPolicyTags: [onPolicy("ListPolicyTags")],
  ListEntitiesForPolicy: [onPolicy("ListEntitiesForPolicy")],
  CreatePolicyVersion: [onPolicy("CreatePolicyVersion")],
  GetPolicyVersion: [onPolicy("GetPolicyVersion")],
  ListPolicyVersions: [onPolicy("ListPolicyVersions")],
  SetDefaultPolicyVersion: [onPolicy("SetDefaultPolicyVersion")],
  DeletePolicyVersion: [onPolicy("DeletePolicyVersion")],
  CreateInstanceProfile: [onProfile("CreateInstanceProfile"), tagging(onProfile("TagInstanceProfile"))],
  GetInstanceProfile: [onProfile("GetInstanceProfile")],
  // Whoever puts a role into a profile hands it to the instances that get the profile.
  AddRoleToInstanceProfile: [onProfile("AddRoleToInstanceProfile"), onRole("PassRole")],
  RemoveRoleFromInstanceProfile: [onProfile("RemoveRoleFromInstanceProfile")],
  DeleteInstanceProfile: [onProfile("DeleteInstanceProfile")],
  TagInstanceProfile: [onProfile("TagInstanceProfile")],
  UntagInstanceProfile: [onProfile("UntagInstanceProfile")],
  SimulatePrincipalPolicy: [{ action: "iam:SimulatePrincipalPolicy", resource: "{PolicySourceArn}" }],
};
