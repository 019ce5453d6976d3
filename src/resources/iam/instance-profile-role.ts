import {
  AddRoleToInstanceProfileCommand,
  type InstanceProfile,
  RemoveRoleFromInstanceProfileCommand,
} from "@aws-sdk/client-iam";
import type { Aws } from "../../aws/env.ts";
import { hasName } from "../../aws/errors.ts";
import { waitGone } from "../../aws/waiter.ts";
import type { Observed, Scope } from "../../engine/resource.ts";
import { AlreadyExists, PlanError } from "../../errors.ts";
import { ignoreAbsent, resourceType, waitStanding } from "../type.ts";
import { readInstanceProfile, shareInstanceProfile } from "./instance-profile.ts";
import { untilKnown, untilUncontested } from "./lag.ts";

/** What a profile's role is asked to be. */
export type InstanceProfileRoleProps = { instanceProfileName: string; roleName: string };

export type InstanceProfileRoleAttributes = { instanceProfileName: string; roleName: string };

type ObservedPlace = Observed<InstanceProfileRoleProps, InstanceProfileRoleAttributes>;

/** IAM gives it no id: the two ends make one, `FlashSaleAppRole/FlashSaleAppRole`. Names have no slash. */
const toId = ({ instanceProfileName, roleName }: InstanceProfileRoleProps): string =>
  `${instanceProfileName}/${roleName}`;

function endsOf(id: string): InstanceProfileRoleProps {
  const [instanceProfileName = "", roleName = ""] = id.split("/");
  return { instanceProfileName, roleName };
}

function toObserved(profile: InstanceProfile | undefined): ObservedPlace[] {
  const instanceProfileName = profile?.InstanceProfileName ?? "";
  return (profile?.Roles ?? []).map(({ RoleName: roleName = "" }) => {
    const ends = { instanceProfileName, roleName };
    const id = toId(ends);
    return { id, name: id, condition: "standing", status: "added", props: ends, attributes: ends };
  });
}

async function findPlace(aws: Aws, id: string): Promise<ObservedPlace | undefined> {
  const profile = await readInstanceProfile(aws, endsOf(id).instanceProfileName);
  return toObserved(profile).find((place) => place.id === id);
}

/** The profiles to look into: those that names of ours tell, else all of this stack. */
async function profilesOf(scope: Scope): Promise<readonly string[]> {
  const told = scope.names.map((name) => endsOf(name).instanceProfileName);
  return told.length > 0 ? [...new Set(told)] : scope.idsOf("iam/instance-profile");
}

/**
 * The profile is full. With our own role in it that is an earlier attempt; another role was put there by somebody else, who
 * alone may take it out.
 */
async function toRefusal(aws: Aws, ends: InstanceProfileRoleProps, cause: unknown): Promise<Error> {
  const found = toObserved(await readInstanceProfile(aws, ends.instanceProfileName));
  const stranger = found.find(({ id }) => id !== toId(ends))?.props.roleName;
  if (stranger === undefined) return new AlreadyExists(cause);
  return new PlanError({
    code: "ProfileTaken",
    summary: "The instance profile holds another role",
    detail: `The instance profile ${ends.instanceProfileName} holds the role ${stranger}, which was not put there by flashsale-setup, and takes one role only. Remove it, then run the same command again.`,
    fix: [
      `aws iam remove-role-from-instance-profile --instance-profile-name ${ends.instanceProfileName} --role-name ${stranger}`,
    ],
    cause,
  });
}

/** A role in its instance profile, which takes one at most. */
export const iamInstanceProfileRole = resourceType<InstanceProfileRoleProps, InstanceProfileRoleAttributes>({
  name: "iam/instance-profile-role",
  title: "role of an instance profile",
  repeat: "name",
  proof: "parent",
  compare: { instanceProfileName: "lower", roleName: "lower" },
  replaceOn: ["instanceProfileName", "roleName"],
  holds: ["instanceProfileName", "roleName"],
  stable: ["instanceProfileName", "roleName"],
  typicalSeconds: { create: 2, update: 1, delete: 2 },
  iamActions: [
    "iam:AddRoleToInstanceProfile",
    "iam:PassRole",
    "iam:GetInstanceProfile",
    "iam:RemoveRoleFromInstanceProfile",
  ],
  nameOf: ({ instanceProfileName, roleName }) =>
    instanceProfileName === undefined || roleName === undefined
      ? undefined
      : toId({ instanceProfileName, roleName }),

  async list(aws, scope) {
    const names = await profilesOf(scope);
    const profiles = await Promise.all(names.map((name) => shareInstanceProfile(aws, scope, name)));
    return profiles.flatMap(toObserved);
  },

  get: findPlace,

  async create(aws, { instanceProfileName, roleName }) {
    const command = new AddRoleToInstanceProfileCommand({
      InstanceProfileName: instanceProfileName,
      RoleName: roleName,
    });
    try {
      await untilKnown(() => aws.once.iam.send(command), aws.clock);
    } catch (error) {
      // LimitExceeded, "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1".
      const isFull = hasName(error, ["LimitExceeded", "EntityAlreadyExists"]);
      throw isFull ? await toRefusal(aws, { instanceProfileName, roleName }, error) : error;
    }
    return { id: toId({ instanceProfileName, roleName }) };
  },

  ready: (aws, id, watch) => waitStanding(() => findPlace(aws, id), `role of instance profile ${id}`, watch),

  /** Nothing of it can be changed: both ends of it are what it is. */
  update: () => Promise.resolve(),

  async delete(aws, id, context) {
    const { instanceProfileName: InstanceProfileName, roleName: RoleName } = endsOf(id);
    const command = new RemoveRoleFromInstanceProfileCommand({ InstanceProfileName, RoleName });
    await ignoreAbsent(() => untilUncontested(() => aws.safe.iam.send(command), context));
    return [];
  },

  gone: (aws, id, watch) => waitGone(() => findPlace(aws, id), `role of instance profile ${id}`, watch),
});
