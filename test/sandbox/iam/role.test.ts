import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  ListRoleTagsCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
  UpdateRoleDescriptionCommand,
} from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { editAccount, refusalOf } from "../harness.ts";
import { document, makePolicy, makeRole, practiseIam, trusting } from "./client.ts";

const SSM = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore";
const onRole = { RoleName: "AppRole" };

describe("a role in the sandbox", () => {
  it("is told with its documents URL-encoded, its description and its tags", async () => {
    const { iam } = practiseIam();
    const Tags = [{ Key: "Name", Value: "AppRole" }];
    const AssumeRolePolicyDocument = trusting();
    await iam.send(
      new CreateRoleCommand({ ...onRole, AssumeRolePolicyDocument, Description: "It's (it)", Tags }),
    );
    const { Role } = await iam.send(new GetRoleCommand(onRole));
    expect(Role).toMatchObject({
      RoleName: "AppRole",
      Path: "/",
      Arn: "arn:aws:iam::314159265358:role/AppRole",
      Description: "It's (it)",
      MaxSessionDuration: 3600,
      Tags,
    });
    expect(Role?.RoleId).toMatch(/^AROA[A-Z2-7]{17}$/);
    expect(Role?.AssumeRolePolicyDocument).toMatch(/^%7B%22Version%22/);
    expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "")).toBe(AssumeRolePolicyDocument);
  });

  it("belongs to no region", async () => {
    const practice = practiseIam();
    await makeRole(practice);
    const elsewhere = practiseIam({ file: practice.file, region: "eu-west-1" });
    expect((await elsewhere.iam.send(new GetRoleCommand(onRole))).Role?.RoleName).toBe("AppRole");
  });

  it("has a name that no other has, whatever its case", async () => {
    const practice = practiseIam();
    await makeRole(practice);
    expect(await refusalOf(makeRole(practice, "approle"))).toMatchObject({
      name: "EntityAlreadyExistsException",
      message: "Role with name approle already exists.",
      $metadata: { httpStatusCode: 409 },
    });
    expect((await practice.iam.send(new GetRoleCommand({ RoleName: "APPROLE" }))).Role?.RoleName).toBe(
      "AppRole",
    );
  });

  it("is not found before it was made and after it was deleted", async () => {
    const practice = practiseIam();
    const missing = { name: "NoSuchEntityException", message: "The role with name AppRole cannot be found." };
    expect(await refusalOf(practice.iam.send(new GetRoleCommand(onRole)))).toMatchObject(missing);
    await makeRole(practice);
    await practice.iam.send(new DeleteRoleCommand(onRole));
    expect(await refusalOf(practice.iam.send(new DeleteRoleCommand(onRole)))).toMatchObject(missing);
  });

  it.each(["", "App Role", "x".repeat(65)])("cannot be called %j", async (name) => {
    expect((await refusalOf(makeRole(practiseIam(), name))).name).toBe("ValidationError");
  });

  it("is bounded in number", async () => {
    const practice = practiseIam();
    await makeRole(practice);
    editAccount(practice.file, ({ offers }) => Object.assign(offers.IAM?.quotas as object, { roles: 1 }));
    expect((await refusalOf(makeRole(practice, "Second"))).name).toBe("LimitExceededException");
  });

  it("changes its description alone, or with it the length of its sessions", async () => {
    const practice = practiseIam();
    await makeRole(practice);
    const { iam } = practice;
    await iam.send(new UpdateRoleCommand({ ...onRole, MaxSessionDuration: 7200 }));
    await iam.send(new UpdateRoleDescriptionCommand({ ...onRole, Description: "first" }));
    const told = async () => (await iam.send(new GetRoleCommand(onRole))).Role;
    expect(await told()).toMatchObject({ Description: "first", MaxSessionDuration: 7200 });
    await iam.send(new UpdateRoleCommand({ ...onRole, Description: "second" }));
    expect(await told()).toMatchObject({ Description: "second", MaxSessionDuration: 3600 });
  });

  it("keeps other tags when one is set or dropped, whatever the case of the key", async () => {
    const practice = practiseIam();
    await makeRole(practice);
    const { iam } = practice;
    const tag = (Key: string, Value: string) =>
      iam.send(new TagRoleCommand({ ...onRole, Tags: [{ Key, Value }] }));
    await tag("team", "sale");
    await tag("stage", "test");
    await tag("TEAM", "shop");
    await iam.send(new UntagRoleCommand({ ...onRole, TagKeys: ["Stage"] }));
    const { Tags } = await iam.send(new ListRoleTagsCommand(onRole));
    expect(Tags).toEqual([{ Key: "TEAM", Value: "shop" }]);
    expect((await refusalOf(tag("aws:own", "x"))).name).toBe("InvalidInputException");
  });
});

