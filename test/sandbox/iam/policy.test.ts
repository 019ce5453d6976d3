import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DetachRolePolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  ListEntitiesForPolicyCommand,
  ListPolicyTagsCommand,
  ListPolicyVersionsCommand,
  SetDefaultPolicyVersionCommand,
  TagPolicyCommand,
  UntagPolicyCommand,
} from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { refusalOf } from "../harness.ts";
import { document, type IamPractice, makePolicy, makeRole, practiseIam } from "./client.ts";

const PolicyArn = "arn:aws:iam::314159265358:policy/AppPolicy";

const addVersion = ({ iam }: IamPractice, action: string, SetAsDefault = true) =>
  iam.send(
    new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: document({ Action: action }), SetAsDefault }),
  );

async function actionOf({ iam }: IamPractice): Promise<string> {
  const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }));
  const version = { PolicyArn, VersionId: Policy?.DefaultVersionId };
  const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand(version));
  return decodeURIComponent(PolicyVersion?.Document ?? "").match(/"Action":"([^"]*)"/)?.[1] ?? "";
}

describe("a managed policy in the sandbox", () => {
  it("tells apart tags whose keys differ by their case alone", async () => {
    const practice = practiseIam();
    await makePolicy(practice);
    const Tags = ["team", "Team"].map((Key) => ({ Key, Value: Key }));
    await practice.iam.send(new TagPolicyCommand({ PolicyArn, Tags }));
    await practice.iam.send(new UntagPolicyCommand({ PolicyArn, TagKeys: ["team"] }));
    const told = await practice.iam.send(new ListPolicyTagsCommand({ PolicyArn }));
    expect(told.Tags).toContainEqual({ Key: "Team", Value: "Team" });
    expect(told.Tags?.map(({ Key }) => Key)).not.toContain("team");
  });

  it("is found by its ARN, with its first version as the default", async () => {
    const practice = practiseIam();
    const made = await makePolicy(practice);
    expect(made).toMatchObject({
      PolicyName: "AppPolicy",
      Arn: PolicyArn,
      DefaultVersionId: "v1",
      AttachmentCount: 0,
    });
    expect(await actionOf(practice)).toBe("cloudwatch:ListMetrics");
  });

  it("has a name that no other has, whatever its case", async () => {
    const practice = practiseIam();
    await makePolicy(practice);
    expect(await refusalOf(makePolicy(practice, "APPPOLICY"))).toMatchObject({
      name: "EntityAlreadyExistsException",
      message: "A policy called APPPOLICY already exists. Duplicate names are not allowed.",
    });
  });

  it("is not found by another ARN", async () => {
    const { iam } = practiseIam();
    expect(await refusalOf(iam.send(new GetPolicyCommand({ PolicyArn })))).toMatchObject({
      name: "NoSuchEntityException",
      $metadata: { httpStatusCode: 404 },
    });
  });

  it.each([
    ["no JSON", "nothing", "invalid Json"],
    ["no statement", JSON.stringify({ Version: "2012-10-17", Statement: [] }), "Syntax errors"],
    ["an action without its service", document({ Action: "ListMetrics" }), "prefaced by a vendor"],
    ["a resource that is no ARN", document({ Resource: "flashsale-app" }), 'must be in ARN format or "*"'],
    ["no resource", document({ Resource: [] }), "must contain resources"],
    ["a principal", document({ Principal: "*" }), "should not specify a principal"],
    ["an effect of its own", document({ Effect: "Maybe" }), "Syntax errors"],
    ["a member of its own", document({ Actions: "*" }), "Syntax errors"],
    ["a condition of its own", document({ Condition: { Equals: {} } }), "Syntax errors"],
    ["an id with a hyphen", document({ Sid: "read-metrics" }), "alpha-numeric"],
  ])("may not have %s", async (_, text, words) => {
    const { iam } = practiseIam();
    const command = new CreatePolicyCommand({ PolicyName: "AppPolicy", PolicyDocument: text });
    const refused = await refusalOf(iam.send(command));
    expect(refused.name).toBe("MalformedPolicyDocumentException");
    expect(refused.message).toContain(words);
  });

  it("has 6144 characters at most, white space not counted", async () => {
    const { iam } = practiseIam();
    const make = (PolicyName: string, PolicyDocument: string) =>
      iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument }));
    const resources = Array.from({ length: 60 }, (_, index) => `arn:aws:s3:::${"x".repeat(90)}${index}`);
    const refused = await refusalOf(make("Long", document({ Resource: resources })));
    expect(refused.message).toBe("Cannot exceed quota for PolicySize: 6144");
    await make("Spacious", document().replace("{", `{${" ".repeat(7000)}`));
  });

  it("is deleted once it is attached to nothing and has but one version", async () => {
    const practice = practiseIam();
    const { iam } = practice;
    await makeRole(practice);
    await makePolicy(practice);
    await addVersion(practice, "cloudwatch:PutMetricData");
    const attachment = { RoleName: "AppRole", PolicyArn };
    await iam.send(new AttachRolePolicyCommand(attachment));
    const deleting = () => refusalOf(iam.send(new DeletePolicyCommand({ PolicyArn })));
    expect(await deleting()).toMatchObject({
      name: "DeleteConflictException",
      message: "Cannot delete a policy attached to entities.",
    });
    const { PolicyRoles } = await iam.send(new ListEntitiesForPolicyCommand({ PolicyArn }));
    expect(PolicyRoles?.map(({ RoleName }) => RoleName)).toEqual(["AppRole"]);
    await iam.send(new DetachRolePolicyCommand(attachment));
    expect((await deleting()).message).toMatch(/more than one version/);
    await iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: "v1" }));
    await iam.send(new DeletePolicyCommand({ PolicyArn }));
    expect((await deleting()).name).toBe("NoSuchEntityException");
  });

  it("keeps other tags when one is set or dropped", async () => {
    const practice = practiseIam();
    await makePolicy(practice);
    const Tags = [
      { Key: "team", Value: "sale" },
      { Key: "stage", Value: "test" },
    ];
    await practice.iam.send(new TagPolicyCommand({ PolicyArn, Tags }));
    await practice.iam.send(new UntagPolicyCommand({ PolicyArn, TagKeys: ["team"] }));
    const told = await practice.iam.send(new ListPolicyTagsCommand({ PolicyArn }));
    expect(told.Tags).toEqual([{ Key: "stage", Value: "test" }]);
  });

  it("may be one of AWS's own, whose document the sandbox does not know", async () => {
    const { iam } = practiseIam();
    const arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy";
    const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn: arn }));
    expect(Policy).toMatchObject({ PolicyName: "AmazonECSTaskExecutionRolePolicy", Path: "/service-role/" });
    await expect(iam.send(new GetPolicyVersionCommand({ PolicyArn: arn, VersionId: "v1" }))).rejects.toThrow(
      "does not know the documents",
    );
  });
});

