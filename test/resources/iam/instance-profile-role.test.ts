import {
  AddRoleToInstanceProfileCommand,
  GetInstanceProfileCommand,
  type InstanceProfile,
  RemoveRoleFromInstanceProfileCommand,
} from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { AlreadyExists } from "../../../src/errors.ts";
import { iamInstanceProfile } from "../../../src/resources/iam/instance-profile.ts";
import { iamInstanceProfileRole } from "../../../src/resources/iam/instance-profile-role.ts";
import { inputsOf, operationsOf, refusal } from "../rds/mocked-aws.ts";
import { deleteAs, mockIam, scopeOf } from "./mocked-iam.ts";

const ends = { instanceProfileName: "Profile", roleName: "Role" };
const ID = "Profile/Role";

const holding = (...roles: readonly string[]) => ({
  InstanceProfile: {
    InstanceProfileName: "Profile",
    Roles: roles.map((RoleName) => ({ RoleName })),
  } as unknown as InstanceProfile,
});

function withProfile(...roles: readonly string[]) {
  const mocked = mockIam();
  mocked.safe.on(GetInstanceProfileCommand).resolves(holding(...roles));
  return mocked;
}

const full = refusal(
  "LimitExceededException",
  "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1",
);

describe("the role of an instance profile", () => {
  it("is read off the profile, with one call for both", async () => {
    const { aws, safe } = withProfile("Role");
    const scope = scopeOf([ID]);
    const [found] = await Promise.all([
      iamInstanceProfileRole.list(aws, scope),
      iamInstanceProfile.list(aws, { ...scope, names: ["Profile"] }),
    ]);
    expect(found).toEqual([
      { id: ID, name: ID, condition: "standing", status: "added", props: ends, attributes: ends },
    ]);
    expect(operationsOf(safe)).toEqual(["GetInstanceProfile"]);
  });

  it("is found without the state through the stack's profiles", async () => {
    const { aws } = withProfile("Role");
    const scope = scopeOf([], { "iam/instance-profile": ["Profile"] });
    expect((await iamInstanceProfileRole.list(aws, scope)).map(({ id }) => id)).toEqual([ID]);
  });

  it("is not there while another role is", async () => {
    const { aws } = withProfile("Theirs");
    expect(await iamInstanceProfileRole.get(aws, ID)).toBeUndefined();
  });

  it("is added once IAM knows the role that was just made", async () => {
    const mocked = mockIam();
    const unknown = refusal("NoSuchEntityException", "The role with name Role cannot be found.");
    mocked.once.on(AddRoleToInstanceProfileCommand).rejectsOnce(unknown).resolves({});
    expect(await iamInstanceProfileRole.create(mocked.aws, ends, "token")).toEqual({ id: ID });
    expect(inputsOf(mocked.once, "AddRoleToInstanceProfile")[1]).toEqual({
      InstanceProfileName: "Profile",
      RoleName: "Role",
    });
  });

  it("throws AlreadyExists when it is in the profile already", async () => {
    const mocked = withProfile("Role");
    mocked.once.on(AddRoleToInstanceProfileCommand).rejects(full);
    const made = iamInstanceProfileRole.create(mocked.aws, ends, "token");
    await expect(made).rejects.toBeInstanceOf(AlreadyExists);
  });

  it("names another role that holds its place, and leaves that one there", async () => {
    const mocked = withProfile("Theirs");
    mocked.once.on(AddRoleToInstanceProfileCommand).rejects(full);
    await expect(iamInstanceProfileRole.create(mocked.aws, ends, "token")).rejects.toMatchObject({
      code: "ProfileTaken",
      fix: ["aws iam remove-role-from-instance-profile --instance-profile-name Profile --role-name Theirs"],
    });
    expect(inputsOf(mocked.safe, "RemoveRoleFromInstanceProfile")).toEqual([]);
  });

  it("is removed by both names, and without complaint where it is not there", async () => {
    const mocked = mockIam();
    mocked.safe
      .on(RemoveRoleFromInstanceProfileCommand)
      .resolvesOnce({})
      .rejects(refusal("NoSuchEntityException"));
    await deleteAs(mocked, iamInstanceProfileRole, ID);
    await deleteAs(mocked, iamInstanceProfileRole, ID);
    expect(inputsOf(mocked.safe, "RemoveRoleFromInstanceProfile")[0]).toEqual({
      InstanceProfileName: "Profile",
      RoleName: "Role",
    });
  });
});
