import {
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  ListEntitiesForPolicyCommand,
  ListPolicyVersionsCommand,
  type Policy,
  TagPolicyCommand,
  UntagPolicyCommand,
} from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { AlreadyExists, AmbiguousEnd } from "../../../src/errors.ts";
import { iamPolicy, type PolicyProps } from "../../../src/resources/iam/policy.ts";
import type { PolicyDocument } from "../../../src/resources/iam/policy-document.ts";
import { inputsOf, operationsOf, refusal } from "../rds/mocked-aws.ts";
import { deleteAs, type MockedIam, mockIam, scopeOf, updateAs } from "./mocked-iam.ts";

const NAME = "FlashSaleAppPolicy";
const ARN = `arn:aws:iam::123456789012:policy/${NAME}`;
const allowing = (action: string): PolicyDocument => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: [action], Resource: ["*"] }],
});
const OLD = allowing("cloudwatch:ListMetrics");
const NEW = allowing("cloudwatch:PutMetricData");
const props: PolicyProps = { name: NAME, description: "What it does", document: NEW, tags: { Name: NAME } };
const told: Policy = {
  PolicyName: NAME,
  Arn: ARN,
  Description: "What it does",
  DefaultVersionId: "v2",
  Tags: [{ Key: "Name", Value: NAME }],
};

const showing = (document: PolicyDocument) => ({
  PolicyVersion: { Document: encodeURIComponent(JSON.stringify(document)) },
});

function standing(document = OLD): MockedIam {
  const mocked = mockIam();
  mocked.safe.on(GetPolicyCommand).resolves({ Policy: told });
  mocked.safe.on(GetPolicyVersionCommand).resolves(showing(document));
  return mocked;
}

const versions = (...ids: readonly string[]) => ({
  Versions: ids.map((VersionId) => ({ VersionId, IsDefaultVersion: VersionId === "v9" })),
});

const toNew = { prop: "document", from: OLD, to: NEW, cause: "settings" } as const;
const updateDocument = (mocked: MockedIam) =>
  updateAs(mocked, iamPolicy, { id: ARN, props, changes: [toNew] });

describe("reading an IAM policy", () => {
  it("tells the document of its default version", async () => {
    const { aws, safe } = standing();
    expect(await iamPolicy.get(aws, ARN)).toEqual({
      id: ARN,
      name: NAME,
      condition: "standing",
      status: "active",
      props: { ...props, document: OLD },
      attributes: { name: NAME, arn: ARN },
      tags: { Name: NAME },
    });
    expect(inputsOf(safe, "GetPolicyVersion")).toEqual([{ PolicyArn: ARN, VersionId: "v2" }]);
  });

  it.each(["aws", "aws-cn", "aws-us-gov"])(
    "is by the ARN that follows from the name in %s",
    async (partition) => {
      const mocked = mockIam(partition);
      mocked.safe.on(GetPolicyCommand).rejects(refusal("NoSuchEntityException"));
      expect(await iamPolicy.list(mocked.aws, scopeOf([NAME]))).toEqual([]);
      expect(inputsOf(mocked.safe, "GetPolicy")).toEqual([
        { PolicyArn: `arn:${partition}:iam::123456789012:policy/${NAME}` },
      ]);
    },
  );

  it("tells nothing of the document while a new default version is not shown yet", async () => {
    const mocked = standing();
    mocked.safe.on(GetPolicyVersionCommand).rejects(refusal("NoSuchEntityException"));
    const found = await iamPolicy.get(mocked.aws, ARN);
    expect(found).toMatchObject({ id: ARN, unread: true });
    expect(found?.props).not.toHaveProperty("document");
  });
});

describe("creating an IAM policy", () => {
  it("sends all of it in one call", async () => {
    const mocked = mockIam();
    mocked.once.on(CreatePolicyCommand).resolves({ Policy: told });
    expect(await iamPolicy.create(mocked.aws, props, "token")).toEqual({ id: ARN });
    expect(inputsOf(mocked.once, "CreatePolicy")).toEqual([
      {
        PolicyName: NAME,
        Description: "What it does",
        PolicyDocument: JSON.stringify(NEW),
        Tags: [{ Key: "Name", Value: NAME }],
      },
    ]);
  });

  it("throws AlreadyExists when the name is taken", async () => {
    const mocked = mockIam();
    mocked.once.on(CreatePolicyCommand).rejects(refusal("EntityAlreadyExistsException"));
    await expect(iamPolicy.create(mocked.aws, props, "token")).rejects.toBeInstanceOf(AlreadyExists);
  });
});

