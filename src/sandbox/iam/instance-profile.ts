import type {
  AddRoleToInstanceProfileCommandInput,
  AddRoleToInstanceProfileCommandOutput,
  CreateInstanceProfileCommandInput,
  CreateInstanceProfileCommandOutput,
  DeleteInstanceProfileCommandInput,
  DeleteInstanceProfileCommandOutput,
  GetInstanceProfileCommandInput,
  GetInstanceProfileCommandOutput,
  InstanceProfile,
  ListInstanceProfilesForRoleCommandInput,
  ListInstanceProfilesForRoleCommandOutput,
  RemoveRoleFromInstanceProfileCommandInput,
  RemoveRoleFromInstanceProfileCommandOutput,
  TagInstanceProfileCommandInput,
  TagInstanceProfileCommandOutput,
  UntagInstanceProfileCommandInput,
  UntagInstanceProfileCommandOutput,
} from "@aws-sdk/client-iam";
import { type Call, change, read } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { getInstanceProfile, getRole } from "./find.ts";
import { checkName, checkPath, keyOf, newUniqueId, noSuchEntity, toIamArn } from "./identifier.ts";
import { iamOffers } from "./offers.ts";
import { paginate } from "./page.ts";
import { toRole } from "./role.ts";
import { type InstanceProfileRow, instanceProfiles, roles } from "./tables.ts";
import { toTagList, toTags, withoutTags } from "./tagging.ts";

function toProfile(call: Call, row: InstanceProfileRow): InstanceProfile {
  const table = call.account.table(roles);
  return {
    Path: row.path,
    InstanceProfileName: row.name,
    InstanceProfileId: row.profileId,
    Arn: row.arn,
    CreateDate: new Date(row.createdAt),
    Roles: row.roles.flatMap((id) => {
      const role = table.find(id);
      return role === undefined ? [] : [toRole(role)];
    }),
  };
}

const toWholeProfile = (call: Call, row: InstanceProfileRow): InstanceProfile => ({
  ...toProfile(call, row),
  Tags: toTagList(row.tags),
});

function createProfile(
  input: CreateInstanceProfileCommandInput,
  call: Call,
): Omit<CreateInstanceProfileCommandOutput, "$metadata"> {
  const name = checkName(input.InstanceProfileName, "instanceProfileName", 128);
  const path = checkPath(input.Path);
  const table = call.account.table(instanceProfiles);
  if (table.find(keyOf(name)) !== undefined)
    throw new Refusal("EntityAlreadyExistsException", `Instance Profile ${name} already exists.`);
  const { instanceProfiles: quota } = call.account.offers(iamOffers).quotas;
  if (table.all().length >= quota)
    throw new Refusal(
      "LimitExceededException",
      `Cannot exceed quota for InstanceProfilesPerAccount: ${quota}`,
    );
  const row = table.insert({
    id: keyOf(name),
    createdAt: call.account.clock.now(),
    name,
    path,
    arn: toIamArn(call, "instance-profile", path, name),
    profileId: newUniqueId("AIPA"),
    roles: [],
    tags: toTags(input.Tags, "case"),
  });
  return { InstanceProfile: toWholeProfile(call, row) };
}

/** A profile takes one role, and says so of the same role, too. Source: IAM API reference, AddRoleToInstanceProfile. */
function addRole(
  input: AddRoleToInstanceProfileCommandInput,
  call: Call,
): Omit<AddRoleToInstanceProfileCommandOutput, "$metadata"> {
  const profile = getInstanceProfile(call, input.InstanceProfileName);
  const role = getRole(call, input.RoleName);
  if (profile.roles.length > 0)
    throw new Refusal(
      "LimitExceededException",
      "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1",
    );
  call.account.table(instanceProfiles).update(profile.id, { roles: [role.id] });
  return {};
}

function removeRole(
  input: RemoveRoleFromInstanceProfileCommandInput,
  call: Call,
): Omit<RemoveRoleFromInstanceProfileCommandOutput, "$metadata"> {
  const profile = getInstanceProfile(call, input.InstanceProfileName);
  const key = keyOf(input.RoleName);
  if (!profile.roles.includes(key))
    throw noSuchEntity(`The role with name ${input.RoleName} cannot be found.`);
  const kept = profile.roles.filter((id) => id !== key);
  call.account.table(instanceProfiles).update(profile.id, { roles: kept });
  return {};
}

function deleteProfile(
  { InstanceProfileName }: DeleteInstanceProfileCommandInput,
  call: Call,
): Omit<DeleteInstanceProfileCommandOutput, "$metadata"> {
  const { id, roles: inside } = getInstanceProfile(call, InstanceProfileName);
  if (inside.length > 0)
    throw new Refusal(
      "DeleteConflictException",
      "Cannot delete entity, must remove roles from instance profile first.",
    );
  call.account.table(instanceProfiles).remove(id);
  return {};
}

function listForRole(
  input: ListInstanceProfilesForRoleCommandInput,
  call: Call,
): Omit<ListInstanceProfilesForRoleCommandOutput, "$metadata"> {
  const { id } = getRole(call, input.RoleName);
  const all = call.account.table(instanceProfiles).all();
  const found = all.filter((profile) => profile.roles.includes(id)).map((row) => toProfile(call, row));
  const { elements: InstanceProfiles, rest } = paginate(found, input);
  return { InstanceProfiles, ...rest };
}

/** IAM's calls on instance profiles. */
export const instanceProfileOperations = {
  CreateInstanceProfile: change<CreateInstanceProfileCommandInput, CreateInstanceProfileCommandOutput>(
    createProfile,
  ),
  GetInstanceProfile: read<GetInstanceProfileCommandInput, GetInstanceProfileCommandOutput>(
    ({ InstanceProfileName }, call) => ({
      InstanceProfile: toWholeProfile(call, getInstanceProfile(call, InstanceProfileName)),
    }),
  ),
  AddRoleToInstanceProfile: change<
    AddRoleToInstanceProfileCommandInput,
    AddRoleToInstanceProfileCommandOutput
  >(addRole),
  RemoveRoleFromInstanceProfile: change<
    RemoveRoleFromInstanceProfileCommandInput,
    RemoveRoleFromInstanceProfileCommandOutput
  >(removeRole),
  DeleteInstanceProfile: change<DeleteInstanceProfileCommandInput, DeleteInstanceProfileCommandOutput>(
    deleteProfile,
  ),
  ListInstanceProfilesForRole: read<
    ListInstanceProfilesForRoleCommandInput,
    ListInstanceProfilesForRoleCommandOutput
  >(listForRole),
  TagInstanceProfile: change<TagInstanceProfileCommandInput, TagInstanceProfileCommandOutput>(
    ({ InstanceProfileName, Tags }, call) => {
      const { id, tags } = getInstanceProfile(call, InstanceProfileName);
      call.account.table(instanceProfiles).update(id, { tags: toTags(Tags, "case", tags) });
      return {};
    },
  ),
  UntagInstanceProfile: change<UntagInstanceProfileCommandInput, UntagInstanceProfileCommandOutput>(
    ({ InstanceProfileName, TagKeys }, call) => {
      const { id, tags } = getInstanceProfile(call, InstanceProfileName);
      call.account.table(instanceProfiles).update(id, { tags: withoutTags(tags, TagKeys, "case") });
      return {};
    },
  ),
};
