import type {
  CreatePolicyCommandInput,
  CreatePolicyCommandOutput,
  DeletePolicyCommandInput,
  DeletePolicyCommandOutput,
  GetPolicyCommandInput,
  GetPolicyCommandOutput,
  ListEntitiesForPolicyCommandInput,
  ListEntitiesForPolicyCommandOutput,
  ListPolicyTagsCommandInput,
  ListPolicyTagsCommandOutput,
  Policy,
  TagPolicyCommandInput,
  TagPolicyCommandOutput,
  UntagPolicyCommandInput,
  UntagPolicyCommandOutput,
} from "@aws-sdk/client-iam";
import { type Call, change, read } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { checkDocument } from "./document.ts";
import { findAwsManagedPolicy, getPolicy } from "./find.ts";
import { checkDescription, checkName, checkPath, keyOf, newUniqueId, toIamArn } from "./identifier.ts";
import { iamOffers } from "./offers.ts";
import { paginate } from "./page.ts";
import { type PolicyRow, policies, type RoleRow, roles } from "./tables.ts";
import { toTagList, toTags, withoutTags } from "./tagging.ts";

const rolesWith = (call: Call, arn: string): RoleRow[] =>
  call.account
    .table(roles)
    .all()
    .filter(({ attached }) => attached.includes(arn));

function toPolicy(call: Call, row: PolicyRow): Policy {
  return {
    PolicyName: row.name,
    PolicyId: row.policyId,
    Arn: row.id,
    Path: row.path,
    DefaultVersionId: row.defaultVersion,
    AttachmentCount: rolesWith(call, row.id).length,
    PermissionsBoundaryUsageCount: 0,
    IsAttachable: true,
    CreateDate: new Date(row.createdAt),
    UpdateDate: new Date(row.updatedAt),
  };
}

/** A managed policy of AWS's own, whose document the sandbox does not know. */
const toAwsPolicy = (call: Call, arn: string, known: string): Policy => ({
  PolicyName: known.slice(known.lastIndexOf("/") + 1),
  Arn: arn,
  Path: `/${known.slice(0, known.lastIndexOf("/") + 1)}`,
  DefaultVersionId: "v1",
  AttachmentCount: rolesWith(call, arn).length,
  IsAttachable: true,
});

function getAnyPolicy({ PolicyArn = "" }: GetPolicyCommandInput, call: Call): Policy {
  const known = findAwsManagedPolicy(call, PolicyArn);
  if (known !== undefined) return toAwsPolicy(call, PolicyArn, known);
  const row = getPolicy(call, PolicyArn);
  return { ...toPolicy(call, row), Description: row.description, Tags: toTagList(row.tags) };
}

function createPolicy(
  input: CreatePolicyCommandInput,
  call: Call,
): Omit<CreatePolicyCommandOutput, "$metadata"> {
  const name = checkName(input.PolicyName, "policyName", 128);
  const path = checkPath(input.Path);
  const document = checkDocument(input.PolicyDocument, "permissions");
  const table = call.account.table(policies);
  if (table.all().some((row) => keyOf(row.name) === keyOf(name)))
    throw new Refusal(
      "EntityAlreadyExistsException",
      `A policy called ${name} already exists. Duplicate names are not allowed.`,
    );
  const { policies: quota } = call.account.offers(iamOffers).quotas;
  if (table.all().length >= quota)
    throw new Refusal("LimitExceededException", `Cannot exceed quota for PoliciesPerAccount: ${quota}`);
  const now = call.account.clock.now();
  const row = table.insert({
    id: toIamArn(call, "policy", path, name),
    createdAt: now,
    updatedAt: now,
    name,
    path,
    policyId: newUniqueId("ANPA"),
    description: checkDescription(input.Description),
    versions: [{ id: "v1", createdAt: now, document }],
    defaultVersion: "v1",
    made: 1,
    tags: toTags(input.Tags, "case"),
  });
  return { Policy: { ...toPolicy(call, row), Tags: toTagList(row.tags) } };
}

function deletePolicy(
  { PolicyArn }: DeletePolicyCommandInput,
  call: Call,
): Omit<DeletePolicyCommandOutput, "$metadata"> {
  const row = getPolicy(call, PolicyArn);
  if (rolesWith(call, row.id).length > 0)
    throw new Refusal("DeleteConflictException", "Cannot delete a policy attached to entities.");
  if (row.versions.length > 1)
    throw new Refusal(
      "DeleteConflictException",
      "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
    );
  call.account.table(policies).remove(row.id);
  return {};
}

function listEntities(
  input: ListEntitiesForPolicyCommandInput,
  call: Call,
): Omit<ListEntitiesForPolicyCommandOutput, "$metadata"> {
  const { PolicyArn = "" } = input;
  if (findAwsManagedPolicy(call, PolicyArn) === undefined) getPolicy(call, PolicyArn);
  const isAsked = input.EntityFilter === undefined || input.EntityFilter === "Role";
  const found = isAsked ? rolesWith(call, PolicyArn) : [];
  const told = found.map(({ name, roleId }) => ({ RoleName: name, RoleId: roleId }));
  const { elements: PolicyRoles, rest } = paginate(told, input);
  return { PolicyRoles, PolicyGroups: [], PolicyUsers: [], ...rest };
}

/** IAM's calls on managed policies, but for their versions. */
export const policyOperations = {
  CreatePolicy: change<CreatePolicyCommandInput, CreatePolicyCommandOutput>(createPolicy),
  GetPolicy: read<GetPolicyCommandInput, GetPolicyCommandOutput>((input, call) => ({
    Policy: getAnyPolicy(input, call),
  })),
  DeletePolicy: change<DeletePolicyCommandInput, DeletePolicyCommandOutput>(deletePolicy),
  ListEntitiesForPolicy: read<ListEntitiesForPolicyCommandInput, ListEntitiesForPolicyCommandOutput>(
    listEntities,
  ),
  TagPolicy: change<TagPolicyCommandInput, TagPolicyCommandOutput>(({ PolicyArn, Tags }, call) => {
    const { id, tags } = getPolicy(call, PolicyArn);
    call.account.table(policies).update(id, { tags: toTags(Tags, "case", tags) });
    return {};
  }),
  UntagPolicy: change<UntagPolicyCommandInput, UntagPolicyCommandOutput>(({ PolicyArn, TagKeys }, call) => {
    const { id, tags } = getPolicy(call, PolicyArn);
    call.account.table(policies).update(id, { tags: withoutTags(tags, TagKeys, "case") });
    return {};
  }),
  ListPolicyTags: read<ListPolicyTagsCommandInput, ListPolicyTagsCommandOutput>((input, call) => {
    const { elements: Tags, rest } = paginate(toTagList(getPolicy(call, input.PolicyArn).tags), input);
    return { Tags, ...rest };
  }),
};
