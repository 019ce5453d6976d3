import { describe, expect, it } from "vitest";
import { iamDeviations } from "../../../src/sections/iam/deviations.ts";
import { settingsOf } from "../declared.ts";

const tell = (text: object = {}): readonly string[] =>
  iamDeviations(settingsOf(text)).map(({ step, guide, ours }) => `${step}: ${guide} -> ${ours}`);

describe("where the permissions differ from the guide", () => {
  it("is told for the defaults", () => {
    expect(tell()).toEqual([
      "IAM Roles and Permissions 1: a role used as instance profile -> an instance profile FlashSaleAppRole that holds the role",
      "IAM Roles and Permissions 1: full-access managed policies -> a policy with what the application does, and AmazonSSMManagedInstanceCore for sessions",
      "IAM Roles and Permissions 2: a custom policy never attached -> FlashSaleAppPolicy attached to the role",
      "IAM Roles and Permissions 2: metrics of any namespace, and neither image, secrets nor logs -> metrics of the namespace FlashSale, the image, the application's secrets, its log group",
    ]);
  });

  it("is what the guide's policies allow too much, where the settings ask for them", () => {
    const managedPolicies = ["CloudWatchFullAccess", "arn:aws:iam::aws:policy/AmazonMSKFullAccess"];
    const told = tell({ iam: { managedPolicies } })[1];
    expect(told).toContain("as iam.managedPolicies asks");
    expect(told).toContain(
      "CloudWatchFullAccess (allows every metric, alarm, dashboard and log group of the account, to be deleted too)",
    );
    expect(told).toContain(
      "AmazonMSKFullAccess (allows every Kafka cluster of the account, to be deleted too)",
    );
  });

  it("names other policies without judging them", () => {
    expect(tell({ iam: { managedPolicies: ["AmazonRDSReadOnlyAccess"] } })[1]).toMatch(
      /: AmazonRDSReadOnlyAccess$/,
    );
    expect(tell({ iam: { managedPolicies: ["AmazonSSMManagedInstanceCore"] } })[1]).toBe(tell()[1]);
  });
});
