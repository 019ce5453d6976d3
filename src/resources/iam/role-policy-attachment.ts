import {
  type AttachedPolicy,
  AttachRolePolicyCommand,
  DetachRolePolicyCommand,
  paginateListAttachedRolePolicies,
} from "@aws-sdk/client-iam";
import type { Aws } from "../../aws/env.ts";
import { waitGone } from "../../aws/waiter.ts";
import type { Observed, Scope } from "../../engine/resource.ts";
import { collect, ignoreAbsent, orAbsent, resourceType, waitStanding } from "../type.ts";
import { untilKnown, untilUncontested } from "./lag.ts";

/** What an attachment is asked to be. */
export type RolePolicyAttachmentProps = { roleName: string; policyArn: string };

export type RolePolicyAttachmentAttributes = { roleName: string; policyArn: string };

type ObservedAttachment = Observed<RolePolicyAttachmentProps, RolePolicyAttachmentAttributes>;

/** IAM gives it no id: the two ends make one, `FlashSaleAppRole|arn:aws:iam::aws:policy/Name`. */
const toId = ({ roleName, policyArn }: RolePolicyAttachmentProps): string => `${roleName}|${policyArn}`;

function endsOf(id: string): RolePolicyAttachmentProps {
  const [roleName = "", policyArn = ""] = id.split("|");
  return { roleName, policyArn };
}

/** The policies attached to a role; none where the role is gone. */
async function readAttached(aws: Aws, roleName: string): Promise<ObservedAttachment[]> {
  const pages = paginateListAttachedRolePolicies({ client: aws.safe.iam }, { RoleName: roleName });
  const attached = await orAbsent(() => collect(pages, (page) => page.AttachedPolicies));
  return (attached ?? []).map((policy) => toObserved(roleName, policy));
}

function toObserved(roleName: string, { PolicyArn: policyArn = "" }: AttachedPolicy): ObservedAttachment {
  const ends = { roleName, policyArn };
  const id = toId(ends);
  return { id, name: id, condition: "standing", status: "attached", props: ends, attributes: ends };
}

async function findAttachment(aws: Aws, id: string): Promise<ObservedAttachment | undefined> {
  const attached = await readAttached(aws, endsOf(id).roleName);
  return attached.find((attachment) => attachment.id === id);
}

/** The roles to look at: those that names of ours tell, else all of this stack. */
async function rolesOf(scope: Scope): Promise<readonly string[]> {
  const told = scope.names.map((name) => endsOf(name).roleName);
  return told.length > 0 ? [...new Set(told)] : scope.idsOf("iam/role");
}

/**
 * A managed policy attached to a role. Attaching it again changes nothing, so that the create may be repeated as one with a
 * token. Source: IAM API reference, AttachRolePolicy.
 */
export const iamRolePolicyAttachment = resourceType<
  RolePolicyAttachmentProps,
  RolePolicyAttachmentAttributes
>({
  name: "iam/role-policy-attachment",
  title: "policy attachment",
  repeat: "token",
  proof: "parent",
  compare: { roleName: "lower", policyArn: "exact" },
  replaceOn: ["roleName", "policyArn"],
  holds: ["roleName", "policyArn"],
  stable: ["roleName", "policyArn"],
  typicalSeconds: { create: 2, update: 1, delete: 2 },
  iamActions: ["iam:AttachRolePolicy", "iam:ListAttachedRolePolicies", "iam:DetachRolePolicy"],
  nameOf: ({ roleName, policyArn }) =>
    roleName === undefined || policyArn === undefined ? undefined : toId({ roleName, policyArn }),

  /** One read for each role. */
  async list(aws, scope) {
    const roles = await rolesOf(scope);
    return (await Promise.all(roles.map((role) => readAttached(aws, role)))).flat();
  },

  get: findAttachment,

  async create(aws, { roleName, policyArn }) {
    const command = new AttachRolePolicyCommand({ RoleName: roleName, PolicyArn: policyArn });
    await untilKnown(() => aws.once.iam.send(command), aws.clock);
    return { id: toId({ roleName, policyArn }) };
  },

  ready: (aws, id, watch) => waitStanding(() => findAttachment(aws, id), `attachment ${id}`, watch),

  /** Nothing of it can be changed: both ends of it are what it is. */
  update: () => Promise.resolve(),

  async delete(aws, id, context) {
    const { roleName: RoleName, policyArn: PolicyArn } = endsOf(id);
    const command = new DetachRolePolicyCommand({ RoleName, PolicyArn });
    await ignoreAbsent(() => untilUncontested(() => aws.safe.iam.send(command), context));
    return [];
  },

  gone: (aws, id, watch) => waitGone(() => findAttachment(aws, id), `attachment ${id}`, watch),
});