describe("updating an IAM policy", () => {
  it("makes a new version that is the default", async () => {
    const mocked = standing();
    mocked.safe.on(ListPolicyVersionsCommand).resolves(versions("v9", "v8"));
    mocked.once.on(CreatePolicyVersionCommand).resolves({});
    await updateDocument(mocked);
    expect(inputsOf(mocked.once, "CreatePolicyVersion")).toEqual([
      { PolicyArn: ARN, PolicyDocument: JSON.stringify(NEW), SetAsDefault: true },
    ]);
    expect(operationsOf(mocked.safe)).toEqual(["ListPolicyVersions"]);
  });

  it("deletes the oldest of five versions first, by number, and never the default one", async () => {
    const mocked = standing();
    mocked.safe.on(ListPolicyVersionsCommand).resolves({
      Versions: ["v12", "v11", "v10", "v9", "v8"].map((VersionId) => ({
        VersionId,
        IsDefaultVersion: VersionId === "v8",
      })),
    });
    mocked.safe.on(DeletePolicyVersionCommand).resolves({});
    mocked.once.on(CreatePolicyVersionCommand).resolves({});
    await updateDocument(mocked);
    expect(inputsOf(mocked.safe, "DeletePolicyVersion")).toEqual([{ PolicyArn: ARN, VersionId: "v9" }]);
  });

  it("looks again for room where a lagging list showed some", async () => {
    const mocked = standing();
    mocked.safe
      .on(ListPolicyVersionsCommand)
      .resolvesOnce(versions("v9", "v8"))
      .resolves(versions("v9", "v8", "v7", "v6", "v5"));
    mocked.safe.on(DeletePolicyVersionCommand).resolves({});
    const full = refusal("LimitExceededException", "A managed policy can have up to 5 versions.");
    mocked.once.on(CreatePolicyVersionCommand).rejectsOnce(full).resolves({});
    await updateDocument(mocked);
    expect(inputsOf(mocked.safe, "DeletePolicyVersion")).toEqual([{ PolicyArn: ARN, VersionId: "v5" }]);
    expect(operationsOf(mocked.once)).toHaveLength(2);
  });

  it("believes at once that a document is too long", async () => {
    const mocked = standing();
    mocked.safe.on(ListPolicyVersionsCommand).resolves(versions("v9"));
    const long = refusal("LimitExceededException", "Cannot exceed quota for PolicySize: 6144");
    mocked.once.on(CreatePolicyVersionCommand).rejects(long);
    await expect(updateDocument(mocked)).rejects.toBe(long);
    expect(operationsOf(mocked.once)).toHaveLength(1);
  });

  it("does not repeat a version whose end nobody saw once a read shows it", async () => {
    const mocked = standing(NEW);
    mocked.safe.on(ListPolicyVersionsCommand).resolves(versions("v9"));
    mocked.once.on(CreatePolicyVersionCommand).rejects(new AmbiguousEnd(new Error("500")));
    await updateDocument(mocked);
    expect(operationsOf(mocked.once)).toEqual(["CreatePolicyVersion"]);
  });

  it("repeats it when no read shows it for a minute, three times at most", async () => {
    const mocked = standing(OLD);
    mocked.safe.on(ListPolicyVersionsCommand).resolves(versions("v9"));
    mocked.once.on(CreatePolicyVersionCommand).rejects(new AmbiguousEnd(new Error("500")));
    await expect(updateDocument(mocked)).rejects.toBeInstanceOf(AmbiguousEnd);
    expect(operationsOf(mocked.once)).toHaveLength(3);
    expect(mocked.clock.sleeps.reduce((sum, one) => sum + one, 0)).toBeGreaterThanOrEqual(180);
  });

  it("sets tags and drops only those that were ours", async () => {
    const mocked = standing();
    mocked.safe.on(TagPolicyCommand).resolves({}).on(UntagPolicyCommand).resolves({});
    const tags = {
      prop: "tags",
      from: {},
      to: { Name: NAME },
      cause: "settings",
      dropped: ["team"],
    } as const;
    await updateAs(mocked, iamPolicy, { id: ARN, props, changes: [tags] });
    expect(inputsOf(mocked.safe, "TagPolicy")).toEqual([
      { PolicyArn: ARN, Tags: [{ Key: "Name", Value: NAME }] },
    ]);
    expect(inputsOf(mocked.safe, "UntagPolicy")).toEqual([{ PolicyArn: ARN, TagKeys: ["team"] }]);
    expect(operationsOf(mocked.once)).toEqual([]);
  });
});

describe("deleting an IAM policy", () => {
  it("deletes the other versions before it", async () => {
    const mocked = mockIam();
    mocked.safe.on(ListPolicyVersionsCommand).resolves(versions("v9", "v8", "v7"));
    mocked.safe.on(DeletePolicyVersionCommand).resolves({}).on(DeletePolicyCommand).resolves({});
    await deleteAs(mocked, iamPolicy, ARN);
    expect(operationsOf(mocked.safe)).toEqual([
      "ListPolicyVersions",
      "DeletePolicyVersion",
      "DeletePolicyVersion",
      "DeletePolicy",
    ]);
  });

  it("succeeds for one that is not there", async () => {
    const mocked = mockIam();
    mocked.safe.on(ListPolicyVersionsCommand).rejects(refusal("NoSuchEntityException"));
    expect(await deleteAs(mocked, iamPolicy, ARN)).toEqual([]);
  });

  it("names who else it is attached to, and detaches it from nobody", async () => {
    const mocked = mockIam();
    mocked.safe.on(ListPolicyVersionsCommand).resolves(versions("v9"));
    const attached = refusal("DeleteConflictException", "Cannot delete a policy attached to entities.");
    mocked.safe.on(DeletePolicyCommand).rejects(attached);
    mocked.safe.on(ListEntitiesForPolicyCommand).resolves({
      PolicyRoles: [{ RoleName: "Theirs" }],
      PolicyUsers: [{ UserName: "ann" }],
      PolicyGroups: [{ GroupName: "ops" }],
    });
    await expect(deleteAs(mocked, iamPolicy, ARN)).rejects.toMatchObject({
      code: "StillInUse",
      fix: [
        `aws iam detach-role-policy --role-name Theirs --policy-arn ${ARN}`,
        `aws iam detach-user-policy --user-name ann --policy-arn ${ARN}`,
        `aws iam detach-group-policy --group-name ops --policy-arn ${ARN}`,
      ],
    });
    expect(operationsOf(mocked.safe).filter((name) => name.startsWith("Detach"))).toEqual([]);
  });
});