describe("a trust policy in the sandbox", () => {
  it.each([
    ["no JSON", "{", "invalid Json"],
    ["an unknown version", trusting().replace("2012-10-17", "2026-01-01"), "Version"],
    ["resources", document(), "prohibited field Resource"],
    ["a principal that is no service", trusting("ec2"), "Invalid principal in policy"],
    [
      "actions of another service",
      trusting().replace("sts:AssumeRole", "ec2:RunInstances"),
      "only specify STS",
    ],
    ["no principal", trusting().replace(/"Principal":\{[^}]*\},/, ""), "invalid principal"],
  ])("may not have %s", async (_, text, words) => {
    const practice = practiseIam();
    await makeRole(practice);
    const refused = await refusalOf(
      practice.iam.send(new UpdateAssumeRolePolicyCommand({ ...onRole, PolicyDocument: text })),
    );
    expect(refused).toMatchObject({
      name: "MalformedPolicyDocumentException",
      Code: "MalformedPolicyDocument",
    });
    expect(refused.message).toContain(words);
  });

  it("may name EC2 as it is called in China", async () => {
    const practice = practiseIam({ region: "cn-north-1" });
    expect((await makeRole(practice)).Arn).toBe("arn:aws-cn:iam::314159265358:role/AppRole");
    const PolicyDocument = trusting("ec2.amazonaws.com.cn");
    await practice.iam.send(new UpdateAssumeRolePolicyCommand({ ...onRole, PolicyDocument }));
  });
});

describe("the policies of a role in the sandbox", () => {
  it("are attached once, however often, and listed by name", async () => {
    const practice = practiseIam();
    await makeRole(practice);
    const { Arn = "" } = await makePolicy(practice);
    for (const PolicyArn of [Arn, SSM, SSM])
      await practice.iam.send(new AttachRolePolicyCommand({ ...onRole, PolicyArn }));
    const { AttachedPolicies } = await practice.iam.send(new ListAttachedRolePoliciesCommand(onRole));
    expect(AttachedPolicies).toEqual([
      { PolicyName: "AppPolicy", PolicyArn: Arn },
      { PolicyName: "AmazonSSMManagedInstanceCore", PolicyArn: SSM },
    ]);
  });

  it.each([
    "arn:aws:iam::aws:policy/Nope",
    "arn:aws:iam::314159265358:policy/Nope",
    "arn:aws-cn:iam::aws:policy/AmazonSSMManagedInstanceCore",
  ])("cannot be %s, which is not there", async (PolicyArn) => {
    const practice = practiseIam();
    await makeRole(practice);
    const refused = await refusalOf(practice.iam.send(new AttachRolePolicyCommand({ ...onRole, PolicyArn })));
    expect(refused).toMatchObject({
      name: "NoSuchEntityException",
      message: `Policy ${PolicyArn} does not exist or is not attachable.`,
    });
  });

  it("are the guide's managed policies where they are asked for", async () => {
    const practice = practiseIam();
    await makeRole(practice);
    for (const name of ["CloudWatchFullAccess", "CloudWatchFullAccessV2", "AmazonMSKFullAccess"])
      await practice.iam.send(
        new AttachRolePolicyCommand({ ...onRole, PolicyArn: `arn:aws:iam::aws:policy/${name}` }),
      );
  });

  it("are ten at most", async () => {
    const practice = practiseIam();
    await makeRole(practice);
    editAccount(practice.file, ({ offers }) =>
      Object.assign(offers.IAM?.quotas as object, { policiesPerRole: 1 }),
    );
    await practice.iam.send(new AttachRolePolicyCommand({ ...onRole, PolicyArn: SSM }));
    const { Arn: PolicyArn } = await makePolicy(practice);
    const refused = await refusalOf(practice.iam.send(new AttachRolePolicyCommand({ ...onRole, PolicyArn })));
    expect(refused.message).toBe("Cannot exceed quota for PoliciesPerRole: 1");
  });

  it("keep the role until they are detached or deleted", async () => {
    const practice = practiseIam();
    const { iam } = practice;
    await makeRole(practice);
    await iam.send(new AttachRolePolicyCommand({ ...onRole, PolicyArn: SSM }));
    await iam.send(new PutRolePolicyCommand({ ...onRole, PolicyName: "Extra", PolicyDocument: document() }));
    const deleting = async () => (await refusalOf(iam.send(new DeleteRoleCommand(onRole)))).message;
    expect(await deleting()).toBe("Cannot delete entity, must detach all policies first.");
    await iam.send(new DetachRolePolicyCommand({ ...onRole, PolicyArn: SSM }));
    expect(await deleting()).toBe("Cannot delete entity, must delete policies first.");
    const extra = { ...onRole, PolicyName: "Extra" };
    expect(decodeURIComponent((await iam.send(new GetRolePolicyCommand(extra))).PolicyDocument ?? "")).toBe(
      document(),
    );
    expect((await iam.send(new ListRolePoliciesCommand(onRole))).PolicyNames).toEqual(["Extra"]);
    await iam.send(new DeleteRolePolicyCommand(extra));
    expect((await refusalOf(iam.send(new DeleteRolePolicyCommand(extra)))).name).toBe(
      "NoSuchEntityException",
    );
    await iam.send(new DeleteRoleCommand(onRole));
  });

  it("cannot be detached where they are not attached", async () => {
    const practice = practiseIam();
    await makeRole(practice);
    const refused = await refusalOf(
      practice.iam.send(new DetachRolePolicyCommand({ ...onRole, PolicyArn: SSM })),
    );
    expect(refused.name).toBe("NoSuchEntityException");
  });
});
