import {
  paginateListAttachedRolePolicies,
  paginateListEntitiesForPolicy,
  paginateListInstanceProfilesForRole,
  paginateListRolePolicies,
} from "@aws-sdk/client-iam";
import type { Aws } from "../../aws/env.ts";
import type { Blocker } from "../ec2/blockers.ts";
import { collect, orAbsent } from "../type.ts";

/**
 * Seconds until a delete is given up against which something stands: what was just detached may be counted for a moment.
 * IAM names no bound itself.
 */
export const DELETE_SECONDS = 120;

/** Something that somebody else put there, and that only they may take away. */
const stays = (id: string, text: string, fix: string): Blocker => ({ id, text, fix, leavesByItself: false });

const attached = (role: string, arn: string): Blocker =>
  stays(
    arn,
    `policy ${arn}, until it is detached from ${role}`,
    `aws iam detach-role-policy --role-name ${role} --policy-arn ${arn}`,
  );

const filled = (profile: string, role: string): Blocker =>
  stays(
    profile,
    `instance profile ${profile}, until ${role} is removed from it`,
    `aws iam remove-role-from-instance-profile --instance-profile-name ${profile} --role-name ${role}`,
  );

const inline = (role: string, policy: string): Blocker =>
  stays(
    policy,
    `inline policy ${policy}, until it is deleted`,
    `aws iam delete-role-policy --role-name ${role} --policy-name ${policy}`,
  );

/** What keeps a role: policies and instance profiles that we did not put there, since ours go before it. */
export async function findUsesOfRole(aws: Aws, role: string): Promise<Blocker[]> {
  const [config, input] = [{ client: aws.safe.iam }, { RoleName: role }];
  const found = await orAbsent(() =>
    Promise.all([
      collect(paginateListAttachedRolePolicies(config, input), (page) => page.AttachedPolicies),
      collect(paginateListRolePolicies(config, input), (page) => page.PolicyNames),
      collect(paginateListInstanceProfilesForRole(config, input), (page) => page.InstanceProfiles),
    ]),
  );
  const [policies = [], names = [], profiles = []] = found ?? [];
  return [
    ...policies.map(({ PolicyArn = "" }) => attached(role, PolicyArn)),
    ...names.map((name) => inline(role, name)),
    ...profiles.map(({ InstanceProfileName = "" }) => filled(InstanceProfileName, role)),
  ];
}

/** What keeps a managed policy: the users, groups and roles that it is attached to. */
export async function findUsesOfPolicy(aws: Aws, arn: string): Promise<Blocker[]> {
  const pages = paginateListEntitiesForPolicy({ client: aws.safe.iam }, { PolicyArn: arn });
  const found = (await orAbsent(() => collect(pages, (page) => [page]))) ?? [];
  const toBlocker = (noun: string, name: string): Blocker =>
    stays(
      name,
      `${noun} ${name}, until the policy is detached from it`,
      `aws iam detach-${noun}-policy --${noun}-name ${name} --policy-arn ${arn}`,
    );
  return found.flatMap(({ PolicyRoles = [], PolicyUsers = [], PolicyGroups = [] }) => [
    ...PolicyRoles.map(({ RoleName = "" }) => toBlocker("role", RoleName)),
    ...PolicyUsers.map(({ UserName = "" }) => toBlocker("user", UserName)),
    ...PolicyGroups.map(({ GroupName = "" }) => toBlocker("group", GroupName)),
  ]);
}

/** What keeps an instance profile: the role in it, where it is not ours. */
export const usesOfProfile = (profile: string, roles: readonly string[]): Blocker[] =>
  roles.map((role) =>
    stays(role, `role ${role}, until it is removed from the profile`, filled(profile, role).fix ?? ""),
  );
