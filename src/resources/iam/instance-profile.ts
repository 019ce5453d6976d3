import {
  CreateInstanceProfileCommand,
  DeleteInstanceProfileCommand,
  GetInstanceProfileCommand,
  type InstanceProfile,
  TagInstanceProfileCommand,
  UntagInstanceProfileCommand,
} from "@aws-sdk/client-iam";
import { asAlreadyExists } from "../../aws/calls.ts";
import type { Aws } from "../../aws/env.ts";
import { fromTagList, toTagList } from "../../aws/tags.ts";
import { waitGone, waitVisible } from "../../aws/waiter.ts";
import type { Observed, Scope, Tags } from "../../engine/resource.ts";
import { removeUnused } from "../ec2/blockers.ts";
import { idFrom, orAbsent, present, resourceType } from "../type.ts";
import { untilUncontested } from "./lag.ts";
import { nameFound } from "./names.ts";
import { changeTags } from "./tagging.ts";
import { DELETE_SECONDS, usesOfProfile } from "./uses.ts";

/** What an instance profile is asked to be. */
export type InstanceProfileProps = {
  /** 1 to 128 letters, digits and `_+=,.@-`; unique in the account, whatever its case. */
  name: string;
  tags: Tags;
};

export type InstanceProfileAttributes = { name: string; arn: string };

type ObservedProfile = Observed<InstanceProfileProps, InstanceProfileAttributes>;

/** Reads an instance profile with the role in it. */
export async function readInstanceProfile(aws: Aws, name: string): Promise<InstanceProfile | undefined> {
  const command = new GetInstanceProfileCommand({ InstanceProfileName: name });
  return (await orAbsent(() => aws.safe.iam.send(command)))?.InstanceProfile;
}

/** Reads an instance profile once for all that look at it. */
export const shareInstanceProfile = (
  aws: Aws,
  scope: Scope,
  name: string,
): Promise<InstanceProfile | undefined> =>
  scope.share(`iam/instance-profile ${name}`, () => readInstanceProfile(aws, name));

function toObserved(asked: string, profile: InstanceProfile | undefined): ObservedProfile | undefined {
  if (profile === undefined) return undefined;
  const { InstanceProfileName: name = "", Arn: arn = "" } = profile;
  const tags = fromTagList(profile.Tags);
  return {
    id: name,
    name: nameFound(asked, name),
    condition: "standing",
    status: "active",
    props: { name, tags },
    attributes: { name, arn },
    tags,
  };
}

const findProfile = async (aws: Aws, name: string): Promise<ObservedProfile | undefined> =>
  toObserved(name, await readInstanceProfile(aws, name));

/** What instances are given to act as a role: EC2 takes a profile, never a role. Made in seconds. */
export const iamInstanceProfile = resourceType<InstanceProfileProps, InstanceProfileAttributes>({
  name: "iam/instance-profile",
  title: "instance profile",
  repeat: "name",
  proof: "tags",
  accountWide: true,
  compare: { name: "lower", tags: "subset" },
  replaceOn: ["name"],
  stable: ["name", "arn"],
  typicalSeconds: { create: 2, update: 2, delete: 2 },
  iamActions: [
    "iam:CreateInstanceProfile",
    "iam:TagInstanceProfile",
    "iam:UntagInstanceProfile",
    "iam:GetInstanceProfile",
    "iam:DeleteInstanceProfile",
  ],
  nameOf: ({ name }) => name,

  /** One read for each name: IAM's lists tell no tags. */
  async list(aws, scope) {
    const read = async (name: string) => toObserved(name, await shareInstanceProfile(aws, scope, name));
    return present(await Promise.all(scope.names.map(read)));
  },

  get: findProfile,

  async create(aws, { name, tags }) {
    const command = new CreateInstanceProfileCommand({ InstanceProfileName: name, Tags: toTagList(tags) });
    const { InstanceProfile: profile } = await untilUncontested(
      () => asAlreadyExists(() => aws.once.iam.send(command)),
      aws.clock,
    );
    return { id: idFrom(profile?.InstanceProfileName, "CreateInstanceProfile") };
  },

  async ready(aws, id, watch) {
    await waitVisible(() => findProfile(aws, id), `instance profile ${id}`, watch);
  },

  async update(aws, id, changes, context) {
    const { iam } = aws.safe;
    const InstanceProfileName = id;
    await changeTags(changes, context, {
      set: (Tags) => iam.send(new TagInstanceProfileCommand({ InstanceProfileName, Tags })),
      drop: (TagKeys) => iam.send(new UntagInstanceProfileCommand({ InstanceProfileName, TagKeys })),
    });
  },

  async delete(aws, id, context) {
    const command = new DeleteInstanceProfileCommand({ InstanceProfileName: id });
    const call = (): Promise<unknown> => untilUncontested(() => aws.safe.iam.send(command), context);
    const findBlockers = async () => {
      const roles = (await readInstanceProfile(aws, id))?.Roles ?? [];
      return usesOfProfile(
        id,
        roles.map(({ RoleName = "" }) => RoleName),
      );
    };
    const what = `instance profile ${id}`;
    await removeUnused({ what, call, findBlockers, budgetSeconds: DELETE_SECONDS }, context);
    return [];
  },

  gone: (aws, id, watch) => waitGone(() => findProfile(aws, id), `instance profile ${id}`, watch),
});
