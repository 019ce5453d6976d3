import { describe, expect, it } from "vitest";
import { wrong } from "../../settings/wrong.ts";
import { settingsOf } from "../declared.ts";

const ofPolicies = (...managedPolicies: readonly unknown[]): Record<string, string> =>
  wrong({ iam: { managedPolicies } });

describe("the block iam of the settings", () => {
  it("asks for no managed policies unless told to", () => {
    expect(settingsOf().iam).toEqual({ enabled: true, managedPolicies: [] });
  });

  it.each([
    "CloudWatchFullAccess",
    "arn:aws:iam::aws:policy/AmazonMSKFullAccess",
    "arn:aws-cn:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy",
    "arn:aws-us-gov:iam::aws:policy/ReadOnlyAccess",
  ])("takes the managed policy %s", (policy) => {
    expect(ofPolicies(policy)).toEqual({});
  });

  it.each([
    "",
    "Cloud Watch",
    "arn:aws:iam::123456789012:policy/Own",
    "arn:aws:iam::aws:role/CloudWatchFullAccess",
    "arn:aws:iam::aws:policy/",
    "x".repeat(129),
    7,
    { name: "CloudWatchFullAccess" },
  ])("refuses the managed policy %s", (policy) => {
    expect(Object.keys(ofPolicies(policy))).toEqual(["iam.managedPolicies.0"]);
  });

  it("takes each policy once, however it is written", () => {
    const twice = ofPolicies("CloudWatchFullAccess", "arn:aws:iam::aws:policy/CloudWatchFullAccess");
    expect(twice).toEqual({ "iam.managedPolicies.1": "each policy once" });
  });

  it("takes no more than a role can ever have", () => {
    const names = Array.from({ length: 19 }, (_, index) => `Policy${index}`);
    expect(ofPolicies(...names)).toEqual({ "iam.managedPolicies": "at most 18 policies" });
    expect(ofPolicies(...names.slice(1))).toEqual({});
  });

  it.each([
    ["text", "CloudWatchFullAccess"],
    ["unknown key", undefined],
  ])("refuses %s", (kind, value) => {
    const iam = kind === "text" ? { managedPolicies: value } : { roles: [] };
    expect(Object.keys(wrong({ iam }))).toHaveLength(1);
  });
});
