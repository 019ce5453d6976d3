import {
  CreatePolicyCommand,
  DeletePolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  type Policy,
  TagPolicyCommand,
  UntagPolicyCommand,
} from "@aws-sdk/client-iam";
import { asAlreadyExists } from "../../aws/calls.ts";
import type { Aws } from "../../aws/env.ts";
import { fromTagList, toTagList } from "../../aws/tags.ts";
import { waitGone, waitVisible } from "../../aws/waiter.ts";
import type { Observed, Tags } from "../../engine/resource.ts";
import { removeUnused } from "../ec2/blockers.ts";
import { idFrom, orAbsent, present, resourceType } from "../type.ts";
import { untilUncontested } from "./lag.ts";
import { nameFound, nameInArn } from "./names.ts";
import { fromDocumentText, type PolicyDocument, toDocumentText } from "./policy-document.ts";
import { addVersion, removeVersions } from "./policy-version.ts";
import { changeTags } from "./tagging.ts";
import { DELETE_SECONDS, findUsesOfPolicy } from "./uses.ts";

/** What a managed policy is asked to be. */
export type PolicyProps = {
  /** 1 to 128 letters, digits and `_+=,.@-`; unique in the account, whatever its case. */
  name: string;
  /** IAM never changes it. */
  description: string;
  /** At most 6,144 characters without white space. */
  document: PolicyDocument;
  tags: Tags;
};

export type PolicyAttributes = { name: string; arn: string };

type ObservedPolicy = Observed<PolicyProps, PolicyAttributes>;

/** IAM finds a policy by its ARN alone, which follows from the name. */
const toArn = ({ partition, account }: Aws, name: string): string =>
  `arn:${partition}:iam::${account}:policy/${name}`;

async function findPolicy(aws: Aws, arn: string): Promise<ObservedPolicy | undefined> {
  const told = await orAbsent(() => aws.safe.iam.send(new GetPolicyCommand({ PolicyArn: arn })));
  if (told?.Policy === undefined) return undefined;
  return toObserved(arn, told.Policy, await readDocument(aws, arn, told.Policy.DefaultVersionId));
}

/** The document of a version; `undefined` while IAM does not show a version that it has just made the default. */
async function readDocument(
  aws: Aws,
  arn: string,
  version: string | undefined,
): Promise<PolicyDocument | undefined> {
  const command = new GetPolicyVersionCommand({ PolicyArn: arn, VersionId: version });
  const told = await orAbsent(() => aws.safe.iam.send(command));
  return told === undefined ? undefined : fromDocumentText(told.PolicyVersion?.Document);
}

function toObserved(asked: string, policy: Policy, document: PolicyDocument | undefined): ObservedPolicy {
  const { Arn: arn = asked, PolicyName: name = "", Description: description = "" } = policy;
  const tags = fromTagList(policy.Tags);
  return {
    id: arn,
    name: nameFound(nameInArn(asked), name),
    condition: "standing",
    status: "active",
    props: { name, description, tags, ...(document === undefined ? {} : { document }) },
    attributes: { name, arn },
    tags,
    ...(document === undefined ? { unread: true } : {}),
  };
}

/**
 * A managed policy of the account's own. An edit makes a new version of its document and the default of that; the oldest of
 * the others makes room where IAM keeps five already. Made in seconds.
 */
export const iamPolicy = resourceType<PolicyProps, PolicyAttributes>({
  name: "iam/policy",
  title: "IAM policy",
  repeat: "name",
  proof: "tags",
  accountWide: true,
  compare: { name: "lower", description: "createOnly", document: "json", tags: "subset" },
  replaceOn: ["name"],
  stable: ["name", "arn"],
  typicalSeconds: { create: 2, update: 2, delete: 2 },
  iamActions: [
    "iam:CreatePolicy",
    "iam:TagPolicy",
    "iam:UntagPolicy",
    "iam:GetPolicy",
    "iam:GetPolicyVersion",
    "iam:ListPolicyVersions",
    "iam:CreatePolicyVersion",
    "iam:DeletePolicyVersion",
    "iam:DeletePolicy",
    "iam:ListEntitiesForPolicy",
  ],
  nameOf: ({ name }) => name,

  /** One read for each name, and one more for the document: IAM's lists tell neither tags nor documents. */
  async list(aws, scope) {
    return present(await Promise.all(scope.names.map((name) => findPolicy(aws, toArn(aws, name)))));
  },

  get: findPolicy,

  async create(aws, { name, description, document, tags }) {
    const command = new CreatePolicyCommand({
      PolicyName: name,
      Description: description,
      PolicyDocument: toDocumentText(document),
      Tags: toTagList(tags),
    });
    const { Policy: policy } = await untilUncontested(
      () => asAlreadyExists(() => aws.once.iam.send(command)),
      aws.clock,
    );
    return { id: idFrom(policy?.Arn, "CreatePolicy") };
  },

  async ready(aws, id, watch) {
    await waitVisible(() => findPolicy(aws, id), `IAM policy ${nameInArn(id)}`, watch);
  },

  async update(aws, id, changes, context) {
    const { iam } = aws.safe;
    await changeTags(changes, context, {
      set: (Tags) => iam.send(new TagPolicyCommand({ PolicyArn: id, Tags })),
      drop: (TagKeys) => iam.send(new UntagPolicyCommand({ PolicyArn: id, TagKeys })),
    });
    if (!changes.some(({ prop }) => prop === "document")) return;
    const read = async () => (await findPolicy(aws, id))?.props.document;
    await addVersion(aws, { arn: id, document: context.props.document, read }, context);
  },

  async delete(aws, id, context) {
    const call = async (): Promise<void> => {
      await removeVersions(aws, id, context);
      await untilUncontested(() => aws.safe.iam.send(new DeletePolicyCommand({ PolicyArn: id })), context);
    };
    const what = `IAM policy ${nameInArn(id)}`;
    const findBlockers = () => findUsesOfPolicy(aws, id);
    await removeUnused({ what, call, findBlockers, budgetSeconds: DELETE_SECONDS }, context);
    return [];
  },

  gone: (aws, id, watch) => waitGone(() => findPolicy(aws, id), `IAM policy ${nameInArn(id)}`, watch),
});
