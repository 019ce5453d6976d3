import {
  CreateRoleCommand,
  DeleteRoleCommand,
  GetRoleCommand,
  ListAttachedRolePoliciesCommand,
  ListInstanceProfilesForRoleCommand,
  ListRolePoliciesCommand,
  type Role,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleDescriptionCommand,
} from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { AlreadyExists, AmbiguousEnd } from "../../../src/errors.ts";
import type { PolicyDocument } from "../../../src/resources/iam/policy-document.ts";
import { iamRole, type RoleProps } from "../../../src/resources/iam/role.ts";
import { inputsOf, operationsOf, refusal } from "../rds/mocked-aws.ts";
import { deleteAs, mockIam, scopeOf, updateAs } from "./mocked-iam.ts";

const NAME = "FlashSaleAppRole";
const ARN = `arn:aws:iam::123456789012:role/${NAME}`;
const trustPolicy: PolicyDocument = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
};
const props: RoleProps = { name: NAME, description: "Application", trustPolicy, tags: { Name: NAME } };
const told: Role = {
  Path: "/",
  RoleName: NAME,
  RoleId: "AROA123",
  Arn: ARN,
  CreateDate: new Date(0),
  Description: "Application",
  AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify(trustPolicy, undefined, 2)),
  Tags: [
    { Key: "Name", Value: NAME },
    { Key: "aws:cloudformation:stack-id", Value: "x" },
  ],
};

function standing() {
  const mocked = mockIam();
  mocked.safe.on(GetRoleCommand).resolves({ Role: told });
  return mocked;
}

describe("reading an IAM role", () => {
  it("tells its documents decoded, its description and its own tags", async () => {
    const { aws } = standing();
    expect(await iamRole.get(aws, NAME)).toEqual({
      id: NAME,
      name: NAME,
      condition: "standing",
      status: "active",
      props,
      attributes: { name: NAME, arn: ARN },
      tags: { Name: NAME },
    });
  });

  it("takes one call for each name", async () => {
    const { aws, safe } = standing();
    expect(await iamRole.list(aws, scopeOf([NAME]))).toHaveLength(1);
    expect(inputsOf(safe, "GetRole")).toEqual([{ RoleName: NAME }]);
  });

  it("answers undefined for one that does not exist", async () => {
    const mocked = mockIam();
    mocked.safe.on(GetRoleCommand).rejects(refusal("NoSuchEntityException"));
    expect(await iamRole.get(mocked.aws, NAME)).toBeUndefined();
    expect(await iamRole.list(mocked.aws, scopeOf([NAME]))).toEqual([]);
  });

  it("takes a role whose name differs in case for the one that holds the name", async () => {
    const mocked = mockIam();
    mocked.safe.on(GetRoleCommand).resolves({ Role: { ...told, RoleName: "flashsaleapprole" } });
    const [found] = await iamRole.list(mocked.aws, scopeOf([NAME]));
    expect(found).toMatchObject({ id: "flashsaleapprole", name: NAME, props: { name: "flashsaleapprole" } });
  });

  it("tells a document that cannot be read as it is", async () => {
    const mocked = mockIam();
    mocked.safe.on(GetRoleCommand).resolves({ Role: { ...told, AssumeRolePolicyDocument: "%E0%A4%A" } });
    expect((await iamRole.get(mocked.aws, NAME))?.props.trustPolicy).toBe("%E0%A4%A");
  });
});

describe("creating an IAM role", () => {
  it("sends name, trust policy and tags in one call", async () => {
    const mocked = mockIam();
    mocked.once.on(CreateRoleCommand).resolves({ Role: told });
    expect(await iamRole.create(mocked.aws, props, "token")).toEqual({ id: NAME });
    expect(inputsOf(mocked.once, "CreateRole")).toEqual([
      {
        RoleName: NAME,
        Description: "Application",
        AssumeRolePolicyDocument: JSON.stringify(trustPolicy),
        Tags: [{ Key: "Name", Value: NAME }],
      },
    ]);
  });

  it("throws AlreadyExists when the name is taken", async () => {
    const mocked = mockIam();
    mocked.once.on(CreateRoleCommand).rejects(refusal("EntityAlreadyExistsException"));
    await expect(iamRole.create(mocked.aws, props, "token")).rejects.toBeInstanceOf(AlreadyExists);
  });

  it("does not repeat a create whose end nobody saw", async () => {
    const mocked = mockIam();
    mocked.once.on(CreateRoleCommand).rejects(new AmbiguousEnd(new Error("500")));
    await expect(iamRole.create(mocked.aws, props, "token")).rejects.toBeInstanceOf(AmbiguousEnd);
    expect(operationsOf(mocked.once)).toEqual(["CreateRole"]);
  });

  it("is ready once a read shows it", async () => {
    const mocked = mockIam();
    mocked.safe.on(GetRoleCommand).rejectsOnce(refusal("NoSuchEntityException")).resolves({ Role: told });
    await iamRole.ready(mocked.aws, NAME, mocked.watch);
    expect(mocked.watch.statuses).toEqual(["not visible yet", "active"]);
  });

  it("is not ready while its ARN reads as its unique id, by which nobody can name it", async () => {
    const mocked = mockIam();
    mocked.safe
      .on(GetRoleCommand)
      .resolvesOnce({ Role: { ...told, Arn: "AROAEXAMPLE" } })
      .resolves({ Role: told });
    await iamRole.ready(mocked.aws, NAME, mocked.watch);
    expect(mocked.watch.statuses).toHaveLength(2);
  });
});

