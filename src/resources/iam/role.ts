import {
  CreateRoleCommand,
  DeleteRoleCommand,
  GetRoleCommand,
  type Role,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleDescriptionCommand,
} from "@aws-sdk/client-iam";
import { asAlreadyExists } from "../../aws/calls.ts";
import type { Aws } from "../../aws/env.ts";
import { fromTagList, toTagList } from "../../aws/tags.ts";
import { waitGone } from "../../aws/waiter.ts";
import type { Observed, Tags } from "../../engine/resource.ts";
import { removeUnused } from "../ec2/blockers.ts";
import { idFrom, orAbsent, present, resourceType, waitStanding } from "../type.ts";
import { untilUncontested } from "./lag.ts";
import { nameFound } from "./names.ts";
import { fromDocumentText, type PolicyDocument, toDocumentText } from "./policy-document.ts";
import { changeTags } from "./tagging.ts";
import { DELETE_SECONDS, findUsesOfRole } from "./uses.ts";

/** What a role is asked to be. */
export type RoleProps = {
  /** 1 to 64 letters, digits and `_+=,.@-`; unique in the account, whatever its case. */
  name: string;
  description: string;
  /** Who may assume it. */
  trustPolicy: PolicyDocument;
  tags: Tags;
};

export type RoleAttributes = { name: string; arn: string };

type ObservedRole = Observed<RoleProps, RoleAttributes>;

function toObserved(asked: string, role: Role): ObservedRole {
  const { RoleName: name = "", Arn: arn = "", Description: description = "" } = role;
  const tags = fromTagList(role.Tags);
  const trustPolicy = fromDocumentText(role.AssumeRolePolicyDocument);
  return {
    id: name,
    name: nameFound(asked, name),
    // Its ARN may read as its unique id at first, "AROA…", by which nobody can name it.
    condition: arn.startsWith("arn:") ? "standing" : "pending",
    status: "active",
    props: { name, description, trustPolicy, tags },
    attributes: { name, arn },
    tags,
  };
}

async function findRole(aws: Aws, name: string): Promise<ObservedRole | undefined> {
  const told = await orAbsent(() => aws.safe.iam.send(new GetRoleCommand({ RoleName: name })));
  return told?.Role === undefined ? undefined : toObserved(name, told.Role);
}

/** An IAM role: what the application may do is attached to it. It belongs to no region. Made in seconds. */
export const iamRole = resourceType<RoleProps, RoleAttributes>({
  name: "iam/role",
  title: "IAM role",
  repeat: "name",
  proof: "tags",
  accountWide: true,
  compare: { name: "lower", description: "exact", trustPolicy: "json", tags: "subset" },
  replaceOn: ["name"],
  stable: ["name", "arn"],
  typicalSeconds: { create: 2, update: 2, delete: 2 },
  iamActions: [
    "iam:CreateRole",
    "iam:TagRole",
    "iam:UntagRole",
    "iam:GetRole",
    "iam:UpdateAssumeRolePolicy",
    "iam:UpdateRoleDescription",
    "iam:DeleteRole",
    "iam:ListAttachedRolePolicies",
    "iam:ListRolePolicies",
    "iam:ListInstanceProfilesForRole",
  ],
  nameOf: ({ name }) => name,

  /** One read for each name: IAM's lists tell neither tags nor descriptions. */
  async list(aws, scope) {
    return present(await Promise.all(scope.names.map((name) => findRole(aws, name))));
  },

  get: findRole,

  async create(aws, { name, description, trustPolicy, tags }) {
    const command = new CreateRoleCommand({
      RoleName: name,
      Description: description,
      AssumeRolePolicyDocument: toDocumentText(trustPolicy),
      Tags: toTagList(tags),
    });
    const { Role: role } = await untilUncontested(
      () => asAlreadyExists(() => aws.once.iam.send(command)),
      aws.clock,
    );
    return { id: idFrom(role?.RoleName, "CreateRole") };
  },

  async ready(aws, id, watch) {
    await waitStanding(() => findRole(aws, id), `IAM role ${id}`, watch);
  },

  async update(aws, id, changes, context) {
    const { iam } = aws.safe;
    const RoleName = id;
    const { description, trustPolicy } = context.props;
    const isChanged = (prop: keyof RoleProps): boolean => changes.some((change) => change.prop === prop);
    await changeTags(changes, context, {
      set: (Tags) => iam.send(new TagRoleCommand({ RoleName, Tags })),
      drop: (TagKeys) => iam.send(new UntagRoleCommand({ RoleName, TagKeys })),
    });
    if (isChanged("trustPolicy")) {
      const input = { RoleName, PolicyDocument: toDocumentText(trustPolicy) };
      await untilUncontested(() => iam.send(new UpdateAssumeRolePolicyCommand(input)), context);
    }
    // UpdateRole would put the length of sessions back to an hour, which somebody may have set otherwise.
    if (isChanged("description")) {
      const input = { RoleName, Description: description };
      await untilUncontested(() => iam.send(new UpdateRoleDescriptionCommand(input)), context);
    }
  },

  async delete(aws, id, context) {
    const call = (): Promise<unknown> =>
      untilUncontested(() => aws.safe.iam.send(new DeleteRoleCommand({ RoleName: id })), context);
    const findBlockers = () => findUsesOfRole(aws, id);
    await removeUnused(
      { what: `IAM role ${id}`, call, findBlockers, budgetSeconds: DELETE_SECONDS },
      context,
    );
    return [];
  },

  gone: (aws, id, watch) => waitGone(() => findRole(aws, id), `IAM role ${id}`, watch),
});