describe("the versions of a managed policy in the sandbox", () => {
  it("are counted on, the newest first, and never come twice", async () => {
    const practice = practiseIam();
    await makePolicy(practice);
    await addVersion(practice, "cloudwatch:PutMetricData");
    await practice.iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: "v1" }));
    await addVersion(practice, "cloudwatch:GetMetricData", false);
    const { Versions } = await practice.iam.send(new ListPolicyVersionsCommand({ PolicyArn }));
    expect(Versions?.map(({ VersionId, IsDefaultVersion }) => [VersionId, IsDefaultVersion])).toEqual([
      ["v3", false],
      ["v2", true],
    ]);
    expect(await actionOf(practice)).toBe("cloudwatch:PutMetricData");
    await practice.iam.send(new SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: "v3" }));
    expect(await actionOf(practice)).toBe("cloudwatch:GetMetricData");
  });

  it("are five at most, and the default one cannot be deleted", async () => {
    const practice = practiseIam();
    await makePolicy(practice);
    for (const name of ["A", "B", "C", "D"]) await addVersion(practice, `cloudwatch:${name}`);
    expect(await refusalOf(addVersion(practice, "cloudwatch:E"))).toMatchObject({
      name: "LimitExceededException",
      message: expect.stringContaining("up to 5 versions") as unknown,
    });
    const remove = (VersionId: string) =>
      refusalOf(practice.iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId })));
    expect((await remove("v5")).name).toBe("DeleteConflictException");
    expect((await remove("v9")).name).toBe("NoSuchEntityException");
  });
});
