import {
  AttachRolePolicyCommand,
  DetachRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
} from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { AmbiguousEnd } from "../../../src/errors.ts";
import { iamRolePolicyAttachment } from "../../../src/resources/iam/role-policy-attachment.ts";
import { inputsOf, operationsOf, refusal } from "../rds/mocked-aws.ts";
import { deleteAs, mockIam, scopeOf } from "./mocked-iam.ts";

const OURS = "arn:aws:iam::123456789012:policy/FlashSaleAppPolicy";
const AWS_OWN = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore";
const ends = { roleName: "Role", policyArn: OURS };
const ID = `Role|${OURS}`;

function attached(...arns: readonly string[]) {
  const mocked = mockIam();
  const AttachedPolicies = arns.map((PolicyArn) => ({ PolicyArn }));
  mocked.safe.on(ListAttachedRolePoliciesCommand).resolves({ AttachedPolicies });
  return mocked;
}

describe("the attachment of a policy to a role", () => {
  it("is read with one call for all of a role", async () => {
    const { aws, safe } = attached(OURS, AWS_OWN);
    const found = await iamRolePolicyAttachment.list(aws, scopeOf([ID, `Role|${AWS_OWN}`]));
    expect(found.map(({ id }) => id)).toEqual([ID, `Role|${AWS_OWN}`]);
    expect(found[0]).toMatchObject({ name: ID, props: ends, attributes: ends, status: "attached" });
    expect(operationsOf(safe)).toEqual(["ListAttachedRolePolicies"]);
  });

  it("is read through all pages", async () => {
    const mocked = mockIam();
    mocked.safe
      .on(ListAttachedRolePoliciesCommand)
      .resolvesOnce({ AttachedPolicies: [{ PolicyArn: AWS_OWN }], IsTruncated: true, Marker: "m" })
      .resolves({ AttachedPolicies: [{ PolicyArn: OURS }] });
    expect(await iamRolePolicyAttachment.get(mocked.aws, ID)).toMatchObject({ id: ID });
  });

  it("is found without the state through the stack's roles", async () => {
    const { aws } = attached(OURS);
    const found = await iamRolePolicyAttachment.list(aws, scopeOf([], { "iam/role": ["Role"] }));
    expect(found.map(({ id }) => id)).toEqual([ID]);
  });

  it("is not there where the role is not", async () => {
    const mocked = mockIam();
    mocked.safe.on(ListAttachedRolePoliciesCommand).rejects(refusal("NoSuchEntityException"));
    expect(await iamRolePolicyAttachment.get(mocked.aws, ID)).toBeUndefined();
  });

  it("is made once IAM knows the role that was just made", async () => {
    const mocked = mockIam();
    const unknown = refusal("NoSuchEntityException", "The role with name Role cannot be found.");
    mocked.once.on(AttachRolePolicyCommand).rejectsOnce(unknown).rejectsOnce(unknown).resolves({});
    expect(await iamRolePolicyAttachment.create(mocked.aws, ends, "token")).toEqual({ id: ID });
    expect(inputsOf(mocked.once, "AttachRolePolicy")[2]).toEqual({ RoleName: "Role", PolicyArn: OURS });
    expect(mocked.clock.sleeps).toEqual([1, 2]);
  });

  it("gives a role that stays unknown up after two minutes", async () => {
    const mocked = mockIam();
    mocked.once
      .on(AttachRolePolicyCommand)
      .rejects(refusal("NoSuchEntityException", "The role with name Role cannot be found."));
    await expect(iamRolePolicyAttachment.create(mocked.aws, ends, "token")).rejects.toMatchObject({
      name: "NoSuchEntityException",
    });
    const waited = mocked.clock.sleeps.reduce((sum, one) => sum + one, 0);
    expect(waited).toBeGreaterThanOrEqual(120);
    expect(waited).toBeLessThan(140);
  });

  it("believes at once that AWS has no such managed policy", async () => {
    const mocked = mockIam();
    const message = "Policy arn:aws:iam::aws:policy/Nope does not exist or is not attachable.";
    mocked.once.on(AttachRolePolicyCommand).rejects(refusal("NoSuchEntityException", message));
    const made = iamRolePolicyAttachment.create(mocked.aws, { ...ends, policyArn: "x" }, "token");
    await expect(made).rejects.toThrow(message);
    expect(operationsOf(mocked.once)).toHaveLength(1);
  });

  it("waits while another policy is attached to the same role", async () => {
    const mocked = mockIam();
    mocked.once
      .on(AttachRolePolicyCommand)
      .rejectsOnce(refusal("ConcurrentModificationException"))
      .resolves({});
    await iamRolePolicyAttachment.create(mocked.aws, ends, "token");
    expect(operationsOf(mocked.once)).toHaveLength(2);
  });

  it("leaves an end that nobody saw to the engine", async () => {
    const mocked = mockIam();
    mocked.once.on(AttachRolePolicyCommand).rejects(new AmbiguousEnd(new Error("500")));
    const made = iamRolePolicyAttachment.create(mocked.aws, ends, "token");
    await expect(made).rejects.toBeInstanceOf(AmbiguousEnd);
  });

  it("is taken away by both ends, and without complaint where it is not there", async () => {
    const mocked = mockIam();
    mocked.safe.on(DetachRolePolicyCommand).resolvesOnce({}).rejects(refusal("NoSuchEntityException"));
    await deleteAs(mocked, iamRolePolicyAttachment, ID);
    expect(await deleteAs(mocked, iamRolePolicyAttachment, ID)).toEqual([]);
    expect(inputsOf(mocked.safe, "DetachRolePolicy")[0]).toEqual({ RoleName: "Role", PolicyArn: OURS });
  });
});
