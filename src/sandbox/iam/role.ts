import type {
  CreateRoleCommandInput,
  CreateRoleCommandOutput,
  DeleteRoleCommandInput,
  DeleteRoleCommandOutput,
  GetRoleCommandInput,
  GetRoleCommandOutput,
  ListRoleTagsCommandInput,
  ListRoleTagsCommandOutput,
  Role,
  TagRoleCommandInput,
  TagRoleCommandOutput,
  UntagRoleCommandInput,
  UntagRoleCommandOutput,
  UpdateAssumeRolePolicyCommandInput,
  UpdateAssumeRolePolicyCommandOutput,
  UpdateRoleCommandInput,
  UpdateRoleCommandOutput,
  UpdateRoleDescriptionCommandInput,
  UpdateRoleDescriptionCommandOutput,
} from "@aws-sdk/client-iam";
import { type Call, change, read } from "../operation.ts";
import { Refusal, SandboxError } from "../refusal.ts";
import { checkDocument, encodeDocument } from "./document.ts";
import { getRole } from "./find.ts";
import {
  checkDescription,
  checkName,
  checkPath,
  invalid,
  keyOf,
  newUniqueId,
  toIamArn,
} from "./identifier.ts";
import { iamOffers } from "./offers.ts";
import { paginate } from "./page.ts";
import { instanceProfiles, type RoleRow, roles } from "./tables.ts";
import { toTagList, toTags, withoutTags } from "./tagging.ts";

/** Seconds of a session. Source: IAM API reference, CreateRole, `MaxSessionDuration`. */
const SESSION = { shortest: 3600, longest: 43_200 };

/** A role as IAM tells it; lists and answers about other things leave its tags out. */
export function toRole(row: RoleRow): Role {
  return {
    Path: row.path,
    RoleName: row.name,
    RoleId: row.roleId,
    Arn: row.arn,
    CreateDate: new Date(row.createdAt),
    AssumeRolePolicyDocument: encodeDocument(row.trustPolicy),
  };
}

const toWholeRole = (row: RoleRow): Role => ({
  ...toRole(row),
  Description: row.description,
  MaxSessionDuration: row.maxSessionSeconds,
  Tags: toTagList(row.tags),
  RoleLastUsed: {},
});

function checkSession(seconds: number | undefined): number {
  const { shortest, longest } = SESSION;
  if (seconds === undefined) return shortest;
  if (Number.isInteger(seconds) && seconds >= shortest && seconds <= longest) return seconds;
  throw invalid(
    `1 validation error detected: Value at 'maxSessionDuration' must be between ${shortest} and ${longest}`,
  );
}

function createRole(input: CreateRoleCommandInput, call: Call): Omit<CreateRoleCommandOutput, "$metadata"> {
  if (input.PermissionsBoundary !== undefined)
    throw new SandboxError("sandbox does not simulate IAM CreateRole.PermissionsBoundary");
  const name = checkName(input.RoleName, "roleName", 64);
  const table = call.account.table(roles);
  const path = checkPath(input.Path);
  const trustPolicy = checkDocument(input.AssumeRolePolicyDocument, "trust");
  if (table.find(keyOf(name)) !== undefined)
    throw new Refusal("EntityAlreadyExistsException", `Role with name ${name} already exists.`);
  const { roles: quota } = call.account.offers(iamOffers).quotas;
  if (table.all().length >= quota)
    throw new Refusal("LimitExceededException", `Cannot exceed quota for RolesPerAccount: ${quota}`);
  const row = table.insert({
    id: keyOf(name),
    createdAt: call.account.clock.now(),
    name,
    path,
    arn: toIamArn(call, "role", path, name),
    roleId: newUniqueId("AROA"),
    description: checkDescription(input.Description),
    trustPolicy,
    maxSessionSeconds: checkSession(input.MaxSessionDuration),
    attached: [],
    inline: {},
    tags: toTags(input.Tags, "no case"),
  });
  const { RoleLastUsed: _, ...told } = toWholeRole(row);
  return { Role: told };
}

function updateRole(input: UpdateRoleCommandInput, call: Call): Omit<UpdateRoleCommandOutput, "$metadata"> {
  const row = getRole(call, input.RoleName);
  call.account.table(roles).update(row.id, {
    description: checkDescription(input.Description) ?? row.description,
    maxSessionSeconds: checkSession(input.MaxSessionDuration),
  });
  return {};
}

function deleteRole(
  { RoleName }: DeleteRoleCommandInput,
  call: Call,
): Omit<DeleteRoleCommandOutput, "$metadata"> {
  const row = getRole(call, RoleName);
  const conflict = (text: string): Refusal =>
    new Refusal("DeleteConflictException", `Cannot delete entity, must ${text} first.`);
  const profiles = call.account.table(instanceProfiles).all();
  if (profiles.some((profile) => profile.roles.includes(row.id)))
    throw conflict("remove roles from instance profile");
  if (row.attached.length > 0) throw conflict("detach all policies");
  if (Object.keys(row.inline).length > 0) throw conflict("delete policies");
  call.account.table(roles).remove(row.id);
  return {};
}

/** IAM's calls on roles themselves. */
export const roleOperations = {
  CreateRole: change<CreateRoleCommandInput, CreateRoleCommandOutput>(createRole),
  GetRole: read<GetRoleCommandInput, GetRoleCommandOutput>(({ RoleName }, call) => ({
    Role: toWholeRole(getRole(call, RoleName)),
  })),
  UpdateRole: change<UpdateRoleCommandInput, UpdateRoleCommandOutput>(updateRole),
  UpdateRoleDescription: change<UpdateRoleDescriptionCommandInput, UpdateRoleDescriptionCommandOutput>(
    ({ RoleName, Description }, call) => {
      const { id } = getRole(call, RoleName);
      const row = call.account.table(roles).update(id, { description: checkDescription(Description) });
      return { Role: toWholeRole(row) };
    },
  ),
  UpdateAssumeRolePolicy: change<UpdateAssumeRolePolicyCommandInput, UpdateAssumeRolePolicyCommandOutput>(
    ({ RoleName, PolicyDocument }, call) => {
      const { id } = getRole(call, RoleName);
      call.account.table(roles).update(id, { trustPolicy: checkDocument(PolicyDocument, "trust") });
      return {};
    },
  ),
  DeleteRole: change<DeleteRoleCommandInput, DeleteRoleCommandOutput>(deleteRole),
  TagRole: change<TagRoleCommandInput, TagRoleCommandOutput>(({ RoleName, Tags }, call) => {
    const { id, tags } = getRole(call, RoleName);
    call.account.table(roles).update(id, { tags: toTags(Tags, "no case", tags) });
    return {};
  }),
  UntagRole: change<UntagRoleCommandInput, UntagRoleCommandOutput>(({ RoleName, TagKeys }, call) => {
    const { id, tags } = getRole(call, RoleName);
    call.account.table(roles).update(id, { tags: withoutTags(tags, TagKeys, "no case") });
    return {};
  }),
  ListRoleTags: read<ListRoleTagsCommandInput, ListRoleTagsCommandOutput>((input, call) => {
    const { elements: Tags, rest } = paginate(toTagList(getRole(call, input.RoleName).tags), input);
    return { Tags, ...rest };
  }),
};
