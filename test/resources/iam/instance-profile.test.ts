import {
  CreateInstanceProfileCommand,
  DeleteInstanceProfileCommand,
  GetInstanceProfileCommand,
  type InstanceProfile,
  TagInstanceProfileCommand,
  UntagInstanceProfileCommand,
} from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { AlreadyExists } from "../../../src/errors.ts";
import { iamInstanceProfile } from "../../../src/resources/iam/instance-profile.ts";
import { inputsOf, refusal } from "../rds/mocked-aws.ts";
import { deleteAs, mockIam, scopeOf, updateAs } from "./mocked-iam.ts";

const NAME = "FlashSaleAppRole";
const ARN = `arn:aws:iam::123456789012:instance-profile/${NAME}`;
const props = { name: NAME, tags: { Name: NAME } };
const told = {
  InstanceProfileName: NAME,
  Arn: ARN,
  Roles: [],
  Tags: [{ Key: "Name", Value: NAME }],
} as unknown as InstanceProfile;

describe("an instance profile", () => {
  it("is read by its name, with its tags", async () => {
    const mocked = mockIam();
    mocked.safe.on(GetInstanceProfileCommand).resolves({ InstanceProfile: told });
    expect(await iamInstanceProfile.list(mocked.aws, scopeOf([NAME]))).toEqual([
      {
        id: NAME,
        name: NAME,
        condition: "standing",
        status: "active",
        props,
        attributes: { name: NAME, arn: ARN },
        tags: { Name: NAME },
      },
    ]);
  });

  it("is undefined where there is none", async () => {
    const mocked = mockIam();
    mocked.safe.on(GetInstanceProfileCommand).rejects(refusal("NoSuchEntityException"));
    expect(await iamInstanceProfile.get(mocked.aws, NAME)).toBeUndefined();
  });

  it("is made with its tags in one call", async () => {
    const mocked = mockIam();
    mocked.once.on(CreateInstanceProfileCommand).resolves({ InstanceProfile: told });
    expect(await iamInstanceProfile.create(mocked.aws, props, "token")).toEqual({ id: NAME });
    expect(inputsOf(mocked.once, "CreateInstanceProfile")).toEqual([
      { InstanceProfileName: NAME, Tags: [{ Key: "Name", Value: NAME }] },
    ]);
  });

  it("throws AlreadyExists when its name is taken", async () => {
    const mocked = mockIam();
    mocked.once.on(CreateInstanceProfileCommand).rejects(refusal("EntityAlreadyExistsException"));
    await expect(iamInstanceProfile.create(mocked.aws, props, "token")).rejects.toBeInstanceOf(AlreadyExists);
  });

  it("gets tags, and loses those that were ours", async () => {
    const mocked = mockIam();
    mocked.safe.on(TagInstanceProfileCommand).resolves({}).on(UntagInstanceProfileCommand).resolves({});
    const tags = {
      prop: "tags",
      from: {},
      to: { Name: NAME },
      cause: "settings",
      dropped: ["team"],
    } as const;
    await updateAs(mocked, iamInstanceProfile, { id: NAME, props, changes: [tags] });
    expect(inputsOf(mocked.safe, "TagInstanceProfile")).toEqual([
      { InstanceProfileName: NAME, Tags: [{ Key: "Name", Value: NAME }] },
    ]);
    expect(inputsOf(mocked.safe, "UntagInstanceProfile")).toEqual([
      { InstanceProfileName: NAME, TagKeys: ["team"] },
    ]);
  });

  it("goes without complaint where it is not there", async () => {
    const mocked = mockIam();
    mocked.safe.on(DeleteInstanceProfileCommand).rejects(refusal("NoSuchEntityException"));
    expect(await deleteAs(mocked, iamInstanceProfile, NAME)).toEqual([]);
  });

  it("names the role that somebody else put into it", async () => {
    const mocked = mockIam();
    mocked.safe.on(DeleteInstanceProfileCommand).rejects(refusal("DeleteConflictException"));
    const Roles = [{ RoleName: "Theirs" }] as never;
    mocked.safe.on(GetInstanceProfileCommand).resolves({ InstanceProfile: { ...told, Roles } });
    await expect(deleteAs(mocked, iamInstanceProfile, NAME)).rejects.toMatchObject({
      code: "StillInUse",
      detail: expect.stringContaining("role Theirs") as unknown,
      fix: [`aws iam remove-role-from-instance-profile --instance-profile-name ${NAME} --role-name Theirs`],
    });
  });
});
