import type {
  AttachRolePolicyCommandInput,
  AttachRolePolicyCommandOutput,
  DeleteRolePolicyCommandInput,
  DeleteRolePolicyCommandOutput,
  DetachRolePolicyCommandInput,
  DetachRolePolicyCommandOutput,
  GetRolePolicyCommandInput,
  GetRolePolicyCommandOutput,
  ListAttachedRolePoliciesCommandInput,
  ListAttachedRolePoliciesCommandOutput,
  ListRolePoliciesCommandInput,
  ListRolePoliciesCommandOutput,
  PutRolePolicyCommandInput,
  PutRolePolicyCommandOutput,
} from "@aws-sdk/client-iam";
import { type Call, change, read } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { checkDocument, encodeDocument } from "./document.ts";
import { findAwsManagedPolicy, getRole } from "./find.ts";
import { checkName, noSuchEntity } from "./identifier.ts";
import { iamOffers } from "./offers.ts";
import { paginate } from "./page.ts";
import { policies, roles } from "./tables.ts";

/** Attaching what is attached already changes nothing. Source: IAM API reference, AttachRolePolicy. */
function attach(
  { RoleName, PolicyArn = "" }: AttachRolePolicyCommandInput,
  call: Call,
): Omit<AttachRolePolicyCommandOutput, "$metadata"> {
  const { id, attached } = getRole(call, RoleName);
  const isKnown =
    findAwsManagedPolicy(call, PolicyArn) !== undefined ||
    call.account.table(policies).find(PolicyArn) !== undefined;
  if (!isKnown) throw noSuchEntity(`Policy ${PolicyArn} does not exist or is not attachable.`);
  if (attached.includes(PolicyArn)) return {};
  const { policiesPerRole } = call.account.offers(iamOffers).quotas;
  if (attached.length >= policiesPerRole)
    throw new Refusal(
      "LimitExceededException",
      `Cannot exceed quota for PoliciesPerRole: ${policiesPerRole}`,
    );
  call.account.table(roles).update(id, { attached: [...attached, PolicyArn] });
  return {};
}

function detach(
  { RoleName, PolicyArn = "" }: DetachRolePolicyCommandInput,
  call: Call,
): Omit<DetachRolePolicyCommandOutput, "$metadata"> {
  const { id, attached } = getRole(call, RoleName);
  if (!attached.includes(PolicyArn)) throw noSuchEntity(`Policy ${PolicyArn} was not found.`);
  call.account.table(roles).update(id, { attached: attached.filter((arn) => arn !== PolicyArn) });
  return {};
}

function listAttached(
  input: ListAttachedRolePoliciesCommandInput,
  call: Call,
): Omit<ListAttachedRolePoliciesCommandOutput, "$metadata"> {
  const told = getRole(call, input.RoleName).attached.map((PolicyArn) => ({
    PolicyName: PolicyArn.slice(PolicyArn.lastIndexOf("/") + 1),
    PolicyArn,
  }));
  const { elements: AttachedPolicies, rest } = paginate(told, input);
  return { AttachedPolicies, ...rest };
}

const notInline = (policy: string | undefined): Refusal =>
  noSuchEntity(`The role policy with name ${policy} cannot be found.`);

/** IAM's calls on the policies of a role, managed and inline. */
export const rolePolicyOperations = {
  AttachRolePolicy: change<AttachRolePolicyCommandInput, AttachRolePolicyCommandOutput>(attach),
  DetachRolePolicy: change<DetachRolePolicyCommandInput, DetachRolePolicyCommandOutput>(detach),
  ListAttachedRolePolicies: read<ListAttachedRolePoliciesCommandInput, ListAttachedRolePoliciesCommandOutput>(
    listAttached,
  ),
  PutRolePolicy: change<PutRolePolicyCommandInput, PutRolePolicyCommandOutput>((input, call) => {
    const { id, inline } = getRole(call, input.RoleName);
    const name = checkName(input.PolicyName, "policyName", 128);
    const document = checkDocument(input.PolicyDocument, "permissions");
    call.account.table(roles).update(id, { inline: { ...inline, [name]: document } });
    return {};
  }),
  GetRolePolicy: read<GetRolePolicyCommandInput, GetRolePolicyCommandOutput>((input, call) => {
    const { name: RoleName, inline } = getRole(call, input.RoleName);
    const document = inline[input.PolicyName ?? ""];
    if (document === undefined) throw notInline(input.PolicyName);
    return { RoleName, PolicyName: input.PolicyName, PolicyDocument: encodeDocument(document) };
  }),
  DeleteRolePolicy: change<DeleteRolePolicyCommandInput, DeleteRolePolicyCommandOutput>((input, call) => {
    const { id, inline } = getRole(call, input.RoleName);
    const { [input.PolicyName ?? ""]: dropped, ...kept } = inline;
    if (dropped === undefined) throw notInline(input.PolicyName);
    call.account.table(roles).update(id, { inline: kept });
    return {};
  }),
  ListRolePolicies: read<ListRolePoliciesCommandInput, ListRolePoliciesCommandOutput>((input, call) => {
    const names = Object.keys(getRole(call, input.RoleName).inline);
    const { elements: PolicyNames, rest } = paginate(names, input);
    return { PolicyNames, ...rest };
  }),
};
