import type {
  CreatePolicyVersionCommandInput,
  CreatePolicyVersionCommandOutput,
  DeletePolicyVersionCommandInput,
  DeletePolicyVersionCommandOutput,
  GetPolicyVersionCommandInput,
  GetPolicyVersionCommandOutput,
  ListPolicyVersionsCommandInput,
  ListPolicyVersionsCommandOutput,
  PolicyVersion,
  SetDefaultPolicyVersionCommandInput,
  SetDefaultPolicyVersionCommandOutput,
} from "@aws-sdk/client-iam";
import { type Call, change, read } from "../operation.ts";
import { Refusal, SandboxError } from "../refusal.ts";
import { checkDocument, encodeDocument } from "./document.ts";
import { findAwsManagedPolicy, getPolicy } from "./find.ts";
import { noSuchEntity } from "./identifier.ts";
import { iamOffers } from "./offers.ts";
import { paginate } from "./page.ts";
import { type PolicyRow, type PolicyVersionRow, policies } from "./tables.ts";

const toVersion = ({ defaultVersion }: PolicyRow, { id, createdAt }: PolicyVersionRow): PolicyVersion => ({
  VersionId: id,
  IsDefaultVersion: id === defaultVersion,
  CreateDate: new Date(createdAt),
});

function getVersion(row: PolicyRow, id: string | undefined): PolicyVersionRow {
  const found = row.versions.find((version) => version.id === id);
  if (found === undefined)
    throw noSuchEntity(`Policy ${row.id} version ${id} does not exist or is not attachable.`);
  return found;
}

function createVersion(
  input: CreatePolicyVersionCommandInput,
  call: Call,
): Omit<CreatePolicyVersionCommandOutput, "$metadata"> {
  const row = getPolicy(call, input.PolicyArn);
  const document = checkDocument(input.PolicyDocument, "permissions");
  const { versionsPerPolicy } = call.account.offers(iamOffers).quotas;
  if (row.versions.length >= versionsPerPolicy)
    throw new Refusal(
      "LimitExceededException",
      `A managed policy can have up to ${versionsPerPolicy} versions. Before you create a new version, you must delete an existing version.`,
    );
  const now = call.account.clock.now();
  const version = { id: `v${row.made + 1}`, createdAt: now, document };
  const changed = call.account.table(policies).update(row.id, {
    versions: [...row.versions, version],
    made: row.made + 1,
    updatedAt: now,
    ...(input.SetAsDefault === true ? { defaultVersion: version.id } : {}),
  });
  return { PolicyVersion: toVersion(changed, version) };
}

function deleteVersion(
  { PolicyArn, VersionId }: DeletePolicyVersionCommandInput,
  call: Call,
): Omit<DeletePolicyVersionCommandOutput, "$metadata"> {
  const row = getPolicy(call, PolicyArn);
  const { id } = getVersion(row, VersionId);
  if (id === row.defaultVersion)
    throw new Refusal("DeleteConflictException", "Cannot delete the default version of a policy.");
  const versions = row.versions.filter((version) => version.id !== id);
  call.account.table(policies).update(row.id, { versions, updatedAt: call.account.clock.now() });
  return {};
}

function getPolicyVersion(
  { PolicyArn, VersionId }: GetPolicyVersionCommandInput,
  call: Call,
): Omit<GetPolicyVersionCommandOutput, "$metadata"> {
  if (findAwsManagedPolicy(call, PolicyArn) !== undefined)
    throw new SandboxError("sandbox does not know the documents of the managed policies of AWS");
  const row = getPolicy(call, PolicyArn);
  const version = getVersion(row, VersionId);
  return { PolicyVersion: { ...toVersion(row, version), Document: encodeDocument(version.document) } };
}

/** IAM's calls on the versions of managed policies. */
export const policyVersionOperations = {
  CreatePolicyVersion: change<CreatePolicyVersionCommandInput, CreatePolicyVersionCommandOutput>(
    createVersion,
  ),
  GetPolicyVersion: read<GetPolicyVersionCommandInput, GetPolicyVersionCommandOutput>(getPolicyVersion),
  ListPolicyVersions: read<ListPolicyVersionsCommandInput, ListPolicyVersionsCommandOutput>((input, call) => {
    const row = getPolicy(call, input.PolicyArn);
    // Newest first, as AWS's own examples have it.
    const told = row.versions.map((version) => toVersion(row, version)).reverse();
    const { elements: Versions, rest } = paginate(told, input);
    return { Versions, ...rest };
  }),
  SetDefaultPolicyVersion: change<SetDefaultPolicyVersionCommandInput, SetDefaultPolicyVersionCommandOutput>(
    ({ PolicyArn, VersionId }, call) => {
      const row = getPolicy(call, PolicyArn);
      const { id: defaultVersion } = getVersion(row, VersionId);
      call.account.table(policies).update(row.id, { defaultVersion });
      return {};
    },
  ),
  DeletePolicyVersion: change<DeletePolicyVersionCommandInput, DeletePolicyVersionCommandOutput>(
    deleteVersion,
  ),
};
