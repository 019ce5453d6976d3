import {
  AddRoleToInstanceProfileCommand,
  DeleteInstanceProfileCommand,
  DeleteRoleCommand,
  GetInstanceProfileCommand,
  ListInstanceProfilesForRoleCommand,
  RemoveRoleFromInstanceProfileCommand,
  TagInstanceProfileCommand,
  UntagInstanceProfileCommand,
} from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { openAccountFile } from "../../../src/sandbox/account-file.ts";
import { createClock } from "../../../src/sandbox/clock.ts";
import { findInstanceProfile } from "../../../src/sandbox/iam/find.ts";
import { toCall } from "../../../src/sandbox/session.ts";
import { refusalOf } from "../harness.ts";
import { type IamPractice, makeProfile, makeRole, practiseIam } from "./client.ts";

const ends = { InstanceProfileName: "AppProfile", RoleName: "AppRole" };
const onProfile = { InstanceProfileName: "AppProfile" };

async function filled(): Promise<IamPractice> {
  const practice = practiseIam();
  await makeRole(practice);
  await makeProfile(practice);
  await practice.iam.send(new AddRoleToInstanceProfileCommand(ends));
  return practice;
}

describe("an instance profile in the sandbox", () => {
  it("tells the role in it", async () => {
    const { iam } = await filled();
    const { InstanceProfile } = await iam.send(new GetInstanceProfileCommand(onProfile));
    expect(InstanceProfile).toMatchObject({
      InstanceProfileName: "AppProfile",
      Arn: "arn:aws:iam::314159265358:instance-profile/AppProfile",
      Roles: [{ RoleName: "AppRole", Arn: "arn:aws:iam::314159265358:role/AppRole" }],
    });
    const { InstanceProfiles } = await iam.send(
      new ListInstanceProfilesForRoleCommand({ RoleName: "AppRole" }),
    );
    expect(InstanceProfiles?.map(({ InstanceProfileName }) => InstanceProfileName)).toEqual(["AppProfile"]);
  });

  it("is made by nothing but its own call", async () => {
    const practice = practiseIam();
    await makeRole(practice);
    expect(
      await refusalOf(practice.iam.send(new GetInstanceProfileCommand({ InstanceProfileName: "AppRole" }))),
    ).toMatchObject({ name: "NoSuchEntityException", message: "Instance Profile AppRole cannot be found." });
  });

  it("has a name that no other has, whatever its case", async () => {
    const practice = await filled();
    expect((await refusalOf(makeProfile(practice, "appprofile"))).name).toBe("EntityAlreadyExistsException");
  });

  it("takes one role, and refuses the same one again", async () => {
    const { iam } = await filled();
    expect(await refusalOf(iam.send(new AddRoleToInstanceProfileCommand(ends)))).toMatchObject({
      name: "LimitExceededException",
      message: "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1",
    });
  });

  it("takes no role that does not exist", async () => {
    const practice = practiseIam();
    await makeProfile(practice);
    expect((await refusalOf(practice.iam.send(new AddRoleToInstanceProfileCommand(ends)))).message).toBe(
      "The role with name AppRole cannot be found.",
    );
  });

  it("keeps its role, and is kept by it, until the two are parted", async () => {
    const { iam } = await filled();
    const conflict = "Cannot delete entity, must remove roles from instance profile first.";
    expect((await refusalOf(iam.send(new DeleteInstanceProfileCommand(onProfile)))).message).toBe(conflict);
    expect((await refusalOf(iam.send(new DeleteRoleCommand({ RoleName: "AppRole" })))).message).toBe(
      conflict,
    );
    await iam.send(new RemoveRoleFromInstanceProfileCommand(ends));
    expect((await refusalOf(iam.send(new RemoveRoleFromInstanceProfileCommand(ends)))).name).toBe(
      "NoSuchEntityException",
    );
    await iam.send(new DeleteInstanceProfileCommand(onProfile));
    await iam.send(new DeleteRoleCommand({ RoleName: "AppRole" }));
  });

  it("keeps other tags when one is set or dropped", async () => {
    const { iam } = await filled();
    const Tags = [
      { Key: "team", Value: "sale" },
      { Key: "stage", Value: "test" },
    ];
    await iam.send(new TagInstanceProfileCommand({ ...onProfile, Tags }));
    await iam.send(new UntagInstanceProfileCommand({ ...onProfile, TagKeys: ["team"] }));
    const { InstanceProfile } = await iam.send(new GetInstanceProfileCommand(onProfile));
    expect(InstanceProfile?.Tags).toEqual([{ Key: "stage", Value: "test" }]);
  });

  it("needs the right to hand its role on", async () => {
    const { sandbox } = await filled();
    const call = sandbox.calls().find(({ operation }) => operation === "AddRoleToInstanceProfile");
    expect(call?.actions).toEqual(["iam:AddRoleToInstanceProfile", "iam:PassRole"]);
  });

  it("is listed with its role", async () => {
    const { sandbox } = await filled();
    expect(sandbox.list().map(({ service, type, id }) => `${service} ${type} ${id}`)).toEqual([
      "IAM instance-profile arn:aws:iam::314159265358:instance-profile/AppProfile",
      "IAM instance-profile-role arn:aws:iam::314159265358:instance-profile/AppProfile|arn:aws:iam::314159265358:role/AppRole",
      "IAM role arn:aws:iam::314159265358:role/AppRole",
    ]);
  });
});

describe("what other services see of an instance profile", () => {
  it("is name, ARN, id and role, found by name or by ARN", async () => {
    const { file, sandbox } = await filled();
    const account = openAccountFile(file, () => {
      throw new Error("the account is there");
    });
    const session = { file: account, clock: createClock(Date.now, 1), region: sandbox.region };
    const call = toCall({ ...session, readLagMilliseconds: 0 }, account.read());
    const arn = "arn:aws:iam::314159265358:instance-profile/AppProfile";
    const found = {
      name: "AppProfile",
      arn,
      id: expect.stringMatching(/^AIPA/) as string,
      role: { name: "AppRole", arn: "arn:aws:iam::314159265358:role/AppRole" },
    };
    expect(findInstanceProfile(call, "AppProfile")).toEqual(found);
    expect(findInstanceProfile(call, arn)).toEqual(found);
    expect(findInstanceProfile(call, arn.replace("314159265358", "123456789012"))).toBeUndefined();
    expect(findInstanceProfile(call, "AppRole")).toBeUndefined();
  });
});