describe("updating an IAM role", () => {
  const change = (prop: "description" | "trustPolicy", to: unknown) =>
    ({ prop, from: undefined, to, cause: "settings" }) as const;

  it("sends only what changed", async () => {
    const mocked = standing();
    mocked.safe.on(UpdateAssumeRolePolicyCommand).resolves({});
    await updateAs(mocked, iamRole, { id: NAME, props, changes: [change("trustPolicy", trustPolicy)] });
    expect(operationsOf(mocked.safe)).toEqual(["UpdateAssumeRolePolicy"]);
    expect(inputsOf(mocked.safe, "UpdateAssumeRolePolicy")).toEqual([
      { RoleName: NAME, PolicyDocument: JSON.stringify(trustPolicy) },
    ]);
  });

  it("changes the description without touching the length of sessions", async () => {
    const mocked = standing();
    mocked.safe.on(UpdateRoleDescriptionCommand).resolves({});
    await updateAs(mocked, iamRole, { id: NAME, props, changes: [change("description", "Application")] });
    expect(operationsOf(mocked.safe)).toEqual(["UpdateRoleDescription"]);
  });

  it("sets tags and drops only those that were ours", async () => {
    const mocked = standing();
    mocked.safe.on(TagRoleCommand).resolves({}).on(UntagRoleCommand).resolves({});
    const tags = {
      prop: "tags",
      from: {},
      to: { Name: NAME },
      cause: "settings",
      dropped: ["team"],
    } as const;
    await updateAs(mocked, iamRole, { id: NAME, props, changes: [tags] });
    expect(inputsOf(mocked.safe, "TagRole")).toEqual([
      { RoleName: NAME, Tags: [{ Key: "Name", Value: NAME }] },
    ]);
    expect(inputsOf(mocked.safe, "UntagRole")).toEqual([{ RoleName: NAME, TagKeys: ["team"] }]);
    // A role's tags have no case: dropped after they were set, Team would go with team.
    expect(operationsOf(mocked.safe).slice(-2)).toEqual(["UntagRole", "TagRole"]);
  });

  it("repeats a change that met another one of the same role", async () => {
    const mocked = standing();
    mocked.safe
      .on(UpdateAssumeRolePolicyCommand)
      .rejectsOnce(refusal("ConcurrentModificationException"))
      .resolves({});
    await updateAs(mocked, iamRole, { id: NAME, props, changes: [change("trustPolicy", trustPolicy)] });
    expect(operationsOf(mocked.safe)).toEqual(["UpdateAssumeRolePolicy", "UpdateAssumeRolePolicy"]);
  });
});

describe("deleting an IAM role", () => {
  const conflict = refusal(
    "DeleteConflictException",
    "Cannot delete entity, must detach all policies first.",
  );

  it("succeeds for one that is not there", async () => {
    const mocked = mockIam();
    mocked.safe.on(DeleteRoleCommand).rejects(refusal("NoSuchEntityException"));
    expect(await deleteAs(mocked, iamRole, NAME)).toEqual([]);
  });

  it("waits for what was detached a moment ago", async () => {
    const mocked = mockIam();
    mocked.safe.on(DeleteRoleCommand).rejectsOnce(conflict).resolves({});
    mocked.safe
      .on(ListAttachedRolePoliciesCommand)
      .resolves({ AttachedPolicies: [] })
      .on(ListRolePoliciesCommand)
      .resolves({ PolicyNames: [] })
      .on(ListInstanceProfilesForRoleCommand)
      .resolves({ InstanceProfiles: [] });
    await deleteAs(mocked, iamRole, NAME);
    expect(inputsOf(mocked.safe, "DeleteRole")).toEqual([{ RoleName: NAME }, { RoleName: NAME }]);
  });

  it("names what others put there after two minutes, and touches none of it", async () => {
    const mocked = mockIam();
    mocked.safe.on(DeleteRoleCommand).rejects(conflict);
    const PolicyArn = "arn:aws:iam::aws:policy/AdministratorAccess";
    mocked.safe.on(ListAttachedRolePoliciesCommand).resolves({ AttachedPolicies: [{ PolicyArn }] });
    mocked.safe.on(ListRolePoliciesCommand).resolves({ PolicyNames: ["Extra"] });
    mocked.safe
      .on(ListInstanceProfilesForRoleCommand)
      .resolves({ InstanceProfiles: [{ InstanceProfileName: "Theirs" } as never] });
    await expect(deleteAs(mocked, iamRole, NAME)).rejects.toMatchObject({
      code: "StillInUse",
      fix: [
        `aws iam detach-role-policy --role-name ${NAME} --policy-arn ${PolicyArn}`,
        `aws iam delete-role-policy --role-name ${NAME} --policy-name Extra`,
        `aws iam remove-role-from-instance-profile --instance-profile-name Theirs --role-name ${NAME}`,
      ],
    });
    expect(mocked.clock.sleeps.reduce((sum, one) => sum + one, 0)).toBeGreaterThanOrEqual(120);
    expect(
      operationsOf(mocked.safe).filter((name) => /^(Detach|Remove|DeleteRolePolicy)/.test(name)),
    ).toEqual([]);
  });
});
